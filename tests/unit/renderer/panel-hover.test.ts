import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describePanel, describeTip } from '../../../src-renderer/charts/describe'
import { countLinesWithin, endX, nearestIndex, rowOf, stepX, valueText } from '../../../src-main/charts/hover'
import { geometryOf, groundOf, movedBy } from '../../../src-renderer/charts/geometry'
import { clipOutliers, countOutside, fitX, fitY } from '../../../src-main/charts/ranges'
import { isSameDrawing, type PanelSpec } from '../../../src-main/charts/panel'
import { tooltipRows, toTsv } from '../../../src-main/charts/hover'
import { nearestSeries } from '../../../src-main/charts/nearest'
import { tipOf } from '../../../src-main/charts/tip'
import { placeTooltip, leastDistance } from '../../../src-renderer/charts/tooltip-place'
import { atLeast, pan, union, within, zoomAbout } from '../../../src-renderer/charts/zoom'

const line = (id: string, x: readonly number[], y: readonly number[]) => ({ id, label: id, colour: 'c1', x, y })
const spec = (...series: PanelSpec['series']): PanelSpec => ({ title: 't', xTitle: 'epoch', series, format: String })

describe('the chip on the axis', () => {
  const stretch = fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 60 })).map(([from, width]) => ({
    from,
    to: from + width,
  }))

  it('leaves no word half covered, and clears none that it does not touch', () => {
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 8 }), stretch, (words, chip) => {
        const ground = groundOf(words, chip)
        const touched = words.filter(({ from, to }) => to > chip.from && from < chip.to)
        for (const { from, to } of touched)
          expect(ground).toSatisfy((one: typeof ground) => one !== null && one.from <= from && one.to >= to)
        if (ground === null) return
        // It ends where a word near the chip does.
        const near = words.filter(({ from, to }) => to + 3 > chip.from && from - 3 < chip.to)
        expect([ground.from + 1, ground.to - 1]).toEqual([
          Math.min(...near.map(({ from }) => from)),
          Math.max(...near.map(({ to }) => to)),
        ])
      }),
    )
  })
})

describe('the tooltip', () => {
  const apart = spec(line('a', [0, 10], [1, 2]), line('b', [0.4, 9.7], [3, 4]))

  it('takes each line at its own nearest point, within a distance', () => {
    expect(tooltipRows(apart, 10).map(({ id }) => id)).toEqual(['a'])
    expect(tooltipRows(apart, 10, 0.5).map(({ id, x }) => [id, x])).toEqual([
      ['b', 9.7],
      ['a', 10],
    ])
  })

  it('puts what is no number last', () => {
    const panel = spec(line('nan', [1], [Number.NaN]), line('low', [1], [1]), line('high', [1], [100]))
    expect(tooltipRows(panel, 1).map(({ id }) => id)).toEqual(['high', 'low', 'nan'])
  })

  it('has the ends of a group’s band, in words and in columns, and not those of decimated points', () => {
    const band = { low: [0.5], high: [3] }
    const panel = spec({ ...line('group', [1], [1]), band }, { ...line('run', [1], [2]), band, isDecimated: true })
    const rows = tooltipRows(panel, 1)
    expect(toTsv('epoch', rows)).toBe('epoch\tvalue\tlow\thigh\tname\n1\t2\t\t\trun\n1\t1\t0.5\t3\tgroup')
    expect(describeTip(tipOf(panel, rows, null, 1), String, String)).toBe('1: 2 run, 1: 1 group, 0.5 to 3')
  })

  it('says of a smoothed value what was measured, in words and in a column of its own', () => {
    const smoothed = { ...line('calm-bay-1', [1, 2], [0.03061, Number.NaN]), measured: [0.02738, Number.NaN] }
    const panel = { ...spec(smoothed, line('as-measured', [1], [0.5])), smoothing: 'EMA 0.9' }
    const rows = tooltipRows(panel, 1)
    expect(rows.map((row) => valueText(row, String))).toEqual(['0.5', '0.03061 (measured 0.02738)'])
    expect(describeTip(tipOf(panel, rows, null, 1), String, String)).toContain(
      '1: 0.03061 (measured 0.02738) calm-bay-1',
    )
    expect(describePanel(panel)).toContain('smoothed by EMA 0.9')
    expect(toTsv('epoch', rows, 'epoch', panel.smoothing)).toBe(
      ['epoch\tsmoothed (EMA 0.9)\tmeasured\tname', '1\t0.5\t0.5\tas-measured', '1\t0.03061\t0.02738\tcalm-bay-1'].join(
        '\n',
      ),
    )
    // A gap is not smoothed.
    expect(tooltipRows(panel, 2).map((row) => valueText(row, String))).toEqual(['NaN'])
  })

  it('copies moments in ISO 8601', () => {
    const rows = tooltipRows(spec(line('a', [0], [1])), 0)
    expect(toTsv('time', rows, 'wall').split('\n')[1]).toBe('1970-01-01T00:00:00.000Z\t1\ta')
  })

  it('is never nearer to the crosshair than its distance where the window has room, and stays inside', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 60, max: 1_200 }),
        fc.integer({ min: 20, max: 300 }),
        fc.integer({ min: 20, max: 900 }),
        // A list of runs stands there.
        fc.constantFrom(0, 60, 296),
        (crossAt, width, height, start) => {
          fc.pre(crossAt >= start)
          const window = { left: start, width: 1_280, height: 800 }
          const plot = { left: 60, top: 40, right: 1_200, bottom: 400 }
          const { x, y } = placeTooltip({ width, height }, crossAt, plot, window, () => 0)
          expect(x >= crossAt + leastDistance || x + width <= crossAt - leastDistance).toBe(true)
          expect(x).toBeGreaterThanOrEqual(start + 8)
          expect(x + width).toBeLessThanOrEqual(1_272)
          expect(y).toBeGreaterThanOrEqual(8)
        },
      ),
    )
  })

  it('lies at the side with fewest lines', () => {
    const plot = { left: 0, top: 0, right: 1_000, bottom: 400 }
    const busyRight = placeTooltip({ width: 100, height: 50 }, 400, plot, { width: 1_280, height: 800 }, (box) =>
      box.left > 400 ? 5 : 0,
    )
    expect(busyRight.x).toBeLessThan(400)
  })
})

