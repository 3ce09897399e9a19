import { describe, expect, it } from 'vitest'
import { metricOf } from '../../../src-main/model/digests'
import { readDigest, packEnded } from '../../../src-main/core/history/digests'
import { addStoredRun, endStoredRun, epochOf, useStore } from '../../support/store'

const { store, database } = useStore()
const odd = [0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324]

function addOdd(id: string): void {
  addStoredRun(store(), id)
  odd.forEach((value, index) => store().epochs.commit(id, epochOf(index + 1, value, { endedAt: 1_000 * index })))
  endStoredRun(store(), id)
}
/** Everything that can be asked of a run's epochs. */
const readAll = (id: string) => ({
  values: store().epochs.values(id),
  digest: readDigest(store(), id),
  clocks: (['elapsedSeconds', 'endedAt'] as const).map((field) => store().epochs.clock(id, field)),
  columns: ['epoch_seconds', 'images_per_second', 'val_mse', 'absent'].map((key) => store().epochs.column(id, key)),
  epochs: store().epochs.list(id),
})
const pack = (id: string) => packEnded(store(), [store().runs.get(id)!])

describe('columns of epochs', () => {
  it('read the same packed and unpacked, NaN and the infinities too', () => {
    addOdd('a')
    const before = readAll('a')
    expect(store().epochs.isPacked('a')).toBe(false)
    pack('a')
    expect(store().epochs.isPacked('a')).toBe(true)
    // From the blobs: there are no rows.
    for (const table of ['epochs', 'epoch_points'])
      expect(database().prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0)
    expect(readAll('a')).toEqual(before)
    expect(before.values.get('val_mse')!.map(([, value]) => value)).toEqual(odd)
    expect(before.clocks[1]).toEqual({
      epochs: Int32Array.of(1, 2, 3, 4, 5),
      values: Float64Array.of(0, 1e3, 2e3, 3e3, 4e3),
    })
    expect(before.columns.at(-1)).toBe(null)
    expect(before.digest).toMatchObject({
      epochs: 5,
      trainingSeconds: 10,
      series: { val_mse: { negativeInfinityStep: expect.any(Number) as number } },
    })
  })

  it('keep the epochs of a metric that came later', () => {
    addOdd('a')
    database().exec(
      "DELETE FROM epoch_points WHERE epoch < 3 AND series_id = (SELECT series.id FROM series JOIN keys ON keys.id = series.key WHERE keys.key = 'val_ssim')",
    )
    pack('a')
    expect(store().epochs.column('a', 'val_ssim')!.epochs).toEqual(Int32Array.of(3, 4, 5))
  })

  it('are packed once the run has ended, for good until its next epoch', () => {
    addStoredRun(store(), 'a')
    store().epochs.commit('a', epochOf(1, 1))
    pack('a')
    expect(store().epochs.isPacked('a')).toBe(false)
    endStoredRun(store(), 'a')
    pack('a')
    expect(store().epochs.isPacked('a')).toBe(true)
    store().epochs.commit('a', epochOf(2, 0.5))
    expect(store().epochs.isPacked('a')).toBe(false)
    expect(store().epochs.values('a').get('val_mse')).toEqual([
      [1, 1],
      [2, 0.5],
    ])
    // One that is trained anew replaces itself, in what was packed too.
    pack('a')
    store().epochs.commit('a', epochOf(2, 0.25))
    pack('a')
    expect(metricOf(readDigest(store(), 'a'), 'val_mse')).toEqual({ last: 0.25, best: 0.25, bestEpoch: 2 })
  })

  it('are still read where the disk has no room to pack them', () => {
    addOdd('a')
    const before = readAll('a')
    database().exec("CREATE TRIGGER full BEFORE INSERT ON epoch_columns BEGIN SELECT RAISE(ROLLBACK, 'no room'); END")
    pack('a')
    expect(readAll('a')).toEqual(before)
  })

  it('are nothing for a run that never finished an epoch', () => {
    addStoredRun(store(), 'a')
    endStoredRun(store(), 'a')
    pack('a')
    expect(readAll('a')).toMatchObject({ digest: { epochs: 0, imagesPerSecond: null, series: {}, sparkline: [] } })
  })
})
