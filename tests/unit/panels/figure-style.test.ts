import { describe, expect, it } from 'vitest'
import { builtInStyles, type FigureStyle } from '../../../src-main/contract/figure'
import type { PanelSeries, PanelSpec } from '../../../src-main/charts/panel'
import type { Figure } from '../../../src-main/panels/figure/figure'
import { legendOfLines } from '../../../src-main/panels/figure/legend'
import { lookOfSlot } from '../../../src-main/panels/words/run-look'
import {
  apartOnScreen,
  errorScaleOf,
  lookOf,
  paletteOf,
  sizeOf,
  styledFigure,
} from '../../../src-main/panels/figure/style'

const paper = builtInStyles[0]!.style
const screen = builtInStyles.find(({ id }) => id === 'screen')!.style

const line = (index: number, changes: Partial<PanelSeries> = {}): PanelSeries => ({
  id: `run-${index}`,
  label: `run ${index}`,
  directLabel: `run ${index}`,
  colour: `c${(index % 8) + 1}`,
  x: [1, 2],
  y: [index, index],
  ...changes,
})

function figureOf(series: readonly PanelSeries[], changes: Partial<PanelSpec> = {}): Figure {
  const spec: PanelSpec = { title: 'a', xTitle: 'epoch', series, format: String, ...changes }
  return {
    title: 'a',
    parts: [{ part: { kind: 'line', spec, yTitle: 'b' }, title: '', weight: 1 }],
    columns: 1,
    legend: legendOfLines(series),
  }
}
const specOf = (figure: Figure): PanelSpec => {
  const part = figure.parts[0]!.part
  if (part.kind !== 'line') throw new Error('It has no lines.')
  return part.spec
}

describe('sizes', () => {
  it('are those of the page, and text of 11 pixels is so many points', () => {
    expect(sizeOf(paper).width).toBeCloseTo((8.4 / 2.54) * 96, 10)
    expect(sizeOf({ ...paper, size: { width: 2, height: 1, unit: 'in' } })).toMatchObject({ width: 192, height: 96 })
    expect(sizeOf(screen)).toEqual({ width: 800, height: 450, scale: 1 })
    // 8 points are 10 2/3 pixels of 1/96 inch.
    expect(sizeOf(paper).scale * 11).toBeCloseTo(32 / 3, 10)
  })

  it('of lines are a style’s, whatever its text', () => {
    expect(lookOf(screen).stroke).toBe(1)
    for (const fontSize of [6, 8, 16]) {
      const style = { ...paper, fontSize, lineWidth: 0.75 }
      const pixels = 1.5 * lookOf(style).stroke * sizeOf(style).scale
      expect(pixels * 0.75).toBeCloseTo(0.75, 10)
    }
  })
})

