import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as host from '../../../src-main/hosts/format'
import { durationText, spanOfTime } from '../../../src-main/charts/x-text'
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatEstimate,
  formatMetric,
  formatParameters,
  formatValue,
} from '../../../src-main/panels/words/format'
import { anyDouble } from '../../support/doubles'
import { propertyCases } from '../../support/property'
import { readRelative } from '../../support/read-ticks'

const settings = { numRuns: propertyCases(1_000) }
const powers: Readonly<Record<string, number>> = { '': 0, B: 0, KB: 3, MB: 6, GB: 9, TB: 12, PB: 15, M: 6, G: 9, T: 12 }
const seconds: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3_600, d: 86_400 }

type Reading = { readonly value: number; readonly last: number; readonly count: number }

/** A number with a unit: what it says, what half of its last digit is worth twice, and the number alone. */
function readAmount(text: string): Reading {
  const found = /^(-?[\d,]+)(?:\.(\d+))?(?:e(-?\d+))?(?: (\w+))?$/.exec(text)
  if (found === null) throw new Error(`"${text}" cannot be read.`)
  const [, whole = '', behind = '', power = '0', unit = ''] = found
  const digits = `${whole.replaceAll(',', '')}${behind}`
  const exponent = Number(power) - behind.length
  const scale = powers[unit] ?? Number.NaN
  return {
    value: Number(`${digits}e${exponent + scale}`),
    last: Number(`1e${exponent + scale}`),
    count: Number(`${digits}e${exponent}`),
  }
}

/** A length of time in words: the same, and its parts. */
function readDuration(text: string): Reading & { readonly parts: readonly (readonly [count: number, unit: string])[] } {
  const parts = [...text.matchAll(/([\d,.e-]+) (s|min|h|d)/g)].map(
    ([, count = '', unit = '']) => [count, unit] as const,
  )
  const [lastCount = '', lastUnit = ''] = parts.at(-1) ?? []
  const value = parts.reduce((sum, [count, unit]) => sum + readAmount(count).value * (seconds[unit] ?? 0), 0)
  const last = readAmount(lastCount).last * (seconds[lastUnit] ?? 0)
  return { value, last, count: 0, parts: parts.map(([count, unit]) => [readAmount(count).value, unit] as const) }
}

/** Within half of the last digit, with what doubles themselves are rounded by. */
const expectNear = (text: string, said: Reading, value: number) =>
  expect([text, Math.abs(said.value - value) <= said.last * 0.5 * (1 + 1e-9) + Math.abs(value) * 1e-14]).toEqual([
    text,
    true,
  ])

/** Values around which words change their unit or their digits: powers of ten and thresholds of clocks. */
const thresholds = [
  0, 1, 9.95, 10, 59.5, 60, 599.5, 600, 3_570, 3_600, 84_600, 86_400, 1e3, 1e6, 1e9, 1e12, 1e15, 1e18, 1e-6, 1e-4,
]
const nearThreshold = fc
  .tuple(
    fc.constantFrom(...thresholds),
    fc.double({ min: -0.01, max: 0.01, noNaN: true }),
    fc.integer({ min: 0, max: 6 }),
  )
  .map(([value, share, finer]) => value * (1 + share / 10 ** finer))
const amount = fc.oneof(
  nearThreshold,
  fc.double({ min: -9, max: 19, noNaN: true }).map((power) => 10 ** power),
  // In units what is rounded up may be more than there is.
  anyDouble.map((value) => Math.min(1e300, Math.abs(value))),
)

/** Whether words never put a greater amount before a lesser one. */
const inOrder = (words: (value: number) => string, read: (text: string) => Reading) =>
  fc.property(amount, amount, (one, other) => {
    const [low, high] = one < other ? [one, other] : [other, one]
    expect(read(words(low)).value).toBeLessThanOrEqual(read(words(high)).value)
  })

describe.each([
  ['formatBytes', formatBytes],
  ['formatBytes on the command line', host.formatBytes],
])('%s', (_, words) => {
  it('reads back within half of its last digit, and has less than a thousand of a unit', () => {
    fc.assert(
      fc.property(amount, (bytes) => {
        const said = readAmount(words(bytes))
        expectNear(words(bytes), said, bytes)
        if (bytes < 9.9e17) expect(said.count).toBeLessThan(1_000)
      }),
      settings,
    )
    fc.assert(inOrder(words, readAmount), settings)
  })

  it.each([
    [0, '0 B'],
    [448, '448 B'],
    [999.6, '1 KB'],
    [84_000, '84 KB'],
    [999_600, '1 MB'],
    [999.4e6, '999 MB'],
    [999.6e6, '1.00 GB'],
    [1.3e9, '1.30 GB'],
    [99.96e9, '100 GB'],
    [999.6e9, '1.00 TB'],
    [-5e6, '-5 MB'],
  ])('of %d is %s', (bytes, text) => expect(words(bytes)).toBe(text))
})