describe('steps of the crosshair', () => {
  const panel = spec(line('a', [1, 2, 3, 4, 5], [1, 1, 1, 1, 1]), line('b', [2.5, 9], [1, 1]))

  it('go from point to point of any line, and end at the last', () => {
    expect(stepX(panel, 2, 1)).toBe(2.5)
    expect(stepX(panel, 2, 2)).toBe(3)
    expect(stepX(panel, 5, -10)).toBe(1)
    expect(stepX(panel, 5, 10)).toBe(9)
    expect(stepX(panel, 2, 1, 0.6)).toBe(3)
    expect(stepX(spec(), 1, 1)).toBe(null)
    expect([endX(panel, 'first'), endX(panel, 'last'), endX(spec(), 'last')]).toEqual([1, 9, null])
  })

  it('find their way where x does not ascend', () => {
    const loop = spec(line('a', [3, 1, 2], [1, 1, 1]))
    expect(stepX(loop, 1, 1)).toBe(2)
    expect(stepX(loop, 3, -1)).toBe(2)
    expect(nearestIndex([3, 1, 2], 1.2)).toBe(1)
    expect(fitX(loop)).toEqual([1, 3])
    expect(fitY(spec(line('a', [3, 1, 2], [5, 100, 6])), [1.5, 3])[1]).toBeLessThan(7)
  })
})

describe('lines near a pixel', () => {
  const panel = spec(line('low', [0, 10], [0, 0]), line('steep', [0, 10], [0, 10]))
  const area = { left: 0, top: 0, right: 100, bottom: 100 }
  const geometry = geometryOf(area, { x: [0, 10], y: [0, 10] }, false)
  const toPixels = { x: geometry.toAnyPixelX, y: geometry.toPixelY }

  it('are found between their points', () => {
    const nearest = (y: number) => nearestSeries(panel.series, toPixels, { x: 50, y }, 5, area)!
    expect([nearest(52).id, nearest(95).id, nearest(20).id]).toEqual(['steep', 'low', 'steep'])
    expect(nearest(95).distance).toBeCloseTo(5)
    expect(nearestSeries([], toPixels, { x: 50, y: 50 }, 5, area)).toBe(null)
  })

  it('are counted in a box by their points', () => {
    expect(countLinesWithin(panel, geometry, { left: 80, top: 0, right: 110, bottom: 20 })).toBe(1)
    expect(countLinesWithin(panel, geometry, { left: 40, top: 0, right: 60, bottom: 20 })).toBe(0)
  })
})

