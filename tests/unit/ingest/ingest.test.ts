/** Journals of other programs on their way into the history: exactly once, whatever is in them. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JournalBatch } from '../../../src-main/core/ingest/messages'
import { isAlive } from '../../../src-main/core/ingest/worker/processes'
import { readRecord } from '../../../src-main/protocol/journal/records'
import type { Store } from '../../../src-main/store/store'
import { openDatabase } from '../../../src-main/store/open'
import { createStore } from '../../../src-main/store/store'
import { beginJournal, beginRun, begunAt, startIngest, type TestedIngest } from '../../support/ingest'
import { propertyCases } from '../../support/property'

let home = ''
let store: Store
let ingest: TestedIngest | null = null
const clock = { now: Date.now() }
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'plateau-ingest-'))
  store = createStore(openDatabase(home))
  clock.now = Date.now()
})
afterEach(() => {
  ingest?.close()
  ingest = null
  store.close()
  rmSync(home, { recursive: true, force: true })
})

const start = (options: Parameters<typeof startIngest>[2] = {}) =>
  (ingest = startIngest(home, store, { clock, ...options }))
/** As after a new start of the core. */
function restart(options: Parameters<typeof startIngest>[2] = {}) {
  ingest?.close()
  return start(options)
}
const run = 'run0000001'
const batches = () =>
  ingest!.heard.flatMap((message): JournalBatch[] => (message.kind === 'batch' ? [message.batch] : []))

describe.each(['plj', 'jsonl'] as const)('a journal in .%s', (ending) => {
  it('begins its run, is taken in while it is written, and ends it', async () => {
    const folder = beginRun(home, run, {
      project: 'vision',
      name: 'mine',
      config: { lr: 0.1 },
      tags: ['a'],
      notes: 'Hello.',
    })
    const journal = beginJournal(folder, { ending })
    journal.points(0, { loss: 2, 'val/accuracy': 0.5 })
    const { readOn, summary, points, log } = start()
    await readOn()
    expect(summary(run)).toMatchObject({
      name: 'mine',
      state: 'running',
      origin: { kind: 'logged', facts: { client: 'test', process: '7' } },
      config: { lr: 0.1 },
      tags: ['a'],
      notes: 'Hello.',
      createdAt: '2026-11-29T13:30:00.000Z',
      attempts: 1,
      problems: [],
      series: { loss: { count: 1, last: 2 }, 'val/accuracy': { count: 1 } },
    })
    journal.points(1, { loss: Number.NaN }).points(2, { loss: Number.NEGATIVE_INFINITY })
    journal.record({ type: 'config', config: { model: { depth: 3 } } })
    journal.record({ type: 'summary', summary: { best: 0.25 } })
    journal.record({ type: 'metric', key: 'throughput', direction: 'higher', unit: 'images/s' })
    journal.record({ type: 'log', level: 'warning', lines: ['one', 'two\u001b[2J'], time: begunAt + 5 })
    journal.record({ type: 'alert', title: 'Low', text: 'Too low', level: 'warning' })
    await readOn()
    expect(points(run, 'loss')).toEqual({
      steps: [0, 1, 2],
      seconds: [0, 0.01, 0.02],
      values: [2, Number.NaN, Number.NEGATIVE_INFINITY],
    })
    expect(summary(run)).toMatchObject({
      config: { lr: 0.1, 'model.depth': 3 },
      summary: { best: 0.25 },
      directions: { throughput: 'higher' },
    })
    expect(log(run)).toEqual([
      ['warning', 'one'],
      ['warning', 'two␛[2J'],
      ['warning', 'Low: Too low'],
    ])
    journal.record({ type: 'state', state: 'finished', exitCode: 0, time: begunAt + 60_000 })
    await readOn()
    expect(summary(run)).toMatchObject({ state: 'ended', endReason: 'completed', endedAt: '2026-11-29T13:31:00.000Z' })
  })

  it('is in exactly once, wherever the core died and however small its turns were', async () => {
    const journal = beginJournal(beginRun(home, run), { ending })
    const written: [number, number][] = []
    let last = -1
    for (let round = 0; round < 6; round += 1) {
      for (let step = 0; step < 40; step += 1) {
        last += 1
        written.push([last, Math.sin(last)])
        journal.points(last, { loss: Math.sin(last), other: last })
      }
      const { readOn } = restart({ budget: 1 + 200 * round })
      if (round % 2 === 1) await readOn()
    }
    const { readOn, points, log } = restart()
    await readOn()
    expect(points(run, 'loss')).toMatchObject({
      steps: written.map(([step]) => step),
      values: written.map(([, value]) => value),
    })
    expect(store.logJournals.ofRun(run)[0]!.counts).toMatchObject({ points: 480, replaced: 0 })
    expect(log(run)).toEqual([])
  })
})

