/** Directions of metrics and roles of settings, chosen where a person meets them: the runs table, a panel's settings, Compare. */
import type { Page } from '@playwright/test'
import type * as SeedLogged from '../support/seed-logged'
import { expectAccessible } from './support/axe'
import { expect, loadSeeding, test } from './support/seeded'

type Seeding = typeof SeedLogged

/** Two runs that differ in a draw of their own name, with a metric whose name says nothing. */
function seedTwo(home: string, { seedLogged }: Seeding): void {
  for (const at of [0, 1])
    seedLogged(home, {
      name: `net-${at + 1}`,
      origin: { kind: 'logged', facts: {} },
      config: { width: 8, draw: at },
      series: [{ key: 'tokens', steps: [0, 100, 200], values: [5 + at, 9 + at, 1 + at] }],
      log: [],
      secondsPerStep: 0.1,
      startedAt: `2026-01-0${at + 1}T00:00:00.000Z`,
      endedAt: `2026-01-0${at + 1}T01:00:00.000Z`,
    })
}
const cells = (page: Page) => page.getByRole('region', { name: 'Runs table' }).getByRole('row', { name: /net-/ })

test('a direction chosen from the columns sorts them at once, and is taken back', async ({ open }) => {
  const seeding = await loadSeeding<Seeding>('seed-logged')
  const { page, errors } = await open((home) => seedTwo(home, seeding))
  await page.getByRole('button', { name: 'Runs', exact: true }).click()
  await page.getByRole('button', { name: 'Columns' }).click()
  // Without a direction, tokens have no best.
  const tokens = page.getByRole('group', { name: 'Columns of tokens' })
  await expect(tokens.getByRole('button', { name: 'best' })).toHaveCount(0)
  await tokens.getByRole('button', { name: 'last' }).click()
  await page.getByRole('button', { name: 'Directions and roles' }).click()
  const sheet = page.getByRole('complementary', { name: 'Directions and roles' })
  const direction = sheet.getByRole('combobox', { name: 'Direction of tokens' })
  await expect(direction).toHaveValue('')
  await expectAccessible(page, 'directions and roles')
  // By keyboard: the second choice is Lower.
  await direction.focus()
  await page.keyboard.press('ArrowDown')
  await expect(direction).toHaveValue('lower')
  await page.getByRole('button', { name: /^Columns/ }).click()
  await tokens.getByRole('button', { name: 'best' }).click()
  await page.keyboard.press('d')
  await page.getByRole('columnheader', { name: 'tokens.best' }).getByRole('button').click()
  await expect(cells(page).first()).toContainText('1.000')
  await expect(cells(page).last()).toContainText('2.000')
  await direction.selectOption('higher')
  await expect(cells(page).filter({ hasText: 'net-2' })).toContainText('10.00')

  await sheet.getByRole('searchbox', { name: 'Find a key' }).fill('raw')
  await expect(direction).toHaveCount(0)
  await sheet.getByRole('combobox', { name: 'Role of draw' }).selectOption('seed')
  await expect(page.getByText('Role of draw changed')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)

  // Runs that differ in a seed alone are seeds.
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await expect(page.getByText(/2 seeds/).first()).toBeVisible()
  await page.getByRole('button', { name: 'Directions' }).click()
  await expect(page.getByRole('combobox', { name: 'Role of draw' })).toHaveValue('seed')
  await page.getByRole('button', { name: 'Close directions and roles' }).click()
  await page.keyboard.press('Control+z')
  await expect(page.getByText('Undone: Role of draw changed')).toBeVisible()
  await expect(page.getByText(/2 seeds/)).toHaveCount(0)
  expect(errors).toEqual([])
})

test('a panel’s settings choose the direction of its metric', async ({ open }) => {
  const seeding = await loadSeeding<Seeding>('seed-logged')
  const { page, errors } = await open((home) => seedTwo(home, seeding))
  await page.getByRole('button', { name: 'Workspace', exact: true }).click()
  const panel = page.getByRole('article', { name: 'tokens' })
  await panel.hover()
  await panel.getByRole('button', { name: /^Settings/ }).click()
  const settings = page.getByRole('complementary', { name: 'Panel settings' })
  await settings.getByRole('combobox', { name: 'tokens' }).selectOption('higher')
  await expect(page.getByText('Direction of tokens changed')).toBeVisible()
  await expectAccessible(page, 'panel settings with a direction')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Verdict table' })).toContainText('10.00')
  expect(errors).toEqual([])
})
