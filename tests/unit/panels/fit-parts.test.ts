import { describe, expect, it } from 'vitest'
import type { Figure } from '../../../src-main/panels/figure/figure'
import { fitParts, growthOf, pictureRowsIn } from '../../../src-main/panels/figure/fit-parts'

const figureOf = (count: number, named = true): Figure => ({
  title: 'Cells',
  parts: Array.from({ length: count }, (_, index) => ({
    part: {
      kind: 'line',
      yTitle: 'loss',
      spec: {
        title: '',
        xTitle: 'epoch',
        series: [],
        markers: [{ kind: 'best', x: 1, y: 1, colour: 'c1', label: '0.1 at 1' }],
        spans: [{ from: 1, to: 2, y: 1, label: '1 epoch earlier', shortLabel: '1 earlier', side: 'above' }],
        format: String,
      },
    },
    title: named ? `cell ${index}` : '',
    weight: 1,
  })),
  columns: 4,
  flows: true,
  legend: [],
})

describe('parts on a page', () => {
  it('are left out and counted where they have no room, and keep their names when they have', () => {
    const { figure, leftOut } = fitParts(figureOf(24), { width: 300, height: 190 }, 15)
    expect(figure.columns).toBe(3)
    expect(figure.parts.map(({ title }) => title)).toEqual(['cell 0', 'cell 1', 'cell 2', 'cell 3', 'cell 4', 'cell 5'])
    expect(leftOut).toBe(18)
  })

  it('stand in more columns before any is left out', () => {
    const { figure, leftOut } = fitParts(figureOf(24), { width: 650, height: 300 }, 15)
    expect([figure.columns, figure.parts.length, leftOut]).toEqual([6, 24, 0])
  })

  it('lose the words in the plot when they are small, and only then, but never how many epochs earlier', () => {
    const specOf = (width: number, height: number) => fitParts(figureOf(2), { width, height }, 15).figure.parts[0]?.part
    const small = specOf(300, 90)
    expect(small).toMatchObject({ spec: { markers: [{ kind: 'best', x: 1, y: 1, colour: 'c1' }] } })
    expect(JSON.stringify(small)).not.toContain('0.1 at 1')
    expect(small).toMatchObject({ spec: { spans: [{ from: 1, to: 2, label: '1 earlier' }] } })
    expect(JSON.stringify(specOf(800, 200))).toContain('1 epoch earlier')
  })

  it('without names belong together and stay', () => {
    const figure = figureOf(24, false)
    expect(fitParts(figure, { width: 100, height: 50 }, 15)).toEqual({ figure, leftOut: 0 })
  })

  it('of a grid with more columns than there is room for follow one another, without places that nothing is drawn in', () => {
    const line = { id: 'a', label: 'a', colour: 'c1' as const, x: [1, 2], y: [1, 2] }
    const grid: Figure = {
      ...figureOf(18),
      flows: false,
      columns: 6,
      parts: figureOf(18).parts.map((placed, index) =>
        placed.part.kind === 'line' && index % 2 === 0
          ? { ...placed, part: { ...placed.part, spec: { ...placed.part.spec, series: [line] } } }
          : placed,
      ),
    }
    const narrow = { width: 300, height: 190 }
    const growth = growthOf(grid, narrow)
    const { figure, leftOut } = fitParts(grid, { ...narrow, height: narrow.height + growth }, 15)
    expect([figure.columns, figure.parts.length, leftOut]).toEqual([2, 9, 0])
    expect(growth).toBeGreaterThan(0)
    // On a wide page its columns mean something, and every place stays.
    const wide = { width: 650, height: 300 }
    expect([growthOf(grid, wide), fitParts(grid, wide, 15).figure.parts.length]).toEqual([0, 18])
  })

  it('of pictures are rows, of which those are kept that have room', () => {
    expect(pictureRowsIn(3, 100, 15, 4)).toBe(3)
    expect(pictureRowsIn(8, 100, 15, 4)).toBe(3)
    expect(pictureRowsIn(8, 10, 15, 4)).toBe(1)
  })
})
