import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nearestSeries } from '../../../src-main/charts/nearest'
import type { PanelSeries } from '../../../src-main/charts/panel'
import { propertyCases } from '../../support/property'

const area = { left: 0, top: 0, right: 100, bottom: 100 }
/** Ten pixels a unit, y upwards. */
const to = { x: (value: number) => value * 10, y: (value: number) => 100 - value * 10 }

const line = (id: string, points: readonly (readonly [number, number])[], rest: Partial<PanelSeries> = {}) => ({
  id,
  label: id,
  colour: 'c1',
  x: points.map(([x]) => x),
  y: points.map(([, y]) => y),
  ...rest,
})

/** Shares of a stretch at which it crosses the borders of what is seen: at a corner all that is seen of it may lie between two steps. */
const crossings = (from: number, to: number): number[] =>
  [-1, 101].map((border) => (border - from) / (to - from)).filter((share) => share > 0 && share < 1)

/** By a walk along every stretch that is seen, in steps of a hundredth. */
function slowDistance({ x, y }: PanelSeries, px: number, py: number): number {
  let least = Number.POSITIVE_INFINITY
  const at = (left: number, top: number) => {
    if (left < -1 - 1e-9 || left > 101 + 1e-9 || top < -1 - 1e-9 || top > 101 + 1e-9) return
    least = Math.min(least, Math.hypot(left - px, top - py))
  }
  for (let index = 0; index < x.length; index += 1) {
    if (!Number.isFinite(y[index])) continue
    const [left, top] = [to.x(x[index]!), to.y(y[index]!)]
    at(left, top)
    if (index + 1 >= x.length || !Number.isFinite(y[index + 1])) continue
    const [right, bottom] = [to.x(x[index + 1]!), to.y(y[index + 1]!)]
    const steps = Array.from({ length: 100 }, (_, step) => (step + 1) / 100)
    for (const share of [...steps, ...crossings(left, right), ...crossings(top, bottom)])
      at(left + share * (right - left), top + share * (bottom - top))
  }
  return least
}

const value = fc.oneof(
  { arbitrary: fc.integer({ min: -3, max: 13 }), weight: 9 },
  { arbitrary: fc.constant(Number.NaN), weight: 1 },
)
const points = fc.array(fc.tuple(fc.integer({ min: -2, max: 12 }), value), { minLength: 1, maxLength: 12 })

describe('the line that a pointer means', () => {
  it('is the nearest one on the screen, as a walk along all of them finds it', () => {
    fc.assert(
      fc.property(
        fc.array(points, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 0, max: 100 }),
        (all, isSorted, x, y) => {
          const lines = all.map((own, index) =>
            line(String(index), isSorted ? own.toSorted(([left], [right]) => left - right) : own),
          )
          const distances = lines.map((own) => slowDistance(own, x, y))
          const least = Math.min(...distances)
          const found = nearestSeries(lines, to, { x, y }, x / 10, area)
          if (least === Number.POSITIVE_INFINITY) {
            expect(found).toBe(null)
            return
          }
          expect(found).not.toBe(null)
          expect(found!.distance).toBeLessThanOrEqual(least + 1e-6)
          expect(least - found!.distance).toBeLessThan(1.5)
          expect(distances[Number(found!.id)]! - least).toBeLessThan(1.5)
        },
      ),
      { numRuns: propertyCases(200) },
    )
  })

  it('is one that is seen, that is no background, and of two the one that lies above', () => {
    const seen = line('seen', [
      [0, 1],
      [10, 1],
    ])
    const beyond = line('beyond', [
      [0, 11],
      [10, 11],
    ])
    const back = line('back', [[5, 9]], { isBackground: true })
    expect(nearestSeries([seen, beyond, back], to, { x: 50, y: 0 }, 5, area)?.id).toBe('seen')
    expect(nearestSeries([seen, { ...seen, id: 'above' }], to, { x: 50, y: 50 }, 5, area)?.id).toBe('above')
  })

  it('is found where it is steep: beside the pointer, not below it', () => {
    const steep = line('steep', [
      [0, 0],
      [4, 0],
      [4.5, 10],
      [10, 10],
    ])
    const flat = line('flat', [
      [0, 3],
      [10, 3],
    ])
    // 20 pixels above the flat one, 9 beside the steep one.
    expect(nearestSeries([steep, flat], to, { x: 52, y: 50 }, 5.2, area)?.id).toBe('steep')
  })
})
