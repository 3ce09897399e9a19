import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Browser } from '@playwright/test'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  builtInStyles,
  drawingSchema,
  figureFonts,
  figurePalettes,
  figureUnits,
  legendPlaces,
  plainFigureText,
  type DrawingFormat,
  type FigureSource,
  type FigureStyle,
  type FigureText,
} from '../../../src-main/contract/figure'
import { PlateauError } from '../../../src-main/contract/errors'
import { launchChromium } from '../../e2e/support/chromium'
import { everyKind, openFigureHome, type FigureHome } from '../../support/figures'
import { compare, hasPoppler, poppler, rasterize, readPicture } from '../../support/pictures'

let home: FigureHome
let kinds: Readonly<Record<string, FigureSource>>
beforeAll(() => {
  home = openFigureHome()
  kinds = everyKind(home.names)
})
afterAll(() => home.close())

const style = (id: string, changes: Partial<FigureStyle> = {}): FigureStyle => ({
  ...builtInStyles.find((one) => one.id === id)!.style,
  ...changes,
})
const scale = 2

type Options = { look?: FigureStyle; text?: Partial<FigureText>; isTransparent?: boolean; hasProvenance?: boolean }

/** What several tests look at is drawn once. */
const usual = new Map<string, Promise<Uint8Array>>()

function render(source: FigureSource, format: DrawingFormat, options?: Options): Promise<Uint8Array> {
  if (options !== undefined) return drawAnew(source, format, options)
  const key = `${format} ${JSON.stringify(source)}`
  const drawn = usual.get(key) ?? drawAnew(source, format)
  usual.set(key, drawn)
  return drawn
}

async function drawAnew(source: FigureSource, format: DrawingFormat, options: Options = {}): Promise<Uint8Array> {
  const { look = style('paper'), text = {}, isTransparent = false, hasProvenance = true } = options
  const drawing = drawingSchema.parse({
    source,
    style: look,
    text: { ...plainFigureText, ...text },
    format,
    scale,
    isTransparent,
    hasProvenance,
  })
  return (await home.figures.render(drawing)).bytes
}

const isOfPictures = ({ kind }: FigureSource): boolean => kind === 'samples' || kind === 'chosen-images'

/** Programs that show a picture's pixels larger begin them half a dot apart. */
const mostMean = (source: FigureSource): number => (isOfPictures(source) ? 6 : 3)

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** Kinds of so many lines or runs that their names stand in a table below the plot, for which the page grows. */
const withTable: ReadonlySet<string> = new Set(['line-log', 'scatter'])

describe('every kind of figure', () => {
  it('becomes a PNG of the size that was asked for, with ink on it', async () => {
    for (const [kind, source] of Object.entries(kinds)) {
      const { width, height, rgb } = readPicture(await render(source, 'png'))
      // 8.4 x 5.6 cm at 192 to the inch; more for a table of names under the plot.
      expect([kind, width]).toEqual([kind, 635])
      if (withTable.has(kind)) expect(height).toBeGreaterThan(423)
      else expect([kind, height]).toEqual([kind, 423])
      expect([kind, rgb.filter((value) => value < 200).length > 1_000]).toEqual([kind, true])
    }
  })

  it('becomes an SVG whose text is text, with the font that was chosen', async () => {
    for (const [kind, source] of Object.entries(kinds)) {
      const svg = textOf(await render(source, 'svg'))
      expect([kind, svg.includes(`font-family="'CMU Serif'`)]).toEqual([kind, true])
      expect([kind, /<text[^>]*x="[^"]*,/.test(svg)]).toEqual([kind, false])
      expect([kind, svg.includes('<image')]).toEqual([kind, isOfPictures(source)])
      expect(svg).toContain(withTable.has(kind) ? 'width="317.48" height="2' : 'width="317.48" height="211.654"')
      expect(svg).not.toMatch(/stroke-miterlimit="\d{5}/)
    }
  })

  it.skipIf(!hasPoppler)(
    'becomes a PDF with its fonts embedded, none as pictures of letters, and no bitmap',
    async () => {
      for (const [kind, source] of Object.entries(kinds)) {
        const pdf = await render(source, 'pdf')
        const fonts = poppler('pdffonts', pdf).toString().trim().split('\n').slice(2)
        expect([kind, fonts.length > 0]).toEqual([kind, true])
        for (const font of fonts) expect(font).toMatch(/CMUSerif-\w+ +CID TrueType +Identity-H +yes yes yes/)
        const bitmaps = poppler('pdfimages', pdf, ['-list']).toString().trim().split('\n').length - 2
        expect([kind, bitmaps > 0]).toEqual([kind, isOfPictures(source)])
        const size = poppler('pdfinfo', pdf).toString()
        expect(size).toContain(withTable.has(kind) ? '238.11 x 2' : '238.11 x 158.74 pts')
      }
    },
  )

  it.skipIf(!hasPoppler)('has mathematics of any weight in fonts that are embedded as such', async () => {
    const line = kinds.line!
    for (const font of figureFonts) {
      const text = {
        title: 'Loss $\\mathcal{L}_\\beta^2 = x_i \\times \\Delta$',
        xLabel: '$e_\\alpha$',
        yLabel: '$\\sigma^2$',
      }
      const pdf = await render(line, 'pdf', { look: style('paper', { font }), text })
      const fonts = poppler('pdffonts', pdf).toString().trim().split('\n').slice(2)
      expect(fonts.length).toBeGreaterThan(2)
      for (const one of fonts)
        expect([font, one]).toEqual([font, expect.stringMatching(/ CID TrueType +Identity-H +yes yes yes/)])
    }
  })

  it.skipIf(!hasPoppler)('looks as a PDF as it does as a PNG', async () => {
    for (const [kind, source] of Object.entries(kinds)) {
      const difference = compare(
        readPicture(await render(source, 'png')),
        rasterize(await render(source, 'pdf'), 96 * scale),
      )
      expect([kind, difference.mean < mostMean(source), difference.unlike < 0.003, difference]).toEqual([
        kind,
        true,
        true,
        difference,
      ])
    }
  })
})

