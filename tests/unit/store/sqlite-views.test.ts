/** What people with the sqlite3 shell see: the same of runs whose epochs lie in rows as of those that are packed. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { propertyCases } from '../../support/property'
import { addStoredRun, endStoredRun, epochOf, useStore } from '../../support/store'

const { store, database } = useStore()

const anyDouble = fc.oneof(
  fc.double(),
  fc.constantFrom(
    0,
    -0,
    5e-324,
    -5e-324,
    2 ** -1022,
    2 ** -1074,
    Number.MAX_VALUE,
    Infinity,
    -Infinity,
    Number.NaN,
    0.1,
  ),
)
type Row = { epoch: number; value: number | null }
const rowsOf = (run: string, key: string): Row[] =>
  database()
    .prepare<[string, string], Row>('SELECT epoch, value FROM epoch_values WHERE run_id = ? AND key = ? ORDER BY epoch')
    .all(run, key)

it('reads every double out of the blobs, at the epochs it has', () => {
  let made = 0
  const points = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 2 ** 31 - 1 }), anyDouble), {
    minLength: 1,
    maxLength: 12,
    selector: ([epoch]) => epoch,
  })
  fc.assert(
    fc.property(points, fc.boolean(), (some, isCounted) => {
      const run = `run${(made += 1)}`
      addStoredRun(store(), run)
      database().prepare('UPDATE runs SET steps_are_epochs = 1 WHERE id = ?').run(run)
      const epochs = some.map(([epoch], index) => (isCounted ? index + 1 : epoch))
      const values = some.map(([, value]) => value)
      store().epochs.append(run, 'k', { epochs, seconds: epochs.map(() => 1), values })
      endStoredRun(store(), run)
      expect(store().epochs.pack(run)).toBe(true)
      const expected = epochs
        .map((epoch, index) => ({ epoch, value: values[index]! }))
        .sort((left, right) => left.epoch - right.epoch)
      // NaN is NULL.
      expect(rowsOf(run, 'k').map(({ epoch, value }) => ({ epoch, value: value ?? Number.NaN }))).toEqual(expected)
    }),
    { numRuns: propertyCases(60) },
  )
})

it('says the same of a run before and after it is packed, and while it goes on', () => {
  addStoredRun(store(), 'a')
  addStoredRun(store(), 'b')
  for (const run of ['a', 'b'])
    for (let epoch = 1; epoch <= 3; epoch += 1)
      store().epochs.commit(run, epochOf(epoch, 1 / epoch, { endedAt: 1_000 * epoch }))
  const views = () =>
    ['epoch_values', 'epoch_losses', 'series_summary', 'run_summary'].map((view) =>
      database()
        .prepare(`SELECT * FROM ${view} ORDER BY 1, 2, 3, 4`)
        .all()
        .map((row) => ({ ...(row as object), state: null, ended_at: null })),
    )
  const before = views()
  expect(before.map((rows) => rows.length)).toEqual([2 * 3 * 9, 2 * 3, 2 * 6, 2])
  expect(before[1]![2]).toMatchObject({
    run_id: 'a',
    epoch: 3,
    elapsed_seconds: 6,
    images_per_second: 100,
    val_mse: 1 / 3,
  })
  expect(before[2]![0]).toMatchObject({ run_id: 'a', by: 'epoch', count: 3, minimum: 1 / 3, minimum_step: 3 })
  expect(before[3]![0]).toMatchObject({ id: 'a', epochs: 3, best_val_mse: 1 / 3 })
  endStoredRun(store(), 'a')
  expect(store().epochs.pack('a')).toBe(true)
  expect(views()).toEqual(before)
  store().epochs.unpack('a')
  expect(views()).toEqual(before)
})
