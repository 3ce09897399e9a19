import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binOf, errorBins, errorOfBin, meanLoss, shareBelow } from '../../../src-main/maths/error-histogram'
import { lossOfError } from '../../../src-main/maths/losses'
import { errorLossKinds } from '../../../src-main/recipes/registry/losses'
import { errorLossFixtures, titleOf } from '../training/loss-fixtures'
import { readFixture } from '../training/oracle'
import { toDoubles, type JsonNumbers } from './doubles'

type Fixture = {
  errors: JsonNumbers
  bins: number[]
  counts: number[]
  below: { limit: number; share: number }[]
}

const count = (errors: readonly number[]): Float64Array => {
  const counts = new Float64Array(errorBins.count)
  for (const error of errors) counts[binOf(error)]! += 1
  return counts
}

describe('the histogram of errors beside NumPy and torch', () => {
  const { errors, bins, counts, below } = readFixture<Fixture>('maths-error-histogram.json')
  const found = count(toDoubles(errors))

  it('counts as numpy.histogram does', () => {
    expect(Array.from(found.entries()).filter(([, size]) => size > 0)).toEqual(
      bins.map((bin, index) => [bin, counts[index]]),
    )
  })
  it.each(below)('has $share of its errors below $limit', ({ limit, share }) => {
    expect(shareBelow(found, limit)).toBeCloseTo(share, 14)
  })
  it.each(
    errorLossKinds.flatMap((kind) => errorLossFixtures[kind].histogram.map((one) => [titleOf(one), one] as const)),
  )('has the mean %s of its bins', (_, { value, ...settings }) => {
    expect(Math.abs(meanLoss(found, settings) / value - 1)).toBeLessThan(1e-12)
  })
})

describe('the histogram of errors', () => {
  it('has a bin from each thousandth on, and the one before just below it', () => {
    for (let thousandth = -1_999; thousandth < 2_000; thousandth += 1) {
      const edge = thousandth / 1_000
      const below = edge - Math.max(Number.MIN_VALUE, Math.abs(edge) * 2 ** -52)
      expect(binOf(edge)).toBe(thousandth + 2_000)
      expect(binOf(below)).toBe(thousandth + 1_999)
    }
  })

  it('puts an error at most half a thousandth from the middle of its bin', () => {
    fc.assert(
      fc.property(fc.double({ min: -2, max: 2, noNaN: true }), (error) => {
        expect(Math.abs(errorOfBin(binOf(error)) - error)).toBeLessThanOrEqual(0.000_500_000_001)
      }),
    )
  })

  it('counts what lies beyond into the outer bins, and NaN nowhere', () => {
    expect([-Infinity, -7, -2, 2, 7, Infinity].map(binOf)).toEqual([0, 0, 0, 3_999, 3_999, 3_999])
    expect(binOf(Number.NaN)).toBe(-1)
  })

  it('mirrors at 0', () => {
    for (let bin = 0; bin < errorBins.count; bin += 1)
      expect(errorOfBin(bin)).toBe(-errorOfBin(errorBins.count - 1 - bin))
  })

  it('has a mean loss near that of the errors themselves', () => {
    const error = fc.double({ min: -1.5, max: 1.5, noNaN: true })
    fc.assert(
      fc.property(fc.array(error, { minLength: 1 }), fc.double({ min: 0.01, max: 1, noNaN: true }), (errors, beta) => {
        const settings = { loss: 'smooth-l1', beta } as const
        const exact = errors.reduce((sum, one) => sum + lossOfError(settings, one), 0) / errors.length
        // The loss' slope is at most 1, and an error at most half a bin from its middle.
        expect(Math.abs(meanLoss(count(errors), settings) - exact)).toBeLessThan(0.000_501)
      }),
    )
  })

  it('of nothing has neither share nor mean', () => {
    const none = new Float64Array(errorBins.count)
    expect([shareBelow(none, 1), meanLoss(none, { loss: 'mse' })]).toEqual([Number.NaN, Number.NaN])
  })
})
