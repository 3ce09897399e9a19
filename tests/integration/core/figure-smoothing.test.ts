/** Smoothed lines say that they are, in every file that shows them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  builtInStyles,
  drawingSchema,
  plainFigureText,
  tableFormats,
  type DrawingFormat,
} from '../../../src-main/contract/figure'
import { defaultPanelSettings, smoothingMethods } from '../../../src-main/contract/workspace'
import { csvEncoder } from '../../../src-main/core/exports/csv'
import { metricPanel } from '../../../src-main/panels/workspace/panels'
import { smoothingSentence, smoothingWords } from '../../../src-main/panels/words/smoothing-words'
import { drawFigure, openFigureHome, panelSource, type FigureHome } from '../../support/figures'
import { hasPoppler, poppler } from '../../support/pictures'

let home: FigureHome
beforeAll(() => {
  home = openFigureHome()
})
afterAll(() => home.close())

const sourceOf = (settings: Partial<typeof defaultPanelSettings> = {}, groupBy: string[] = []) =>
  panelSource(home.names.slice(0, 2), metricPanel('val_mse'), {
    settings: { ...defaultPanelSettings, ...settings },
    groupBy,
  })
const ema = { method: 'ema', amount: 0.9 } as const

async function draw(source: ReturnType<typeof sourceOf>, format: DrawingFormat, caption = ''): Promise<Uint8Array> {
  const drawing = drawingSchema.parse({
    source,
    style: builtInStyles[0]!.style,
    text: { ...plainFigureText, caption },
    format,
    hasProvenance: false,
  })
  const { bytes } = await home.figures.render(drawing)
  return bytes
}
/** On this thread: what stands in the picture. */
const drawHere = (source: ReturnType<typeof sourceOf>, format: DrawingFormat): Uint8Array =>
  drawFigure(home.figures.read(source), format).bytes
const textOf = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes)

describe('a figure of smoothed lines', () => {
  it('names every method below the plot, and none where lines are as measured', () => {
    for (const method of smoothingMethods) {
      const smoothing = { method, amount: method === 'ema' || method === 'time-weighted-ema' ? 0.9 : 5 }
      for (const format of ['svg', 'tikz'] as const) {
        const text = textOf(drawHere(sourceOf({ smoothing }), format))
        const words = method === 'none' ? 'smoothed' : `smoothed: ${smoothingWords(smoothing)}`
        expect([method, format, text.includes(words)]).toEqual([method, format, method !== 'none'])
      }
    }
  })

  it.skipIf(!hasPoppler)('says it in the text and in the words of a PDF, and in those of a PNG', async () => {
    const shown = poppler('pdftotext', drawHere(sourceOf({ smoothing: ema }), 'pdf'), ['-layout'], ['-']).toString()
    expect(shown).toContain('smoothed: EMA 0.9')
    const pdf = await draw(sourceOf({ smoothing: ema }), 'pdf', 'Two seeds.')
    expect(poppler('pdfinfo', pdf, [], []).toString()).toContain('Two seeds. Lines are smoothed (EMA 0.9).')
    const says = async (settings: Parameters<typeof sourceOf>[0]) =>
      textOf(await draw(sourceOf(settings), 'png')).includes('Lines are smoothed (EMA 0.9).')
    expect([await says({ smoothing: ema }), await says({})]).toEqual([true, false])
  })

  it('has its caption in TeX name the smoothing once', async () => {
    const source = sourceOf({ smoothing: ema })
    const sentence = smoothingSentence(source)!
    const text = textOf(await draw(source, 'tikz', `My caption. ${sentence}`))
    expect(text.split(sentence)).toHaveLength(2)
  })

  it('has what was measured beside what is smoothed in its CSV and in tables for the clipboard, of runs and of groups', () => {
    for (const groupBy of [[], ['architecture']]) {
      const smooth = home.figures.numbers(sourceOf({ smoothing: ema }, groupBy))
      const plain = home.figures.numbers(sourceOf({}, groupBy))
      const column = (table: typeof plain, name: string): unknown[] => {
        const place = table.columns.findIndex((one) => one.name === name)
        return [...table.rows].flatMap(({ count, cells }) =>
          Array.from({ length: count }, (_, index) =>
            typeof cells[place] === 'string' ? cells[place] : cells[place]?.[index],
          ),
        )
      }
      expect(column(smooth, 'measured')).toEqual(column(plain, 'y'))
      expect(column(smooth, 'smoothed')).not.toEqual(column(plain, 'y'))
      expect(new Set(column(smooth, 'smoothing'))).toEqual(new Set(['EMA 0.9']))
      const header = csvEncoder(smooth.columns, null).begin()
      expect(header).toMatch(/^series,run,key,x,smoothed,measured,smoothing(,low,high)?\r\n$/)
    }
    for (const format of tableFormats) {
      const { text } = home.figures.table(sourceOf({ smoothing: ema }), format)
      expect(text).toContain('measured')
      expect(text.replaceAll('\\', '')).toContain('smoothed (EMA 0.9)')
      expect(home.figures.table(sourceOf(), format).text).not.toContain('measured')
    }
  })
})
