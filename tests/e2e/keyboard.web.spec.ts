/** Eighty runs by the keyboard alone: lists are one tab stop, F6 goes through the parts of the window, and charts are three keys away. */
import type { Page } from '@playwright/test'
import type * as SeedRuns from '../support/seed-runs'
import { expectAccessible } from './support/axe'
import { pressInTurn } from './support/keys'
import { expect, loadSeeding, test } from './support/seeded'

/** Tab stops of a part of the page, without those of what is closed. */
const stopsIn = (page: Page, part: string) =>
  page
    .locator(part)
    .evaluate(
      (box) =>
        [...box.querySelectorAll<HTMLElement>('button, input, a, [tabindex]')].filter(
          (one) => one.tabIndex >= 0 && one.closest('[popover]') === null,
        ).length,
    )

/** What of the title bar has moved by itself since the page was opened, by more than another font does it: a press on it would go astray. */
const moved = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<string[]>((done) => {
        type Source = { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }
        new PerformanceObserver((list) => {
          const sources = (list.getEntries() as (PerformanceEntry & { sources: readonly Source[] })[])
            .flatMap((shift) => shift.sources)
            .filter(({ node }) => Boolean(node?.parentElement?.closest('.titlebar')))
            .filter(({ previousRect, currentRect }) => Math.abs(currentRect.x - previousRect.x) > 16)
          // An icon within its button has no words, and moves with them.
          done(sources.map(({ node }) => node?.textContent ?? '').filter((words) => words !== ''))
        }).observe({ type: 'layout-shift', buffered: true })
        requestAnimationFrame(() => requestAnimationFrame(() => done([])))
      }),
  )

