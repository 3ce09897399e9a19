import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FigurePart } from '@panels/figure/figure'
import { freestCorner, pointsOn } from '@panels/figure/free-corner'
import { middleWithin, partBoxes, type Box } from '@panels/figure/page-layout'

const plot: Box = { left: 30, top: 20, width: 300, height: 200 }

const linePart = (lines: readonly (readonly number[])[], logY = false): FigurePart => ({
  kind: 'line',
  yTitle: '',
  spec: {
    title: '',
    xTitle: '',
    series: lines.map((y, index) => ({ id: String(index), label: '', colour: 'c1', x: y.map((_, at) => at), y })),
    logY,
    format: String,
  },
})
const scatterPart = (points: readonly (readonly [x: number, y: number])[]): FigurePart => ({
  kind: 'scatter',
  spec: {
    title: '',
    xTitle: '',
    yTitle: '',
    points: points.map(([x, y], index) => ({
      id: String(index),
      label: '',
      colour: 'c1',
      isHollow: false,
      isFaded: false,
      x,
      y,
    })),
    formatX: String,
    formatY: String,
  },
})

const number = fc.double({ min: -1e6, max: 1e6, noNaN: true })
const part = fc.oneof(
  fc.array(fc.array(number, { minLength: 1, maxLength: 30 }), { maxLength: 4 }).map((lines) => linePart(lines)),
  fc.array(fc.tuple(number, number), { maxLength: 60 }).map(scatterPart),
)
const legend = fc.record({ width: fc.integer({ min: 10, max: 130 }), height: fc.integer({ min: 10, max: 85 }) })

describe('the freest corner', () => {
  it('lies in the plot, and hides no more points than any other corner', () => {
    fc.assert(
      fc.property(part, legend, fc.integer({ min: 0, max: 20 }), (one, { width, height }, margin) => {
        const [left, top] = freestCorner(one, plot, { width, height }, margin)
        expect(left).toBeGreaterThanOrEqual(plot.left)
        expect(top).toBeGreaterThanOrEqual(plot.top)
        expect(left + width).toBeLessThanOrEqual(plot.left + plot.width)
        expect(top + height).toBeLessThanOrEqual(plot.top + plot.height)
        const hiddenAt = (x: number, y: number) =>
          pointsOn(one, plot).filter(
            ([atX, atY]) => atX > x - margin && atX < x + width + margin && atY > y - 6 && atY < y + height + 6,
          ).length
        const lefts = [plot.left + 8, plot.left + plot.width - width - 8]
        const tops = [plot.top + 6, plot.top + plot.height - height - 8]
        for (const x of lefts) for (const y of tops) expect(hiddenAt(left, top)).toBeLessThanOrEqual(hiddenAt(x, y))
      }),
    )
  })

  it('is where the curve is not', () => {
    const size = { width: 80, height: 40 }
    const falling = Array.from({ length: 40 }, (_, at) => Math.exp(-at / 6))
    const rising = falling.map((value) => 1 - value)
    expect(freestCorner(linePart([falling]), plot, size, 8)).toEqual([242, 26])
    expect(freestCorner(linePart([rising]), plot, size, 8)).toEqual([242, 172])
    expect(freestCorner(linePart([falling.toReversed()]), plot, size, 8)).toEqual([38, 26])
    expect(freestCorner(linePart([rising.toReversed()]), plot, size, 8)).toEqual([38, 172])
    expect(freestCorner(undefined, plot, size, 8)).toEqual([242, 26])
  })

  it('knows log axes: a straight fall there is no curve', () => {
    const [first, last] = [1, 1e-6]
    const steps = 31
    const fall = Array.from({ length: steps }, (_, at) => first * (last / first) ** (at / (steps - 1)))
    const [middleX, middleY] = pointsOn(linePart([fall], true), plot)[30] ?? []
    expect(middleX).toBeCloseTo(plot.left + plot.width / 2)
    expect(Math.abs((middleY ?? 0) - (plot.top + plot.height / 2))).toBeLessThan(2)
  })

  it('counts a margin beside the box', () => {
    // Points just left of the upper right corner's box.
    const points = scatterPart([
      [0, 0],
      [100, 100],
      [60, 100],
      [62, 98],
      [61, 99],
    ])
    const size = { width: 80, height: 40 }
    const narrow = freestCorner(points, plot, size, 0)
    const wide = freestCorner(points, plot, size, 60)
    expect(wide).not.toEqual([242, 26])
    expect([narrow, wide].every(([left]) => left === 242 || left === 38)).toBe(true)
  })
})

describe('parts on a page', () => {
  it('fill their grid with gaps between them, and never lie on each other', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        (weights, columns, hasTitles) => {
          const figure = {
            title: '',
            parts: weights.map((weight) => ({ part: linePart([]), title: hasTitles ? 'cell' : '', weight })),
            columns,
            legend: [],
          }
          const grid: Box = { left: 10, top: 5, width: 400, height: 1_600 }
          const boxes = partBoxes(figure, grid)
          for (const [index, box] of boxes.entries()) {
            expect(box.left).toBeGreaterThanOrEqual(grid.left)
            expect(box.left + box.width).toBeLessThanOrEqual(grid.left + grid.width + 1e-9)
            expect(box.top + box.height).toBeLessThanOrEqual(grid.top + grid.height + 1e-9)
            for (const other of boxes.slice(index + 1))
              expect(
                box.left + box.width < other.left ||
                  other.left + other.width < box.left ||
                  box.top + box.height < other.top,
              ).toBe(true)
          }
          const last = boxes.at(-1)
          expect((last?.top ?? 0) + (last?.height ?? 0)).toBeCloseTo(grid.top + grid.height)
        },
      ),
    )
  })

  it('have names around their middle that never go beyond the edges', () => {
    expect(middleWithin(50, 20, { left: 0, width: 100 })).toBe(50)
    expect(middleWithin(95, 20, { left: 0, width: 100 })).toBe(80)
    expect(middleWithin(5, 20, { left: 0, width: 100 })).toBe(20)
  })
})
