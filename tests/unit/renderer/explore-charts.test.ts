import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { barAt, barNotes, fitBars, rowHeight, type BarSpec } from '../../../src-main/charts/bars'
import { shorten } from '../../../src-main/charts/shorten'
import {
  isWithin,
  moved,
  stepBrush,
  valuesOn,
  type ParallelLine,
  type ParallelSpec,
} from '../../../src-main/charts/parallel'
import {
  brushBetween,
  brushPixels,
  curveHeight,
  footText,
  heightsOf,
  nearestLine,
  clearOf,
  isClearOf,
  limitHalf,
  parallelGeometry,
  placedLimits,
} from '../../../src-main/charts/parallel-geometry'
import { placeBeside } from '../../../src-renderer/charts/point-tooltip'
import { fitScatter, nearestPoint, readingOrder, shownPoints, type ScatterSpec } from '../../../src-main/charts/scatter'
import { barTable, lineTable, parallelTable, scatterTable, tableToTsv } from '../../../src-main/charts/table'

const point = (id: string, x: number, y: number, isFaded = false) => ({
  id,
  label: id,
  colour: 'c1',
  isHollow: false,
  isFaded,
  x,
  y,
})
const scatter = (...points: ScatterSpec['points']): ScatterSpec => ({
  title: 'best by rate',
  xTitle: 'learningRate',
  yTitle: 'val_mse',
  points,
  formatX: String,
  formatY: String,
})

describe('scatter', () => {
  it('shows what both axes can show', () => {
    const spec = { ...scatter(point('a', 0, 1), point('b', 1, Number.NaN), point('c', 2, 3)), logX: true }
    expect(shownPoints(spec).map(({ id }) => id)).toEqual(['c'])
  })

  it('fits every point with room at each side', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), fc.double({ min: 1e-6, max: 1e6, noNaN: true })),
          {
            minLength: 1,
          },
        ),
        fc.boolean(),
        (values, isLog) => {
          const spec = {
            ...scatter(...values.map(([x, y], index) => point(String(index), x, y))),
            logX: isLog,
            logY: isLog,
          }
          const { x, y } = fitScatter(spec)
          for (const [px, py] of values) {
            expect(px > x[0] && px < x[1]).toBe(true)
            expect(py > y[0] && py < y[1]).toBe(true)
          }
          if (isLog) expect(x[0]).toBeGreaterThan(0)
        },
      ),
    )
  })

  it('picks the nearest point, and one outside of a brush only where no other is near', () => {
    const placed = [
      { point: point('faded', 0, 0, true), left: 10, top: 10 },
      { point: point('kept', 0, 0), left: 16, top: 10 },
    ]
    expect(nearestPoint(placed, 10, 10, 14)?.point.id).toBe('kept')
    expect(nearestPoint(placed, 0, 10, 14)?.point.id).toBe('faded')
    expect(nearestPoint(placed, 100, 10, 14)).toBe(null)
    expect(readingOrder([point('b', 2, 1), point('a', 1, 5)]).map(({ id }) => id)).toEqual(['a', 'b'])
  })
})

