import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tracePath, type Transform } from '../../../src-renderer/charts/lines-drawing'

type Vertex = { readonly kind: 'move' | 'line'; readonly x: number; readonly y: number }

function trace(x: readonly number[], y: readonly number[], transform: Transform) {
  const path: Vertex[] = []
  const alone: [number, number][] = []
  tracePath(
    {
      moveTo: (px, py) => path.push({ kind: 'move', x: px, y: py }),
      lineTo: (px, py) => path.push({ kind: 'line', x: px, y: py }),
    },
    x,
    y,
    transform,
    (px, py) => alone.push([px, py]),
  )
  return { path, alone }
}
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

describe('the path of a line', () => {
  it('goes through every point where there are few', () => {
    const { path } = trace([0, 5, 10], [0, 10, 5], plot([0, 10], [0, 10]))
    expect(path).toEqual([
      { kind: 'move', x: 0, y: 100 },
      { kind: 'line', x: 50, y: 0 },
      { kind: 'line', x: 100, y: 50 },
    ])
  })

  it('breaks at what is not finite, and on a log axis at what is not positive', () => {
    const linear = trace(count(5), [1, Number.NaN, 2, Number.POSITIVE_INFINITY, 3], plot([0, 4], [0, 4]))
    expect(linear.path.filter(({ kind }) => kind === 'move')).toHaveLength(3)
    expect(linear.alone).toHaveLength(3)
    const log = trace(count(4), [1, 0, -1, 10], plot([0, 3], [1, 10], true))
    expect(log.path.map(({ kind, y }) => [kind, Math.round(y) + 0])).toEqual([
      ['move', 100],
      ['move', 0],
    ])
  })

  it('reaches beyond the plot by one point on each side when zoomed', () => {
    const { path } = trace(count(100), count(100), plot([40.5, 42.5], [0, 100]))
    // 40, 41, 42, 43, and one more.
    expect(path).toHaveLength(5)
    expect(path[0]!.x).toBeLessThan(0)
    expect(path.at(-1)!.x).toBeGreaterThan(100)
  })

  it('of many points keeps least, greatest, first and last of each column of pixels', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 500, maxLength: 3_000 }), (y) => {
        const x = count(y.length)
        const transform = plot([0, y.length - 1], [-5, 5])
        const { path } = trace(x, y, transform)
        const columns = new Map<number, number[]>()
        const drawn = new Map<number, number[]>()
        x.forEach((at) => {
          const column = Math.round((at / (y.length - 1)) * 100)
          columns.set(column, [...(columns.get(column) ?? []), 100 - ((y[at]! + 5) / 10) * 100])
        })
        for (const vertex of path) drawn.set(vertex.x, [...(drawn.get(vertex.x) ?? []), vertex.y])
        expect([...drawn.keys()]).toEqual([...columns.keys()])
        for (const [column, values] of columns) {
          const kept = drawn.get(column)!
          expect(kept.length).toBeLessThanOrEqual(4)
          expect(Math.min(...kept)).toBeCloseTo(Math.min(...values), 6)
          expect(Math.max(...kept)).toBeCloseTo(Math.max(...values), 6)
          expect(kept[0]).toBeCloseTo(values[0]!, 6)
          expect(kept.at(-1)).toBeCloseTo(values.at(-1)!, 6)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('is drawn whole where x does not ascend', () => {
    const { path } = trace([3, 1, 2], [1, 2, 3], plot([1.5, 2.5], [0, 4]))
    expect(path).toHaveLength(3)
  })
})