describe.each([
  ['formatValue', (value: number) => formatValue(value)],
  ['formatValue on the command line', host.formatValue],
  ['formatMetric', (value: number) => formatMetric('val_mse', value)],
  ['formatMetric of decibels', (value: number) => formatMetric('val_psnr', value)],
  ['formatParameters', formatParameters],
])('%s', (_, words) => {
  it('reads back within half of its last digit, and keeps the order of values', () => {
    fc.assert(
      fc.property(fc.oneof(amount, anyDouble), (value) => {
        expectNear(words(value), readAmount(words(value)), value)
      }),
      settings,
    )
    fc.assert(inOrder(words, readAmount), settings)
  })
})

it.each([
  ['in the window', (value: number) => formatValue(value)],
  ['on the command line', host.formatValue],
])('a value %s has four digits, whatever it is rounded to', (_, words) => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 9_999, noNaN: true }), (value) => {
      expect(
        words(value)
          .replace(/^[0.]*/, '')
          .replace('.', ''),
      ).toMatch(/^\d{4}$/)
    }),
    settings,
  )
})

it.each([
  [9.99996, '10.00'],
  [0.0999996, '0.1000'],
  [12345.67, '12346'],
  [999_999.7, '1.000e6'],
  [1.234567e-7, '1.235e-7'],
])('the value %d is %s', (value, text) => {
  expect(formatValue(value)).toBe(text)
  expect(host.formatValue(value)).toBe(text)
})

it.each([
  [448_170, '448,170'],
  [999_999.6, '1.00 M'],
  [4_301_000, '4.30 M'],
  [999_996_000, '1.00 G'],
])('%d parameters are %s', (count, text) => expect(formatParameters(count)).toBe(text))

const most: Readonly<Record<string, number>> = { s: 60, min: 60, h: 24, d: Infinity }
describe.each([
  ['formatDuration', formatDuration, 1],
  ['formatDuration on the command line', host.formatDuration, 1],
  ['spanOfTime', spanOfTime, 1],
  // Estimates are rounded on purpose: by a third of what they are at most.
  ['formatEstimate', formatEstimate, 1 / 3],
])('%s', (_, words, share) => {
  it('reads back within half of its last unit, and never has as many of a unit as make the next', () => {
    fc.assert(
      fc.property(amount, (length) => {
        const text = words(length)
        const said = readDuration(text)
        for (const [count, unit] of said.parts) expect([text, count < (most[unit] ?? 0)]).toEqual([text, true])
        if (share === 1) expectNear(text, said, length)
        else if (length > 1)
          expect(Math.abs(said.value - length)).toBeLessThanOrEqual(Math.max(0.5, length * share * (1 + 1e-9)))
      }),
      settings,
    )
    fc.assert(inOrder(words, readDuration), settings)
  })
})

it.each([
  [59.6, '1 min'],
  [599.6, '10 min'],
  [3_599.7, '1 h'],
  [59 * 60 + 29.5, '59 min'],
  [86_399, '1 d'],
  [2 * 86_400 - 60, '2 d'],
  [51 * 3_600, '2 d 3 h'],
])('%d seconds are %s', (length, text) => expect(formatDuration(length)).toBe(text))

it('a clock reads back within half of what it is to be read to', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1e9, max: 1e9, noNaN: true }),
      fc.constantFrom(1, 0.1, 0.01, 0.001),
      (length, resolution) => {
        const text = durationText(length, resolution)
        expect(Math.abs((readRelative(text) ?? Number.NaN) - length)).toBeLessThanOrEqual(resolution / 2 + 1e-6)
        expect(text).not.toMatch(/:60/)
      },
    ),
    settings,
  )
})

describe('counts', () => {
  it('have their digits in threes, as the language has them, for every double', () => {
    const number = fc.oneof(anyDouble, fc.integer(), fc.maxSafeInteger(), fc.constantFrom(-0, 999, 1_000, -1_000, 1e21))
    fc.assert(
      fc.property(number, (value) => {
        expect(formatCount(value)).toBe(Math.round(value).toLocaleString('en-US'))
      }),
      settings,
    )
    expect(formatCount(1_234_567)).toBe('1,234,567')
  })
})
