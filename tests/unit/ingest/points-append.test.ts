/** `points.append` and `records.append` are forms of what journals carry: the same points become the same series by each. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PlateauError } from '../../../src-main/contract/errors'
import { mostSeries } from '../../../src-main/core/ingest/faults'
import { asJson } from '../../../src-main/protocol/journal/writing'
import { openDatabase } from '../../../src-main/store/open'
import { createStore, type Store } from '../../../src-main/store/store'
import { beginJournal, beginRun, begunAt, startIngest, type TestedIngest } from '../../support/ingest'
import { propertyCases } from '../../support/property'

let home = ''
let store: Store
let ingest: TestedIngest
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'plateau-append-'))
  store = createStore(openDatabase(home))
  ingest = startIngest(home, store)
})
afterEach(() => {
  ingest.close()
  store.close()
  rmSync(home, { recursive: true, force: true })
})

let number = 0
const newRun = (more: Record<string, unknown> = {}) => {
  const id = `run${String((number += 1)).padStart(7, '0')}`
  return { id, journal: beginJournal(beginRun(home, id, more)) }
}
const columns = (key: string, steps: number[], values: number[], seconds?: number[]) => ({
  key,
  steps: Float64Array.from(steps),
  values: Float64Array.from(values),
  ...(seconds === undefined ? {} : { seconds: Float64Array.from(seconds) }),
})

describe('the same points', () => {
  const points = fc.array(
    fc.record({ step: fc.nat(12), value: fc.double(), milliseconds: fc.nat(10_000), key: fc.constantFrom('a', 'b/ö') }),
    { minLength: 1, maxLength: 20 },
  )

  it('come to the same by a journal, by points.append and by records.append, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(points, fc.boolean(), async (given, stepsAreEpochs) => {
        const { id: journaled, journal } = newRun({ stepsAreEpochs })
        const [appended, recorded] = [newRun({ stepsAreEpochs }).id, newRun({ stepsAreEpochs }).id]
        await ingest.readOn()
        for (const { key, step, value, milliseconds } of given)
          journal.points(step, { [key]: value }, begunAt + milliseconds)
        await ingest.readOn()
        const keys = [...new Set(given.map(({ key }) => key))]
        const series = keys.map((key) => {
          const own = given.filter((point) => point.key === key)
          return columns(
            key,
            own.map(({ step }) => step),
            own.map(({ value }) => value),
            own.map(({ milliseconds }) => milliseconds / 1_000),
          )
        })
        const counts = ingest.service.appendPoints(store.runs.get(appended)!, series)
        await ingest.service.append(
          recorded,
          given.map(({ key, step, value, milliseconds }) => ({
            type: 'points',
            step,
            time: begunAt + milliseconds,
            values: { [key]: asJson(value) },
          })),
        )
        const read = (run: string, key: string) =>
          stepsAreEpochs ? store.epochs.column(run, key) : ingest.points(run, key)
        for (const key of keys) {
          expect(read(appended, key)).toEqual(read(journaled, key))
          expect(read(recorded, key)).toEqual(read(journaled, key))
          expect(counts[key]).toBe(new Set(given.filter((point) => point.key === key).map(({ step }) => step)).size)
        }
        const replaced = ingest.log(journaled)
        expect([ingest.log(appended), ingest.log(recorded)]).toEqual([replaced, replaced])
      }),
      { numRuns: propertyCases(25) },
    )
  })
})

describe('points.append', () => {
  it('keeps times to the microsecond, and the order of those without one', async () => {
    const { id: run } = newRun()
    await ingest.readOn()
    const append = (...series: ReturnType<typeof columns>[]) =>
      ingest.service.appendPoints(store.runs.get(run)!, series)
    append(columns('a', [0, 1], [1, 2], [0.000_001, 1e9 + 0.123_456]))
    append(columns('a', [2], [3]))
    expect(ingest.points(run, 'a').seconds).toEqual([0.000_001, 1e9 + 0.123_456, 1e9 + 0.123_456])
    expect(append(columns('a', [], []), columns('new', [], []))).toEqual({ a: 3, new: 0 })
    expect(ingest.log(run)).toEqual([])
  })

  it('stores nothing where one series of a request is refused', async () => {
    const { id: run } = newRun()
    await ingest.readOn()
    const refused = (...series: ReturnType<typeof columns>[]) =>
      expect(() => ingest.service.appendPoints(store.runs.get(run)!, series)).toThrow(PlateauError)
    refused(columns('a', [1], [1]), columns('b', [1.5], [1]))
    refused(columns('a', [1], [1]), columns('b', [1], [1], [-1]))
    refused(columns('a', [1], [1]), columns('b', [1], [1], [Number.NaN]))
    // More series than a run may have: those that would fit are not stored either.
    refused(...Array.from({ length: mostSeries + 1 }, (_, index) => columns(`k${index}`, [1], [1])))
    expect(store.batches.keys(run)).toEqual([])
    expect(ingest.service.appendPoints(store.runs.get(run)!, [columns('a', [1], [1])])).toEqual({ a: 1 })
  })
})
