import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PanelSeries } from '../../../src-main/charts/panel'
import { drawInFront, drawLines } from '../../../src-main/charts/lines-drawing'
import { tracePath } from '../../../src-main/charts/lines-tracing'
import type { Transform } from '../../../src-main/charts/place'

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

  it('stands where its x has its logarithm on a log axis, and begins with what is above 0', () => {
    const log = { ...plot([1, 100], [0, 10]), isLogX: true }
    const { path } = trace([-1, 0, 1, 10, 100], [5, 5, 0, 5, 10], log)
    expect(path.map(({ kind, x, y }) => [kind, Math.round(x) + 0, y])).toEqual([
      ['move', 0, 100],
      ['line', 50, 50],
      ['line', 100, 0],
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
          // Multiplied in the drawing's own order: half a pixel must round the same way.
          const column = Math.round(at * (100 / (y.length - 1)))
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

describe('lines of a panel', () => {
  /** A canvas that notes what is filled and stroked, in which colour. */
  function canvas() {
    const calls: { readonly what: 'fill' | 'stroke' | 'rect'; readonly style: string; readonly width: number }[] = []
    const ctx = {
      fillStyle: '',
      strokeStyle: '',
      lineWidth: 1,
      globalAlpha: 1,
      lineJoin: 'miter',
      getTransform: () => ({ a: 1 }),
      save: () => undefined,
      restore: () => undefined,
      beginPath: () => undefined,
      moveTo: () => undefined,
      lineTo: () => undefined,
      setLineDash: () => undefined,
      fill: () => calls.push({ what: 'fill', style: ctx.fillStyle, width: 0 }),
      stroke: () => calls.push({ what: 'stroke', style: ctx.strokeStyle, width: ctx.lineWidth }),
      fillRect: () => calls.push({ what: 'rect', style: ctx.fillStyle, width: 0 }),
    }
    return { ctx: ctx as unknown as CanvasRenderingContext2D, calls }
  }
  const palette = (token: string) => token
  const dense = (colour: string, more: Partial<PanelSeries> = {}): PanelSeries => ({
    id: colour,
    label: colour,
    colour,
    x: count(400),
    y: count(400).map((index) => (index % 2) * 10),
    ...more,
  })
  const smooth: PanelSeries = { id: 's', label: 's', colour: 's', x: count(400), y: count(400).map((x) => x / 40) }
  const transform = plot([0, 399], [0, 10])

  it('that are denser than the pixels are filled, behind those that are not; what lies behind another is left out', () => {
    const { ctx, calls } = canvas()
    drawLines(ctx, [smooth, dense('a'), dense('b')], transform, palette)
    expect(calls.filter(({ style }) => style === 'a')).toEqual([])
    const filled = calls.filter(({ style }) => style === 'b')
    expect(filled.length).toBeGreaterThanOrEqual(100)
    expect(filled.every(({ what }) => what === 'rect')).toBe(true)
    expect(calls.at(-1)).toEqual({ what: 'stroke', style: 's', width: 1.5 })
  })
  it('that can be seen through hide nothing', () => {
    const { ctx, calls } = canvas()
    drawLines(ctx, [dense('a'), dense('b', { opacity: 0.25 })], transform, palette)
    expect(new Set(calls.map(({ style }) => style))).toEqual(new Set(['a', 'b']))
  })
  it('with bands of one colour on each other tint it once', () => {
    const { ctx, calls } = canvas()
    const band = { low: count(400).map(() => 1), high: count(400).map(() => 9) }
    drawLines(ctx, [dense('#aa0000', { band }), dense('#aa0000', { band })], transform, palette)
    const tinted = calls.filter(({ style }) => style !== '#aa0000')
    expect(tinted.length).toBeGreaterThanOrEqual(100)
    expect(tinted.length).toBeLessThan(110)
  })
  it('are of the finest stroke where there are too many, and the one at hand is over all at full width, on the ground', () => {
    const { ctx, calls } = canvas()
    drawLines(
      ctx,
      Array.from({ length: 400 }, () => smooth),
      transform,
      palette,
    )
    expect(calls.every(({ what, width }) => what === 'stroke' && width === 1)).toBe(true)
    drawInFront(ctx, smooth, transform, palette, { width: 2.5, halo: 5 })
    expect(calls.slice(-2)).toEqual([
      { what: 'stroke', style: 'halo', width: 5 },
      { what: 'stroke', style: 's', width: 2.5 },
    ])
  })
  it('in front are strokes for as long as they are quick and can be told from each other, and columns of as many pixels beyond', () => {
    const large: Transform = { ...transform, right: transform.left + 1_000, bottom: transform.top + 600 }
    const whatOf = (points: number, on: Transform) => {
      const { ctx, calls } = canvas()
      const x = count(points).map((index) => (399 * index) / (points - 1))
      const line = { ...smooth, x, y: x.map((_, index) => (index % 2) * 10) }
      drawInFront(ctx, line, on, palette, { width: 2.5, halo: 5 })
      return [...new Set(calls.map(({ what }) => what))]
    }
    // Up and down 12 times over 600 pixels, and 100 times; and over the few pixels of a small plot.
    expect(whatOf(13, large)).toEqual(['stroke'])
    expect(whatOf(101, large)).toEqual(['rect'])
    expect(whatOf(13, transform)).toEqual(['stroke'])
  })
})