it('that was written while no core ran is taken in at the next start', async () => {
  const journal = beginJournal(beginRun(home, run))
  for (let step = 0; step < 3_000; step += 1) journal.points(step, { loss: step })
  journal.record({ type: 'state', state: 'finished', exitCode: 3 })
  const { readOn, summary } = start()
  await readOn()
  expect(summary(run)).toMatchObject({
    endReason: 'failed',
    endMessage: 'It ended with exit code 3.',
    series: { loss: { count: 3_000, last: 2_999 } },
  })
  // As much at a time as fits into a turn of the core, however long the journal is.
  expect(Math.max(...batches().map(({ points }) => points.steps.length))).toBeLessThanOrEqual(2_400)
})

it.each([
  [{ exception: { type: 'ValueError', message: 'no', traceback: 'Traceback' } }, 'failed', 'ValueError: no'],
  [{ exception: { type: 'KeyboardInterrupt', message: '' } }, 'stopped', null],
  [{ reason: 'stopped' as const }, 'stopped', null],
  [{ exitCode: 0 }, 'completed', null],
])('ends as its last record %j says', async (last, endReason, endMessage) => {
  beginJournal(beginRun(home, run)).record({ type: 'state', state: 'finished', ...last })
  const { readOn, summary } = start()
  await readOn()
  expect(summary(run)).toMatchObject({ state: 'ended', endReason, endMessage })
})

describe('attempts', () => {
  it('go on with a run that had ended, and fence off what an older one still writes', async () => {
    const folder = beginRun(home, run)
    const first = beginJournal(folder).points(0, { loss: 5 }).points(1, { loss: 4 }).points(2, { loss: 3 })
    first.record({ type: 'state', state: 'finished', exitCode: 1 })
    const { readOn, summary, points, log } = start()
    await readOn()
    expect(summary(run)).toMatchObject({ endReason: 'failed' })
    const second = beginJournal(folder, { attempt: 2, random: '00000002', time: begunAt + 1_000 }).points(
      2,
      { loss: 2.5 },
      begunAt + 1_100,
    )
    await readOn()
    expect(summary(run)).toMatchObject({ state: 'running', endReason: null, attempts: 2 })
    // A node that was thought dead: neither its points nor its end count.
    first.points(3, { loss: 99 }).record({ type: 'state', state: 'finished', exitCode: 0 })
    await readOn()
    second.points(3, { loss: 2 }, begunAt + 1_200)
    await readOn()
    expect(summary(run)).toMatchObject({ state: 'running' })
    expect(points(run, 'loss')).toMatchObject({ steps: [0, 1, 2, 3], values: [5, 4, 2.5, 2] })
    expect(log(run).map(([, message]) => message)).toEqual([
      expect.stringMatching(/^Attempt 2 has begun on .*, process \d+\.$/),
      '1 point took the place of earlier ones at their steps.',
      expect.stringMatching(/^2 records and points of .* came after a newer attempt had begun, and were kept apart\.$/),
    ])
  })

  it('count the same where all of it happened while no core ran', async () => {
    const folder = beginRun(home, run)
    const first = beginJournal(folder, { random: 'zzzzzzzz' })
      .points(0, { loss: 5 })
      .points(1, { loss: 4 })
      .points(2, { loss: 3 })
    beginJournal(folder, { attempt: 2, random: '00000002', time: begunAt + 1_000 })
      .points(2, { loss: 2.5 }, begunAt + 1_100)
      .points(3, { loss: 2 }, begunAt + 1_200)
    first.points(3, { loss: 99 }, begunAt + 1_300).points(4, { loss: 98 }, begunAt + 1_400)
    const { readOn, points, log } = start({ budget: 1 })
    await readOn()
    expect(points(run, 'loss')).toMatchObject({ steps: [0, 1, 2, 3], values: [5, 4, 2.5, 2] })
    expect(log(run).map(([, message]) => message)).toContainEqual(expect.stringContaining('came after a newer attempt'))
  })

  it('may be written by several processes', async () => {
    const folder = beginRun(home, run)
    const one = beginJournal(folder, { random: '00000001' })
    const two = beginJournal(folder, { random: '00000002' })
    for (let step = 0; step < 50; step += 1) {
      one.points(step, { 'rank0/loss': step })
      two.points(step, { 'rank1/loss': -step })
    }
    two.record({ type: 'state', state: 'left' })
    one.record({ type: 'state', state: 'finished' })
    const { readOn, summary } = start()
    await readOn()
    expect(summary(run)).toMatchObject({
      endReason: 'completed',
      attempts: 1,
      series: { 'rank0/loss': { count: 50 }, 'rank1/loss': { count: 50, last: -49 } },
    })
  })
})

