/** What is kept of an ended run's epochs, beside what an earlier version has kept. */
import { expect, it } from 'vitest'
import { packEnded, readDigest } from '../../../src-main/core/history/digests'
import { addStoredRun, endStoredRun, epochOf, useStore } from '../../support/store'

const { store } = useStore()

it('is images over seconds, also of a run that was packed when it was the mean of rates', () => {
  addStoredRun(store(), 'a')
  const rates = [40, 1_600, 1_600]
  rates.forEach((imagesPerSecond, at) => store().epochs.commit('a', { ...epochOf(at + 1, 0.5), imagesPerSecond }))
  endStoredRun(store(), 'a')
  const digest = readDigest(store(), 'a')
  expect(digest.imagesPerSecond).toBeCloseTo(192 / 1.68, 9)

  // As version 0.1.0 kept it.
  store().epochs.pack('a', JSON.stringify({ ...digest, imagesPerSecond: 1_080 }))
  expect(readDigest(store(), 'a')).toEqual(digest)
  packEnded(store(), [store().runs.get('a')!])
  const kept = store().epochs.digest('a')
  expect(kept).not.toContain('1080')
  expect(readDigest(store(), 'a')).toEqual(digest)
  // And then it stays as it is.
  packEnded(store(), [store().runs.get('a')!])
  expect(store().epochs.digest('a')).toBe(kept)
})
