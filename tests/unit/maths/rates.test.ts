import fc from 'fast-check'
import { expect, it } from 'vitest'
import { overallRate } from '../../../src-main/maths/rates'
import { propertyCases } from '../../support/property'

it('is what was done over the seconds, and not the mean of rates', () => {
  // 64 images in 1.6 s, then twice in 0.04 s: 192 images in 1.68 s, where the mean of the rates is 1,080.
  const seconds = [1.6, 0.04, 0.04]
  expect(overallRate(seconds.map((one) => ({ amount: 64, rate: 64 / one })))).toBeCloseTo(192 / 1.68, 9)
  expect(overallRate([])).toBeNull()
  expect(
    overallRate([
      { amount: 5, rate: Number.NaN },
      { amount: 5, rate: 0 },
      { amount: 0, rate: 7 },
      { amount: 5, rate: 50 },
    ]),
  ).toBe(50)
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          amount: fc.integer({ min: 1, max: 50_000 }),
          seconds: fc.double({ min: 1e-3, max: 1e5, noNaN: true }),
        }),
        { minLength: 1, maxLength: 40 },
      ),
      (stretches) => {
        const done = stretches.reduce((sum, { amount }) => sum + amount, 0)
        const took = stretches.reduce((sum, stretch) => sum + stretch.seconds, 0)
        const rates = stretches.map((stretch) => ({ amount: stretch.amount, rate: stretch.amount / stretch.seconds }))
        expect(overallRate(rates)! / (done / took)).toBeCloseTo(1, 9)
      },
    ),
    { numRuns: propertyCases(300) },
  )
})
