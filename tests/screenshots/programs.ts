/** Pictures of the form for a program of the person's own: its values, and its parameters as they are described. */
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { endProcess, runCli, startWebHost } from '../e2e/support/app'
import { launchChromium } from '../e2e/support/chromium'

/** The same in every picture. */
const folder = join(tmpdir(), 'flip-grey')

const script = `
import argparse
p = argparse.ArgumentParser()
p.add_argument('--data', required=True, help='folder with the images')
p.add_argument('--depth', type=int, choices=[18, 34, 50], default=18, help='layers of the network')
p.add_argument('--lr', type=float, default=0.1, help='learning rate at the start')
p.add_argument('--batch-size', type=int, default=128, help='images in a step')
p.add_argument('--epochs', type=int, default=90, help='passes over the data')
p.add_argument('--optimizer', choices=['sgd', 'adam', 'adamw', 'rmsprop', 'adagrad'], default='sgd', help='update rule')
p.add_argument('--amp', action='store_true', help='half precision on a GPU')
p.add_argument('--seed', type=int, default=1, help='initial weights and order')
p.add_argument('--momentum', type=float, default=0.9)
p.add_argument('--weight-decay', type=float, default=5e-4)
p.add_argument('--warmup-epochs', type=int, default=5)
p.add_argument('--workers', type=int, default=4)
p.parse_args()
for epoch in range(3): print(f'epoch {epoch} loss {1 / (epoch + 1):.3f}')
`

/** A folder as a person has one: a script under git, and an environment. */
async function makeFolder(): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(join(folder, '.venv', 'bin'), { recursive: true })
  await writeFile(join(folder, '.venv', 'pyvenv.cfg'), 'version = 3.11.9\n')
  await writeFile(join(folder, 'train_resnet.py'), script)
  const when = '2026-11-20T12:00:00Z'
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...words], {
      cwd: folder,
      env: { ...process.env, GIT_AUTHOR_DATE: when, GIT_COMMITTER_DATE: when },
    })
  git('init', '-q', '-b', 'main')
  git('add', 'train_resnet.py')
  git('commit', '-q', '-m', 'Train')
}

async function addProgram(home: string): Promise<void> {
  const file = join(home, 'program.json')
  await writeFile(
    file,
    JSON.stringify({
      name: 'train_resnet',
      command: 'python3 train_resnet.py {parameters}',
      folder,
      environment: { kind: 'venv', path: join(folder, '.venv') },
      variables: { CUDA_VISIBLE_DEVICES: '0' },
      results: { source: 'lines', patterns: ['epoch {step} loss {loss}', 'val loss {val/loss}'] },
      earlyStopping: { metric: 'val/loss', patience: 5, minDelta: 0.001, direction: 'lower' },
    }),
  )
  for (const parameters of [
    ['programs', 'add', file],
    ['programs', 'read', 'train_resnet'],
    ['programs', 'start', 'train_resnet', '--param', 'data=./data', '--param', 'depth=34,50', '--yes'],
  ])
    expect(await runCli(home, parameters)).toMatchObject({ code: 0 })
  await expect
    .poll(async () => (await runCli(home, ['list', '--json'])).stdout.match(/"endReason": ?"completed"/g)?.length, {
      timeout: 30_000,
    })
    .toBe(2)
}

/** @param picture one in each theme and size. */
export async function programPictures(picture: (page: Page, name: string) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'plateau-screenshots-'))
  await makeFolder()
  await addProgram(home)
  const browser = await launchChromium()
  const { child, url } = await startWebHost(home)
  try {
    const page = await browser.newPage()
    await page.goto(url)
    await page
      .getByRole('button', { name: /^New run/ })
      .first()
      .click()
    await page.getByRole('radio', { name: 'Your program' }).click()
    await page.getByLabel('--data').fill('./data/cifar10')
    await page.getByLabel('--lr').fill('0.05')
    await page.getByRole('switch', { name: '--amp' }).check()
    await page.getByRole('radio', { name: '34' }).click()
    await page.getByLabel('Try lines').fill('epoch 3 loss 0.412\nval loss 0.438')
    await expect(page.getByRole('complementary', { name: 'Summary' }).locator('code')).toContainText('--amp')
    await page.getByLabel('Try lines').blur()
    await page.getByRole('region', { name: 'Program' }).evaluate((form) => form.scrollTo(0, 0))
    await picture(page, 'program')

    await page.getByRole('button', { name: 'Edit by hand' }).click()
    await page.getByRole('button', { name: 'Read a JSON Schema' }).click()
    const properties = { lr: { type: 'number', default: 0.1, pattern: '.' }, model: { type: 'object' } }
    await page.getByLabel('JSON Schema').fill(JSON.stringify({ properties }, null, 2))
    await expect(page.getByText('a parameter is one value')).toBeVisible()
    await picture(page, 'program-parameters')
    await page.close()
  } finally {
    await browser.close()
    await endProcess(child)
    for (const path of [home, folder]) await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}
