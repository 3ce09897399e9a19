import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { XKind } from '../../../src-main/charts/panel'
import { logTickText, tickText, xTickText } from '../../../src-main/charts/tick-text'
import { logTicks, niceTicks, roundOut, xTicks } from '../../../src-main/charts/ticks'
import { timeTicks, wallTicks } from '../../../src-main/charts/time-ticks'
import { anyDouble, anyPair, anyPositivePair } from '../../support/doubles'
import { propertyCases } from '../../support/property'
import { clockAt, readMoment, readNumber, readRelative } from '../../support/read-ticks'

const settings = { numRuns: propertyCases(300) }
const most = fc.integer({ min: 1, max: 8 })

/** Few, ascending and in the range: beyond its ends by rounding alone. */
function expectOrderly(ticks: readonly number[], low: number, high: number, count: number): void {
  expect(ticks.length).toBeGreaterThan(0)
  expect(ticks.length).toBeLessThanOrEqual(count)
  const slack = Math.max((high / 4 - low / 4) * 1e-8, 0)
  ticks.forEach((tick, index) => {
    expect(tick).toBeGreaterThanOrEqual(low - slack)
    expect(tick).toBeLessThanOrEqual(high + slack)
    if (index > 0) expect(tick).toBeGreaterThan(ticks[index - 1]!)
  })
}

/** No two alike, and each read back its tick. */
function expectTrue(texts: readonly string[], ticks: readonly number[], read: (text: string) => number | null): void {
  expect(new Set(texts).size).toBe(ticks.length)
  texts.forEach((text, index) => expect([text, read(text)]).toEqual([text, ticks[index]! + 0]))
}

describe('marks of any range of doubles', () => {
  it('are few, ascend and lie in it; no two read alike, and each read back is its mark', () => {
    fc.assert(
      fc.property(anyPair, most, ([low, high], count) => {
        const ticks = niceTicks(low, high, count)
        expectOrderly(ticks, low, high, count)
        for (const unit of [undefined, 'bytes'] as const)
          expectTrue(
            ticks.map((tick) => tickText(tick, ticks, unit)),
            ticks,
            readNumber,
          )
      }),
      settings,
    )
  })

  it('on a log axis too', () => {
    fc.assert(
      fc.property(anyPositivePair, most, ([low, high], count) => {
        const ticks = logTicks(low, high, count)
        expectOrderly(ticks, low, high, count)
        for (const unit of [undefined, 'bytes', 'seconds'] as const)
          expectTrue(
            ticks.map((tick) => logTickText(tick, ticks, unit)),
            ticks,
            readNumber,
          )
      }),
      settings,
    )
  })

  it('along x too: epochs, steps, lengths of time and values', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<XKind>('epoch', 'step', 'relative', 'value'),
        anyPair,
        most,
        (kind, [low, high], count) => {
          const ticks = xTicks(kind, low, high, count)
          // The first epoch stands beside the round ones.
          expectOrderly(ticks, low, high, kind === 'epoch' ? count + 1 : count)
          expectTrue(
            ticks.map((tick) => xTickText(kind, tick, ticks)),
            ticks,
            kind === 'relative' ? readRelative : readNumber,
          )
        },
      ),
      settings,
    )
  })

  it('along x on a log axis too', () => {
    const ofTime = fc
      .tuple(fc.double({ min: -2, max: 7, noNaN: true }), fc.double({ min: 0.01, max: 8, noNaN: true }))
      .map(([low, length]) => [10 ** low, 10 ** (low + length)] as const)
    fc.assert(
      fc.property(
        fc.constantFrom<XKind>('epoch', 'step', 'relative', 'value'),
        fc.oneof(anyPositivePair, ofTime),
        most,
        (kind, [low, high], count) => {
          const ticks = xTicks(kind, low, high, count, true)
          expectOrderly(ticks, low, high, count)
          expectTrue(
            ticks.map((tick) => xTickText(kind, tick, ticks, true)),
            ticks,
            kind === 'relative' ? readRelative : readNumber,
          )
        },
      ),
      settings,
    )
  })

  it('of seconds on a y axis too', () => {
    fc.assert(
      fc.property(anyPair, most, ([low, high], count) => {
        const ticks = timeTicks(low, high, count)
        expectOrderly(ticks, low, high, count)
        expectTrue(
          ticks.map((tick) => tickText(tick, ticks, 'seconds')),
          ticks,
          readRelative,
        )
      }),
      settings,
    )
  })

  const moments = fc
    .tuple(fc.double({ min: -8.6e15, max: 8.6e15, noNaN: true }), fc.double({ min: -1, max: 16.2, noNaN: true }))
    .map(([low, power]) => [low, Math.min(8.6e15, low + 10 ** power)] as const)
  const ofOurTime = fc
    .tuple(fc.integer({ min: 0, max: 2e12 }), fc.double({ min: 0, max: 12, noNaN: true }))
    .map(([low, power]) => [low, low + 10 ** power] as const)

  it.each(['UTC', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/St_Johns'])('of moments in %s too', (zone) => {
    const before = process.env.TZ
    process.env.TZ = zone
    try {
      fc.assert(
        fc.property(fc.oneof(moments, ofOurTime, anyPair), most, ([low, high], count) => {
          const ticks = wallTicks(low, high, count)
          expectOrderly(ticks, low, high, count)
          const texts = ticks.map((tick) => xTickText('wall', tick, ticks))
          expect(new Set(texts).size).toBe(ticks.length)
          // What no calendar has is marked by numbers of milliseconds; alone among them 1970 is a moment.
          if (ticks.length === 1 && (ticks[0] === low || ticks[0] === 0)) return
          texts.forEach((text, index) => {
            expect([text, readMoment(text, low, high).map(clockAt)]).toEqual([
              text,
              expect.arrayContaining([clockAt(ticks[index]!)]),
            ])
          })
        }),
        settings,
      )
    } finally {
      if (before === undefined) delete process.env.TZ
      else process.env.TZ = before
    }
  })

  it('ends that are rounded lie outside of it, and are round', () => {
    fc.assert(
      fc.property(anyPair, anyDouble, ([low, high], length) => {
        const least = Math.abs(length)
        if (least === 0) return
        const [from, to] = roundOut(low, high, least)
        expect(Number.isFinite(from) && Number.isFinite(to)).toBe(true)
        expect(from).toBeLessThanOrEqual(low + least * 1e-8)
        expect(to).toBeGreaterThanOrEqual(high - least * 1e-8)
      }),
      settings,
    )
  })
})

