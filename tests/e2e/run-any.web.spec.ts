/** The page of runs that Plateau did not train: any settings, any series, a log that grows, by mouse, keyboard and screen reader. */
import type { Page } from '@playwright/test'
import type * as SeedLogged from '../support/seed-logged'
import { expectAccessible } from './support/axe'
import { expect, loadSeeding, test, type Seeded } from './support/seeded'

type Seeding = typeof SeedLogged
const log = (page: Page) => page.getByRole('log', { name: 'Log' })
const tree = (page: Page) => page.getByRole('tree', { name: 'Config' })
const panel = (page: Page, key: string) => page.getByRole('article', { name: key, exact: true })
const chart = (page: Page, key: string) => panel(page, key).getByRole('application')
const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText())
/** The row that the tree's focus is on. */
const atHand = (page: Page) =>
  tree(page).evaluate(
    (element) => document.getElementById(element.getAttribute('aria-activedescendant') ?? '')?.textContent,
  )

type Open = (seed: (home: string) => unknown) => Promise<Seeded>
async function openRun(
  open: Open,
  makeRun: (seeding: Seeding) => SeedLogged.LoggedRun,
): Promise<Seeded & { run: string; seeding: Seeding }> {
  const seeding = await loadSeeding<Seeding>('seed-logged')
  let run = ''
  const seeded = await open((home) => {
    run = seeding.seedLogged(home, makeRun(seeding))
  })
  await seeded.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await seeded.page.evaluate((id) => (location.hash = `#/run/${id}`), run)
  await expect(seeded.page.getByRole('heading', { level: 1 })).toBeVisible()
  return { ...seeded, run, seeding }
}
const ended = ({ exampleLogged }: Seeding): SeedLogged.LoggedRun => ({
  ...exampleLogged(),
  endedAt: new Date().toISOString(),
})

