/** Which runs cannot be read in full: looked for once, and again only where something was written. */
import { expect, it } from 'vitest'
import { createRecordHealth } from '../../../src-main/core/history/health'
import { checkRecords } from '../../../src-main/core/system/unreadable'
import { addStoredRun, useStore } from '../../support/store'

const { store, database } = useStore()
const spoil = (id: string) => database().prepare("UPDATE runs SET tags = '[' WHERE id = ?").run(id)
const others = { view: [], report: [], 'figure style': [], preference: [], 'workspace layout': [] }

it('answers with what is known, and looks over the rest once', async () => {
  for (const id of ['a', 'b', 'c']) addStoredRun(store(), id)
  database().pragma('ignore_check_constraints = ON')
  spoil('b')
  // A slice is one run.
  const health = createRecordHealth(store(), { sliceMilliseconds: 0 })
  const first = health.known()
  expect(first).toEqual({ checked: 1, runs: [] })
  expect(checkRecords({ runCount: 3, checkedCount: first.checked, runs: first.runs, others }).detail).toBe(
    '3 runs; 1 checked so far, all readable',
  )
  await health.complete()
  expect(health.known()).toMatchObject({ checked: 3, runs: [{ name: 'calm-bay-b' }] })

  // What was not written to is not looked at again.
  spoil('a')
  await health.complete()
  expect(health.known().runs.map(({ name }) => name)).toEqual(['calm-bay-b'])
  health.forget('a')
  await health.complete()
  expect(
    health
      .known()
      .runs.map(({ name }) => name)
      .sort(),
  ).toEqual(['calm-bay-a', 'calm-bay-b'])
})

it('hears of runs that came and of runs that went', async () => {
  addStoredRun(store(), 'a')
  const health = createRecordHealth(store())
  await health.complete()
  addStoredRun(store(), 'b')
  database().pragma('ignore_check_constraints = ON')
  spoil('b')
  health.forget('b')
  await health.complete()
  expect(health.known()).toMatchObject({ checked: 2, runs: [{ name: 'calm-bay-b' }] })
  database().prepare("DELETE FROM runs WHERE id = 'b'").run()
  health.forget('b')
  await health.complete()
  expect(health.known()).toEqual({ checked: 1, runs: [] })
})
