import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coverOf, type Rectangle } from '../../../src-main/charts/cover'
import {
  horizontalPlaces,
  LabelPlaces,
  markerPlaces,
  verticalPlaces,
  type Place,
} from '../../../src-main/charts/label-places'
import type { PanelSeries } from '../../../src-main/charts/panel'

const same = (value: number) => value
const line = (x: readonly number[], y: readonly number[]): PanelSeries => ({
  id: 'a',
  label: '',
  colour: 'c1',
  x,
  y,
})
const area = { left: 0, right: 300, top: 0, bottom: 200 }

/** Whether a place on a stretch lies in a rectangle, looked at a thousand times. */
function isSeenIn(x: readonly number[], y: readonly number[], { left, right, top, bottom }: Rectangle): boolean {
  return x.slice(1).some((to, index) =>
    Array.from({ length: 1_001 }, (_, step) => step / 1_000).some((share) => {
      const [fromX = 0, fromY = 0, toY = 0] = [x[index], y[index], y[index + 1]]
      const [atX, atY] = [fromX + (to - fromX) * share, fromY + (toY - fromY) * share]
      return atX > left && atX < right && atY > top && atY < bottom
    }),
  )
}

describe('what a rectangle covers', () => {
  it('is every line that is seen in it', () => {
    const points = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 })), {
      minLength: 2,
      maxLength: 12,
    })
    const rectangle = fc.record({
      left: fc.integer({ min: 0, max: 50 }),
      top: fc.integer({ min: 0, max: 50 }),
      width: fc.integer({ min: 2, max: 20 }),
      height: fc.integer({ min: 2, max: 20 }),
    })
    fc.assert(
      fc.property(points, rectangle, fc.boolean(), (pairs, { left, top, width, height }, isSorted) => {
        const sorted = isSorted ? [...pairs].sort(([one], [other]) => one - other) : pairs
        const [x, y] = [sorted.map(([at]) => at), sorted.map(([, value]) => value)]
        const wanted = { left, right: left + width, top, bottom: top + height }
        const count = coverOf({ series: [line(x, y)] }, same, same)(wanted)
        if (isSeenIn(x, y, wanted)) expect(count).toBe(1)
        // Touching an edge counts as well, and nothing beyond that.
        const wider = { left: left - 1, right: left + width + 1, top: top - 1, bottom: top + height + 1 }
        if (count === 1) expect(isSeenIn(x, y, wider)).toBe(true)
      }),
    )
  })

  it('is bars, dots and references too; not what is undrawn, missing or empty', () => {
    const wanted = { left: 10, right: 20, top: 10, bottom: 20 }
    const countOf = (spec: Partial<Parameters<typeof coverOf>[0]>) =>
      coverOf({ series: [], ...spec }, same, same)(wanted)
    expect(countOf({})).toBe(0)
    expect(countOf({ series: [line([15], [15])] })).toBe(1)
    expect(countOf({ series: [line([], [])] })).toBe(0)
    expect(countOf({ series: [line([0, 30], [15, Number.NaN])] })).toBe(0)
    expect(countOf({ series: [{ ...line([0, 30], [15, 15]), isUndrawn: true }] })).toBe(0)
    expect(countOf({ bars: [{ x: 15, y: 5, colour: 'c1' }] })).toBe(1)
    expect(countOf({ bars: [{ x: 15, y: 25, colour: 'c1' }] })).toBe(0)
    expect(countOf({ references: [{ axis: 'x', at: 15, colour: 'c1' }] })).toBe(1)
    expect(countOf({ references: [{ axis: 'y', at: 25, colour: 'c1' }] })).toBe(0)
  })
})

describe('words of a chart', () => {
  it('stand where no line runs, of the wanted places the first', () => {
    const places = new LabelPlaces(area)
    const wanted: Place[] = [
      { x: 100, middle: 50, align: 'center' },
      { x: 100, middle: 80, align: 'center' },
      { x: 100, middle: 120, align: 'center' },
    ]
    const cover = coverOf({ series: [line([0, 300], [50, 50])] }, same, same)
    expect(places.choose(60, wanted, cover)).toEqual(wanted[1])
    expect(places.choose(60, wanted, cover)).toEqual(wanted[2])
    // What is left is crossed, and better than nothing; then there is nothing.
    expect(places.choose(60, wanted, cover)).toEqual(wanted[0])
    expect(places.choose(60, wanted, cover)).toBeNull()
  })

  it('of those that lines cross, at the place of fewest', () => {
    const cover = coverOf(
      { series: [line([0, 300], [50, 50]), line([0, 300], [52, 52]), line([0, 300], [80, 80])] },
      same,
      same,
    )
    const wanted: Place[] = [50, 80].map((middle) => ({ x: 10, middle, align: 'left' }))
    expect(new LabelPlaces(area).choose(60, wanted, cover)).toEqual(wanted[1])
  })

  it('keep their alignment where an edge moves them', () => {
    expect(new LabelPlaces(area).choose(60, [{ x: 290, middle: 50, align: 'center' }])).toEqual({
      x: 270,
      middle: 50,
      align: 'center',
    })
    expect(new LabelPlaces(area).choose(60, [{ x: 20, middle: 50, align: 'right' }])?.x).toBe(60)
  })

  it('of a marker stand on the wanted side first, and before a name at its end', () => {
    const [first, second] = markerPlaces({ x: 150, y: 100 }, area, false)
    expect([first, second]).toEqual([
      { x: 150, middle: 85, align: 'center' },
      { x: 150, middle: 116, align: 'center' },
    ])
    expect(markerPlaces({ x: 150, y: 100, side: 'below' }, area, false)[0]?.middle).toBe(116)
    expect(markerPlaces({ x: 150, y: 10 }, area, false)[0]?.middle).toBe(26)
    expect(new Set(markerPlaces({ x: 150, y: 100 }, area, true).map(({ align }) => align))).toEqual(new Set(['right']))
    expect(markerPlaces({ x: 10, y: 100 }, area, false)[0]?.align).toBe('left')
  })

  it('of a line never begin on it', () => {
    for (const { x, align } of verticalPlaces(150, area)) expect(align === 'left' ? x > 150 : x < 150).toBe(true)
    for (const { middle } of horizontalPlaces(100, 'above', area)) expect(Math.abs(middle - 100)).toBe(10)
    expect(horizontalPlaces(100, 'below', area)[0]?.middle).toBe(110)
  })
})
