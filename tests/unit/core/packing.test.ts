import { setImmediate as nextPass } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { packTails } from '../../../src-main/core/history/packing'
import { addStoredRun, endStoredRun, useStore } from '../../support/store'

const { store, database } = useStore()

/** An ended run of so many series of three points. */
function addEnded(id: string, series: number): void {
  addStoredRun(store(), id)
  const points = { steps: [0, 1, 2], seconds: [0, 1, 2], values: [3, Number.NaN, 5] }
  store().transaction(() => {
    for (let key = 0; key < series; key += 1) store().batches.append(id, `key ${key}`, points)
  })
  endStoredRun(store(), id)
}
const rows = () => database().prepare('SELECT count(*) FROM batch_tail').pluck().get()
const valuesOf = (id: string, key: string) => [...store().batches.read(store().batches.find(id, key)!).values]

it('of a run of very many series goes on over several passes, of those that come meanwhile too', async () => {
  addEnded('many', 1_000)
  addEnded('few', 3)
  packTails(store(), 'many')
  let passes = 0
  for (; rows() !== 9; passes += 1) await nextPass()
  packTails(store(), 'few')
  for (; rows() !== 0; passes += 1) await nextPass()
  expect(passes).toBeGreaterThan(2)
  expect(store().batches.loose()).toEqual([])
  for (const id of ['many', 'few']) expect(valuesOf(id, 'key 2')).toEqual([3, Number.NaN, 5])
})

it('leaves rows where the history is closed in between, which the next start finds', async () => {
  addEnded('many', 1_000)
  addStoredRun(store(), 'open')
  store().batches.append('open', 'loss', { steps: [0], seconds: [0], values: [1] })
  expect(store().batches.loose()).toEqual(['many'])
  packTails(store(), 'many')
  database().close()
  for (let pass = 0; pass < 5; pass += 1) await nextPass()
})
