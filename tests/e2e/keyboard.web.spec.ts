/** Eighty runs by the keyboard alone: lists are one tab stop, F6 goes through the parts of the window, and charts are three keys away. */
import type { Page } from '@playwright/test'
import type * as SeedRuns from '../support/seed-runs'
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
  await page.keyboard.press('Control+End')
  await expect(name('calm-bay-1')).toBeFocused()
  await page.keyboard.press('PageUp')
  await expect.poll(async () => (await focused(page))[1]).toMatch(/^calm-bay-\d\d$/)
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
  expect(errors).toEqual([])
})