const xTextsOf = (kind: XKind, low: number, high: number, count = 6) => {
  const ticks = xTicks(kind, low, high, count, true)
  return ticks.map((tick) => xTickText(kind, tick, ticks, true))
}

describe('marks of a log x axis', () => {
  it('are powers of ten with 2 and 5, and of time round counts of its units', () => {
    expect(xTextsOf('epoch', 1, 100, 8)).toEqual(['1', '2', '5', '10', '20', '50', '100'])
    expect(xTextsOf('step', 1, 1_000_000, 7)).toEqual(['1', '10', '100', '1,000', '10,000', '100,000', '1,000,000'])
    expect(xTextsOf('relative', 1, 200_000)).toEqual(['1 s', '1 min', '1 h', '1 d'])
    expect(xTextsOf('relative', 30, 4_000)).toEqual(['1 min', '10 min', '1 h'])
    expect(xTextsOf('value', 1e-5, 0.1)).toEqual(['0.00001', '0.0001', '0.001', '0.01', '0.1'])
  })
})

const textsOf = (ticks: readonly number[], unit?: 'bytes' | 'seconds') =>
  ticks.map((tick) => tickText(tick, ticks, unit))
const between = (low: number, high: number, unit?: 'bytes') => textsOf(niceTicks(low, high, 5), unit)
const logBetween = (low: number, high: number, unit?: 'bytes') => {
  const ticks = logTicks(low, high)
  return ticks.map((tick) => logTickText(tick, ticks, unit))
}

describe('numbers of an axis', () => {
  it('have the digits that tell them apart, in the mantissa too', () => {
    expect(between(1e-7, 1.02e-7)).toEqual(['1.000e-7', '1.005e-7', '1.010e-7', '1.015e-7', '1.020e-7'])
    expect(between(0.01, 0.0112)).toEqual(['0.01000', '0.01025', '0.01050', '0.01075', '0.01100'])
    expect(between(0, 2e-5)).toEqual(['0.000000', '0.000005', '0.000010', '0.000015', '0.000020'])
  })

  it('have units where they are large', () => {
    expect(between(3e6, 4.3e6)).toEqual(['3.0 M', '3.5 M', '4.0 M'])
    expect(between(0, 1e9)).toEqual(['0', '0.25 G', '0.50 G', '0.75 G', '1.00 G'])
    expect(between(0, 2.5e11)).toEqual(['0', '100 G', '200 G'])
    expect(between(0, 2 ** 50)).toEqual(['0', '2.5e14', '5.0e14', '7.5e14', '1.00e15'])
    expect(between(0, 9e14)).toEqual(['0', '200 T', '400 T', '600 T', '800 T'])
    expect(between(0, 2e16)).toEqual(['0', '5e15', '1.0e16', '1.5e16', '2.0e16'])
    expect(between(0, 1e9, 'bytes')).toEqual(['0', '0.25 GB', '0.50 GB', '0.75 GB', '1.00 GB'])
    expect(logBetween(5.5e8, 8.2e8, 'bytes')).toEqual(['600 MB', '700 MB', '800 MB'])
    expect(logBetween(1e3, 1e12, 'bytes')).toEqual(['10 KB', '1 MB', '100 MB', '10 GB', '1 TB'])
    expect(textsOf([1e9, 1e9 + 2])).toEqual(['1,000,000,000', '1,000,000,002'])
  })

  it('of many decades are few', () => {
    expect(logBetween(1e-9, 1e10)).toEqual(['1e-9', '1e-6', '0.001', '1', '1,000', '1e6', '1e9'])
    expect(logTicks(1e-9, 1e10, 3)).toEqual([1e-6, 1, 1e6])
  })
})
