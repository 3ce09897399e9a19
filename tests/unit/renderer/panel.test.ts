import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sideWithRoom } from '../../../src-main/charts/label-places'
import { geometryOf } from '../../../src-renderer/charts/geometry'
import { aheadOf, countNotPositive, countOutside, fitToTail, fitX, fitY } from '../../../src-main/charts/ranges'
import { viewOf } from '../../../src-main/charts/chart'
import { describeHidden } from '../../../src-renderer/charts/describe'
import { pan, within, zoomAbout } from '../../../src-renderer/charts/zoom'
import { epochTicks, logTicks, niceTicks } from '../../../src-main/charts/ticks'
import { nearestIndex, nearestX, tooltipRows, toTsv } from '../../../src-main/charts/hover'
import { labelsWithRoom, spreadLabels, type PanelSpec } from '../../../src-main/charts/panel'

const line = (id: string, y: readonly number[]) => ({
  id,
  label: id,
  colour: 'c1',
  x: y.map((_, index) => index + 1),
  y,
})
const spec = (...series: PanelSpec['series']): PanelSpec => ({ title: 't', xTitle: 'epoch', series, format: String })

describe('ticks', () => {
  it('are round, inside the range, and no more than asked for', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        (low, span) => {
          const ticks = niceTicks(low, low + span, 5)
          expect(ticks.length).toBeLessThanOrEqual(5)
          for (const tick of ticks) {
            expect(tick).toBeGreaterThanOrEqual(low - span * 1e-3)
            expect(tick).toBeLessThanOrEqual(low + span * (1 + 1e-3))
          }
        },
      ),
    )
  })

  it('of epochs are whole, and begin with the first', () => {
    expect(epochTicks(1, 100, 5)).toEqual([1, 20, 40, 60, 80, 100])
    expect(epochTicks(1, 3, 6)).toEqual([1, 2, 3])
  })

  it('of a log axis are powers of ten with 2 and 5 where there is room', () => {
    expect(logTicks(0.01, 0.1)).toEqual([0.01, 0.02, 0.05, 0.1])
    expect(logTicks(1e-6, 1)).toEqual([1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1])
  })
})

describe('ranges', () => {
  it('fit what is shown, not 0, and leave out what is not finite', () => {
    const [low, high] = fitY(spec(line('a', [Number.NaN, 10, 11, Number.POSITIVE_INFINITY])), [1, 4])
    expect(low).toBeGreaterThan(9)
    expect(high).toBeLessThan(12)
  })

  it('of a log axis leave out what is not positive, which is counted', () => {
    const panel = { ...spec(line('a', [-1, 0, 1, 10])), logY: true }
    expect(fitY(panel, [1, 4])[0]).toBeGreaterThan(0)
    expect(countNotPositive(panel)).toBe(2)
  })

  it('of a log x axis begin at the least x above 0, whatever was asked for; what has no place there is counted once', () => {
    const x = [-1, 0, 0.5, 2, 8]
    const log = { ...spec({ ...line('a', [1, 2, 3, 0, Number.NaN]), x }), logX: true }
    expect(fitX(log)).toEqual([0.5, 8])
    expect(fitX({ ...log, xRange: [0, 4] })).toEqual([0.5, 4])
    expect(viewOf(log, { x: [-3, 4] }).x).toEqual([0.5, 4])
    expect(fitX({ ...log, series: [] })).toEqual([1, 2])
    expect(fitY(log, [0.5, 8])[1]).toBeLessThan(3.2)
    expect(countNotPositive(log)).toBe(2)
    expect(countNotPositive({ ...log, logY: true })).toBe(3)
    expect(describeHidden(log, viewOf(log, null), false).words[0]).toBe('log x, 2 points at or below 0 are not drawn')
  })

  it('of a curve end where it is after a twelfth of its epochs; what lies above is counted', () => {
    const panel = spec(line('a', [100, 50, ...Array.from({ length: 22 }, (_, index) => 2 - index / 22)]))
    const range = fitToTail(panel, 'lower')
    expect(range[1]).toBeLessThan(3)
    expect(countOutside(panel, { x: [1, 24], y: range })).toBe(2)
    expect(countOutside(panel, { x: [2, 24], y: range })).toBe(1)
  })

  it('of a handful of epochs leave nothing of it out, whichever way it goes', () => {
    const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true })
    const curves = fc.array(fc.array(finite, { minLength: 1, maxLength: 7 }), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(curves, fc.constantFrom('lower', 'higher'), (all, direction) => {
        const panel = { ...spec(), series: all.map((y, index) => line(String(index), y)) }
        expect(countOutside(panel, { x: [1, 7], y: fitToTail(panel, direction) })).toBe(0)
      }),
    )
  })

  it('of curves are not flattened by one that explodes, however short it is; what lies above is counted', () => {
    const good = Array.from({ length: 24 }, (_, index) => 2 - index / 24)
    for (const length of [3, 24]) {
      const exploding = Array.from({ length }, (_, index) => (index < length - 1 ? 2 : 1e30))
      const panel = { ...spec(), series: [line('a', good), line('b', exploding)] }
      const range = fitToTail(panel, 'lower')
      expect(range[1]).toBeLessThan(3)
      expect(countOutside(panel, { x: [1, 24], y: range })).toBe(1)
    }
  })
})

