import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { annotationSchema } from '../../../src-main/contract/annotations'
import { PlateauError } from '../../../src-main/contract/errors'
import type { PlateauEvent } from '../../../src-main/contract/events'
import { createEventBus } from '../../../src-main/core/events'
import { createAnnotationService } from '../../../src-main/core/history/annotations'
import { createEndings } from '../../../src-main/core/jobs/endings'
import { createIntake } from '../../../src-main/core/jobs/intake'
import { openPendingEnds } from '../../../src-main/core/jobs/pending-ends'
import { findRun, findRuns } from '../../../src-main/core/history/references'
import { createSummaryCache, type SummaryCache } from '../../../src-main/core/history/summaries'
import { eachAtOnce } from '../../support/at-once'
import { addStoredRun, endStoredRun, epochOf, useStore } from '../../support/store'

const { store, database } = useStore()
let directory = ''
let summaries: SummaryCache
const makeAnnotations = (...of: Parameters<typeof createAnnotationService>) =>
  eachAtOnce(createAnnotationService(...of))
let annotations: ReturnType<typeof makeAnnotations>
let told: PlateauEvent[]

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'plateau-runs-'))
  const events = createEventBus()
  told = []
  events.subscribe((event) => told.push(event))
  summaries = createSummaryCache(store())
  annotations = makeAnnotations({
    store: store(),
    summaries,
    events,
    directoryOf: (run) => join(directory, run),
  })
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const stored = (id: string) => store().runs.get(id)!
const summary = (id: string) => summaries.of(stored(id))
function addEnded(...ids: string[]) {
  for (const id of ids) {
    addStoredRun(store(), id)
    store().epochs.commit(id, epochOf(1, 0.5))
    endStoredRun(store(), id)
  }
}

