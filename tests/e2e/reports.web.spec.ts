/** A report from its template to a file: text with numbers that follow, live blocks, and the way back from every change. */
import { readFile } from 'node:fs/promises'
import type { Locator, Page } from '@playwright/test'
import { strFromU8, unzipSync } from 'fflate'
import { expectAccessible } from './support/axe'
import { blocks, expectSaved, writeComparison } from './support/reports'
import { expect, test } from './support/seeded'

const nameOf = async (page: Page, index: number) => (await blocks(page).nth(index).getAttribute('aria-label')) ?? ''

/** What a picture's corner is: dark, light, or nothing yet. */
const groundOf = (picture: Locator) =>
  picture.evaluate((image) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 4, height: 4 })
    const context = canvas.getContext('2d')!
    context.drawImage(image as HTMLImageElement, 0, 0)
    const [red = 0, , , alpha] = context.getImageData(1, 1, 1, 1).data
    return alpha !== 255 ? 'not there' : red < 60 ? 'dark' : 'light'
  })

test('a template becomes a report whose numbers and charts are of the runs', async ({ open }) => {
  const { page, errors } = await open((home, { seedGroups, twoByTwo }) => seedGroups(home, twoByTwo))
  await writeComparison(page)
  await expect(page.locator('.bind', { hasText: /^12 runs$/ })).toBeVisible()
  await expect(page.locator('.bind.bad')).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'Table 1' }).getByRole('row', { name: /^Architecture/ })).toBeVisible()
  // Lines are the app's own charts: they have its table of numbers behind them, and a crosshair.
  const overlay = blocks(page, /^Chart, /)
  await overlay.scrollIntoViewIfNeeded()
  await expect(overlay.getByRole('application').first()).toHaveAccessibleName(
    /^Validation MSE by epoch\. plain, MSE, seed 1 last 0\.01208, range 0\.\d+ to /,
  )
  const heading = page.getByRole('navigation').getByRole('button', { name: 'Early stopping' })
  await heading.click()
  await expect(page.getByRole('heading', { name: /Early stopping/ })).toBeInViewport()
  // Networks and pictures are drawn by the core, in the theme that the window has.
  const network = blocks(page, /^Architecture, /).first()
  await network.scrollIntoViewIfNeeded()
  const picture = network.getByRole('img', { name: /^Layers of the plain model/ })
  await expect(picture).toBeVisible()
  for (const theme of ['dark', 'light', 'dark']) {
    await page.evaluate((value) => (document.documentElement.dataset.theme = value), theme)
    await expect.poll(() => groundOf(picture)).toBe(theme)
  }
  expect(errors).toEqual([])
})

test('text is edited as Markdown, bound numbers show what they are now, and what was typed is kept', async ({
  open,
}) => {
  const { page } = await open((home, { seedGroups, twoByTwo }) => seedGroups(home, twoByTwo))
  await writeComparison(page)
  await blocks(page).first().focus()
  await page.keyboard.press('/')
  await page.getByRole('menuitem', { name: /^Text/ }).click()
  const field = page.getByRole('textbox', { name: 'Text, 2 of' })
  await expect(field).toBeFocused()
  await page.keyboard.type('## Mine\n\nPlain **ends** at {{best val_mse of plain, MSE}}, and {{nonsense}}.')
  await expect(page.getByText('There is no binding called “nonsense”.')).toBeVisible()
  await page.keyboard.press('Escape')
  const block = blocks(page).nth(1)
  await expect(block).toBeFocused()
  await expect(block.getByRole('heading')).toHaveText('## Mine')
  await expect(block.locator('.bind').first()).toHaveText(/^0\.01\d+$/)
  await expect(block.locator('.bind.bad')).toContainText('nonsense')
  await expectSaved(page)
  await expect(page.getByRole('navigation').getByRole('button', { name: 'Mine' })).toBeVisible()

  // A number from the menu, with what it says beside it.
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Insert a number' }).click()
  await page.getByRole('menuitem', { name: /^Number of runs\s*12 runs/ }).click()
  await expect(field).toHaveValue(/\{\{count runs\}\}/)
  await page.keyboard.press('Escape')
  await expectSaved(page)
  await page.reload()
  await expect(
    blocks(page)
      .nth(1)
      .locator('.bind', { hasText: /^12 runs$/ }),
  ).toBeVisible()
})

