/** Pictures of the editor of architectures, of a run's layers, and of architectures of one's own in New run, in a home made for them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { endProcess, runCli, startWebHost } from '../e2e/support/app'
import { launchChromium } from '../e2e/support/chromium'

const conv = (filters: number, stride = 1) => ({ kind: 'convolution', filters, kernelSize: 3, stride })
const norm = { kind: 'batch-normalization' }
const relu = { kind: 'activation', activation: 'relu' }
const residual = (filters: number, stride: number) => ({
  kind: 'residual',
  layers: [conv(filters, stride), norm, relu, conv(filters), norm],
  shortcut: stride === 1 ? [] : [{ kind: 'convolution', filters, kernelSize: 1, stride }],
})
const end = [{ kind: 'flatten' }, { kind: 'dense', units: 784 }]
const own = [
  {
    name: 'four blocks',
    layers: [
      ...[conv(32), norm, relu, residual(64, 2), residual(64, 1), residual(128, 2), residual(128, 1)],
      ...[{ kind: 'average-pooling', size: 2 }, ...end],
    ],
  },
  { name: 'all convolution', layers: [conv(24), relu, conv(48, 2), relu, conv(48, 2), relu, conv(16), relu, ...end] },
]

/** @param picture one in each theme and size. */
export async function architecturePictures(picture: (page: Page, name: string) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'plateau-screenshots-'))
  for (const architecture of own) {
    const file = join(home, 'architecture.json')
    await writeFile(file, JSON.stringify(architecture))
    expect((await runCli(home, ['architectures', 'save', file])).code).toBe(0)
  }
  const training = [
    'train',
    '--architecture',
    'all convolution',
    '--train-size',
    '640',
    '--validation-size',
    '200',
    '--epochs',
    '4',
  ]
  expect((await runCli(home, training)).code).toBe(0)
  const browser = await launchChromium()
  const { child, url } = await startWebHost(home)
  try {
    const page = await browser.newPage()
    await page.goto(url)
    await page.getByRole('button', { name: 'Runs', exact: true }).click()
    await page.locator('tbody .name').first().click()
    await page.getByRole('tab', { name: 'Layers' }).click()
    await expect(page.getByRole('button', { name: 'Edit a copy' })).toBeVisible()
    await picture(page, 'run-layers')

    await page.getByRole('button', { name: /^New run/ }).click()
    await page.getByRole('radio', { name: /^four blocks/ }).click()
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.getByRole('button', { name: /^Edit / }).evaluate((button) => button.scrollIntoView({ block: 'center' }))
    await picture(page, 'new-run-own')
    await page.getByRole('button', { name: /^Edit / }).click()
    const row = (name: string) => page.getByRole('treegrid').getByRole('row', { name, exact: true })
    for (const block of ['5', '6', '7']) {
      await row(`${block} Residual block`).click()
      await page.keyboard.press('ArrowLeft')
    }
    await row('4.1 Convolution').click()
    await page.getByRole('textbox', { name: 'Kernel size' }).fill('5')
    await row('4.1 Convolution').focus()
    await picture(page, 'architecture')
    await page.keyboard.press('a')
    await expect(page.getByRole('combobox', { name: 'Search layers' })).toBeFocused()
    await picture(page, 'architecture-add')
    await page.keyboard.press('Escape')
    await row('8 Average pooling').click()
    await page.getByRole('textbox', { name: 'Size' }).fill('12')
    await expect(page.getByRole('button', { name: 'Set size to 8' })).toBeVisible()
    await picture(page, 'architecture-mistake')
    await page.close()
  } finally {
    await browser.close()
    await endProcess(child)
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}
