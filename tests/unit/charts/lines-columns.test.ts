import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  coverLine,
  emptyColumns,
  fillColumns,
  gridOf,
  hideBehind,
  joinColumns,
  travelOf,
  type Columns,
} from '../../../src-main/charts/lines-columns'
import type { Transform } from '../../../src-main/charts/place'

const plot = (x: Transform['x'], y: Transform['y'], isLog = false): Transform => ({
  left: 0,
  right: 100,
  top: 0,
  bottom: 100,
  x,
  y,
  isLog,
})
const count = (length: number) => Array.from({ length }, (_, index) => index)
const columnsOf = (x: number[], y: number[], transform: Transform, width = 0): Columns => {
  const grid = gridOf(transform, 1)
  const columns = emptyColumns(grid)
  coverLine(columns, grid, { x, y }, transform, width)
  return columns
}
const spans = ({ low, high }: Columns) => Array.from(low, (from, at) => (from <= high[at]! ? [from, high[at]!] : null))
const of = (...rows: ([number, number] | null)[]): Columns => ({
  low: Float64Array.from(rows, (row) => row?.[0] ?? Infinity),
  high: Float64Array.from(rows, (row) => row?.[1] ?? -Infinity),
})

describe('how far a line goes up and down', () => {
  it('is counted in pixels, and fills its columns where strokes cannot be told apart', () => {
    expect(travelOf({ x: [0, 5, 10], y: [0, 10, 5] }, plot([0, 10], [0, 10]))).toEqual({
      length: 150,
      isFilling: false,
    })
    const noise = count(100).map((index) => (index % 2) * 10)
    expect(travelOf({ x: count(100), y: noise }, plot([0, 99], [0, 10])).isFilling).toBe(true)
    // The same strokes far from each other are a line.
    expect(travelOf({ x: count(100), y: noise }, plot([0, 9], [0, 10])).isFilling).toBe(false)
    expect(travelOf({ x: count(100), y: count(100) }, plot([0, 99], [0, 99])).isFilling).toBe(false)
  })
  it('is nothing where x goes to and fro, and leaves gaps out', () => {
    expect(travelOf({ x: [2, 1], y: [0, 10] }, plot([0, 10], [0, 10])).length).toBe(0)
    const y = [0, Number.NaN, 10, Number.POSITIVE_INFINITY, 0]
    expect(travelOf({ x: count(5), y }, plot([0, 10], [0, 10])).length).toBe(0)
    expect(travelOf({ x: count(4), y: [1, 0, -1, 10] }, plot([0, 3], [1, 10], true)).length).toBe(0)
  })
})

describe('columns of a line', () => {
  it('hold every point, are connected, and reach no further than the line', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 2, maxLength: 600 }), (y) => {
        const columns = spans(columnsOf(count(y.length), y, plot([0, y.length - 1], [0, 10])))
        y.forEach((value, index) => {
          const span = columns[Math.floor((index * 100) / (y.length - 1) + 1e-9)] ?? columns.at(-1)
          const at = 100 - value * 10
          expect(span![0]).toBeLessThanOrEqual(at + 1e-6)
          expect(span![1]).toBeGreaterThanOrEqual(at - 1e-6)
        })
        const [least, most] = [100 - Math.max(...y) * 10, 100 - Math.min(...y) * 10]
        for (let at = 0; at < 100; at += 1) {
          const span = columns[at]!
          expect(span).not.toBeNull()
          expect(span[0]).toBeGreaterThanOrEqual(least - 1e-6)
          expect(span[1]).toBeLessThanOrEqual(most + 1e-6)
          const next = columns[at + 1]
          if (next) expect(Math.max(span[0]!, next[0]!)).toBeLessThanOrEqual(Math.min(span[1]!, next[1]!) + 1e-6)
        }
      }),
      { numRuns: 60 },
    )
  })
  it('are as thick as the line, and empty where it has a gap', () => {
    const columns = spans(columnsOf([0, 10, 20, 30, 40], [5, 5, Number.NaN, 5, 5], plot([0, 100], [0, 10]), 2))
    expect(columns[5]).toEqual([49, 51])
    expect(columns.slice(11, 30).every((span) => span === null)).toBe(true)
    expect(columns[35]).toEqual([49, 51])
  })
  it('go to the edge of a plot that was zoomed into', () => {
    const columns = spans(columnsOf(count(100), count(100), plot([40.5, 42.5], [40, 43])))
    expect(columns.slice(0, 100).every((span) => span !== null)).toBe(true)
  })
})

describe('columns on each other', () => {
  it('are hidden by those in front as far as they lie behind them', () => {
    const front = of([10, 20], [10, 20], [10, 20], [10, 20], null, [10, 20])
    const behind = of([12, 18], [15, 30], [5, 15], [5, 30], [1, 2], [50, 55])
    hideBehind(behind, front)
    // The one around is drawn whole, as what is in front is drawn over it; what is apart stays.
    expect(spans(behind)).toEqual([null, [20, 30], [5, 10], [5, 30], [1, 2], [50, 55]])
    expect(spans(front)).toEqual([
      [10, 20],
      [10, 30],
      [5, 20],
      [5, 30],
      [1, 2],
      [10, 20],
    ])
  })
  it('are joined where they overlap, and told where they do not', () => {
    const all = of([10, 20], [10, 20], null)
    const rest = joinColumns(all, of([15, 30], [40, 50], [1, 2]))
    expect(spans(all)).toEqual([
      [10, 30],
      [10, 20],
      [1, 2],
    ])
    expect(rest && spans(rest)).toEqual([null, [40, 50], null])
    expect(joinColumns(all, of(null, [12, 13], null))).toBeNull()
  })
  it('are filled in whole pixels of the screen, and not far outside of the plot', () => {
    const filled: number[][] = []
    const transform = plot([0, 1], [0, 1])
    const grid = { origin: 0, column: 0.5, count: 3 }
    fillColumns({ fillRect: (...rect) => filled.push(rect) }, of([10.2, 20.1], null, [-5_000, 9_000]), grid, transform)
    expect(filled).toEqual([
      [0, 10, 0.5, 10.5],
      [1, -10, 0.5, 120],
    ])
  })
})
