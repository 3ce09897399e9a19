/** The window as a place: keys, themes, what it says when something is missing. */
import { expectAccessible } from './support/axe'
import { expect, test } from './support/app'
import { pressInTurn } from './support/keys'
import { samePage } from './support/same-page'
import { tiny } from './support/runs'

test('hovering reads epoch, value and run; the copy is a table, and the tooltip says so', async ({ app }) => {
  const { page } = app
  if (!app.electron) await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await app.cli('train', ...tiny, '--epochs', '3', '--json')
  await page.getByRole('button', { name: 'Runs', exact: true }).click()
  const name = (await page.locator('tbody .name').textContent())?.trim() ?? ''
  await page.locator('tbody .name').click()
  await page.getByRole('radio', { name: 'val_mse' }).click()
  const chart = page.getByRole('application', { name: /^Validation MSE by epoch/ })
  await expect(chart).toHaveAccessibleName(/best 0\.\d+ at \d/)
  const box = await chart.boundingBox()
  if (!box) throw new Error('The chart has no box.')
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height / 2)
  const tip = chart.locator('.tip')
  await expect(tip).toContainText(new RegExp(`2: 0\\.\\d{4,} ${name}`))
  await page.keyboard.press('Control+c')
  await expect(tip).toContainText('Copied')
  const copied = app.electron
    ? await app.electron.evaluate(({ clipboard }) => clipboard.readText())
    : await page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toMatch(new RegExp(`^epoch\\tvalue\\tname\\n2\\t0\\.\\d+\\t${name}$`))
  // Neither the tooltip nor the log scale needs a click first.
  await page.keyboard.press('l')
  await expect(chart).toContainText('log')
})

test('a wrong setting is mended with one press', { tag: samePage }, async ({ app }) => {
  const { page } = app
  await page.getByRole('button', { name: /^New run/ }).click()
  await page.getByRole('textbox', { name: 'Patience' }).fill('0')
  await expect(page.getByRole('alert')).toContainText('Patience must be at least 1.')
  await page.getByRole('button', { name: 'Use 5' }).click()
  await expect(page.getByRole('textbox', { name: 'Patience' })).toHaveValue('5')
  await expect(page.getByRole('alert')).toHaveCount(0)
  await expect(page.getByText('As “Default, plain”')).toBeVisible()
})

test('the keyboard reaches everything, and keys do nothing while somebody types', async ({ app }) => {
  const { page } = app
  await expect(page.getByRole('heading', { name: 'Reproduce the report' })).toBeVisible()
  await page.keyboard.press('n')
  await expect(page.getByRole('heading', { name: 'New run' })).toBeVisible()
  const rate = page.getByRole('textbox', { name: 'Learning rate' })
  await rate.focus()
  await page.keyboard.type('n')
  await expect(page.getByRole('heading', { name: 'New run' })).toBeVisible()
  await rate.blur()
  await pressInTurn(page, 'g', 'r')
  await expect(page.getByRole('heading', { name: 'No runs yet' })).toBeVisible()
  await expectAccessible(page, 'runs, empty')
  await pressInTurn(page, 'g', 'c')
  await expect(page.getByRole('heading', { name: 'Nothing to compare yet' })).toBeVisible()
  await page.keyboard.press('Shift+?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await expectAccessible(page, 'keys over an empty comparison')
  await page.keyboard.press('Escape')
  await page.goBack()
  await expect(page.getByRole('heading', { name: 'No runs yet' })).toBeVisible()
  await expectAccessible(page, 'runs, empty')
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY')
})

test('the theme is kept', { tag: samePage }, async ({ app }) => {
  const { page } = app
  await expect(page.getByRole('heading', { name: 'Reproduce the report' })).toBeVisible()
  const button = page.getByRole('button', { name: /^Change theme/ })
  await button.click()
  await button.click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Reproduce the report' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
})

test('the window sends nothing anywhere and evaluates no text as code', async ({ app }) => {
  const { page } = app
  const foreign: string[] = []
  page.on('request', (request) => {
    if (!/^(http:\/\/127\.0\.0\.1|ws:\/\/127\.0\.0\.1|app:|blob:|data:)/.test(request.url()))
      foreign.push(request.url())
  })
  // A window that is still loading has no page to load anew.
  await expect(page.getByRole('heading', { name: 'Reproduce the report' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Reproduce the report' })).toBeVisible()
  expect(foreign).toEqual([])
  expect(app.console.filter((line) => /^(error|pageerror)/.test(line))).toEqual([])
  const refused = await page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'window.injected = true'
    document.body.append(script)
    return (window as { injected?: boolean }).injected !== true
  })
  expect(refused).toBe(true)
  expect(await page.evaluate(() => typeof (globalThis as { require?: unknown }).require)).toBe('undefined')
})
