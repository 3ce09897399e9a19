/** What a summary says of a run's epochs, in rows and packed. */
import { expect, it } from 'vitest'
import { packEnded, readDigest } from '../../../src-main/core/history/digests'
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