describe('clipping outliers', () => {
  it('leaves out what lies beyond the percentiles, and counts it', () => {
    const y = [...Array.from({ length: 998 }, (_, index) => 1 + index / 1_000), -50, 1_000]
    const panel = spec(
      line(
        'a',
        y.map((_, index) => index),
        y,
      ),
    )
    const { yRange, outside } = clipOutliers(panel, 0.5)
    expect(outside).toBe(2)
    expect(yRange[0]).toBeGreaterThan(0.5)
    expect(yRange[1]).toBeLessThan(2.5)
    expect(countOutside(panel, { x: fitX(panel), y: yRange })).toBe(2)
    expect(() => clipOutliers(panel, 50)).toThrow(RangeError)
  })

  it('keeps to what an axis can show', () => {
    const panel = { ...spec(line('a', [1, 2, 3, 4], [-1, 0, 1, 10])), logY: true }
    const { yRange, outside } = clipOutliers(panel, 0)
    expect(yRange[0]).toBeGreaterThan(0)
    expect(outside).toBe(0)
    expect(clipOutliers(spec(), 1).outside).toBe(0)
  })
})

describe('zooming', () => {
  const range = fc
    .tuple(fc.double({ min: 0.1, max: 1e3, noNaN: true }), fc.double({ min: 0.1, max: 1e3, noNaN: true }))
    .map(([low, span]) => [low, low + span] as const)

  it('about a value leaves it where it is, linear and log', () => {
    fc.assert(
      fc.property(range, fc.double({ min: 0.05, max: 0.95, noNaN: true }), fc.boolean(), (shown, share, isLog) => {
        const scale = isLog ? Math.log : (value: number) => value
        const at = isLog ? shown[0] * (shown[1] / shown[0]) ** share : shown[0] + share * (shown[1] - shown[0])
        const [low, high] = zoomAbout(shown, at, 0.5, isLog)
        expect((scale(at) - scale(low)) / (scale(high) - scale(low))).toBeCloseTo(share, 5)
      }),
    )
  })

  it('and panning stay within the whole; all of it is no zoom', () => {
    fc.assert(
      fc.property(range, fc.double({ min: -3, max: 3, noNaN: true }), (whole, share) => {
        const half: readonly [number, number] = [whole[0], (whole[0] + whole[1]) / 2]
        const kept = within(pan(half, share), whole)!
        expect(kept[0]).toBeGreaterThanOrEqual(whole[0] - 1e-9)
        expect(kept[1]).toBeLessThanOrEqual(whole[1] + 1e-9)
        expect(kept[1] - kept[0]).toBeCloseTo(half[1] - half[0], 6)
        expect(within(zoomAbout(whole, whole[0], 2), whole)).toBe(null)
      }),
    )
    expect(atLeast([1, 1], 2)).toEqual([0, 2])
    expect(union([2, 3], [1, 2])).toEqual([1, 3])
  })
})

describe('a panel in words', () => {
  it('names each line with its last value and its range, and counts those that are too many', () => {
    const many = Array.from({ length: 10 }, (_, index) => line(`run-${index}`, [1, 2], [2, 1]))
    const words = describePanel(spec(...many))
    expect(words).toContain('t by epoch. run-0 last 1, range 1 to 2')
    expect(words).toContain('and 2 lines more')
    expect(words).not.toContain('run-9')
    const rows = tooltipRows(spec(...many), 1)
    const tip = tipOf(spec(...many), rows, rowOf(many[4]!, 1), 1)
    expect(describeTip(tip, String, String)).toMatch(/^1: 2 run-4, 1 of 10, 1: 2 run-1, .*and 4 more$/)
  })
})

describe('what is drawn', () => {
  it('is the same for another format, and not for other points', () => {
    const first = spec(line('a', [1], [1]))
    const again = {
      ...first,
      series: first.series.map((series) => ({ ...series })),
      format: () => '',
    }
    expect(isSameDrawing(first, again)).toBe(true)
    expect(isSameDrawing(first, { ...first, series: [line('a', [1], [1])] })).toBe(false)
    expect(isSameDrawing(first, { ...first, logY: true })).toBe(false)
  })
})

describe('an area seen from elsewhere', () => {
  it('keeps its size, and goes right and down by what it is moved', () => {
    const area = { left: 1, top: 2, right: 30, bottom: 50 }
    expect(movedBy(area, 100, 1_000)).toEqual({ left: 101, top: 1_002, right: 130, bottom: 1_050 })
  })
})
