/** Early stopping and losses explained, and the same images through several runs: on real short runs. */
import type { Page } from '@playwright/test'
import { pressInTurn } from './support/keys'
import { expect, test, type App } from './support/app'
import { expectAccessible } from './support/axe'
import { tiny } from './support/runs'

const small = [...tiny, '--epochs', '8', '--monitor', 'val_mse', '--patience', '6', '--json']

const readCopied = ({ page }: App): Promise<string> => page.evaluate(() => navigator.clipboard.readText())
const openTool = (page: Page, label: string) =>
  page.getByRole('combobox', { name: 'View', exact: true }).selectOption({ label })

test('what another rule would have done, the same images through both runs, and what beta does', async ({ app }) => {
  test.setTimeout(240_000)
  const { page } = app
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await app.cli('train', ...small, '--architecture', 'plain')
  await app.cli('train', ...small, '--architecture', 'pooled', '--loss', 'smooth-l1')

  await test.step('the run page leads to the rules', async () => {
    await page.getByRole('button', { name: 'Runs', exact: true }).click()
    await page.locator('tbody .name').first().click()
    await expect(page.getByText('change of val_mse from the previous epoch')).toBeVisible()
    await expect(page.getByRole('application', { name: /^Change of val_mse/ })).toBeVisible()
    // Two sliders replay the rule on the run's own track.
    await page.getByRole('textbox', { name: 'minDelta, as a number' }).fill('1')
    await page.getByRole('textbox', { name: 'Patience, as a number' }).fill('3')
    await expect(
      page.getByText(/^With patience 3 and minDelta 1, this run would have stopped at epoch 4/),
    ).toBeVisible()
    await expectAccessible(page, 'run, what if on the track')
    await page.getByRole('button', { name: 'As in the run' }).click()
    await expect(page.getByRole('textbox', { name: 'Patience, as a number' })).toHaveValue('6')
    await page.getByRole('button', { name: 'What if' }).click()
  })

  await test.step('a rule is replayed at once', async () => {
    const view = page.getByRole('region', { name: 'Early stopping what-if' })
    await page.getByRole('checkbox', { name: /^plain/ }).check()
    await expect(view.getByRole('row', { name: /^2 runs/ })).toBeVisible()
    await view.getByRole('textbox', { name: 'minDelta, as a number' }).fill('1')
    await view.getByRole('textbox', { name: 'Patience, as a number' }).fill('3')
    // Every change is at most 1: quiet from the second epoch on.
    await expect(view.getByText('8 of 16 epochs')).toBeVisible()
    await expect(view.getByText('stop at 4')).toHaveCount(2)
    const chosen = view.getByRole('gridcell', { selected: true })
    await expect(chosen).toHaveAccessibleName(/^patience 3, minDelta 1: 8 epochs saved/)
    await chosen.focus()
    await page.keyboard.press('ArrowUp')
    await expect(view.getByText('10 of 16 epochs')).toBeVisible()
    await expect(view.getByRole('textbox', { name: 'Patience, as a number' })).toHaveValue('2')
    await expect(view.getByRole('gridcell', { selected: true })).toBeFocused()
    await view.getByRole('slider', { name: 'Patience' }).focus()
    await page.keyboard.press('ArrowRight')
    await expect(view.getByText('8 of 16 epochs')).toBeVisible()
    await view.getByRole('textbox', { name: 'Patience, as a number' }).fill('1.5')
    await expect(view.getByRole('alert')).toHaveText('Enter a whole number.')
    await view.getByRole('textbox', { name: 'Patience, as a number' }).fill('3')
    await expectAccessible(page, 'what if')

    await view.getByRole('button', { name: 'Copy table' }).click()
    await expect(page.getByText('Table copied')).toBeVisible()
    const rows = (await readCopied(app)).split('\n').map((line) => line.split('\t'))
    expect(rows.map((row) => row[4])).toEqual(['would stop at', '4', '4'])

    await view.getByRole('radio', { name: 'Best so far (Keras)' }).click()
    await expect(view.getByRole('button', { name: 'Use for next run' })).toBeDisabled()
    await expect(view.getByText('Runs can only use the “Previous epoch” rule.')).toBeVisible()
    await view.getByRole('radio', { name: 'None' }).click()
    await expect(view.getByText('no run would have stopped')).toBeVisible()
    await view.getByRole('button', { name: /^Reset to the runs’ rule$/ }).click()
    await expect(view.getByRole('textbox', { name: 'Patience, as a number' })).toHaveValue('6')
    await view.getByRole('textbox', { name: 'Patience, as a number' }).fill('7')
    await view.getByRole('textbox', { name: 'minDelta, as a number' }).fill('0.0003')
    await view.getByRole('button', { name: 'Use for next run' }).click()
    await expect(page.getByRole('heading', { name: 'New run' })).toBeVisible()
    await expect(page.getByRole('combobox', { name: 'Monitored metric' })).toHaveValue('val_mse')
    await expect(page.getByRole('textbox', { name: 'Patience' })).toHaveValue('7')
    await expect(page.getByRole('textbox', { name: 'minDelta' })).toHaveValue('0.0003')
    await page.goBack()
  })

  await test.step('images are compared pixel by pixel', async () => {
    await openTool(page, 'Sample diff')
    const pictures = page.getByRole('group', { name: /^Samples/ })
    await expect(pictures.getByRole('img', { name: /, absolute error 7$/ })).toHaveCount(2)
    await expect(pictures.getByText(', lowest').first()).toBeAttached()
    await pictures.focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('PageDown')
    await expect(pictures.getByText(/^pixel 15, 14 of ship 1, target \d\.\d{3}$/)).toBeVisible()
    await page.keyboard.press('Control+c')
    await expect(pictures.getByText('Copied 2 lines')).toBeVisible()
    const [head, first] = (await readCopied(app)).split('\n')
    expect(head).toBe('run\tepoch\timage\tx\ty\ttarget\toutput\terror')
    expect(first?.split('\t').slice(1, 5)).toEqual(['8', '1', '15', '14'])
    await page.keyboard.press('Escape')

    const epoch = page.getByRole('slider', { name: 'Epoch of all runs' })
    await expect(epoch).toHaveValue('8')
    await page.getByRole('radio', { name: 'Signed' }).click()
    await expect(pictures.getByRole('img', { name: /, signed error 0$/ })).toHaveCount(2)
    await epoch.fill('3')
    await expect(page.getByText(/^Epoch 3 of 8$/)).toBeVisible()
    await page.getByRole('button', { name: 'Play' }).click()
    await expect(epoch).toHaveValue('8', { timeout: 30_000 })
    await page.getByRole('radio', { name: 'Each at its best' }).click()
    await expect(pictures.getByText(/^best, epoch \d$/)).toHaveCount(2)
    await pictures
      .getByRole('img', { name: /, signed error 2$/ })
      .first()
      .hover()
    await expect(pictures.getByText(/^pixel \d+, \d+ of ship 2/).first()).toBeVisible()
    await expectAccessible(page, 'sample diff')
  })

  await test.step('losses lie over the errors of a run', async () => {
    await openTool(page, 'Losses')
    await expect(page.getByText('For errors below beta = 1, Smooth L1 is half of MSE.')).toBeVisible()
    await page.getByRole('button', { name: 'Measure errors' }).click()
    await expect(page.getByText(/of this run’s errors are (below|above) beta = 1/)).toBeVisible({ timeout: 60_000 })
    await expect(page.getByText(/occurs in 50,176 pixels/)).toBeVisible()
    await page.getByRole('textbox', { name: 'beta, as a number' }).fill('0.05')
    await expect(page.getByText(/of this run’s errors are above beta = 0.05, where Smooth L1 is linear/)).toBeVisible()
    await expect(page.getByText(/Train three seeds of each/)).toBeVisible()
    await page.getByRole('checkbox', { name: 'Huber' }).uncheck()
    await expect(page.getByRole('application', { name: /^Loss by error.*L1 last/ })).not.toHaveAccessibleName(/Huber/)
    await expectAccessible(page, 'losses')
    await page.getByRole('button', { name: 'Clone with beta 0.05' }).click()
    await expect(page.getByRole('heading', { name: /^New run|^Duplicate and edit/ })).toBeVisible()
    await expect(page.getByRole('radio', { name: /^Smooth L1/ })).toBeChecked()
    await expect(page.getByRole('textbox', { name: 'beta' })).toHaveValue('0.05')
    await page.goBack()
    await page.getByRole('textbox', { name: 'beta, as a number' }).fill('0.05')
    await page.getByRole('button', { name: 'Compare three betas' }).click()
    await expect(page.getByRole('complementary', { name: 'Launch a grid' })).toBeVisible()
  })
})