describe('the end of a writer', () => {
  it('on this machine interrupts its run, once all of its processes are gone', async () => {
    const gone = new Set<number>()
    const folder = beginRun(home, run)
    beginJournal(folder, { process: 101 }).points(0, { loss: 1 })
    beginJournal(folder, { process: 102, random: '00000002' }).points(1, { loss: 1 })
    const { readOn, summary } = start({ isAlive: (process) => !gone.has(process) })
    await readOn()
    gone.add(101)
    clock.now += 2_000
    await readOn()
    expect(summary(run)).toMatchObject({ state: 'running' })
    gone.add(102)
    clock.now += 2_000
    await readOn()
    expect(summary(run)).toMatchObject({
      endReason: 'interrupted',
      endMessage: 'Its process 101 ended without a last word.',
    })
    expect(store.logJournals.open()).toEqual([])
  })

  it.runIf(process.platform === 'linux')('is told by when it began, whatever the clock is set to meanwhile', () => {
    const begun = Date.parse('2026-03-29T00:59:00Z')
    const system = { boot: begun / 1_000 - 3_600, ticks: 350_000 }
    const read = (path: string): string =>
      path === '/proc/stat' ? `btime ${system.boot}\n` : `7 (a) b) S ${'0 '.repeat(18)}${system.ticks} 0`
    const isSame = (): boolean => isAlive(process.pid, begun, read)
    expect(isSame()).toBe(true)
    for (const hours of [1, -1, 24 * 365, -24 * 365]) {
      system.boot = begun / 1_000 - 3_600 + hours * 3_600
      expect(isSame(), `${hours} h`).toBe(true)
    }
    // Another process with its number, after the writer and long after its journal.
    system.boot = begun / 1_000 - 3_600
    system.ticks = 370_000
    expect(isSame()).toBe(false)
    expect(isSame()).toBe(false)
  })

  it('elsewhere makes its run silent after a minute, until it is heard again', async () => {
    const journal = beginJournal(beginRun(home, run), { host: 'node-7' }).points(0, { loss: 1 })
    const { readOn, summary, service } = start({ isAlive: () => false })
    await readOn()
    service.findSilent()
    expect(summary(run)).toMatchObject({ state: 'running', silentSince: null })
    const heardAt = new Date(clock.now).toISOString()
    clock.now += 60_000
    service.findSilent()
    expect(summary(run)).toMatchObject({ state: 'running', silentSince: heardAt })
    journal.record({ type: 'state', state: 'alive' })
    await readOn()
    expect(summary(run)).toMatchObject({ state: 'running', silentSince: null })
  })
})

