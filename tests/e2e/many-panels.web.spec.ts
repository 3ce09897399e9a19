/** A run of thousands of series in the workspace: cards are made for the panels that come near, and for no others. */
import { expect, test } from './support/seeded'
import { loadSeeding } from './support/seeded'
import type * as SeedLogged from '../support/seed-logged'

const series = 900

test('panels of very many series are made when they come near, and all of them can be reached', async ({ open }) => {
  const { seedLogged } = await loadSeeding<typeof SeedLogged>('seed-logged')
  const { page, errors } = await open((home) =>
    seedLogged(home, {
      name: 'many-series',
      origin: { kind: 'logged', facts: {} },
      config: { lr: 0.1 },
      series: Array.from({ length: series }, (_, at) => ({
        key: `part_${at % 3}/metric_${String(at).padStart(3, '0')}`,
        steps: [0, 1, 2],
        values: [1, 2, at],
      })),
      log: [],
      secondsPerStep: 1,
      startedAt: '2026-01-01T00:00:00.000Z',
      endedAt: '2026-01-01T01:00:00.000Z',
    }),
  )
  const cards = page.getByRole('article')
  const sections = page.locator('.sections')
  await expect(page.getByRole('region', { name: 'part_0', exact: true })).toContainText('300')
  await expect(cards.first()).toBeVisible()
  // A project that knows no epochs is drawn by step, without anybody choosing it.
  await expect
    .poll(() => page.evaluate(() => performance.getEntriesByName('plateau:panel-first-paint').length))
    .toBeGreaterThan(0)
  const inAll = () => page.locator('.sections article, .sections [data-later]').count()
  // Room for all of them comes a little at a time.
  await expect.poll(inAll).toBe(series)
  expect(await cards.count()).toBeLessThan(100)

  // At the very end, which nobody has scrolled by.
  await sections.evaluate((box) => (box.scrollTop = box.scrollHeight))
  const last = page.getByRole('article', { name: 'part_2/metric_899', exact: true })
  await expect(last).toBeInViewport()
  await expect(last.getByRole('application')).toBeVisible()
  expect(await cards.count()).toBeLessThan(200)
  expect(await inAll()).toBe(series)

  // Found by name, without a scroll.
  await sections.evaluate((box) => (box.scrollTop = 0))
  await page
    .getByRole('textbox', { name: 'Filter panels' })
    .or(page.getByPlaceholder('Filter panels'))
    .first()
    .fill('metric_451')
  await expect(cards).toHaveCount(1)
  await expect(cards.first()).toHaveAccessibleName('part_1/metric_451')
  await page.getByPlaceholder('Filter panels').fill('')
  await expect.poll(inAll).toBe(series)
  expect(errors).toEqual([])
})
