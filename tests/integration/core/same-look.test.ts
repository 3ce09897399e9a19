/** A chart in a page of the browser and the same one in a file: one specification and one configuration on two canvases. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { createCanvas } from '@napi-rs/canvas'
import { BasicPlatform, Chart } from 'chart.js'
import { build } from 'vite'
import { describe, expect, it } from 'vitest'
import { screenLook, type Look } from '../../../src-main/charts/look'
import type { PanelSpec } from '../../../src-main/charts/panel'
import { builtInStyles } from '../../../src-main/contract/figure'
import { registerFont } from '../../../src-main/core/figures/worker/fonts'
import { bitmapSurface, scratchSurface, type Surface } from '../../../src-main/core/figures/worker/surface'
import { lookOf } from '../../../src-main/panels/figure/style'
import { launchChromium } from '../../e2e/support/chromium'
import { configurationOf, size, spec } from '../../support/chart-page'
import { compare, readPicture } from '../../support/pictures'

const root = resolve(import.meta.dirname, '../../..')
const ratio = 2

function drawOn(surface: Omit<Surface, 'finish'>, drawn: PanelSpec, look: Look): void {
  const configuration = Object.assign({}, configurationOf(drawn, look), { platform: BasicPlatform })
  new Chart(surface.canvasOf(size.width, size.height), configuration).destroy()
}

/** The page's script, with the charts as the window bundles them. */
async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    resolve: {
      alias: Object.fromEntries(
        ['protocol', 'contract', 'maths', 'model', 'charts', 'panels'].map((folder) => [
          `@${folder}`,
          join(root, 'src-main', folder),
        ]),
      ),
    },
    build: {
      write: false,
      lib: { entry: join(root, 'tests/support/chart-page-main.ts'), formats: ['iife'], name: 'page' },
    },
  })
  const [first] = [built].flat()
  if (first === undefined || !('output' in first)) throw new Error('Nothing was bundled.')
  return first.output[0].code
}

/** The window's font, of the files that figures are written with. */
function fontFaces(): string {
  const folder = join(dirname(createRequire(import.meta.url).resolve('@fontsource/inter/package.json')), 'files')
  return [400, 500]
    .map((weight) => {
      const data = readFileSync(join(folder, `inter-latin-${weight}-normal.woff`)).toString('base64')
      return `@font-face { font-family: Inter; font-weight: ${weight}; src: url(data:font/woff;base64,${data}) }`
    })
    .join('\n')
}

describe('a chart', () => {
  it('looks in a page of the browser as it does on Skia', async () => {
    registerFont('inter')
    const surface = bitmapSurface({ ...size, scale: 1 }, ratio)
    drawOn(surface, spec, screenLook)
    const file = readPicture(surface.finish())

    const browser = await launchChromium()
    try {
      const page = await browser.newPage({ viewport: size, deviceScaleFactor: ratio })
      await page.setContent(`<style>${fontFaces()} body { margin: 0 }</style><body></body>`)
      await page.addScriptTag({ content: await bundle() })
      await page.locator('[data-drawn]').waitFor({ state: 'attached' })
      const difference = compare(file, readPicture(await page.screenshot()))
      // Only edges of letters and lines may differ, which each anti-aliases in its own way.
      expect(difference.mean).toBeLessThan(1.5)
      expect(difference.unlike).toBeLessThan(0.0005)
    } finally {
      await browser.close()
    }
  })

  it('has the same paths in a file of the style of the screen', () => {
    registerFont('inter')
    const style = builtInStyles.find(({ id }) => id === 'screen')!.style
    const pathsOf = (look: Look): number[][] => {
      const surface = scratchSurface()
      const calls: number[][] = []
      const { ctx } = surface
      for (const name of ['moveTo', 'lineTo'] as const) {
        const native = ctx[name].bind(ctx)
        Object.defineProperty(ctx, name, {
          value(x: number, y: number) {
            calls.push([x, y])
            native(x, y)
          },
        })
      }
      // A line that is named has a piece of it before its name in a file.
      const series = spec.series.map(({ directLabel: _, ...line }) => line)
      drawOn(surface, { ...spec, series, xTitle: '' }, look)
      return calls
    }
    const screen = pathsOf(screenLook)
    expect(screen.length).toBeGreaterThan(200)
    expect(pathsOf({ ...lookOf(style), axisWidth: screenLook.axisWidth })).toEqual(screen)
  })

  it('would be told apart from one that is drawn in another way', () => {
    const paint = (colour: string) => {
      const canvas = createCanvas(200, 100)
      const ctx = canvas.getContext('2d')
      ctx.fillStyle = colour
      ctx.fillRect(0, 0, 200, 100)
      ctx.fillStyle = '#000000'
      ctx.fillRect(colour === '#ffffff' ? 20 : 30, 20, 6, 60)
      return readPicture(canvas.toBuffer('image/png'))
    }
    expect(compare(paint('#ffffff'), paint('#fffffe')).unlike).toBeGreaterThan(0.01)
  })
})