describe('in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser.close())

  it('an SVG of every kind looks as the PNG does', async () => {
    const packages = createRequire(import.meta.url)
    const folder = join(dirname(packages.resolve('computer-modern/package.json')), 'fonts')
    const faces = (['500-roman', '500-italic', '700-roman'] as const).map((name) => {
      const data = readFileSync(join(folder, `cmu-serif-${name}.ttf`)).toString('base64')
      return `@font-face { font-family: 'CMU Serif'; font-weight: ${name.slice(0, 3)}; font-style: ${name.endsWith('italic') ? 'italic' : 'normal'}; src: url(data:font/ttf;base64,${data}) }`
    })
    const page = await browser.newPage({ deviceScaleFactor: scale, viewport: { width: 318, height: 212 } })
    for (const [kind, source] of Object.entries(kinds)) {
      const svg = textOf(await render(source, 'svg')).replace(/^<\?xml[^>]*>/, '')
      await page.setContent(`<style>${faces.join('\n')} body { margin: 0 } svg { display: block }</style>${svg}`)
      await page.evaluate(() => document.fonts.ready)
      const difference = compare(readPicture(await render(source, 'png')), readPicture(await page.screenshot()))
      expect([kind, difference.mean < mostMean(source), difference.unlike < 0.003, difference]).toEqual([
        kind,
        true,
        true,
        difference,
      ])
    }
  })
})

describe('words on a figure', () => {
  it.skipIf(!hasPoppler)('are found in a PDF: title, labels, legend, numbers of the axes', async () => {
    const pdf = await render(kinds.line!, 'pdf', {
      look: style('wide', { legend: 'below', legendTemplate: 'seed ${config.seed}' }),
      text: { title: 'Validation error & others', xLabel: 'epochs', yLabel: 'mean squared error' },
    })
    const words = poppler('pdftotext', pdf, ['-layout'], ['-']).toString()
    for (const word of ['Validation error & others', 'epochs', 'mean squared error', 'seed 1', 'seed 3', '0.020', '60'])
      expect(words).toContain(word)
  })

  it('are one element each in an SVG, with formulas as runs', async () => {
    const svg = textOf(await render(kinds.line!, 'svg', { text: { title: 'Error of $\\beta_2 < 0.1$', yLabel: '' } }))
    const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text)
    expect(texts).toContain('calm-bay-1')
    expect(texts).toContain('β')
    expect(texts).toContain('2')
    expect(texts).toContain(' &lt; 0.1')
    expect(texts).not.toContain('Validation MSE')
  })

  it('that are given take the place of the panel’s, and an empty one leaves it out', async () => {
    const svg = textOf(await render(kinds.scatter!, 'svg', { text: { title: null, xLabel: '', yLabel: 'error' } }))
    expect(svg).toContain('>best val_mse against training time<')
    expect(svg).toContain('>error<')
    expect(svg).not.toContain('>training time<')
  })
})