describe('bars', () => {
  const spec: BarSpec = {
    title: 'by group',
    valueTitle: 'val_mse',
    bars: [
      { id: 'a', label: 'plain', colour: 'c1', value: 2, ticks: [1, 4], note: 'MSE', countNote: '2 runs' },
      { id: 'b', label: 'pooled', colour: 'c2', value: Number.NaN },
    ],
    format: String,
  }
  it('begin at 0 and reach beyond every tick, below 0 as well', () => {
    expect(fitBars(spec)[0]).toBe(0)
    expect(fitBars(spec)[1]).toBeGreaterThan(4)
    expect(fitBars({ ...spec, bars: [{ id: 'a', label: 'a', colour: 'c1', value: -3 }] })[0]).toBeLessThan(-3)
    expect(fitBars({ ...spec, bars: [] })).toEqual([0, 1])
    expect(rowHeight(spec)).toBeGreaterThan(rowHeight({ ...spec, bars: [spec.bars[1]!] }))
  })
  it('begin on a log axis at the power of ten below the least, and say what has no place there', () => {
    const log: BarSpec = { ...spec, isLog: true }
    expect(fitBars(log)[0]).toBe(0.1)
    expect(fitBars({ ...log, bars: [] })).toEqual([0.1, 1])
    expect(barNotes(spec)).toEqual([])
    expect(barNotes(log)).toEqual(['log x'])
    const mixed = [
      { id: 'a', label: 'a', colour: 'c1', value: 0 },
      { id: 'b', label: 'b', colour: 'c1', value: 2, ticks: [-1, -2, 9] },
      { id: 'c', label: 'c', colour: 'c1', value: Number.NaN },
    ]
    expect(fitBars({ ...log, bars: mixed })[0]).toBe(1)
    expect(barNotes({ ...log, bars: mixed })).toEqual([
      'log x',
      '1 bar at or below 0 is not drawn',
      '2 runs at or below 0 are not drawn',
    ])
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1 }), (values) => {
        const bars = values.map((value, index) => ({ id: String(index), label: '', colour: 'c1', value }))
        const [low, high] = fitBars({ ...log, bars })
        expect(low > 0 && low < high && Number.isFinite(high)).toBe(true)
        // The least doubles have no other below them.
        for (const value of values)
          if (value > 1e-300 && Number.isFinite(value)) expect(value > low && value <= high).toBe(true)
      }),
    )
  })
  it('are found by height', () => {
    expect([-1, 0, 49, 50, 99, 100].map((at) => barAt(2, 100, at))).toEqual([-1, 0, 0, 1, 1, -1])
  })
  it('have names shortened in their middle', () => {
    const measure = (text: string) => text.length
    expect(shorten('treasured-morning-2', 30, measure)).toBe('treasured-morning-2')
    const short = shorten('treasured-morning-2', 10, measure)
    expect(short.length).toBeLessThanOrEqual(10)
    expect(short.endsWith('ng-2')).toBe(true)
  })
})

const parallel: ParallelSpec = {
  title: 'config to val_mse',
  axes: [
    { id: 'loss', label: 'loss', kind: 'choice', choices: ['mse', 'smooth-l1', 'l1'] },
    { id: 'rate', label: 'learningRate', kind: 'number', isLog: true, format: String },
    { id: 'best', label: 'val_mse', kind: 'number', isLog: false, format: String, noneText: 'diverged' },
  ],
  lines: [
    { id: 'a', label: 'a', colour: 'c1', dash: [], values: [0, 1e-4, 0.02] },
    { id: 'b', label: 'b', colour: 'c1', dash: [], values: [1, 1e-3, 0.01] },
    { id: 'c', label: 'c', colour: 'c1', dash: [], values: [2, 1e-2, Number.NaN] },
  ],
}

