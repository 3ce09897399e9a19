/** What a summary says of a run's epochs, in rows and packed. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { packEnded, readDigest } from '../../../src-main/core/history/digests'
import { comparedMetric } from '../../../src-main/model/comparison/metric'
import { findBest } from '../../../src-main/model/comparison/overtaking'
import { bestOfDigest, emptyDigest, extendDigest } from '../../../src-main/model/digests'
import { propertyCases } from '../../support/property'
import { addStoredRun, endStoredRun, epochOf, useStore } from '../../support/store'

const { store, database } = useStore()

it('is images over seconds, and stays as it is once the run is packed', () => {
  addStoredRun(store(), 'a')
  const rates = [40, 1_600, 1_600]
  rates.forEach((imagesPerSecond, at) => store().epochs.commit('a', { ...epochOf(at + 1, 0.5), imagesPerSecond }))
  endStoredRun(store(), 'a')
  const digest = readDigest(store(), 'a')
  expect(digest.imagesPerSecond).toBeCloseTo(192 / 1.68, 9)
  packEnded(store(), [store().runs.get('a')!])
  expect(store().epochs.isPacked('a')).toBe(true)
  expect(readDigest(store(), 'a')).toEqual(digest)
  // Worked out of what is packed.
  database().exec('UPDATE runs SET epochs = NULL; UPDATE series SET count = NULL')
  expect(readDigest(store(), 'a')).toEqual(digest)
})

it('has the best that a comparison names, whatever was logged', () => {
  const values = fc.array(fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 1)), { maxLength: 8 })
  fc.assert(
    fc.property(fc.constantFrom('val_mse' as const, 'val_psnr' as const), values, (key, logged) => {
      const metric = comparedMetric(key)
      const compared = findBest(
        metric,
        logged.map((value, at) => [at, value] as const),
      )
      const digest = extendDigest(emptyDigest('step'), [...logged.keys()], logged)
      const best = bestOfDigest(digest, metric.direction)
      if (compared === null) expect(Number.isFinite(best?.value ?? NaN)).toBe(false)
      else expect([best?.value, best?.step]).toEqual([compared.value, compared.epoch])
    }),
    { numRuns: propertyCases(300) },
  )
})
