/** New run, your program: a saved program's values, what is wrong with them, and the run that comes of it. A page may not add one. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as SeedProjects from '../support/seed-projects'
import { runCli } from './support/app'
import { expectAccessible } from './support/axe'
import { expect, loadSeeding, test } from './support/seeded'

test('a saved program is started with checked values, and a page may not add one', async ({ open }) => {
  const seeding = await loadSeeding<typeof SeedProjects>('seed-projects')
  const folder = mkdtempSync(join(tmpdir(), 'plateau-program-page-'))
  writeFileSync(join(folder, 'train.sh'), 'echo "got $*"; echo "epoch 1 loss 0.5"\n')
  const lr = { name: 'lr', option: '--lr', type: 'float', default: 0.1, minimum: 0, words: 'learning rate' }
  const file = join(folder, 'program.json')
  writeFileSync(
    file,
    JSON.stringify({ name: 'train.sh', command: 'sh train.sh {parameters}', folder, parameters: [lr] }),
  )
  const { page, errors } = await open(async (home) => {
    seeding.seedProjects(home)
    await runCli(home, ['programs', 'add', file])
  })
  await page
    .getByRole('button', { name: /^New run/ })
    .first()
    .click()
  await page.getByRole('radio', { name: 'Your program' }).click()
  const command = page.getByRole('complementary', { name: 'Summary' }).locator('code')
  await expect(command).toHaveText('sh train.sh')
  // That nothing can be saved here is said at once, with what to start it with.
  await expect(page.getByRole('note').locator('code')).toHaveText(/^npm start -- --home \S+ --allow-programs$/)
  await expect(page.locator('.token')).toHaveText('{parameters}')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('button', { name: 'Copy the command', exact: true }).click()
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('sh train.sh')
  await page.getByLabel('--lr').fill('-1')
  await expect(page.getByRole('alert')).toHaveText('lr must be at least 0.')
  await expect(page.getByRole('button', { name: 'Start 1 run' })).toBeDisabled()
  await page.getByLabel('--lr').fill('0.05')
  await expect(command).toHaveText('sh train.sh --lr 0.05')
  await page.getByLabel('Try lines').fill('epoch 3 loss 0.412\nnothing')
  await expect(page.getByRole('status').filter({ hasText: 'Reads' })).toHaveText('Reads loss 0.412 at 3')
  await expectAccessible(page, 'new run of a program')

  // Parameters from a schema and by hand, in another order by the keyboard; nothing starts until they are saved.
  await page.getByRole('button', { name: 'Read a JSON Schema' }).click()
  const depth = { type: 'integer', enum: [18, 34], default: 18 }
  const schema = { properties: { lr: { type: 'number', default: 0.1 }, depth, model: { type: 'object' } } }
  await page.getByLabel('JSON Schema').fill(JSON.stringify(schema))
  await expect(page.getByText('it has settings of its own, and a parameter is one value; it is left out')).toBeVisible()
  await page.getByRole('button', { name: 'Use these parameters' }).click()
  await page.getByRole('button', { name: 'Add parameter' }).click()
  await page.keyboard.type('seed')
  const rows = page.getByRole('list', { name: 'Parameters' }).getByRole('listitem')
  const names = () =>
    rows.getByLabel('Name').evaluateAll((inputs) => inputs.map((one) => (one as HTMLInputElement).value))
  expect(await names()).toEqual(['lr', 'depth', 'seed'])
  await page.keyboard.press('Alt+ArrowUp')
  await page.keyboard.type('s')
  expect(await names()).toEqual(['lr', 'seeds', 'depth'])
  await expect(rows.nth(1).getByLabel('Option')).toHaveValue('--seeds')
  await rows.nth(1).getByLabel('Default').fill('x')
  await expect(page.getByRole('alert')).toHaveText('The default must be a number.')
  await rows.nth(1).getByLabel('Default').fill('1')
  await page.getByRole('switch', { name: 'Early stopping' }).check()
  await page.getByLabel('Watch').fill('loss')
  await expectAccessible(page, 'parameters of a program')
  await expect(page.getByText('Not saved yet: parameters. Runs start from what is saved.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Start 1 run' })).toBeDisabled()
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(page.getByRole('button', { name: 'Start 1 run' })).toBeEnabled()

  await page.getByRole('button', { name: 'Add program' }).click()
  await page.getByLabel('Name').fill('other')
  await page.getByLabel('Working folder').fill(folder)
  await expect(
    page.getByRole('region', { name: 'Program' }).getByRole('button', { name: 'Add program' }),
  ).toBeDisabled()

  await page.getByRole('button', { name: 'train.sh' }).click()
  await page.getByLabel('--lr').fill('0.05')
  await expect(command).toHaveText('sh train.sh --lr 0.05')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('got --lr 0.05')).toBeVisible()
  expect(errors).toEqual([])
})

test('a program is launched as a grid, and a run of it is cloned with an edit', async ({ open }) => {
  const seeding = await loadSeeding<typeof SeedProjects>('seed-projects')
  const folder = mkdtempSync(join(tmpdir(), 'plateau-program-grid-'))
  writeFileSync(join(folder, 'train.sh'), 'echo "told $*"; echo "epoch 1 loss 0.5"\n')
  const parameters = [
    { name: 'lr', option: '--lr', type: 'float', default: 0.1 },
    { name: 'depth', option: '--depth', type: 'int', default: 18, choices: [18, 34] },
  ]
  const file = join(folder, 'program.json')
  const write = (command: string) => writeFileSync(file, JSON.stringify({ name: 'tiny', command, folder, parameters }))
  write('sh train.sh {parameters}')
  const { page, errors, home } = await open(async (home) => {
    seeding.seedProjects(home)
    await runCli(home, ['programs', 'add', file])
  })
  await page
    .getByRole('button', { name: /^New run/ })
    .first()
    .click()
  await page.getByRole('radio', { name: 'Your program' }).click()
  await expect(page.getByText('Seeds cannot be told to this program')).toBeVisible()
  await page.getByLabel('--lr').fill('0.05')
  await page.getByRole('button', { name: 'Launch as a grid' }).click()

  const sheet = page.getByRole('complementary', { name: 'Launch a grid' })
  await sheet.getByRole('button', { name: 'Add a value for lr' }).click()
  await sheet.getByRole('textbox', { name: 'New value for lr' }).fill('0.2')
  await page.keyboard.press('Enter')
  await sheet.getByRole('combobox', { name: 'Add a setting' }).selectOption('depth')
  await sheet.getByRole('button', { name: 'Add depth 34' }).click()
  await expect(sheet.getByText('2 of lr × 2 of depth = 4 runs')).toBeVisible()
  await expect(sheet.getByText('How long it takes is not known')).toBeVisible()
  await expectAccessible(page, 'grid of a program')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('4 runs queued')).toBeVisible()
  const ended = page.getByRole('list', { name: 'Ended today' })
  await expect(ended.getByRole('listitem')).toHaveCount(4, { timeout: 30_000 })

  write('sh train.sh --new {parameters}')
  await runCli(home, ['programs', 'add', file])
  await ended.locator('.open').first().click()
  const name = await page.getByRole('heading', { level: 1 }).textContent()
  await page.keyboard.press('d')
  await expect(page.getByRole('heading', { name: 'Duplicate and edit' })).toBeVisible()
  await expect(page.getByText(`Copy of ${name!}`)).toBeVisible()
  await expect(page.getByText(`The program has changed since ${name!} was started: its command`)).toBeVisible()
  await page.getByLabel('--lr').fill('0.3')
  await expect(page.getByText(`1 value differs from ${name!}`)).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Programs' }).getByText('edited')).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText(/told --new --lr 0.3/)).toBeVisible()
  await expect(page.getByText(`Cloned from ${name!}`)).toBeVisible()
  expect(errors).toEqual([])
})

test('early stopping from outside is told while it counts, and why it stopped the run', async ({ open }) => {
  const seeding = await loadSeeding<typeof SeedProjects>('seed-projects')
  const folder = mkdtempSync(join(tmpdir(), 'plateau-program-flat-'))
  const script = `
    for value in 0.9 0.7 0.5 0.4 0.4; do i=$((i+1)); echo "epoch $i val_loss: $value"; done
    while [ ! -e go ]; do sleep 0.05; done
    while :; do i=$((i+1)); echo "epoch $i val_loss: 0.4"; sleep 0.05; done`
  writeFileSync(join(folder, 'flat.sh'), script)
  const file = join(folder, 'program.json')
  const earlyStopping = { metric: 'val_loss', patience: 3, minDelta: 0.01 }
  writeFileSync(file, JSON.stringify({ name: 'flat', command: 'sh flat.sh', folder, earlyStopping }))
  const { page, errors, home } = await open(async (home) => {
    seeding.seedProjects(home)
    await runCli(home, ['programs', 'add', file])
  })
  await runCli(home, ['programs', 'start', 'flat'])
  await page.getByRole('button', { name: /^Queue/ }).click()
  const row = page.getByRole('list', { name: 'Running' }).getByRole('listitem')
  await expect(row).toContainText('epoch 5')
  await expect(row).toContainText('1 of 3 quiet on val_loss')
  await row.locator('.open').click()
  const track = page.getByRole('region', { name: 'Early stopping' })
  await expect(track).toContainText('1 of 3 quiet epochs: stops at epoch 7 if the next 2 are quiet.')
  await expectAccessible(page, 'run of a program with early stopping')
  writeFileSync(join(folder, 'go'), '')
  await expect(
    page.getByText('val_loss moved by no more than 0.01 for 3 epochs in a row, up to epoch 7.').first(),
  ).toBeVisible()
  await expect(track).toContainText('val_loss was quiet for 3 epochs in a row: stopped at epoch 7.')
  await track
    .getByRole('spinbutton', { name: 'Patience' })
    .or(track.getByRole('textbox', { name: 'Patience' }))
    .first()
    .fill('2')
  await page.keyboard.press('Enter')
  await expect(track).toContainText(
    'With patience 2 and minDelta 0.01 on val_loss, this run would have stopped at epoch 6',
  )
  expect(errors).toEqual([])
})