describe('parallel coordinates', () => {
  const geometry = parallelGeometry(parallel, 800, 300)
  const [loss, rate, best] = geometry.axes

  it('put greater numbers higher, choices in their order, and none at the foot', () => {
    expect(loss!.toPixel(0)).toBeLessThan(loss!.toPixel(1))
    expect(rate!.toPixel(1e-2)).toBeCloseTo(geometry.top)
    expect(rate!.toPixel(1e-3)).toBeCloseTo((geometry.top + geometry.bottom) / 2)
    expect(best!.toPixel(Number.NaN)).toBe(geometry.foot)
    expect(best!.missing).toBe(1)
    expect(heightsOf(geometry, parallel.lines[2]!).at(-1)).toBe(geometry.foot)
  })

  it('have what a log axis has no place for at its foot, which counts it beside those without a value', () => {
    const lines = [-1, 0, Number.NaN, 0.1, 10].map((value, index) => ({
      ...parallel.lines[0]!,
      id: String(index),
      values: [value],
    }))
    const axis = { id: 'best', label: 'best', kind: 'number', format: String } as const
    const of = (isLog: boolean) => ({ title: '', axes: [{ ...axis, isLog }], lines })
    const { axes, bottom, foot } = parallelGeometry(of(true), 300, 200)
    expect(axes.map(footText)).toEqual(['1 none, 2 ≤ 0'])
    const heights = lines.map((line) => heightsOf({ axes, bottom, foot, top: 0, gap: 0 }, line)[0]!)
    expect(heights.slice(0, 3)).toEqual([foot, foot, foot])
    expect(heights[3]! <= bottom + 3 && heights[4]! < heights[3]!).toBe(true)
    expect(valuesOn(of(true), 0)).toEqual([0.1, 10])
    expect(parallelGeometry(of(false), 300, 200).axes.map(footText)).toEqual(['1 none'])
    expect(valuesOn(of(false), 0)).toEqual([-1, 0, 0.1, 10])
  })

  it('find their way back from every pixel of an axis', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        const pixel = geometry.top + share * (geometry.bottom - geometry.top)
        for (const axis of geometry.axes) expect(axis.toPixel(axis.toValue(pixel))).toBeCloseTo(pixel, 4)
      }),
    )
  })

  it('stand still when other lines are added: the spread is the line’s own', () => {
    const more = { ...parallel, lines: [{ ...parallel.lines[1]!, id: 'z' }, ...parallel.lines] }
    const before = heightsOf(geometry, parallel.lines[0]!)
    const after = heightsOf(parallelGeometry(more, 800, 300), parallel.lines[0]!)
    expect(after[0]).toBeCloseTo(before[0]!)
  })

  it('curve from one height to the other', () => {
    expect(curveHeight(10, 90, 0)).toBeCloseTo(10, 1)
    expect(curveHeight(10, 90, 1)).toBeCloseTo(90, 1)
    expect(curveHeight(10, 90, 0.5)).toBeCloseTo(50, 1)
    const heights = heightsOf(geometry, parallel.lines[0]!)
    expect(nearestLine(geometry, parallel.lines, loss!.x, heights[0]!, 8)?.id).toBe('a')
    expect(nearestLine(geometry, parallel.lines, 400, geometry.foot + 60, 8)).toBe(null)
    // One that is preferred comes before a nearer one, within reach alone.
    const other = parallel.lines.find(({ id }) => id !== 'a')
    const isOther = (line: ParallelLine) => line === other
    expect(nearestLine(geometry, parallel.lines, loss!.x, heights[0]!, 1_000, isOther)?.id).toBe(other?.id)
    expect(nearestLine(geometry, parallel.lines, loss!.x, heights[0]!, 0.5, isOther)?.id).toBe('a')
  })

  it('are brushed between two heights: numbers as they are, choices by what lies between', () => {
    const brush = brushBetween(rate!, geometry.top, (geometry.top + geometry.bottom) / 2 + 1)!
    expect(brush[1]).toBeCloseTo(1e-2)
    expect(parallel.lines.filter(isWithin(parallel, { rate: brush })).map(({ id }) => id)).toEqual(['b', 'c'])
    expect(brushBetween(loss!, loss!.toPixel(0) - 3, loss!.toPixel(1) + 3)).toEqual([0, 1])
    expect(brushBetween(loss!, loss!.toPixel(0) + 3, loss!.toPixel(0) + 9)).toBe(null)
    const [top, bottom] = brushPixels(loss!, [0, 1])
    expect(top).toBeCloseTo(geometry.top)
    expect(bottom).toBeGreaterThan(loss!.toPixel(1))
  })

  it('have the limits of a brush beside them, on which no mark stands', () => {
    const [upper, lower] = placedLimits(rate!, [1e-4, 1e-2])
    expect([upper, lower]).toEqual([
      { text: '0.01', middle: geometry.top },
      { text: '0.0001', middle: geometry.bottom },
    ])
    expect(rate!.ticks.map(({ at }) => isClearOf([upper!, lower!], at))).toEqual(
      rate!.ticks.map(({ value }) => value === 1e-3),
    )
    // A name that belongs there stands as near as they leave it room, and elsewhere where it belongs.
    const middle = (geometry.top + geometry.bottom) / 2
    expect(clearOf([upper!, lower!], middle)).toBe(middle)
    const moved = clearOf([upper!, lower!], upper!.middle + 4)
    expect([isClearOf([upper!, lower!], moved), moved > upper!.middle]).toEqual([true, true])
    // Of a brush too low for both of them they stand beyond its ends, and choices are named by their marks.
    const [above, below] = placedLimits(rate!, [1e-3, 1.01e-3])
    expect(below!.middle - above!.middle).toBeGreaterThan(2 * limitHalf)
    expect(placedLimits(loss!, [0, 1])).toEqual([])
  })

  it('are brushed from the keyboard value by value; all of it is no brush', () => {
    const values = valuesOn(parallel, 1)
    const narrowed = stepBrush(values, undefined, 'high', -1)
    expect(narrowed).toEqual([1e-4, 1e-3])
    expect(stepBrush(values, narrowed!, 'low', 1)).toEqual([1e-3, 1e-3])
    expect(stepBrush(values, [1e-3, 1e-3], 'low', 1)).toEqual([1e-3, 1e-3])
    expect(stepBrush(values, narrowed!, 'high', 1)).toBe(null)
    expect(stepBrush([], undefined, 'low', 1)).toBe(null)
    expect(valuesOn(parallel, 2)).toEqual([0.01, 0.02])
  })

  it('move an axis and keep all of them', () => {
    expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a'])
    expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['c', 'a', 'b'])
  })
})