/** What has the focus: in which part of the window, and by what name. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement } = document
    const part = activeElement?.closest('aside, section, nav, [role=region], header.titlebar, footer')
    return [
      part?.getAttribute('aria-label') ?? part?.className ?? '',
      activeElement?.getAttribute('aria-label') ?? activeElement?.textContent.trim(),
    ]
  })

test('the workspace and the table of runs are gone through by keyboard', async ({ open }) => {
  const { seedRuns } = await loadSeeding<typeof SeedRuns>('seed-runs')
  const { page, errors } = await open((home) => seedRuns(home, 80))
  const list = page.getByRole('list', { name: 'Runs', exact: true })
  await expect(list).toContainText('calm-bay-80')
  expect(await moved(page)).toEqual([])
  const chart = page.getByRole('application').first()
  await expect(chart).toHaveAccessibleName(/calm-bay/)

  // Two keys to the first chart.
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Skip to the view' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(chart).toBeFocused()

  // The parts of the window in turn, there and back, each where it was left.
  await page.keyboard.press('F6')
  await page.keyboard.press('F6')
  expect((await focused(page))[0]).toContain('titlebar')
  await page.keyboard.press('F6')
  expect((await focused(page))[0]).toBe('Runs in the workspace')
  await page.keyboard.press('F6')
  await expect(chart).toBeFocused()
  await page.keyboard.press('Shift+F6')
  expect((await focused(page))[0]).toBe('Runs in the workspace')

  // The list is one stop; arrows go through its rows and their controls, also those that are not in the page yet.
  expect(await stopsIn(page, '.runs')).toBe(1)
  const name = (run: string) => list.getByRole('button', { name: run, exact: true })
  await expect(async () => {
    await page.keyboard.press('Tab')
    await expect(name('calm-bay-80')).toBeFocused({ timeout: 100 })
  }).toPass()
  await page.keyboard.press('ArrowDown')
  await expect(name('calm-bay-79')).toBeFocused()
  await page.keyboard.press('x')
  await expect(list.getByRole('checkbox', { name: 'Select calm-bay-79' })).toBeChecked()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Space')
  await expect(list.getByRole('checkbox', { name: 'Select calm-bay-79' })).not.toBeChecked()
  await page.keyboard.press('ArrowDown')
  await expect(list.getByRole('checkbox', { name: 'Select calm-bay-78' })).toBeFocused()
  await page.keyboard.press('ArrowRight')
  for (let step = 0; step < 8; step += 1) await page.keyboard.press('ArrowDown')
  await expect(name('calm-bay-70')).toBeFocused()
  // A row that is renamed, moves to the top and back, or goes, leaves the keyboard where it was.
  await page.keyboard.press('F2')
  await expect(list.getByRole('textbox', { name: 'Name of calm-bay-70' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(name('calm-bay-70')).toBeFocused()
  for (const key of ['p', 'Control+z', 'b', 'b']) {
    await page.keyboard.press(key)
    await expect(name('calm-bay-70')).toBeFocused()
  }
  await page.keyboard.press('Delete')
  await expect(name('calm-bay-70')).toHaveCount(0)
  await expect.poll(async () => (await focused(page))[1]).toMatch(/^calm-bay-(69|71)$/)
  await page.keyboard.press('Control+z')
  await expect(name('calm-bay-70')).toBeVisible()

  await page.keyboard.press('Control+End')
  await expect(name('calm-bay-1')).toBeFocused()
  await page.keyboard.press('PageUp')
  await expect.poll(async () => (await focused(page))[1]).toMatch(/^calm-bay-\d\d$/)
  await page.keyboard.press('Control+Home')
  await expect(name('calm-bay-80')).toBeFocused()
  // A page is what is in sight but for one row, from the first row as from any other.
  const fitting = await list.evaluate((box) => {
    const height = (box.closest('.scroll') ?? box).clientHeight
    return Math.floor(height / box.querySelector('[data-slot]')!.getBoundingClientRect().height)
  })
  await page.keyboard.press('PageDown')
  await expect(name(`calm-bay-${80 - (fitting - 1)}`)).toBeFocused()
  // What is pressed before the far row is in the page is meant for it.
  await page.keyboard.press('Control+Home')
  await expect(name('calm-bay-80')).toBeFocused()
  await pressInTurn(page, 'PageDown', 'ArrowDown', 'ArrowDown')
  await expect(name(`calm-bay-${80 - (fitting - 1) - 2}`)).toBeFocused()
  await page.keyboard.press('Control+a')
  expect(await page.evaluate(() => getSelection()?.toString())).toBe('')
  await page.keyboard.press('Control+Home')
  await expect(name('calm-bay-80')).toBeFocused()
  expect(await stopsIn(page, '.runs')).toBe(1)
  await page.keyboard.press('Tab')
  expect((await focused(page))[1]).not.toMatch(/calm-bay/)

  // The table, with its head, is another.
  await page.keyboard.press('Escape')
  await pressInTurn(page, 'g', 'r')
  await expect(page.getByRole('region', { name: 'Runs table' })).toContainText('calm-bay-80')
  expect(await stopsIn(page, 'table')).toBe(1)
  await page.getByRole('button', { name: 'Skip to the view' }).press('Enter')
  const table = page.getByRole('region', { name: 'Runs table' })
  await expect(table.getByRole('button', { name: 'calm-bay-80', exact: true })).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await expect(table.getByRole('columnheader', { name: 'Name' }).getByRole('button')).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'calm-bay-80' })).toBeVisible()

  // Back brings back where the table was scrolled to, and what had the focus; from a tab too, which an arrow alone would leave for the next one.
  const top = () => table.evaluate((box) => box.scrollTop)
  await page.getByRole('tab', { selected: true }).first().press('Alt+ArrowLeft')
  await expect(table.getByRole('button', { name: 'calm-bay-80', exact: true })).toBeFocused()
  await page.keyboard.press('Control+End')
  const last = table.getByRole('button', { name: 'calm-bay-1', exact: true })
  await expect(last).toBeVisible()
  const scrolled = await top()
  expect(scrolled).toBeGreaterThan(500)
  await last.click()
  await expect(page.getByRole('heading', { name: 'calm-bay-1', exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Back', exact: true }).click()
  await expect.poll(top).toBe(scrolled)
  await expect(page.getByRole('button', { name: 'Forward', exact: true })).toBeEnabled()

  // The view's own search first, and then one through what is shown.
  await page.keyboard.press('Control+f')
  await expect(page.getByRole('combobox', { name: 'Filter runs' })).toBeFocused()
  await page.keyboard.press('Control+f')
  await page.keyboard.type('BAY-1')
  const found = page.getByRole('search', { name: 'Find in this view' })
  await expect(found).toContainText(/1 of \d/)
  await page.keyboard.press('Enter')
  await expect(found).toContainText(/2 of \d/)
  await page.keyboard.press('Escape')
  await expect(found).toHaveCount(0)
  expect(errors).toEqual([])
})

test('menus are about what is there, and an address opens in a second tab', async ({ open }) => {
  const { seedRuns } = await loadSeeding<typeof SeedRuns>('seed-runs')
  const { page, url, errors } = await open((home) => seedRuns(home, 3))
  const list = page.getByRole('list', { name: 'Runs', exact: true })
  const name = list.getByRole('button', { name: 'calm-bay-2', exact: true })
  await name.focus()
  await page.keyboard.press('Shift+F10')
  const menu = page.getByRole('menu', { name: 'Actions for calm-bay-2' })
  await expect(menu.getByRole('menuitem', { name: /^Open/ }).first()).toBeFocused()
  await expectAccessible(page, 'the menu of a run')
  await page.keyboard.press('Escape')
  await expect(name).toBeFocused()
  await page.keyboard.press('F2')
  await page.keyboard.type('renamed')
  await page.keyboard.press('Enter')
  await expect(list.getByRole('button', { name: 'renamed', exact: true })).toBeVisible()
  // Of a line, with what lies around it as a menu of its own.
  const chart = page.getByRole('application', { name: /^validation_loss|^Validation loss/ })
  await chart.click({ button: 'right' })
  const line = page.getByRole('menu', { name: /^Actions for (renamed|calm-bay-[13])$/ })
  await line.getByRole('menuitem', { name: 'validation_loss' }).click()
  await expect(line.getByRole('menuitem', { name: /^Full screen/ })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Runs', exact: true }).click({ button: 'right' })
  const [tab] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('menuitem', { name: 'Open in a new window' }).click(),
  ])
  // Without the token in its address: the first tab has it.
  await expect(tab).toHaveURL(/\/p\/cifar10-flip-grey\/runs$/)
  await expect(tab.getByRole('region', { name: 'Runs table' })).toContainText('renamed')
  await tab.goto(tab.url().replace(/\/p\/.*/, '/p/gone/workspace'))
  await expect(tab.getByRole('heading', { name: 'There is no project called gone' })).toBeVisible()
  await expectAccessible(tab, 'an address that leads nowhere')
  await tab.getByRole('button', { name: 'Open cifar10-flip-grey' }).click()
  await expect(tab).toHaveURL(/\/p\/cifar10-flip-grey\/workspace$/)
  // The workspace's list has a line of its own, in the query language or as a regular expression.
  await tab.goto(`${tab.url()}?q=name+~+%22calm%22`)
  const listed = tab.getByRole('list', { name: 'Runs', exact: true })
  await expect(listed).toContainText('calm-bay-3')
  await expect(listed).not.toContainText('renamed')
  await tab.goto(tab.url().replace(/q=.*/, 'q=regex%3A%5Eren'))
  await expect(listed).toContainText('renamed')
  await expect(listed).not.toContainText('calm-bay')
  await expect(tab).toHaveURL(/\/workspace\?q=regex%3A%5Eren$/)
  // Where no tab has the token, an address shows nothing; the printed link can be pasted.
  const stranger = await page.context().browser()!.newContext()
  const alone = await stranger.newPage()
  await alone.goto(tab.url())
  await expect(alone.getByRole('heading', { name: 'This page needs the link that Plateau printed' })).toBeVisible()
  await expectAccessible(alone, 'a page without the token')
  await alone.getByRole('textbox', { name: 'Printed link' }).fill(url)
  await alone.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(alone.getByRole('list', { name: 'Runs', exact: true })).toContainText('renamed')
  await stranger.close()
  expect(errors).toEqual([])
})
