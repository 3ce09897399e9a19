/** A report on groups of runs from elsewhere: which templates fit, a metric without a direction, and what it is grouped by. */
import type * as SeedLogged from '../support/seed-logged'
import { blocks } from './support/reports'
import { expect, loadSeeding, test } from './support/seeded'

test('runs from elsewhere are offered the template that fits them, and a metric gets a direction where it has none', async ({
  open,
}) => {
  const { seedLogged } = await loadSeeding<typeof SeedLogged>('seed-logged')
  const { page, errors } = await open((home) => {
    for (const at of [0, 1, 2, 3])
      seedLogged(home, {
        name: `resnet-${at + 1}`,
        origin: { kind: 'logged', facts: {} },
        config: { model: { width: at < 2 ? 8 : 16 }, seed: at % 2 },
        series: [{ key: 'tokens', steps: [0, 1_000, 2_000], values: [1, 10 + at, 20 + (at < 2 ? 0 : 5) + at / 10] }],
        log: [],
        secondsPerStep: 0.1,
        startedAt: '2026-01-01T00:00:00.000Z',
        endedAt: '2026-01-01T01:00:00.000Z',
      })
  })
  await page.getByRole('button', { name: 'Reports', exact: true }).click()
  await page.getByRole('navigation', { name: 'Reports' }).getByRole('button', { name: 'Groups, any metric' }).click()
  const write = page.getByRole('button', { name: 'Write report' })
  await expect(write).toBeDisabled()
  await page
    .getByRole('group', { name: 'Runs in this report' })
    .getByRole('checkbox', { name: /^no architecture/ })
    .check()
  const templates = page.getByRole('group', { name: 'Template' })
  await expect(templates.getByRole('radio', { name: /^Comparison of two architectures/ })).toBeDisabled()
  await expect(templates).toContainText('3 other runs have no recipe for it.')
  await expect(templates).toContainText('Nothing says whether lower or higher values of tokens are better')
  await expect(write).toBeDisabled()
  await page.getByRole('button', { name: 'Higher', exact: true }).click()
  await expect(write).toBeEnabled()
  await expect(page.getByLabel('Group by').first()).toHaveValue('model.width')
  await write.click()
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue('tokens by model.width')
  await expect(page.locator('.bind', { hasText: /^2 groups$/ })).toBeVisible()
  await expect(page.locator('.bind.bad')).toHaveCount(0)
  await expect(
    page.getByRole('region', { name: 'Table 1' }).getByRole('row', { name: /^model\.width 16/ }),
  ).toBeVisible()
  const chart = blocks(page, /^Chart, /).first()
  await chart.scrollIntoViewIfNeeded()
  await expect(chart.getByRole('application').first()).toHaveAccessibleName(/tokens/)
  expect(errors).toEqual([])
})
