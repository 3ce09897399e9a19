import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { xTickText } from '../../../src-main/charts/tick-text'
import { logTicks, xTicks } from '../../../src-main/charts/ticks'
import { timeTicks } from '../../../src-main/charts/time-ticks'
import { durationText, spanOfTime, spanText, xText } from '../../../src-main/charts/x-text'

describe('marks along x', () => {
  it('of every kind ascend, lie in the range and are few', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('epoch', 'step', 'relative', 'wall', 'value' as const),
        fc.integer({ min: 0, max: 1_000_000_000 }),
        fc.integer({ min: 1, max: 1_000_000_000 }),
        (kind, begin, length) => {
          const [low, span] = kind === 'wall' ? [begin + 1.7e12, length + 1_000] : [begin, length]
          const ticks = xTicks(kind, low, low + span, 6)
          expect(ticks.length).toBeLessThanOrEqual(13)
          ticks.forEach((tick, index) => {
            expect(tick).toBeGreaterThanOrEqual(low - span * 1e-3)
            expect(tick).toBeLessThanOrEqual(low + span * (1 + 1e-3))
            if (index > 0) expect(tick).toBeGreaterThan(ticks[index - 1]!)
          })
        },
      ),
    )
  })

  it('of steps are written with thousands apart', () => {
    const ticks = xTicks('step', 0, 1_250_000, 6)
    expect(ticks.map((tick) => xTickText('step', tick, ticks))).toEqual([
      '0',
      '250,000',
      '500,000',
      '750,000',
      '1,000,000',
      '1,250,000',
    ])
  })

  it('of time are lengths that people count in', () => {
    expect(timeTicks(0, 4_000, 6)).toEqual([0, 900, 1_800, 2_700, 3_600])
    expect(timeTicks(0, 50, 6)).toEqual([0, 10, 20, 30, 40, 50])
    expect(timeTicks(0, 86_400 * 9, 5)).toEqual([0, 2, 4, 6, 8].map((days) => days * 86_400))
    expect(timeTicks(0, 1, 6)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
  })

  it('of the time of day stand at local midnights, which say the date', () => {
    const start = new Date(2026, 2, 11, 20).getTime()
    const ticks = xTicks('wall', start, start + 40 * 3_600_000, 6)
    const texts = ticks.map((tick) => xTickText('wall', tick, ticks))
    // 12:00 comes twice.
    expect(texts).toEqual(['12 Mar', '12 Mar 12:00', '13 Mar', '13 Mar 12:00'])
  })

  it('of a log axis have 3 between powers of ten where 2 and 5 are too many', () => {
    expect(logTicks(0.02, 5)).toEqual([0.03, 0.1, 0.3, 1, 3])
  })
})

describe('words for x', () => {
  it('say durations, dates where they matter, and whole steps where many are shown', () => {
    expect(durationText(750)).toBe('0:12:30')
    expect(durationText(59.999)).toBe('0:01:00')
    expect(durationText(-61.5, 0.1)).toBe('-0:01:01.5')
    expect(xText('step', 264_845.59, [0, 1_000_000])).toBe('264,846')
    expect(xText('epoch', 34, [1, 40])).toBe('34')
    const noon = new Date(2026, 2, 12, 12, 5, 9).getTime()
    expect(xText('wall', noon, [noon, noon + 60_000])).toBe('12:05:09')
    expect(xText('wall', noon, [noon, noon + 86_400_000])).toBe('12 Mar 12:05:09')
  })

  it('say how much lies between two limits', () => {
    expect(spanText('step', 310_000)).toBe('310,000 steps')
    expect(spanText('epoch', 1)).toBe('1 epoch')
    expect(spanText('wall', 90 * 60_000)).toBe('1 h 30 min')
    expect(spanOfTime(2.51)).toBe('2.5 s')
    expect(spanOfTime(86_400 + 60)).toBe('1 d')
  })
})