test('blocks are added, moved by keys and by hand, duplicated and deleted, each with its way back', async ({
  open,
}) => {
  const { page } = await open((home, { seedGroups, twoByTwo }) => seedGroups(home, twoByTwo))
  await writeComparison(page)
  const count = await blocks(page).count()
  await blocks(page).nth(1).focus()
  const diff = await nameOf(page, 1)
  expect(diff).toMatch(/^Config diff, 2 of/)
  await page.keyboard.press('Alt+ArrowUp')
  await expect(blocks(page).first()).toHaveAccessibleName(/^Config diff, 1 of/)
  await expect(blocks(page).first()).toBeFocused()
  await page.keyboard.press('Control+z')
  await expect(blocks(page).nth(1)).toHaveAccessibleName(diff)

  await page.getByRole('button', { name: /^Block/ }).click()
  await page.getByRole('menuitem', { name: /^Chart/ }).click()
  await expect(blocks(page)).toHaveCount(count + 1)
  await expect(blocks(page).nth(2)).toHaveAccessibleName(/^Chart, 3 of/)
  await expect(blocks(page).nth(2).getByText('Figure 1.')).toBeVisible()
  await blocks(page).nth(2).press('d')
  await expect(blocks(page)).toHaveCount(count + 2)
  await blocks(page).nth(3).press('Delete')
  await expect(blocks(page)).toHaveCount(count + 1)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(blocks(page)).toHaveCount(count + 2)

  // By its handle, below the one before.
  // Nothing may scroll between the press and the move.
  await blocks(page).first().focus()
  await blocks(page).first().scrollIntoViewIfNeeded()
  const handle = blocks(page)
    .nth(1)
    .getByRole('button', { name: /^Move Config diff/ })
  const target = await blocks(page).first().boundingBox()
  await handle.dragTo(blocks(page).first(), { targetPosition: { x: (target?.width ?? 0) / 2, y: 4 } })
  await expect(blocks(page).first()).toHaveAccessibleName(/^Config diff, 1 of/)

  // Settings of a block: another metric, other words below it.
  await blocks(page, /^Chart, 3 of/).focus()
  await page.keyboard.press('Enter')
  const sheet = page.getByRole('complementary', { name: 'Chart settings' })
  await sheet.getByRole('checkbox', { name: 'val_mae', exact: true }).check()
  await sheet.getByRole('checkbox', { name: 'val_mse', exact: true }).uncheck()
  await sheet.getByRole('textbox', { name: 'Caption' }).fill('Mean absolute error.')
  await expect(blocks(page, /^Chart, 3 of/).getByText('Mean absolute error.')).toBeVisible()
  await expect(blocks(page, /^Chart, 3 of/).getByText('val_mae, 12 runs, live')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)
})

test('a frozen report cannot be written in until it follows its runs again, and is exported in every format', async ({
  open,
}) => {
  const { page, errors } = await open((home, { seedGroups, twoByTwo }) => seedGroups(home, twoByTwo))
  await writeComparison(page)
  await page.getByRole('button', { name: 'Freeze', exact: true }).click()
  await expect(page.getByText(/^Frozen since /)).toBeVisible()
  await expect(page.getByRole('button', { name: /^Block/ })).toBeDisabled()
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveAttribute('readonly', '')
  const overlay = blocks(page, /^Chart, /)
  await overlay.scrollIntoViewIfNeeded()
  await expect(overlay.getByRole('application').first()).toHaveAccessibleName(
    /^Validation MSE by epoch\. plain, MSE, seed 1 last 0\.01208, range 0\.\d+ to /,
  )
  await page.getByRole('switch', { name: 'Live numbers' }).check()
  await expectSaved(page)

  const exported = async (item: RegExp, ending: string) => {
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export report' }).click()
    await page.getByRole('menuitem', { name: item }).click()
    const file = await download
    expect(file.suggestedFilename()).toBe(`two-architectures-and-two-losses-on-flipped-grey-cifar-10${ending}`)
    return readFile(await file.path())
  }
  expect((await exported(/^One HTML file/, '.html')).toString()).toContain('Two architectures and two losses')
  expect((await exported(/^PDF/, '.pdf')).subarray(0, 5).toString()).toBe('%PDF-')
  const latex = unzipSync(await exported(/^LaTeX folder/, '-latex.zip'))
  expectPictures(latex, 'main.tex', /\\includegraphics\[[^\]]*\]\{([^}]*)\}/g, '%PDF-')
  const markdown = unzipSync(await exported(/^Markdown folder/, '-md.zip'))
  expectPictures(markdown, 'report.md', /!\[[^\]]*\]\(([^)]*)\)/g, '\x89PNG\r')
  expect(errors).toEqual([])
})