describe('a ground', () => {
  it('is the theme’s, or none where it is to be transparent', async () => {
    const firstPixel = async (options: Options) => {
      const { decode } = await import('fast-png')
      const { data, channels } = decode(await render(kinds.line!, 'png', options))
      return Array.from(data.slice(0, channels))
    }
    expect((await firstPixel({})).slice(0, 3)).toEqual([255, 255, 255])
    expect((await firstPixel({ look: style('paper', { theme: 'dark' }) })).slice(0, 3)).toEqual([0x17, 0x18, 0x1a])
    expect(await firstPixel({ isTransparent: true })).toEqual([0, 0, 0, 0])
  })
})

describe('provenance', () => {
  it('is read again from every format that is drawn, and names the runs that are still there', async () => {
    for (const format of ['png', 'svg', 'pdf'] as const) {
      const bytes = await render(kinds.grid!, format)
      const { provenance, runs } = await home.figures.readProvenance(bytes, `figure.${format}`)
      expect(provenance.runs.map(({ name }) => name)).toEqual(home.names)
      expect(provenance.source).toEqual(kinds.grid)
      expect(provenance.runs[0]).toMatchObject({ id: 'grouped0000', engineVersion: '2' })
      expect(runs).toEqual(provenance.runs.map(({ id }) => id))
    }
  })

  it('is left out where nobody wants it', async () => {
    for (const format of ['png', 'svg', 'pdf'] as const) {
      const bytes = await render(kinds.line!, format, { hasProvenance: false })
      await expect(home.figures.readProvenance(bytes, 'a')).rejects.toMatchObject({ code: 'no-provenance' })
      expect(textOf(bytes)).not.toContain('calm-bay-1&quot;')
    }
  })
})

describe('any style', () => {
  const styles = fc.record({
    size: fc.record({
      width: fc.double({ min: 0.5, max: 30, noNaN: true }),
      height: fc.double({ min: 0.5, max: 30, noNaN: true }),
      unit: fc.constantFrom(...figureUnits),
    }),
    font: fc.constantFrom(...figureFonts),
    fontSize: fc.double({ min: 4, max: 48, noNaN: true }),
    lineWidth: fc.double({ min: 0.1, max: 10, noNaN: true }),
    palette: fc.constantFrom(...figurePalettes),
    theme: fc.constantFrom('light' as const, 'dark' as const),
    legend: fc.constantFrom(...legendPlaces),
    legendTemplate: fc.option(fc.constantFrom('${name}', 'seed ${config.seed}', '$\\beta$ ${config.loss}', '')),
    grid: fc.boolean(),
  })

  it('draws every kind', { timeout: 180_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        styles,
        fc.string({ maxLength: 80 }),
        fc.constantFrom(...Object.keys(kinds)),
        fc.constantFrom('svg' as const, 'pdf' as const),
        async (look, title, kind, format) => {
          const bytes = await render(kinds[kind]!, format, { look, text: { title, yLabel: title } }).catch(
            (error: unknown) => (error instanceof PlateauError ? error.message : String(error)),
          )
          // Half a centimetre has no room for a plot.
          if (typeof bytes === 'string') expect(bytes).toMatch(/^There is no room for the plot in this figure\. Choose/)
          else expect(bytes.length).toBeGreaterThan(500)
        },
      ),
      { numRuns: 80 },
    )
  })
})

describe('what cannot be drawn', () => {
  it('is refused in words', async () => {
    await expect(render({ kind: 'architecture', run: 'nobody' }, 'pdf')).rejects.toMatchObject({
      code: 'run-not-found',
    })
    const large = style('paper', { size: { width: 300, height: 200, unit: 'in' } })
    await expect(render(kinds.line!, 'png', { look: large })).rejects.toMatchObject({
      code: 'invalid-input',
      field: 'scale',
    })
    const nothing = { ...kinds.line!, panel: { ...(kinds.line as { panel: object }).panel, keys: ['never_logged'] } }
    await expect(render(nothing as FigureSource, 'svg')).rejects.toMatchObject({ code: 'nothing-to-compare' })
    // The thread that refused goes on.
    expect((await render(kinds.line!, 'svg')).length).toBeGreaterThan(1_000)
  })
})