test('an empty history says what is missing in each view, and a view that cannot be loaded is asked for again', async ({
  app,
}) => {
  const { page } = app
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  const open = (tool: string) =>
    page.evaluate((chosen) => {
      history.pushState({ route: { view: 'compare', runs: [], tool: chosen } }, '')
      dispatchEvent(new PopStateEvent('popstate', { state: history.state as unknown }))
    }, tool)
  for (const [tool, words] of [
    ['what-if', 'No ended runs yet'],
    ['samples', 'No samples yet'],
    ['losses', 'For errors below beta = 1, Smooth L1 is half of MSE.'],
  ] as const) {
    await open(tool)
    await expect(page.getByText(words)).toBeVisible()
    await expectAccessible(page, `${tool}, empty`)
  }

  // A view whose script cannot be had, as after an update of what serves it.
  await page.route(/SettingsView-/, (asked) => asked.abort())
  await page.reload()
  await expect(page.getByText('Smooth L1 is half of MSE.')).toBeVisible()
  await pressInTurn(page, 'g', 's')
  const alert = page.getByRole('alert')
  await expect(alert).toContainText('Settings could not be loaded.')
  await expectAccessible(page, 'a view that could not be loaded')
  await pressInTurn(page, 'g', 'r')
  await expect(page.getByRole('heading', { name: 'No runs yet' })).toBeVisible()
  // The view asks for its script again: until that has failed, it might come by itself.
  const isRefused = page.waitForEvent('requestfailed', (asked) => asked.url().includes('SettingsView-'))
  await page.goBack()
  await isRefused
  // Views are also asked for ahead of time: whoever asks, what is under way ends first.
  await page.waitForLoadState('networkidle')
  await expect(alert).toContainText('Settings could not be loaded.')
  await page.unroute(/SettingsView-/)
  await alert.getByRole('button', { name: 'Retry' }).click()
  await expect(page.getByRole('heading', { name: 'Settings', exact: true })).toBeVisible()
  await expect(alert).toHaveCount(0)
})
