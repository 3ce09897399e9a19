/** Values that are no numbers, in every format that a figure has. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sizePresets, type DrawingFormat, type FigureStyle } from '../../../src-main/contract/figure'
import { metricPanel } from '../../../src-main/panels/workspace/panels'
import { defaultPanelSettings } from '../../../src-main/contract/workspace'
import { drawFigure, openFigureHome, panelSource, type FigureHome } from '../../support/figures'
import { hasPoppler, poppler, readPicture } from '../../support/pictures'

let home: FigureHome
beforeAll(() => {
  home = openFigureHome()
})
afterAll(() => home.close())

/** A run whose first points are these; the others as they are. */
function draw(
  values: readonly number[] | 'all NaN',
  format: DrawingFormat,
  settings = {},
  groupBy: string[] = [],
  style: Partial<FigureStyle> = {},
) {
  const source = panelSource(home.names.slice(0, 2), metricPanel('val_mse'), {
    settings: { ...defaultPanelSettings, ...settings },
    groupBy,
  })
  const data = home.figures.read(source)
  const lines = data.lines.map((line, index) => {
    const y = Float64Array.from(line.y, (value, at) =>
      values === 'all NaN' ? Number.NaN : index === 0 ? (values[at] ?? value) : value,
    )
    return { ...line, y }
  })
  return drawFigure({ ...data, lines }, format, { style })
}
const textOf = (format: DrawingFormat, bytes: Uint8Array): string =>
  format === 'pdf'
    ? poppler('pdftotext', bytes, ['-layout'], ['-']).toString()
    : new TextDecoder().decode(bytes).replaceAll('\\ensuremath{-}', '−')

const mixed = [Number.NaN, 0.03, Number.NaN, Number.POSITIVE_INFINITY, Number.NaN, Number.NEGATIVE_INFINITY]
const note = '3 points are not numbers; 1 point is +Infinity; 1 point is −Infinity'

describe('values that are no numbers', () => {
  it.skipIf(!hasPoppler)(
    'are told below the plot and as a remark, in every format and for every way of drawing lines',
    () => {
      const smoothing = { method: 'ema', amount: 0.6 }
      for (const format of ['pdf', 'svg', 'tikz'] as const) {
        for (const [settings, groupBy] of [
          [{}, []],
          [{ smoothing }, []],
          [{ yScale: 'log' }, []],
          [{}, ['architecture']],
        ] as const) {
          const { bytes, remarks } = draw(mixed, format, settings, [...groupBy])
          expect([format, settings, remarks]).toEqual([format, settings, [`${note}: marked at the edge of the plot.`]])
          for (const phrase of note.split('; ')) expect(textOf(format, bytes)).toContain(phrase)
        }
        expect(draw([], format).remarks).toEqual([])
      }
    },
  )

  it('leave a mark where they stand', () => {
    const inkOf = (values: readonly number[] | 'all NaN') =>
      readPicture(draw(values, 'png').bytes).rgb.filter((value) => value < 120).length
    expect(inkOf('all NaN')).toBeGreaterThan(inkOf([]) / 20)
    // A run of which nothing else is seen keeps its name.
    for (const format of ['svg', 'tikz'] as const)
      for (const name of home.names.slice(0, 2)) expect(textOf(format, draw('all NaN', format).bytes)).toContain(name)
    // So wide that no two of them are one.
    const tex = new TextDecoder().decode(draw(mixed, 'tikz', {}, [], { size: sizePresets[1] }).bytes)
    // A cross for each that is no number, a triangle for each infinity, all in the colour of the run.
    expect(
      tex.match(/\\draw\[plateau-c\d, line width=[\d.]+bp\] \([^)]*\) -- \([^)]*\) \([^)]*\) -- \([^)]*\);/g),
    ).toHaveLength(3)
    expect(tex.match(/\\fill\[plateau-c\d\] \([^)]*\) -- \([^)]*\) -- \([^)]*\) -- cycle;/g)).toHaveLength(2)
  })

  it('name the runs that have no line at all', () => {
    const source = panelSource(home.names.slice(0, 2), metricPanel('val_mse'))
    const data = home.figures.read(source)
    const [first, ...rest] = data.lines
    const empty = { ...first!, x: new Float64Array(), y: new Float64Array() }
    const { remarks } = drawFigure({ ...data, lines: [empty, ...rest] }, 'svg')
    expect(remarks).toEqual([`Left out of the figure because there is no value to draw: ${home.names[0]}.`])
  })
})