describe('journals of an ended run', () => {
  it('are deleted a week after its end, and not before; its attempts and steps go on where they were', async () => {
    const folder = beginRun(home, run)
    beginJournal(folder, { attempt: 3 })
      .points(41, { loss: 1, 'system/cpu': 1 })
      .points(900, { 'system/cpu': 1 })
      .record({ type: 'state', state: 'finished', time: clock.now })
    mkdirSync(join(folder, 'claims-3'))
    const { readOn, service, summary, log } = start()
    await readOn()
    clock.now += 20_000
    await readOn()
    expect(store.logJournals.open()).toEqual([])
    clock.now += 6 * 24 * 60 * 60 * 1_000
    await service.sweep()
    expect(readdirSync(folder)).toHaveLength(3)
    clock.now += 24 * 60 * 60 * 1_000
    await service.sweep()
    const kept = 'kept-0-00000000.jsonl'
    expect(readdirSync(folder).sort()).toEqual([kept, 'run.json'])
    const [first] = readFileSync(join(folder, kept), 'utf8').split('\n')
    expect(JSON.parse(first!)).toMatchObject({ type: 'attempt', attempt: 3, lastStep: 41 })
    expect(readRecord(JSON.parse(first!)).kind).toBe('record')
    // What stays is a journal like any other, and says nothing new.
    const before = log(run)
    await readOn()
    await service.sweep()
    expect(log(run)).toEqual(before)
    expect(readdirSync(folder)).toHaveLength(2)
    expect(summary(run)).toMatchObject({ state: 'ended', attempts: 1 })
    beginJournal(folder, { attempt: 4, time: clock.now, random: '00000002' }).points(42, { loss: 2 }, clock.now)
    await readOn()
    expect(summary(run)).toMatchObject({ state: 'running', series: { loss: { count: 2, lastStep: 42 } } })
  })
})

