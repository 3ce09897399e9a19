/** Pictures of data of one's own in New run, and of what is looked into in runs: of images, and of classes that weigh unequally. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import { expect, type Locator, type Page } from '@playwright/test'
import { endProcess, runCli, startWebHost } from '../e2e/support/app'
import { launchChromium } from '../e2e/support/chromium'
import { createRandom, type Random } from '../../src-main/maths/random'

/** The same in every picture. */
const folder = join(tmpdir(), 'shapes')

/** A shape around the middle, of a size. */
const shapes: Readonly<Record<string, { count: number; corners: number }>> = {
  circles: { count: 260, corners: 60 },
  triangles: { count: 180, corners: 3 },
  squares: { count: 120, corners: 4 },
  pentagons: { count: 60, corners: 5 },
}

function drawShape(context: SKRSContext2D, corners: number, random: Random): void {
  const hue = random.below(360)
  const side = context.canvas.width
  context.fillStyle = `hsl(${hue} 30% ${20 + random.below(60)}%)`
  context.fillRect(0, 0, side, side)
  context.fillStyle = `hsl(${(hue + 120 + random.below(120)) % 360} 70% ${30 + random.below(50)}%)`
  const [x, y] = [side * (0.35 + 0.3 * random.uniform()), side * (0.35 + 0.3 * random.uniform())]
  const [radius, turn] = [side * (0.15 + 0.2 * random.uniform()), 2 * Math.PI * random.uniform()]
  context.beginPath()
  for (let corner = 0; corner < corners; corner += 1) {
    const angle = turn + (2 * Math.PI * corner) / corners
    context.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle))
  }
  context.fill()
}

async function writeShapes(): Promise<void> {
  const random = createRandom(1, 'shapes')
  for (const [name, { count, corners }] of Object.entries(shapes)) {
    await mkdir(join(folder, name), { recursive: true })
    for (let image = 0; image < count; image += 1) {
      const canvas = createCanvas(48, 48)
      drawShape(canvas.getContext('2d'), corners, random)
      await writeFile(join(folder, name, `${String(image + 1).padStart(3, '0')}.png`), canvas.toBuffer('image/png'))
    }
  }
  await writeFile(join(folder, 'squares', 'half.png'), createCanvas(48, 48).toBuffer('image/png').subarray(0, 60))
}

/** It stays in sight when the page's size changes. */
const keepInSight = (place: Locator): Promise<void> =>
  place.evaluate((element) => {
    const show = () => element.scrollIntoView({ block: 'center' })
    new ResizeObserver(show).observe(document.documentElement)
    show()
  })

/** @param picture one in each theme and size. */
export async function dataPictures(picture: (page: Page, name: string) => Promise<void>): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'plateau-screenshots-'))
  await writeShapes()
  const run = async (...words: string[]) => expect(await runCli(home, words)).toMatchObject({ code: 0 })
  await run('settings', 'set', 'keepCheckpoints', 'spread')
  await run('data', 'add', folder, '--name', 'shapes')
  await run('train', '--train-size', '5000', '--validation-size', '1000', '--epochs', '12')
  await run(
    ...['train', '--data-set', 'shapes', '--task', 'classification', '--architecture', 'resnet', '--epochs', '12'],
    ...['--class-weights', 'balanced'],
  )
  const browser = await launchChromium()
  const { child, url } = await startWebHost(home)
  try {
    const page = await browser.newPage()
    await page.goto(url)
    for (const [place, name] of ['run-model-classes', 'run-model'].entries()) {
      await page.getByRole('button', { name: 'Runs', exact: true }).click()
      await page.locator('tbody .name').nth(place).click()
      await page.getByRole('tab', { name: 'Model' }).click()
      const looked = page.getByRole('region', { name: 'Images', exact: true })
      await expect(looked.getByRole('button', { name: /^Look at image/ }).first()).toBeVisible({ timeout: 60_000 })
      const mistakes = looked.getByText('Surest mistakes')
      if (await mistakes.isVisible()) await mistakes.click()
      await expect(looked).toHaveAttribute('aria-busy', 'false', { timeout: 60_000 })
      await expect(page.getByRole('group', { name: 'Feature maps' })).toBeVisible({ timeout: 60_000 })
      await expect(page.getByText('Running the network')).toBeHidden({ timeout: 60_000 })
      await picture(page, name)
      if (place === 0) {
        await page.getByRole('tab', { name: 'Curves' }).click()
        await keepInSight(page.getByRole('region', { name: 'Classes of this run' }))
        await picture(page, 'run-classes')
      }
    }

    await page.getByRole('button', { name: /^New run/ }).click()
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.getByRole('button', { name: 'Add a folder or file…' }).click()
    const adding = page.getByRole('group', { name: 'Add a folder or file' })
    await adding.getByRole('textbox', { name: /^Folder or file/ }).fill(folder)
    await adding.getByRole('button', { name: 'Look through it' }).click()
    await expect(adding.getByRole('status')).toContainText('4 classes')
    await keepInSight(adding)
    await picture(page, 'data-add')
    await adding.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('radiogroup', { name: 'Task' }).getByRole('radio', { name: 'Classification' }).click()
    await page.getByRole('combobox', { name: 'Data set' }).selectOption('shapes')
    await page.getByRole('textbox', { name: 'Class weights' }).fill('balanced')
    await page.getByText('Images, classes and skipped files').click()
    await page.getByText(/^Classes$/).click()
    const counted = page.getByRole('region', { name: 'Classes of this run' })
    await expect(counted.getByRole('row')).toHaveCount(5)
    await keepInSight(counted)
    await picture(page, 'data')
    await page.close()
  } finally {
    await browser.close()
    await endProcess(child)
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    await rm(folder, { recursive: true, force: true })
  }
}