describe('axes of runs under way', () => {
  it('reach ahead in steps, never beyond what is planned', () => {
    expect([0, 3, 5, 30, 99].map((count) => aheadOf(count, 100)[1])).toEqual([5, 5, 10, 40, 100])
    expect(aheadOf(1, 1)).toEqual([1, 2])
  })

  it('stand still while the best value improves a little', () => {
    const falling = Array.from({ length: 40 }, (_, index) => 1 / (index + 1))
    const before = fitToTail(spec(line('a', falling)), 'lower')
    const after = fitToTail(spec(line('a', [...falling, 1 / 40.2])), 'lower')
    expect(after).toEqual(before)
  })
})

describe('geometry', () => {
  const area = { left: 50, top: 10, right: 450, bottom: 210 }

  it('finds its way back from every pixel, linear and log', () => {
    for (const isLog of [false, true]) {
      const geometry = geometryOf(area, { x: [1, 20], y: [0.01, 10] }, isLog, isLog)
      fc.assert(
        fc.property(
          fc.double({ min: 50, max: 450, noNaN: true }),
          fc.double({ min: 10, max: 210, noNaN: true }),
          (x, y) => {
            expect(geometry.toPixelX(geometry.toValueX(x))).toBeCloseTo(x, 6)
            expect(geometry.toPixelY(geometry.toValueY(y))).toBeCloseTo(y, 6)
          },
        ),
      )
      expect(geometry.toPixelX(21)).toBe(null)
    }
  })

  it('leaves room for words: on the other side at an edge', () => {
    expect([sideWithRoom('above', 20, area), sideWithRoom('below', 200, area)]).toEqual(['below', 'above'])
    expect([sideWithRoom('above', 100, area), sideWithRoom('below', 100, area)]).toEqual(['above', 'below'])
  })
})

describe('zoom on a log x axis', () => {
  const close = (range: readonly number[] | null, expected: readonly number[]) =>
    range!.forEach((end, at) => expect(end).toBeCloseTo(expected[at]!, 9))

  it('keeps ratios: about a value, by a share of what is shown, and within the whole', () => {
    close(zoomAbout([1, 10_000], 100, 0.5, true), [10, 1_000])
    close(pan([10, 1_000], 0.5, true), [100, 10_000])
    close(within([100, 100_000], [1, 10_000], true), [10, 10_000])
    expect(within([0.5, 20_000], [1, 10_000], true)).toBeNull()
  })
})

describe('hover', () => {
  it('finds the nearest point as a search through all of them does', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: -50, max: 1_050 }),
        (values, at) => {
          const x = [...values].sort((left, right) => left - right)
          const distance = Math.min(...x.map((value) => Math.abs(value - at)))
          expect(Math.abs(x[nearestIndex(x, at)]! - at)).toBe(distance)
        },
      ),
    )
    expect(nearestIndex([], 3)).toBe(-1)
  })

  it('lists runs by value, without those that have no value there', () => {
    const background = { ...line('back', [5, 5]), isBackground: true }
    const panel = spec(
      line('low', [1, 1]),
      line('high', [3, 3]),
      line('middle', [2, 2]),
      line('short', [9]),
      background,
    )
    expect(tooltipRows(panel, 2).map(({ id }) => id)).toEqual(['high', 'middle', 'low'])
    expect(nearestX(panel, 1.4)).toBe(1)
    expect(nearestX(spec(), 1)).toBe(null)
  })

  it('copies full precision as TSV', () => {
    const rows = tooltipRows(spec(line('calm-bay-1', [0.1 + 0.2])), 1)
    expect(toTsv('epoch', rows)).toBe('epoch\tvalue\tname\n1\t0.30000000000000004\tcalm-bay-1')
  })
})

describe('labels', () => {
  it('are moved apart to their gap, within the plot, as many as have room there', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { maxLength: 60 }), (all) => {
        const kept = labelsWithRoom(all, 13, 0, 300)
        expect(new Set(kept).size).toBe(Math.min(all.length, 24))
        const wanted = kept.map((index) => all[index]!)
        if (all.length > 0)
          expect([Math.min(...wanted), Math.max(...wanted)]).toEqual([Math.min(...all), Math.max(...all)])
        const placed = spreadLabels(wanted, 13, 0, 300)
        const sorted = [...placed].sort((left, right) => left - right)
        for (let index = 1; index < sorted.length; index += 1) {
          expect(sorted[index]! - sorted[index - 1]!).toBeGreaterThanOrEqual(13 - 1e-9)
        }
        for (const at of placed) {
          expect(at).toBeGreaterThanOrEqual(-1e-9)
          expect(at).toBeLessThanOrEqual(300 + 1e-9)
        }
      }),
    )
  })
})