describe('media', () => {
  const png = Buffer.from('not really a picture')
  const sha256 = createHash('sha256').update(png).digest('hex')
  const picture = (step: number, index = 0) =>
    ({ type: 'image', key: 'prediction', step, sha256, format: 'png', width: 2, height: 3, index }) as const

  function begin(id = run) {
    const folder = beginRun(home, id)
    mkdirSync(join(folder, 'files'), { recursive: true })
    writeFileSync(join(folder, 'files', sha256), png)
    return beginJournal(folder)
  }

  it('are kept by key and step, with their contents once', async () => {
    begin()
      .record(picture(5))
      .record(picture(10))
      .record({ ...picture(10, 1), caption: 'second\u001b' })
      .record({ type: 'text', key: 'sample', step: 1, text: 'old' })
      .record({ type: 'text', key: 'sample', step: 1, text: 'line\nline' })
      .record({ type: 'histogram', key: 'weights', step: 2, edges: [0, 1, 2], counts: [3, 4] })
      .record({
        type: 'table',
        key: 'errors',
        step: 2,
        columns: ['a'],
        rows: Array.from({ length: 2_000 }, (_, row) => [row]),
      })
      .record({ type: 'file', name: 'weights.bin', size: 5, sha256, copied: true })
      .record({ type: 'file', name: 'data.csv', path: '/data/data.csv', size: 7, sha256, copied: false })
    const { readOn, media, log } = start()
    await readOn()
    expect(media.list(run)).toEqual([
      { kind: 'file', key: 'data.csv', steps: [0] },
      { kind: 'file', key: 'weights.bin', steps: [0] },
      { kind: 'histogram', key: 'weights', steps: [2] },
      { kind: 'image', key: 'prediction', steps: [5, 10] },
      { kind: 'table', key: 'errors', steps: [2] },
      { kind: 'text', key: 'sample', steps: [1] },
    ])
    expect(media.at(run, 'image', 'prediction', 10)).toMatchObject([
      { place: 0, sha256, bytes: png.length, details: { format: 'png', width: 2, height: 3 } },
      { place: 1, details: { caption: 'second␛' } },
    ])
    expect(media.at(run, 'text', 'sample', 1)).toMatchObject([{ details: { text: 'line\nline' } }])
    const [table] = media.at(run, 'table', 'errors', 2)
    expect(table!.details).toMatchObject({ columns: ['a'], rowCount: 2_000 })
    expect(table!.details.rows).toHaveLength(1_000)
    expect(media.at(run, 'file', 'data.csv', 0)).toMatchObject([
      { sha256: null, bytes: 0, details: { path: '/data/data.csv', sha256 } },
    ])
    expect(Buffer.from(media.content(sha256)).equals(png)).toBe(true)
    expect(readdirSync(join(home, 'media', sha256.slice(0, 2)))).toEqual([sha256])
    expect(log(run)).toEqual([])
    // They count in the size of their project.
    const [bytes] = store.storage.ofRuns(0, 10)
    expect(bytes!.mediaBytes).toBeGreaterThan(4 * png.length)
  })

  it('whose contents are not those of their hash are said and left out, and harm no other run that has it', async () => {
    const altered = Buffer.from('not what was logged')
    const found = createHash('sha256').update(altered).digest('hex')
    begin().record(picture(1)).points(2, { loss: 1 })
    writeFileSync(join(home, 'journals', run, 'files', sha256), altered)
    const { readOn, media, log, points, service } = start()
    await readOn()
    const problem = `The contents of the image prediction are not those that were logged, and were left out: their SHA-256 is ${found.slice(0, 12)}….`
    expect(log(run)).toEqual([['warning', problem]])
    expect(media.list(run)).toEqual([])
    expect(points(run, 'loss').steps).toEqual([2])
    expect(existsSync(join(home, 'media', sha256.slice(0, 2), sha256))).toBe(false)
    begin('another0001').record(picture(1))
    await readOn()
    expect(Buffer.from(media.content(sha256)).equals(png)).toBe(true)
    // Over the socket they are looked at too.
    const other = createHash('sha256').update('other').digest('hex')
    writeFileSync(join(home, 'journals', run, 'files', other), altered)
    await service.append(run, [{ ...picture(3), sha256: other }])
    expect(log(run)).toEqual([
      ['warning', problem],
      ['warning', problem],
    ])
  })

  it('whose contents are large keep no other journal from being read', async () => {
    const large = createHash('sha256').update('large').digest('hex')
    begin().record({ type: 'file', name: 'weights.bin', size: 5, sha256: large, copied: true })
    const path = join(home, 'journals', run, 'files', large)
    writeFileSync(path, '')
    truncateSync(path, 200_000_000)
    beginJournal(beginRun(home, 'run0000002')).points(0, { loss: 1 })
    const { readOn, log } = start()
    await readOn()
    expect(batches().map((batch) => batch.run)).toEqual(['run0000002', run])
    expect(log(run)).toEqual([['warning', expect.stringContaining('weights.bin are not those that were logged')]])
  })

  it('whose contents are missing are said, and contents go with the last run that has them', async () => {
    begin()
      .record(picture(1))
      .record({ ...picture(2), sha256: 'f'.repeat(64) })
    begin('another0001').record(picture(1))
    const { readOn, media, log } = start()
    await readOn()
    expect(log(run)).toEqual([
      [
        'warning',
        'The contents of the image prediction are missing: there is no file ffffffffffff… beside its journal.',
      ],
    ])
    for (const [id, stays] of [
      [run, true],
      ['another0001', false],
    ] as const) {
      store.runs.markEnded(id, 'completed', null, new Date().toISOString())
      store.annotations.bin(id, new Date().toISOString())
      const release = media.release([id])
      expect(store.annotations.purge(id)).toBe(true)
      release()
      expect(existsSync(join(home, 'media', sha256.slice(0, 2), sha256))).toBe(stays)
    }
    expect(() => media.content(sha256)).toThrow('The contents are not there any more')
  })
})

