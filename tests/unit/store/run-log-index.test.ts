/** Words of logs: each step of reading them is short, however much was logged, and what is found is what a walk along all lines finds. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createRunLogIndex, logPattern, logWords, runsWithLogWord } from '../../../src-main/store/run-log-index'
import { propertyCases } from '../../support/property'
import { addStoredRun, useStore } from '../../support/store'

const { store, database } = useStore()
const say = (run: string, text: string) => store().journal.append(run, '2026-01-01T00:00:00.000Z', 'info', text)
const found = (word: string): number[] =>
  database()
    .prepare<[string], number>(
      `SELECT DISTINCT value FROM (${runsWithLogWord.replace('/ 1000000', '/ 1000000 AS value')}) ORDER BY value`,
    )
    .pluck()
    .all(logPattern(word))
const stepsOf = (steps: Iterator<undefined>): number => {
  let count = 0
  while (steps.next().done !== true) count += 1
  return count
}

it('is read in steps that end when their time is over, and tidied in steps of its own', () => {
  const lines = 3_000
  addStoredRun(store(), 'a')
  addStoredRun(store(), 'b')
  database().transaction(() => {
    for (let line = 0; line < lines; line += 1) say('a', `step ${line} loss 0.${line * 7_919}`)
  })()
  say('b', 'one line')
  // Of a clock on which each look takes as long as a step may, each step is one reading of 200 lines.
  let time = 0
  const index = createRunLogIndex(database(), store().journal, () => (time += 10))
  expect(stepsOf(index.complete())).toBeGreaterThanOrEqual(lines / 200)
  expect(found('step')).toEqual([1])
  expect(found('2999')).toEqual([1])
  expect(found('line')).toEqual([2])
  // Nothing more was logged: nothing is read.
  expect(stepsOf(index.complete())).toBe(0)
  say('b', 'step by step')
  stepsOf(index.complete())
  expect(found('step')).toEqual([1, 2])
})

it('finds what a walk along all lines finds, for any text', () => {
  const word = fc.oneof(
    fc.constantFrom(
      'cuda',
      'CUDA:0',
      'größe',
      'out-of-memory',
      '0.125',
      'é',
      'x_y',
      '数据',
      '1e-3',
      'हिन्दी',
      'עִבְרִית',
      '🥇0',
      '𐆌0',
      'İ',
    ),
    fc.string({ unit: 'grapheme', maxLength: 6 }),
  )
  const line = fc.array(word, { maxLength: 6 }).map((words) => words.join(' '))
  let index = createRunLogIndex(database(), store().journal)
  let last = 0
  fc.assert(
    fc.property(fc.array(fc.array(line, { maxLength: 5 }), { minLength: 1, maxLength: 4 }), (logs) => {
      database().exec('DROP TABLE IF EXISTS temp.run_log')
      index = createRunLogIndex(database(), store().journal)
      database().exec('DELETE FROM events; DELETE FROM runs')
      const ids = logs.map(() => `run-${(last += 1)}`)
      ids.forEach((id) => addStoredRun(store(), id))
      ids.forEach((id, at) => logs[at]!.forEach((text) => say(id, text)))
      stepsOf(index.complete())
      const numbers = database().prepare<[], number>('SELECT number FROM runs ORDER BY rowid').pluck().all()
      const having = (asked: string) =>
        logs.flatMap((log, at) =>
          log.some((text) => logWords(text).some((one) => one.startsWith(asked))) ? [numbers[at]] : [],
        )
      for (const asked of ['cud', 'memory', '125', 'nothere', ...logs.flat().flatMap(logWords)])
        expect(found(asked)).toEqual(having(asked))
    }),
    { numRuns: propertyCases(40) },
  )
})