describe('names and ids', () => {
  it('refuse a name that is the id of another run', () => {
    addEnded('0123456789', 'abcdefghjk')
    const rename = (id: string, name: string) => annotations.change([{ run: id, change: { name } }])
    expect(() => rename('0123456789', 'abcdefghjk')).toThrow(
      'abcdefghjk is the id of calm-bay-abcdefghjk; no other run can have this name.',
    )
    expect(stored('0123456789').name).toBe('calm-bay-0123456789')
    rename('abcdefghjk', 'abcdefghjk')
    expect(stored('abcdefghjk').name).toBe('abcdefghjk')
  })

  it('resolve ids before names before beginnings, and say what a reference could be', () => {
    addEnded('0123456789', 'abcdefghjk')
    // As a home of an earlier version may have it.
    database().prepare('UPDATE runs SET name = ? WHERE id = ?').run('abcdefghjk', '0123456789')
    expect(findRun(store(), 'abcdefghjk').id).toBe('abcdefghjk')
    expect(findRun(store(), '0123').id).toBe('0123456789')
    expect(() => findRun(store(), 'abc')).toThrow(
      /abc could be .*(abcdefghjk \(0123456789\).*calm-bay-abcdefghjk \(abcdefghjk\)|calm-bay-abcdefghjk \(abcdefghjk\).*abcdefghjk \(0123456789\))\./,
    )
    addStoredRun(store(), 'zzzzzzzzzz', { project: 'other', name: 'twice' })
    addStoredRun(store(), 'yyyyyyyyyy', { name: 'twice' })
    expect(() => findRun(store(), 'twice')).toThrow(
      /^twice could be twice in (p|other) \(.*, twice in (p|other) \(.*\)\.$/,
    )
  })

  it('show as symbols what a home of an earlier version has of control characters, and are found by them', () => {
    addEnded('a')
    const [name, notes, tag] = ['red\u001b[31m\nbell\u0007', 'one\ntwo\u202e', 'nul\u0000']
    database()
      .prepare('UPDATE runs SET name = ?, notes = ?, tags = ? WHERE id = ?')
      .run(name, notes, JSON.stringify([tag]), 'a')
    store().journal.append('a', 'now', 'info', 'line\u009b2J')
    database().prepare("UPDATE events SET message = ? WHERE run_id = 'a'").run('line\u009b2J')
    expect(summary('a')).toMatchObject({ name: 'red␛[31m␊bell␇', notes: 'one\ntwo\ufffd', tags: ['nul␀'] })
    expect(
      store()
        .journal.after('a')
        .map(({ message }) => message),
    ).toContain('line\ufffd2J')
    expect(findRun(store(), 'red␛[31m␊bell␇').id).toBe('a')
  })
})

describe('what a person says of a run', () => {
  it('is kept and told, and what is not said stays', () => {
    addEnded('a')
    expect(summary('a')).toMatchObject({ notes: '', tags: [], isStarred: false, isArchived: false, binnedAt: null })
    annotations.change([
      { run: 'a', change: { name: 'Baseline', notes: '# Why', tags: ['x', 'y'], isStarred: true } },
      { run: 'a', change: { isArchived: true, colourSlot: 5 } },
    ])
    const all = { name: 'Baseline', notes: '# Why', tags: ['x', 'y'], isStarred: true, isArchived: true, colourSlot: 5 }
    expect(summary('a')).toMatchObject(all)
    expect(told).toEqual([{ event: 'run-changed', payload: { run: 'a' } }])
    annotations.change([{ run: 'a', change: { notes: '', tags: [], isStarred: false } }])
    expect(summary('a')).toMatchObject({ ...all, notes: '', tags: [], isStarred: false })
  })

  it('is refused whole when a name is taken, by a run in the bin too', () => {
    addEnded('a', 'b', 'c')
    annotations.bin(['b'])
    told = []
    const change = (name: string) =>
      annotations.change([
        { run: 'c', change: { isStarred: true } },
        { run: 'a', change: { name } },
      ])
    expect(() => change('calm-bay-b')).toThrow(expect.objectContaining({ code: 'name-taken', field: 'name' }))
    expect(summary('c').isStarred).toBe(false)
    expect(told).toEqual([])
    // Its own name, and one of another project, are free.
    addStoredRun(store(), 'd', { project: 'other', name: 'elsewhere' })
    change('calm-bay-a')
    change('elsewhere')
    expect(summary('a').name).toBe('elsewhere')
  })

  it('is tidied at the door: one line, no comma in a tag, a look that there is', () => {
    expect(annotationSchema.parse({ name: '  two words ', tags: [' a '] })).toEqual({ name: 'two words', tags: ['a'] })
    for (const wrong of [
      { name: ' ' },
      { name: 'a\nb' },
      { tags: ['a,b'] },
      { tags: [''] },
      { colourSlot: 24 },
      { epochs: 3 },
    ])
      expect(annotationSchema.safeParse(wrong).success).toBe(false)
  })
})

describe('the bin', () => {
  it('takes runs off the list and gives them back as they were', () => {
    addEnded('a', 'b')
    const before = summary('a')
    annotations.bin(['a'])
    expect(
      store()
        .runs.list()
        .map(({ id }) => id),
    ).toEqual(['b'])
    expect(
      store()
        .runs.listBinned()
        .map(({ id }) => id),
    ).toEqual(['a'])
    expect(summary('a').binnedAt).not.toBe(null)
    annotations.restore(['a'])
    expect(summary('a')).toEqual(before)
  })

  it('takes none when one still trains', () => {
    addEnded('a')
    addStoredRun(store(), 'waits')
    expect(() => annotations.bin(['a', 'waits'])).toThrow(expect.objectContaining({ code: 'run-active' }))
    expect(stored('a').binnedAt).toBe(null)
  })

  it('is emptied for good: rows, points and files of the run, and no other', async () => {
    addEnded('a', 'b')
    store().batches.append('a', 'k', { steps: [1], seconds: [0], values: [1] })
    const file = { kind: 'whole', epoch: 1, file: '1/x', bytes: 100, sha256: '0'.repeat(64) } as const
    store().checkpoints.keep('a', file, 't')
    mkdirSync(join(directory, 'a', '1'), { recursive: true })
    writeFileSync(join(directory, 'a', '1', 'x'), 'weights')
    expect(() => annotations.purge([stored('a'), stored('b')])).toThrow(
      expect.objectContaining({ code: 'invalid-input' }),
    )
    annotations.bin(['a'])
    told = []
    const { purged, freedBytes } = annotations.purge([stored('a')])
    await annotations.removeFiles(purged)
    expect([purged.length, freedBytes]).toEqual([1, 100])
    expect(told).toEqual([{ event: 'runs-removed', payload: { runs: ['a'] } }])
    expect(store().runs.get('a')).toBe(null)
    expect(existsSync(join(directory, 'a'))).toBe(false)
    const left = {
      epochs: "run_id = 'a'",
      epoch_columns: 'series NOT IN (SELECT id FROM series)',
      packed_epochs: 'run NOT IN (SELECT number FROM runs)',
      series: 'run NOT IN (SELECT number FROM runs)',
      step_series: '1',
    }
    for (const [table, whose] of Object.entries(left))
      expect(database().prepare(`SELECT count(*) FROM ${table} WHERE ${whose}`).pluck().get()).toBe(0)
    expect(summary('b').epochs).toBe(1)
  })

  it('lets nothing be done with a run but to take it out', () => {
    addEnded('a')
    annotations.bin(['a'])
    const intake = createIntake({
      store: store(),
      endings: createEndings(store(), openPendingEnds(join(directory, 'pending-ends')), () => undefined),
      enqueue: () => undefined,
      refuseWhileClosing: () => undefined,
      classesOf: () => [],
    })
    const owner = { id: 1, client: 'web' } as const
    const refused = new PlateauError('invalid-input', 'calm-bay-a is in the bin. Restore it first.')
    expect(() => intake.resume([stored('a')], owner, false)).toThrow(refused)
    expect(() => intake.continue({ run: stored('a'), epochs: 1, earlyStopping: {} }, owner, false)).toThrow(refused)
    expect(() => intake.verify(stored('a'), owner, false)).toThrow(refused)
    annotations.restore(['a'])
    expect(intake.verify(stored('a'), owner, false)).toMatchObject({ verifies: 'a', lastEpoch: 1 })
  })
})

describe('references', () => {
  it('mean the exact run before any that begins so, and one in the bin only where no other is meant', () => {
    addStoredRun(store(), 'abc', { name: 'calm-bay-1' })
    addStoredRun(store(), 'abd', { name: 'calm-bay-11' })
    expect(findRun(store(), 'calm-bay-1').id).toBe('abc')
    expect(() => findRun(store(), 'calm')).toThrow(
      expect.objectContaining({ code: 'run-ambiguous', message: expect.stringContaining('calm-bay-1') as string }),
    )
    endStoredRun(store(), 'abd')
    annotations.bin(['abd'])
    expect(findRun(store(), 'calm').id).toBe('abc')
    expect(findRun(store(), 'abd').id).toBe('abd')
    expect(findRun(store(), 'calm-bay-11').id).toBe('abd')
    expect(findRuns(store(), ['abc', 'calm-bay-1', 'abd']).map(({ id }) => id)).toEqual(['abc', 'abd'])
    expect(() => findRun(store(), 'zebra')).toThrow(expect.objectContaining({ code: 'run-not-found' }))
  })

  it('of two thousand runs are found without looking at all of them for each', () => {
    store().transaction(() => {
      for (let index = 0; index < 2_000; index += 1) addStoredRun(store(), `id${index}`, { name: `calm-bay-${index}` })
    })
    const { runs } = store()
    const searches = [vi.spyOn(runs, 'list'), vi.spyOn(runs, 'listBinned'), vi.spyOn(runs, 'beginningWith')]
    const found = findRuns(
      store(),
      Array.from({ length: 2_000 }, (_, index) => (index % 2 === 0 ? `id${index}` : `calm-bay-${index}`)),
    )
    expect(found).toHaveLength(2_000)
    expect(searches.map((search) => search.mock.calls.length)).toEqual([0, 0, 0])
  })
})