describe('faults', () => {
  const fault = async (options: Parameters<typeof startIngest>[2] = {}) => {
    const ingested = start(options)
    await ingested.readOn()
    return ingested
  }

  it('a journal cut anywhere: what is whole is in, and the rest is said once its program is gone', async () => {
    const { path, ...journal } = beginJournal(beginRun(home, run)).points(0, { loss: 1 })
    journal.points(1, { loss: 2 })
    truncateSync(path, statSync(path).size - 3)
    let isAlive = true
    const { readOn, summary, points } = await fault({ isAlive: () => isAlive })
    expect(points(run, 'loss').steps).toEqual([0])
    expect(summary(run).problems).toEqual([])
    isAlive = false
    clock.now += 2_000
    await readOn()
    expect(summary(run)).toMatchObject({
      endReason: 'interrupted',
      problems: [
        expect.stringMatching(
          /^The last record of .*\.plj was cut off when its program ended: \d+ bytes were left out\.$/,
        ),
      ],
    })
  })

  it('bits turned over: all before them is in, the damage is said, and the run is watched on', async () => {
    const journal = beginJournal(beginRun(home, run)).points(0, { loss: 1 })
    const at = statSync(journal.path).size
    journal.points(1, { loss: 2 }).points(2, { loss: 3 })
    const bytes = readFileSync(journal.path)
    bytes[at + 10] = bytes[at + 10]! ^ 4
    writeFileSync(journal.path, bytes)
    let isAlive = true
    const { readOn, summary, points, log } = await fault({ isAlive: () => isAlive })
    await readOn()
    expect(points(run, 'loss').steps).toEqual([0])
    const problem = `The journal ${journal.name} is damaged at byte ${at}: a record is not what was written. What stands before it was taken in, the ${bytes.length - at} bytes behind it were not.`
    expect(summary(run)).toMatchObject({ state: 'running', problems: [problem] })
    expect(log(run)).toEqual([['warning', problem]])
    const again = restart({ isAlive: () => isAlive })
    isAlive = false
    clock.now += 2_000
    await again.readOn()
    expect(again.summary(run)).toMatchObject({ endReason: 'interrupted', problems: [problem] })
    expect(again.log(run)).toHaveLength(1)
    void readOn
  })

  it('two processes that write one file: what cannot be read ends it, and nothing that was not written is in', async () => {
    const folder = beginRun(home, run)
    const one = beginJournal(folder)
    for (let step = 0; step < 20; step += 1) one.points(step, { loss: 1 })
    // The other begins the file anew in its middle.
    const other = beginJournal(beginRun(home, 'elsewhere01'))
    for (let step = 0; step < 20; step += 1) other.points(step, { loss: 7 })
    one.raw(readFileSync(other.path).subarray(5))
    one.points(20, { loss: 1 })
    const { points, summary } = await fault()
    expect(points(run, 'loss').values).toEqual(Array(20).fill(1))
    expect(summary(run).problems).toEqual([expect.stringContaining('is damaged at byte')])
    expect(points('elsewhere01', 'loss').values).toEqual(Array(20).fill(7))
  })

  it.each(['a', 'w'])('two processes at once write one file, opened with "%s"', async (flag) => {
    const folder = beginRun(home, run)
    const name = `${hostname()}-${process.pid}-00000001.plj`
    beginJournal(beginRun(home, 'elsewhere01')).points(0, { loss: 7 })
    const { readOn, points, summary } = start()
    const script = resolve(import.meta.dirname, '../../support/journal-writer.mjs')
    const bases = [1_000_000, 2_000_000]
    const ends = bases.map((base) =>
      once(spawn(process.execPath, [script, folder, '3000', '1', '0', name, flag, String(base)]), 'exit'),
    )
    // It is read while they write.
    await Promise.race(ends)
    await readOn()
    expect(await Promise.all(ends)).toEqual([
      [0, null],
      [0, null],
    ])
    restart({ isAlive: () => false })
    clock.now += 20_000
    await ingest!.readOn()
    await ingest!.readOn()
    const { steps, values } = ingest!.points(run, 'loss')
    // Where both began before either had written a point, no more than the beginning can be read, and that is said.
    if (steps.length === 0) expect(summary(run).problems).not.toEqual([])
    // Whatever is in was written, as it is and at its step, by one of them.
    for (const [index, step] of steps.entries()) expect(bases.map((base) => base + step)).toContain(values[index])
    if (flag === 'a')
      expect(summary(run).problems).toEqual([expect.stringMatching(/^The journal .* is damaged at byte [\d,]+: /)])
    expect(points('elsewhere01', 'loss').values).toEqual([7])
    expect(summary('elsewhere01').problems).toEqual([])
  })

  it('a key of 10 MB, and of no letters', async () => {
    const journal = beginJournal(beginRun(home, run))
    journal.points(0, { ['k'.repeat(10_000_000)]: 1, '\u0007': 2, loss: 3 })
    const { summary, log } = await fault()
    expect(Object.keys(summary(run).series)).toEqual(['loss'])
    expect(log(run)).toEqual([
      [
        'warning',
        '2 points were left out: keys have 1 to 200 printable characters. A key that has 10000000 bytes (kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk…).',
      ],
    ])
  })

  it('a step that goes back, one below 0 and one beyond all: points are put where they belong or counted', async () => {
    const journal = beginJournal(beginRun(home, run), { ending: 'jsonl' })
    for (const step of [10, 20, 5, 20, -1, 2 ** 53, 1.5]) journal.points(step, { loss: step }, begunAt + 10)
    const { points, log } = await fault()
    expect(points(run, 'loss')).toMatchObject({ steps: [5, 10, 20], values: [5, 10, 20] })
    expect(log(run)).toEqual([
      ['info', '1 point took the place of earlier ones at their steps.'],
      ['warning', '3 points were left out: steps are whole numbers from 0 to 2^53 - 1.'],
    ])
  })

  it('a clock that jumps: times never go back, which is said', async () => {
    const journal = beginJournal(beginRun(home, run))
    for (const [step, at] of [50, 60, -3_600_000, 70, 9e15, 80].entries())
      journal.points(step, { loss: step }, begunAt + at)
    const { points, log } = await fault()
    const last = (Date.UTC(9999, 11, 31, 23, 59, 59, 999) - begunAt) / 1_000
    expect(points(run, 'loss').seconds).toEqual([0.05, 0.06, 0.06, 0.07, last, last])
    expect(log(run)).toEqual([
      ['warning', 'The clock of its program went back: 2 points were given the time of the point before them.'],
    ])
  })

  it('more keys than a run may have: the first are kept, the rest counted, and no batch is too much for a turn', async () => {
    const journal = beginJournal(beginRun(home, run))
    const names = Array.from({ length: 30_000 }, (_, index) => `layer.${index}`)
    journal.points(0, Object.fromEntries(names.map((name, index) => [name, index])))
    const { log, summary } = await fault()
    expect(Object.keys(summary(run).series)).toHaveLength(10_000)
    expect(store.logJournals.ofRun(run)[0]!.counts).toMatchObject({ points: 10_000, tooManyKeys: 20_000 })
    expect(log(run).at(-1)).toEqual([
      'warning',
      expect.stringMatching(/^1\d,\d{3} points were left out: a run has at most 10,000 series\.$/),
    ])
    expect(Math.max(...batches().map(({ points }) => points.keys.length))).toBeLessThanOrEqual(100)
  })

  it('lines that are none, too long or too deep', async () => {
    const journal = beginJournal(beginRun(home, run), { ending: 'jsonl' })
    journal
      .raw('not JSON\n')
      .raw(`${'['.repeat(100_000)}\n`)
      .raw(`"${'x'.repeat(17 * 1024 * 1024)}"\n`)
      .raw(Uint8Array.of(0xff, 0xfe, 0x0a))
    journal.points(1, { loss: 1 })
    const { points, log, summary } = await fault()
    expect(points(run, 'loss').steps).toEqual([1])
    expect(summary(run).problems).toEqual([`A line of more than 16 MB in ${journal.name} was left out.`])
    expect(log(run).map(([, message]) => message)).toContainEqual(
      expect.stringMatching(/could not be taken in, and were left out: it is not valid JSON\.$/),
    )
  })

  it('a run.json that is none begins no run, and is read again when the folder changes', async () => {
    const folder = beginRun(home, run)
    writeFileSync(join(folder, 'run.json'), '{"protocol": 1')
    beginJournal(folder).points(0, { loss: 1 })
    const { readOn, summary } = await fault()
    expect(store.runs.get(run)).toBeNull()
    beginRun(home, run)
    writeFileSync(join(folder, 'made.tmp'), '')
    await readOn()
    expect(summary(run).series).toHaveProperty('loss')
  })

  it('any bytes behind a whole beginning: the beginning is in, and no other run is touched', async () => {
    let number = 0
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('plj' as const, 'jsonl' as const),
        async (bytes, ending) => {
          number += 1
          const id = `any${String(number).padStart(9, '0')}`
          beginJournal(beginRun(home, id), { ending }).points(0, { loss: 1 }).raw(bytes)
          ingest ??= start()
          await ingest.readOn()
          expect(ingest.points(id, 'loss').steps[0]).toBe(0)
          expect(ingest.summary(id).state).toBe('running')
        },
      ),
      { numRuns: propertyCases(25) },
    )
  })
})
