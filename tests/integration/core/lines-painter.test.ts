/** Very many lines drawn over several frames, in a page of the browser: the picture is that of all lines drawn at once. */
import { join, resolve } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import type { Browser, Page } from '@playwright/test'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../../e2e/support/chromium'

const root = resolve(import.meta.dirname, '../../..')

async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [svelte({ configFile: false })],
    resolve: {
      alias: Object.fromEntries(
        ['protocol', 'recipes', 'contract', 'maths', 'model', 'charts', 'panels'].map((folder) => [
          `@${folder}`,
          join(root, 'src-main', folder),
        ]),
      ),
    },
    build: {
      write: false,
      lib: { entry: join(root, 'tests/support/painter-page-main.ts'), formats: ['iife'], name: 'page' },
    },
  })
  const [first] = [built].flat()
  if (first === undefined || !('output' in first)) throw new Error('Nothing was bundled.')
  return first.output[0].code
}

type Difference = { readonly unlike: number; readonly drawn: number }
type Painted = {
  readonly early: Difference
  readonly late: Difference
  readonly again: Difference
  readonly frames: number
  readonly isPending: boolean
}

describe('lines of very many runs', () => {
  let browser: Browser
  let page: Page
  beforeAll(async () => {
    browser = await launchChromium()
    page = await browser.newPage()
    await page.setContent('<body></body>')
    await page.addScriptTag({ content: await bundle() })
  })
  afterAll(() => browser.close())

  // Where lines can be seen through, two layers round otherwise than one, and the more so the less a layer covers: a band of many has 6 %.
  it.each([
    ['strokes', 0.001],
    ['bands', 0.005],
    ['dense', 0.001],
  ])('are drawn over several frames, and look as all at once: %s', async (shape, mostUnlike) => {
    const painted = await page.evaluate(
      (kind) => (globalThis as unknown as { paint: (shape: string) => Promise<Painted> }).paint(kind),
      shape,
    )
    expect(painted.early.unlike).toBeGreaterThan(10_000)
    expect(painted.frames).toBeGreaterThanOrEqual(1)
    expect(painted.isPending).toBe(false)
    expect(painted.late.drawn).toBeGreaterThan(100_000)
    expect(painted.late.unlike / painted.late.drawn).toBeLessThan(mostUnlike)
    expect(painted.again).toEqual(painted.late)
  })

  it('of parallel coordinates too, each picture whole, and of what is asked for meanwhile the last', async () => {
    const seen = await page.evaluate(() =>
      (globalThis as unknown as { paintParallel: () => Promise<string[]> }).paintParallel(),
    )
    expect(seen).toEqual(['nothing', 'first', 'third', 'as it was', 'nothing', 'first'])
  })
})