test('a run from elsewhere says where it comes from, shows every series in sections, and what patience would have saved', async ({
  open,
}) => {
  const { page, errors } = await openRun(open, ended)
  const origin = page.getByRole('group', { name: 'Origin and progress' })
  await expect(origin).toContainText('Logged from Python on gpu-box-2')
  await expect(origin).toContainText('step 13,360, epoch 34 of 40')
  for (const name of ['Stop', 'Pause', 'Resume', 'Continue', 'Verify'])
    await expect(page.getByRole('button', { name: new RegExp(`^${name}`) })).toHaveCount(0)
  await expect(page.getByRole('tab')).toHaveText([/^Log/])

  await expect(page.getByRole('region', { name: 'Charts' }).getByRole('heading', { level: 2 })).toContainText([
    'val/',
    'What if',
    'train/',
    'system/',
  ])
  await expect(chart(page, 'val/loss')).toHaveAccessibleName(/best 0\.2131 at 5,865/)
  const whatIf = page.getByRole('region', { name: 'What if' })
  await expect(whatIf).toContainText('Patience 5 would have saved 41 % of the time, 42 min; best val/acc would be 0.9')
  await expect(whatIf).toContainText('in place of 0.9448')
  await whatIf.getByRole('slider', { name: 'Patience' }).focus()
  for (let step = 0; step < 13; step += 1) await page.keyboard.press('ArrowRight')
  await expect(whatIf).toContainText('Patience 75 would not have stopped this run')
  await whatIf.getByRole('combobox', { name: 'Watched metric' }).selectOption('val/acc')
  await page.keyboard.press('Home')
  await whatIf.getByRole('slider', { name: 'Patience' }).focus()
  await page.keyboard.press('Home')
  await expect(whatIf).toContainText(/Patience 1 would have saved \d+ % of the time.*best val\/loss/)

  // The same axis for all panels, of another kind when it is chosen.
  await page.getByRole('combobox', { name: 'X axis' }).selectOption({ label: 'epoch' })
  await expect(chart(page, 'val/loss')).toHaveAccessibleName(/best 0\.2131 at 15/)
  await page.getByRole('combobox', { name: 'X axis' }).selectOption({ label: 'step' })
  await page.getByRole('button', { name: /^val\// }).click()
  await expect(panel(page, 'val/loss')).toHaveCount(0)
  await page.getByRole('button', { name: /^val\// }).press('Enter')
  await expect(chart(page, 'val/loss')).toHaveAccessibleName(/best/)
  await page.getByRole('button', { name: 'Full view of val/acc' }).click()
  await page.getByRole('button', { name: 'Table of val/acc' }).click()
  await expect(panel(page, 'val/acc').getByRole('table')).toContainText('0.9448')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Full view of val/acc' })).toBeFocused()

  const summary = page.getByRole('region', { name: 'Summary' })
  await expect(summary).toContainText(/val\/acc\sbest, 12,512\s*0\.9448/)
  await expect(summary).toContainText(/parameters\s*11,173,962/)
  const source = page.getByRole('region', { name: 'Source' })
  await expect(source).toContainText('a3f9c14 on main')
  await source.getByRole('button', { name: 'Copy command' }).click()
  await expect.poll(() => copied(page)).toBe('python train.py --arch resnet18 --lr 0.1 --epochs 40 --aug v2')
  expect(errors).toEqual([])
})

test('settings are a tree that is searched, walked through and copied from by keyboard', async ({ open }) => {
  const { page } = await openRun(open, ended)
  const search = page.getByRole('textbox', { name: 'Search in config' })
  await search.fill('lr')
  await expect(page.getByText('3 of 23')).toBeVisible()
  const items = tree(page).getByRole('treeitem')
  await expect(items.filter({ has: page.locator('mark') })).toHaveText([/^\s*lr/, /min_lr/, /lr_scale/])
  await expect(items.filter({ hasText: /^\s*optimizer/ })).toHaveAttribute('aria-expanded', 'true')
  await expect(items.filter({ hasText: /^\s*data/ })).toHaveAttribute('aria-expanded', 'false')

  await search.press('ArrowDown')
  await expect(tree(page)).toBeFocused()
  await expect.poll(() => atHand(page)).toContain('lr')
  await page.keyboard.press('Control+c')
  await expect.poll(() => copied(page)).toBe('0.1')
  await page.keyboard.press('Control+Shift+c')
  await expect.poll(() => copied(page)).toBe('optimizer.lr')
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => atHand(page)).toContain('optimizer')
  await page.keyboard.press('ArrowLeft')
  await expect(items.filter({ hasText: /^\s*optimizer/ })).toHaveAttribute('aria-expanded', 'false')
  await page.keyboard.press('End')
  await expect.poll(() => atHand(page)).toContain('amp')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('group', { name: 'Value of amp' })).toContainText('false')
  await search.fill('nothing of it')
  await expect(page.getByText('0 of 23')).toBeVisible()
  await search.press('Escape')
  await expect(search).toHaveValue('')
})

test('a log is filtered by level, searched, and followed while it grows', async ({ open }) => {
  const { page } = await openRun(open, ended)
  const levels = page.getByRole('group', { name: 'Log level' })
  await expect(levels).toContainText(/All *Info *2,304 *Warnings *14 *Errors *0/)
  const search = page.getByRole('textbox', { name: 'Search the log' })
  await search.fill('pred')
  await expect(page.getByText(/^\d+ of 34$/)).toHaveText('34 of 34')
  await expect(log(page).locator('mark').first()).toHaveText('pred')
  await search.press('Enter')
  await expect(page.getByText(/^\d+ of 34$/)).toHaveText('1 of 34')
  await expect(page.getByRole('button', { name: 'Follow' })).toHaveAttribute('aria-pressed', 'false')
  await levels.getByRole('button', { name: /^Warnings/ }).click()
  await expect(log(page).locator('.entry')).toHaveCount(14)
  await levels.getByRole('button', { name: /^Errors/ }).click()
  await expect(log(page)).toHaveText('No entries at this level.')
  await levels.getByRole('button', { name: 'All' }).click()
  await page.getByRole('button', { name: 'Fold the log' }).click()
  await expect(log(page)).toHaveCount(0)
  await page.getByRole('tab', { name: /^Log/ }).click()
  await expect(log(page)).toBeVisible()
})

test('points that are logged meanwhile move its panels and its words', async ({ open }) => {
  const { page, home, run, seeding } = await openRun(open, ended)
  await expect(chart(page, 'val/loss')).toHaveAccessibleName(/last 0\.2/)
  const author = await seeding.connectAuthor(home)
  try {
    await author.request('points.append', {
      run,
      series: [
        { key: 'val/loss', steps: [13_685], values: [0.1] },
        { key: 'new/thing', steps: [1, 2], values: [1, 2] },
      ],
    })
    await expect(chart(page, 'val/loss')).toHaveAccessibleName(/best 0\.1000 at 13,685/)
    await expect(page.getByRole('region', { name: 'Summary' })).toContainText(/val\/loss\sbest, 13,685\s*0\.1000/)
    await expect(page.getByRole('button', { name: /^new\// })).toBeVisible()
  } finally {
    author.close()
  }
})

test('a run of thousands of settings, series and lines draws what is in sight', async ({ open }) => {
  test.setTimeout(240_000)
  const { page, errors } = await openRun(open, ({ hugeLogged }) => hugeLogged())
  await expect(page.getByRole('tab', { name: 'Log 100,000' })).toBeVisible({ timeout: 60_000 })
  await expect(chart(page, 'val/loss_0')).toHaveAccessibleName(/last/)
  expect(await page.getByRole('article').count()).toBeLessThan(40)
  expect(await log(page).locator('.entry').count()).toBeLessThan(100)
  const search = page.getByRole('textbox', { name: 'Search in config' })
  await search.fill('key_4999')
  await expect(page.getByText('1 of 5,000')).toBeVisible()
  await expect(
    tree(page)
      .getByRole('treeitem')
      .filter({ has: page.locator('mark') }),
  ).toHaveText(/key_4999/)
  expect(await tree(page).getByRole('treeitem').count()).toBeLessThan(120)
  await search.fill('key_7')
  await search.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByText('The first 20,000 of 100,000 characters. Copy takes all of them.')).toBeVisible()
  await page.getByRole('group', { name: 'Value of' }).getByRole('button', { name: 'Value' }).click()
  await expect.poll(async () => (await copied(page)).length).toBe(100_000)
  await page.getByRole('textbox', { name: 'Search the log' }).fill('line 4321 ')
  await expect(log(page).locator('mark').first()).toHaveText('line 4321')
  // What is far below is made once it comes near.
  await page.getByRole('region', { name: 'Charts' }).hover()
  await page.mouse.wheel(0, 600)
  await page.getByRole('button', { name: /^layer3\// }).click()
  await panel(page, 'layer3/w13').scrollIntoViewIfNeeded()
  await expect(chart(page, 'layer3/w13')).toHaveAccessibleName(/last/)
  expect(await page.getByRole('article').count()).toBeLessThan(60)
  expect(errors).toEqual([])
})

test('a run without a point, a setting or a line says so', async ({ open }) => {
  const { page } = await openRun(open, (seeding) => ({
    ...ended(seeding),
    name: 'bare',
    config: {},
    series: [],
    log: [],
    environment: {},
  }))
  await expect(page.getByRole('heading', { name: 'No points' })).toBeVisible()
  await expect(page.getByText('This run has no settings.')).toBeVisible()
  await expect(log(page)).toContainText('No entries.')
  await expectAccessible(page, 'a bare run')
})

test('the page is free of axe violations in both themes and at two sizes', async ({ open }) => {
  test.setTimeout(180_000)
  const { page } = await openRun(open, ended)
  for (const size of [
    { width: 1280, height: 800 },
    { width: 1920, height: 1080 },
  ]) {
    await page.setViewportSize(size)
    await expect(chart(page, 'val/loss')).toHaveAccessibleName(/best/)
    await page.getByRole('textbox', { name: 'Search in config' }).fill('lr')
    await page.getByRole('textbox', { name: 'Search the log' }).fill('pred')
    await expectAccessible(page, `run from elsewhere at ${size.width}`)
    const isWider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    expect(isWider).toBe(false)
  }
})

test('a run that a program writes is followed from its first word to its end', async ({ open }) => {
  const seeding = await loadSeeding<Seeding>('seed-logged')
  const { page, home, errors } = await open(() => undefined)
  const author = await seeding.connectAuthor(home)
  try {
    const { run } = await author.request('runs.begin', {
      name: 'resnet18-live',
      origin: { kind: 'logged', facts: { client: 'Python', host: 'gpu-box-2' } },
      config: { optimizer: { name: 'sgd', lr: 0.1 }, epochs: 40 },
      environment: { command: 'python train.py', room: 12 },
    })
    await page.evaluate((id) => (location.hash = `#/run/${id}`), run.id)
    await expect(page.getByRole('heading', { level: 1, name: 'resnet18-live' })).toBeVisible()
    await expect(page.getByRole('heading', { name: 'No points yet' })).toBeVisible()
    await expect(log(page)).toContainText('No entries yet.')
    const origin = page.getByRole('group', { name: 'Origin and progress' })
    await expect(origin).toContainText('stop it on gpu-box-2')
    await expect(page.getByRole('button', { name: /^Stop/ })).toHaveCount(0)
    await expectAccessible(page, 'a run that has just begun')

    const steps = Array.from({ length: 20 }, (_, index) => (index + 1) * 10)
    await author.request('points.append', {
      run: run.id,
      series: [
        { key: 'val/loss', steps, values: steps.map((step) => 1 / step + (step > 100 ? step / 10_000 : 0)) },
        { key: 'val/taste', steps, values: steps },
        { key: 'train/lr', steps, values: steps.map(() => 0.1) },
      ],
    })
    await expect(chart(page, 'val/loss')).toHaveAccessibleName(/best 0\.01000 at 100/)
    await expect(origin).toContainText(/live \d+ s ago/)
    await expect(origin).toContainText('step 200')
    await expect(page.getByRole('region', { name: 'What if' })).toContainText(/Patience 5 would have (saved|stopped)/)

    await author.request('runs.log-lines', {
      run: run.id,
      lines: [{ message: 'epoch 1 done' }, { message: 'slow disk', level: 'warning' }],
    })
    await expect(log(page)).toContainText('slow disk')
    await author.request('runs.log-lines', {
      run: run.id,
      lines: Array.from({ length: 500 }, (_, index) => ({ message: `line ${index + 1} of 500` })),
    })
    await expect(log(page)).toContainText('line 500 of 500')
    await expect(page.getByRole('group', { name: 'Log level' })).toContainText(/Info *501 *Warnings *1 *Errors *0/)

    // What its author says of a metric makes it one with a best.
    await expect(page.getByRole('region', { name: 'Summary' })).toContainText(/val\/taste\slast\s*200/)
    await author.request('runs.describe', {
      run: run.id,
      config: { optimizer: { momentum: 0.9 } },
      summary: { 'best dish': 'soup' },
      metrics: [{ key: 'val/taste', direction: 'higher' }],
    })
    await expect(tree(page).getByRole('treeitem').filter({ hasText: 'momentum' })).toContainText('0.9')
    await expect(page.getByRole('region', { name: 'Summary' })).toContainText(/best dish\s*soup/)
    await expect(page.getByRole('region', { name: 'Summary' })).toContainText(/val\/taste\sbest, 200\s*200/)

    await author.request('runs.finish', { run: run.id, endReason: 'completed' })
    await expect(page.locator('.badge', { hasText: 'completed' })).toBeVisible()
    await expect(origin).not.toContainText('stop it on')
    expect(errors).toEqual([])
  } finally {
    author.close()
  }
})