describe('a tooltip of one point', () => {
  it('lies beside it, to the left where the window ends', () => {
    expect(placeBeside({ width: 100, height: 40 }, { x: 50, y: 100 }, { width: 500, height: 400 }).x).toBe(68)
    expect(placeBeside({ width: 100, height: 40 }, { x: 480, y: 100 }, { width: 500, height: 400 }).x).toBe(362)
  })
})

describe('charts as tables', () => {
  it('have a cell for each column, in full precision', () => {
    const lines = lineTable({
      title: 'val_mse',
      xTitle: 'epoch',
      format: String,
      series: [
        {
          id: 'a',
          label: 'a',
          colour: 'c1',
          x: [1, 2, 3],
          y: [0.1 + 0.2, Number.NaN, 3],
          band: { low: [0, 0, 0], high: [1, 1, 1] },
        },
        { id: 'b', label: 'b', colour: 'c1', x: [1], y: [5], isBackground: true },
      ],
    })
    expect(lines.columns).toEqual(['name', 'epoch', 'value', 'low', 'high'])
    expect(lines.rows).toHaveLength(3)
    const [head, second] = lines.rows.slice()
    expect(head).toEqual(['a', '1', '0.30000000000000004', '0', '1'])
    expect(second![2]).toBe('NaN')
    const tables = [
      lines,
      scatterTable(scatter(point('a', 1, 2))),
      barTable({
        title: 't',
        valueTitle: 'v',
        format: String,
        bars: [
          { id: 'a', label: 'a b', colour: 'c1', value: 1, note: 'n' },
          { id: 'b', label: 'b', colour: 'c1', value: 1 },
        ],
      }),
      parallelTable(parallel),
    ]
    for (const table of tables) {
      for (const row of table.rows.slice()) expect(row).toHaveLength(table.columns.length)
      for (const text of tableToTsv(table).split('\n')) expect(text.split('\t')).toHaveLength(table.columns.length)
    }
    expect(parallelTable(parallel).rows.slice(1, 2)[0]).toEqual(['b', 'smooth-l1', '0.001', '0.01'])
  })

  it('have what was measured beside what is smoothed, and the smoothing in the heading', () => {
    const smoothed = { id: 'a', label: 'a', colour: 'c1', x: [1, 2], y: [1, 1.5], measured: [1, 2] }
    const plain = { id: 'b', label: 'b', colour: 'c1', x: [1], y: [7] }
    const table = lineTable({
      title: 't',
      xTitle: 'epoch',
      format: String,
      smoothing: 'EMA 0.5',
      series: [smoothed, plain],
    })
    expect(table.columns).toEqual(['name', 'epoch', 'smoothed (EMA 0.5)', 'measured'])
    expect(table.rows.slice()).toEqual([
      ['a', '1', '1', '1'],
      ['a', '2', '1.5', '2'],
      ['b', '1', '7', '7'],
    ])
  })

  it('have those points alone that a range shows', () => {
    const spec = {
      title: 't',
      xTitle: 'x',
      format: String,
      series: [{ id: 'a', label: 'a', colour: 'c1', x: [3, 1, 2], y: [1, 2, 3] }],
    }
    expect(
      lineTable(spec, [1.5, 3])
        .rows.slice()
        .map((row) => row[1]),
    ).toEqual(['3', '2'])
  })

  it('have the same rows in stretches as whole, across lines', () => {
    const line = (id: string, x: number[]) => ({ id, label: id, colour: 'c1', x, y: x.map((at) => at * 2) })
    const series = [line('a', [1, 2, 3, 4]), line('none', []), line('b', [4, 1, 3]), line('c', [2, 5])]
    for (const range of [undefined, [2, 4]] as const) {
      const { rows } = lineTable({ title: 't', xTitle: 'x', format: String, series }, range)
      const whole = rows.slice()
      expect(whole).toHaveLength(rows.length)
      expect(whole.map(([name, x]) => `${name}${x}`)).toEqual(
        range ? ['a2', 'a3', 'a4', 'b4', 'b3', 'c2'] : ['a1', 'a2', 'a3', 'a4', 'b4', 'b1', 'b3', 'c2', 'c5'],
      )
      for (let from = 0; from <= rows.length; from += 1)
        for (let to = from; to <= rows.length + 1; to += 1) expect(rows.slice(from, to)).toEqual(whole.slice(from, to))
    }
  })
})
