/** Runs from elsewhere in Compare: any metric, by step or by epoch, and one of which nobody has said which way it gets better. */
import type { Page } from '@playwright/test'
import type * as SeedLogged from '../support/seed-logged'
import { expectAccessible } from './support/axe'
import { expect, loadSeeding, test } from './support/seeded'

type Seeding = typeof SeedLogged

const openCompare = (page: Page) => page.getByRole('button', { name: 'Compare', exact: true }).click()
const headline = (page: Page) => page.getByRole('heading', { level: 1 })
const panel = (page: Page, name: RegExp) => page.getByRole('application', { name })
const table = (page: Page) => page.getByRole('region', { name: 'Verdict table' })

/** Two widths with two seeds each, logged every 10 steps: the wide ones are better, and reach it earlier. */
function seedFour(home: string, { seedLogged }: Seeding): void {
  const steps = Array.from({ length: 3_000 }, (_, index) => index * 10)
  for (const [at, width] of [8, 8, 16, 16].entries())
    seedLogged(home, {
      name: `net-${at + 1}`,
      origin: { kind: 'logged', facts: { client: 'Python' } },
      config: { model: { width }, random_state: at % 2 },
      series: [
        {
          key: 'val/acc',
          steps,
          values: steps.map((step) => (width / 20) * (1 - Math.exp(-step / 4_000)) + at / 10_000),
        },
        { key: 'tokens', steps, values: steps.map((step) => step * (at + 1)) },
      ],
      log: [],
      secondsPerStep: 0.01,
      startedAt: `2026-01-0${at + 1}T00:00:00.000Z`,
      endedAt: `2026-01-0${at + 1}T01:00:00.000Z`,
    })
}

test('runs by step: means over steps, a verdict in steps, and a figure of what is shown', async ({ open }) => {
  const seeding = await loadSeeding<Seeding>('seed-logged')
  const { page, errors } = await open((home) => seedFour(home, seeding))
  await openCompare(page)
  // Grouped by what tells them apart, on the metric that has a direction.
  await expect(headline(page)).toHaveText(
    /model\.width 16 reaches model\.width 8's best val\/acc .* \d\d,\d{3} steps earlier/,
  )
  await expect(panel(page, /^val\/acc, model\.width 8 by step\. mean of 2 seeds last/)).toBeVisible()
  await expect(panel(page, /^val\/acc, model\.width 16 by step\. mean of 2 seeds last/)).toBeVisible()
  await expect(table(page).getByRole('columnheader', { name: 'Steps to match' })).toBeVisible()
  await expect(table(page).getByRole('row', { name: /runs of model\.width 16/ })).toContainText('29,990')
  await expect(page.getByRole('radiogroup', { name: 'Scale' })).toHaveCount(0)
  await expectAccessible(page, 'compare, by step')

  await page.keyboard.press('o')
  await expect(panel(page, /^val\/acc by step\. /)).toBeVisible()
  await expect(page.getByText('model.width 16').first()).toBeVisible()
  expect(errors).toEqual([])
})

test('a metric without a direction is drawn, and asks for one, which can be taken back', async ({ open }) => {
  const seeding = await loadSeeding<Seeding>('seed-logged')
  const { page, errors } = await open((home) => seedFour(home, seeding))
  await openCompare(page)
  await page.getByRole('combobox', { name: 'Metric' }).selectOption('tokens')
  const unsaid = 'Nothing says whether lower or higher values of tokens are better, so there is no verdict.'
  await expect(headline(page)).toHaveText(unsaid)
  await expect(panel(page, /^tokens, model\.width 8 by step/)).toBeVisible()
  await expect(table(page)).toHaveCount(0)
  const question = page.getByRole('group', { name: 'Direction of tokens' })
  await expectAccessible(page, 'compare, without a direction')

  // By keyboard: Lower, then Higher.
  await question.getByRole('button', { name: 'Lower' }).focus()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(headline(page)).toHaveText(/model\.width 16.*best tokens/)
  await expect(question).toHaveCount(0)
  await expect(page.getByText('Direction of tokens changed')).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(headline(page)).toHaveText(unsaid)
  await page.keyboard.press('Control+Shift+z')
  await expect(headline(page)).toHaveText(/best tokens/)
  expect(errors).toEqual([])
})

test('runs by epoch stand beside runs by step, and what has no place is said', async ({ open }) => {
  const seeding = await loadSeeding<Seeding>('seed-logged')
  const { page, home, errors } = await open(() => undefined)
  const author = await seeding.connectAuthor(home)
  try {
    for (const [name, stepsAreEpochs] of [
      ['by-epoch', true],
      ['by-step', false],
    ] as const) {
      const { run } = await author.request('runs.begin', {
        name,
        origin: { kind: 'logged', facts: {} },
        config: { kind: name },
        stepsAreEpochs,
      })
      const steps = stepsAreEpochs ? [0, 1, 2, 3] : [100, 200, 300]
      await author.request('points.append', {
        run: run.id,
        series: [{ key: 'val/acc', steps, values: steps.map((_, at) => 0.5 + at / 10) }],
      })
      await author.request('runs.finish', { run: run.id, endReason: 'completed' })
    }
    await openCompare(page)
    await page.getByRole('radio', { name: 'Overlay' }).click()
    await expect(panel(page, /^val\/acc by epoch/)).toBeVisible()
    await expect(page.getByText('1 run without a place among epochs is not drawn.')).toBeVisible()
    await page.getByRole('combobox', { name: /^x axis/ }).selectOption('step')
    await expect(panel(page, /^val\/acc by step/)).toBeVisible()
    // Epochs that are steps have a place among steps.
    await expect(page.getByText('without a place among')).toHaveCount(0)
    await expectAccessible(page, 'compare, unlike units')

    // A run that comes while it is open replaces nothing; picked by keyboard, its points move it.
    const { run } = await author.request('runs.begin', {
      name: 'live',
      origin: { kind: 'logged', facts: {} },
      config: { kind: 'live' },
    })
    await author.request('points.append', { run: run.id, series: [{ key: 'val/acc', steps: [100], values: [0.1] }] })
    await expect(page.getByRole('button', { name: '2 of 3 runs' })).toBeVisible()
    await page.keyboard.press('/')
    await page.keyboard.type('live')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await expectAccessible(page, 'compare, choosing runs')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('button', { name: '3 of 3 runs' })).toBeVisible()
    await expect(table(page).getByRole('row', { name: /kind live live/ })).toContainText('0.1')
    await author.request('points.append', { run: run.id, series: [{ key: 'val/acc', steps: [500], values: [0.95] }] })
    await expect(table(page).getByRole('row', { name: /kind live live/ })).toContainText('0.95')
  } finally {
    author.close()
  }
  expect(errors).toEqual([])
})