/** Every picture that a text of a folder names is in it, and begins as its format does. */
function expectPictures(files: Record<string, Uint8Array>, name: string, pattern: RegExp, begin: string): void {
  const named = [...strFromU8(files[name]!).matchAll(pattern)].map(([, path]) => path!)
  expect(named.length).toBeGreaterThan(5)
  for (const path of named) expect(strFromU8(files[path]!.subarray(0, 5), true), path).toBe(begin)
}

test('a report whose save fails says so and loses nothing', async ({ open }) => {
  const { page } = await open((home, { seedGroups, twoByTwo }) => seedGroups(home, twoByTwo))
  await writeComparison(page)
  // Without a connection nothing can be saved.
  await page.evaluate(() => {
    // Called with the socket as its `this`.
    // oxlint-disable-next-line typescript/unbound-method
    const { send } = WebSocket.prototype
    WebSocket.prototype.send = function (data) {
      if ('isDown' in globalThis) this.close()
      else send.call(this, data)
    }
    Object.assign(globalThis, { isDown: true })
  })
  const title = page.getByRole('textbox', { name: 'Title' })
  await title.fill('Kept in spite of it')
  await title.press('Enter')
  await expect(page.getByText(/^Not saved: /)).toBeVisible()
  await page.evaluate(() => Reflect.deleteProperty(globalThis, 'isDown'))
  await expect(page.getByText(/^Saved \d\d:\d\d$/)).toBeVisible({ timeout: 20_000 })
  await expect(
    page.getByRole('navigation').getByRole('button', { name: 'Kept in spite of it', exact: true }),
  ).toBeVisible()
  await page.reload()
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue('Kept in spite of it')
})

test('runs that were chosen elsewhere fill a template, and reports are copied, renamed and deleted', async ({
  open,
}) => {
  const { page } = await open((home, { seedGroups, twoByTwo }) => seedGroups(home, twoByTwo))
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await page.getByRole('button', { name: 'Write a report' }).click()
  await page.getByRole('button', { name: 'Write report' }).click()
  const nav = page.getByRole('navigation', { name: 'Reports' })
  await expect(nav.getByRole('button', { name: 'Early stopping' })).toBeVisible()
  await nav.getByRole('button', { name: /^Actions for/ }).click()
  await page.getByRole('menuitem', { name: 'Duplicate' }).click()
  await expect(nav.getByRole('button', { name: /, copy$/ }).first()).toBeVisible()
  await nav.getByRole('button', { name: /^Actions for .*copy$/ }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await page.keyboard.type('Second try')
  await page.keyboard.press('Enter')
  await expect(nav.getByRole('button', { name: 'Second try', exact: true })).toBeVisible()
  await nav.getByRole('button', { name: 'Actions for Second try' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect(nav.getByRole('button', { name: 'Second try', exact: true })).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(nav.getByRole('button', { name: 'Second try', exact: true })).toBeVisible()

  // An address of one that is gone says so, and opens none of the others by itself.
  await page.evaluate(() => (location.hash = '#/reports/gone'))
  await expect(page.getByRole('heading', { name: 'Report not found' })).toBeVisible()
  await page.getByRole('list', { name: 'Newest reports' }).getByRole('button', { name: 'Second try' }).click()
  await expect(page.getByRole('region', { name: 'Report', exact: true }).getByRole('group').first()).toBeVisible()
})

test('reports are free of axe violations, light and dark, and fit a narrow window', async ({ open }) => {
  test.setTimeout(240_000)
  const { page } = await open((home, { seedGroups, twoByTwo }) => seedGroups(home, twoByTwo))
  await page.getByRole('button', { name: 'Reports', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'No report yet' })).toBeVisible()
  await expectAccessible(page, 'no report')
  await writeComparison(page)
  await expectAccessible(page, 'a report')
  await blocks(page).first().focus()
  await page.keyboard.press('Enter')
  await expectAccessible(page, 'a text that is edited')
  await page.keyboard.press('Escape')
  await blocks(page, /^Two by two/).focus()
  await page.keyboard.press('Enter')
  await expectAccessible(page, 'settings of a block')
  await page.setViewportSize({ width: 1024, height: 700 })
  const sheet = page.getByRole('complementary', { name: 'Two by two settings' })
  await expect(sheet).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('Escape')
  const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
  expect(widths[0]).toBeLessThanOrEqual(widths[1] ?? 0)
  await expect(page.getByRole('button', { name: 'Export report' })).toBeInViewport({ ratio: 1 })
})