describe('palettes', () => {
  const tokens = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8', 'text', 'accent', 'grid', 'surface', 'danger']
  const colours = (style: Pick<FigureStyle, 'theme' | 'palette'>) => tokens.map(paletteOf(style))

  it('have a colour for every token, in both themes', () => {
    for (const theme of ['light', 'dark'] as const)
      for (const palette of ['product', 'colour-blind', 'greyscale'] as const)
        for (const colour of colours({ theme, palette })) expect(colour).toMatch(/^#[0-9a-f]{6}$/)
    expect(paletteOf({ theme: 'light', palette: 'greyscale' })('halo')).toBe('')
  })

  it('of grey have nothing else', () => {
    for (const theme of ['light', 'dark'] as const) {
      for (const colour of colours({ theme, palette: 'greyscale' })) expect(colour).toMatch(/^#(..)\1\1$/)
      for (const [red, green, blue] of errorScaleOf({ theme, palette: 'greyscale' }))
        expect([green, blue]).toEqual([red, red])
    }
  })

  it('safe for the colour-blind never draw on paper in its own colour', () => {
    expect(colours({ theme: 'dark', palette: 'colour-blind' })).not.toContain('#000000')
  })
})

describe('greyscale', () => {
  it('tells as many lines apart as colours do, by grey, dash and symbol, in plot and legend alike', () => {
    const lines = Array.from({ length: 12 }, (_, index) => line(index))
    const styled = styledFigure(figureOf(lines), { theme: 'light', palette: 'greyscale', legend: 'direct' })
    const look = ({ colour, dash, symbol }: Pick<PanelSeries, 'colour' | 'dash' | 'symbol'>) =>
      JSON.stringify([colour, dash, symbol])
    const looks = specOf(styled).series.map(look)
    expect(new Set(looks).size).toBe(12)
    expect(styled.legend.map(look)).toEqual(looks)
  })

  it('leaves an only line solid, and gives marks and what lies behind a line its grey', () => {
    const behind = line(2, { id: 'behind', isBackground: true, opacity: 0.25 })
    const figure = figureOf([behind, line(2, { dash: [5, 3] })], {
      markers: [{ kind: 'best', x: 1, y: 1, colour: 'c3' }],
    })
    const spec = specOf(styledFigure(figure, { theme: 'light', palette: 'greyscale', legend: 'direct' }))
    expect(spec.series.map(({ colour, dash, symbol }) => [colour, dash, symbol])).toEqual([
      ['c1', undefined, undefined],
      ['c1', [], undefined],
    ])
    expect(spec.markers?.[0]?.colour).toBe('c1')
  })
})

describe('a legend', () => {
  const keyOf = (theme: 'light' | 'dark', palette: FigureStyle['palette']) => {
    const colourOf = paletteOf({ theme, palette })
    return ({ colour, dash, symbol }: Pick<PanelSeries, 'colour' | 'dash' | 'symbol'>) =>
      JSON.stringify([colourOf(colour), dash ?? [], symbol])
  }

  it('has no two keys alike in any palette, however many runs share a look, and lines look as their keys do', () => {
    for (const theme of ['light', 'dark'] as const)
      for (const palette of ['product', 'colour-blind', 'greyscale'] as const)
        for (const count of [3, 24, palette === 'greyscale' ? 60 : 150]) {
          const { colour, dash } = lookOfSlot(0)
          const lines = Array.from({ length: count }, (_, index) =>
            line(index, count === 3 ? { colour, dash } : { ...lookOfSlot(index) }),
          )
          const styled = styledFigure(figureOf(lines), { theme, palette, legend: 'below' })
          const looks = styled.legend.map(keyOf(theme, palette))
          expect([palette, new Set(looks).size]).toEqual([palette, count])
          expect(specOf(styled).series.map(keyOf(theme, palette))).toEqual(looks)
        }
  })

  it('has none alike on a screen, where names stay at the ends of lines', () => {
    const same = Array.from({ length: 6 }, (_, index) => line(index, { ...lookOfSlot(0) }))
    const shown = apartOnScreen(figureOf(same))
    expect(new Set(shown.legend.map(keyOf('light', 'product'))).size).toBe(6)
    expect(specOf(shown).series.map(({ directLabel }) => directLabel)).toEqual(same.map(({ label }) => label))
  })

  it('says nothing of dashes that tell lines apart', () => {
    const dashKeys = [{ label: 'dashed: Smooth L1', colour: 'text-2', dash: [5, 3] }]
    const figure = { ...figureOf([line(0), line(1, { dash: [5, 3] })]), dashKeys }
    const keysIn = (palette: FigureStyle['palette']) =>
      styledFigure(figure, { theme: 'light', palette, legend: 'below' }).dashKeys
    expect(keysIn('product')).toEqual(dashKeys)
    const grey = styledFigure(
      { ...figureOf([line(0), line(1), line(2, { dash: [5, 3] })]), dashKeys },
      { theme: 'light', palette: 'greyscale', legend: 'below' },
    )
    expect(grey.dashKeys).toEqual([])
  })

  it('changes nothing of lines that are told apart already', () => {
    const lines = Array.from({ length: 24 }, (_, index) => line(index, { ...lookOfSlot(index) }))
    const figure = figureOf(lines)
    expect(styledFigure(figure, { theme: 'dark', palette: 'product', legend: 'direct' })).toEqual(figure)
  })
})

describe('names at the ends of lines', () => {
  it('are there where the legend is to be, and nowhere else', () => {
    const figure = figureOf([line(0), line(1)])
    const names = (legend: FigureStyle['legend']) =>
      specOf(styledFigure(figure, { theme: 'light', palette: 'product', legend })).series.map(
        ({ directLabel }) => directLabel,
      )
    expect(names('direct')).toEqual(['run 0', 'run 1'])
    expect(names('below')).toEqual([undefined, undefined])
    expect(names('none')).toEqual([undefined, undefined])
  })
})
