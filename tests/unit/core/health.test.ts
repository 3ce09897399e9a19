/** Which runs cannot be read in full: looked for once, and again only where something was written. */
import { expect, it } from 'vitest'
import { createRecordHealth } from '../../../src-main/core/history/health'
import { createSummaryCache } from '../../../src-main/core/history/summaries'
import { createTurns, type Steps } from '../../../src-main/core/turns'
import { checkRecords } from '../../../src-main/core/system/unreadable'
import { addStoredRun, useStore } from '../../support/store'
import { settled, until } from '../../support/wait'

const { store, database } = useStore()
const spoil = (id: string) => database().prepare("UPDATE runs SET tags = '[' WHERE id = ?").run(id)
const damage = (id: string) =>
  database()
    .prepare(
      "INSERT INTO attempts (run_id, attempt, kind, from_epoch, started_at, environment) VALUES (?, 1, 'start', 0, '', '{')",
    )
    .run(id)
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

it('leaves the core to those who are being answered, though not for ever', async () => {
  for (const id of ['a', 'b', 'c']) addStoredRun(store(), id)
  let pauses = 0
  const pause = () => {
    pauses += 1
    return settled()
  }
  const health = createRecordHealth(store(), { sliceMilliseconds: 0, pause })
  let isAsking = true
  function* question(): Steps<void> {
    while (isAsking) yield
  }
  const answered = createTurns({ sliceMilliseconds: 0 }).take(question(), () => true)
  expect(health.known().checked).toBe(1)
  await until(() => {
    if (pauses < 25) expect(health.known().checked).toBe(1)
    return health.known().checked > 1
  })
  expect(pauses).toBeGreaterThanOrEqual(25)
  isAsking = false
  await answered
  await expect.poll(() => health.known().checked).toBe(3)
})

it('spares summaries a look at what is known to be sound, until it is written to', async () => {
  addStoredRun(store(), 'a')
  addStoredRun(store(), 'b')
  const health = createRecordHealth(store())
  expect(health.isSound('a')).toBe(false)
  database().pragma('ignore_check_constraints = ON')
  damage('b')
  await health.complete()
  expect(['a', 'b'].map(health.isSound)).toEqual([true, false])
  const summaries = createSummaryCache(store(), health)
  const problemsOf = (id: string) => summaries.of(store().runs.get(id)!).problems
  expect(problemsOf('b')).toEqual(['1 of its attempts cannot be read.'])
  damage('a')
  expect(problemsOf('a')).toEqual([])
  summaries.forget('a')
  expect(problemsOf('a')).toEqual(['1 of its attempts cannot be read.'])
})
