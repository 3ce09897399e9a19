import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { showApart, showDigits } from '../../../src-main/maths/digits'
import { propertyCases } from '../../support/property'

const anyDouble = fc.double({ noNaN: true, noDefaultInfinity: true })
/** Values of which many lie close together, as bests of like runs do. */
const crowded = fc
  .tuple(
    anyDouble,
    fc.array(fc.integer({ min: -40, max: 40 }), { maxLength: 8 }),
    fc.constantFrom(1e-16, 1e-9, 1e-5, 1e-3),
  )
  .map(([centre, steps, unit]) => steps.map((step) => centre * (1 + step * unit)).filter(Number.isFinite))

describe('digits', () => {
  it.each([
    [0.0356, 4, '0.03560'],
    [9.99996, 4, '10.00'],
    [0.99999, 4, '1.000'],
    [12345.67, 4, '12346'],
    [18.917, 4, '18.92'],
    [-0.5, 4, '-0.5000'],
    [0, 4, '0'],
    [1.2341e-7, 4, '1.234e-7'],
    [999_999.9, 4, '1.000e6'],
    [Number.NaN, 4, 'NaN'],
  ])('%d to %i digits', (value, digits, text) => {
    expect(showDigits(value, digits)).toBe(text)
  })

  it('of a value that nothing is near are four; of two that are near, as many as tell them apart', () => {
    const show = showApart([0.035601, 0.035604, 0.5])
    expect([0.035601, 0.035604, 0.5].map(show)).toEqual(['0.035601', '0.035604', '0.5000'])
    expect(show(0.1234567)).toBe('0.1235')
  })

  it('are no more than needed', () => {
    const show = showApart([0.0356004, 0.0355996])
    expect([0.0356004, 0.0355996].map(show)).toEqual(['0.0356004', '0.0355996'])
  })

  it('tell any unlike values apart, also as numbers, and say no wrong one', () => {
    fc.assert(
      fc.property(fc.oneof(crowded, fc.array(anyDouble, { maxLength: 8 })), (values) => {
        const unlike = [...new Set(values.map((value) => value + 0))]
        const show = showApart(values)
        const texts = unlike.map(show)
        expect(new Set(texts).size).toBe(unlike.length)
        expect(new Set(texts.map(Number)).size).toBe(unlike.length)
        unlike.forEach((value, at) => {
          expect(Math.abs(Number(texts[at]) - value)).toBeLessThanOrEqual(
            Math.max(Math.abs(value) * 5.1e-4, Number.MIN_VALUE),
          )
        })
      }),
      { numRuns: propertyCases(500) },
    )
  })

  it('keep the order of values', () => {
    fc.assert(
      fc.property(crowded, (values) => {
        const show = showApart(values)
        const sorted = [...values].sort((left, right) => left - right)
        for (const [index, value] of sorted.entries())
          if (index > 0) expect(Number(show(value))).toBeGreaterThanOrEqual(Number(show(sorted[index - 1]!)))
      }),
      { numRuns: propertyCases(500) },
    )
  })
})
