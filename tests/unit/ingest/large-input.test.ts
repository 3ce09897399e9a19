/** What is too much of a run: bounded in the thread that reads it, said on that run, and no batch more than one turn of the core. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JournalBatch } from '../../../src-main/core/ingest/messages'
import type { RunSummary } from '../../../src-main/contract/run'
import { openDatabase } from '../../../src-main/store/open'
import { createStore, type Store } from '../../../src-main/store/store'
import { beginJournal, beginRun, startIngest, type TestedIngest } from '../../support/ingest'

const run = 'run0000001'
const other = 'other00001'
let home = ''
let store: Store
let ingest: TestedIngest
let isAlive = true
const clock = { now: Date.now() }
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'plateau-large-'))
  store = createStore(openDatabase(home))
  isAlive = true
})
afterEach(() => {
  ingest.close()
  store.close()
  rmSync(home, { recursive: true, force: true })
})

/** Reads all there is, beside a run that nothing is wrong with. */
async function readAll(): Promise<void> {
  beginJournal(beginRun(home, other)).points(0, { loss: 7 })
  ingest = startIngest(home, store, { clock, isAlive: () => isAlive })
  await ingest.readOn()
  expect(ingest.points(other, 'loss').values).toEqual([7])
  expect(ingest.summary(other).problems).toEqual([])
}
/** Once its program is gone, and what it said last is in. */
async function afterItsProgram(): Promise<RunSummary> {
  isAlive = false
  clock.now += 20_000
  await ingest.readOn()
  return ingest.summary(run)
}
const batches = () =>
  ingest.heard.flatMap((message): JournalBatch[] =>
    message.kind === 'batch' && message.batch.run === run ? [message.batch] : [],
  )
const messages = () => ingest.log(run).map(([, message]) => message)
const linesOf = ({ records }: JournalBatch): number =>
  records.reduce((sum, record) => sum + (record.type === 'log' ? record.lines.length : 0), 0)

describe('a log', () => {
  it.each(['plj', 'jsonl'])(
    'of 20,000 lines in one record (%s) is in once, line by line, some at a time',
    async (ending) => {
      const lines = Array.from({ length: 20_000 }, (_, at) => `line ${at}`)
      beginJournal(beginRun(home, run), { ending }).record({ type: 'log', level: 'info', lines }).points(0, { loss: 1 })
      await readAll()
      expect(store.journal.after(run, undefined, 30_000).map(({ message }) => message)).toEqual(lines)
      expect(Math.max(...batches().map(linesOf))).toBeLessThanOrEqual(150)
      expect(ingest.points(run, 'loss').values).toEqual([1])
    },
  )

  it('with a line of 10 MB has its beginning', async () => {
    beginJournal(beginRun(home, run)).record({ type: 'log', level: 'error', lines: ['x'.repeat(10_000_000), 'after'] })
    await readAll()
    expect(messages()).toEqual([`${'x'.repeat(20_000)}…`, 'after'])
  })
})

describe('an end', () => {
  it('whose message and traceback have 5 MB is kept by their beginnings', async () => {
    const long = 'y'.repeat(5_000_000)
    beginJournal(beginRun(home, run)).record({
      type: 'state',
      state: 'finished',
      exitCode: 1,
      exception: { type: 'ValueError', message: long, traceback: long },
    })
    await readAll()
    expect(ingest.summary(run).endMessage).toHaveLength(2_000)
    expect(messages()).toEqual([`${'y'.repeat(20_000)}…`])
    expect(JSON.stringify(batches()).length).toBeLessThan(200_000)
  })
})

describe('media', () => {
  it('of 10 MB beside the journal are kept by their beginnings, which is said', async () => {
    const rows = Array.from({ length: 300_000 }, (_, at) => [at, `row ${at}`])
    beginJournal(beginRun(home, run))
      .record({ type: 'text', key: 'words', step: 1, text: 'w'.repeat(10_000_000) })
      .record({ type: 'table', key: 'rows', step: 2, columns: ['a', 'b'], rows })
    await readAll()
    expect(messages()).toEqual([
      'The text words of step 1 is larger than 1 MB: its end was left out.',
      'The table rows of step 2 is larger than 1 MB: its end was left out.',
    ])
    const [text] = ingest.media.at(run, 'text', 'words', 1)
    expect(text!.details).toEqual({ text: `${'w'.repeat(250_000)}…` })
    const [table] = ingest.media.at(run, 'table', 'rows', 2)
    expect(table!.details).toMatchObject({ columns: ['a', 'b'], rowCount: 300_000 })
    // What the core gets is no more than it keeps.
    for (const batch of batches()) expect(JSON.stringify(batch.records).length).toBeLessThan(1_000_000)
  })
})

describe('a config', () => {
  it('of 5 MB is left out with a sentence, and what the program says besides is in', async () => {
    beginJournal(beginRun(home, run))
      .record({ type: 'config', config: { lr: 0.1, vocabulary: 'v'.repeat(5_000_000) } })
      .record({
        type: 'summary',
        summary: Object.fromEntries(Array.from({ length: 30_000 }, (_, at) => [`k${at}`, at])),
      })
      .record({ type: 'config', config: { epochs: 3 } })
    await readAll()
    expect(ingest.summary(run).config).toEqual({ epochs: 3 })
    expect(messages()).toEqual([expect.stringMatching(/were left out: its config is larger than 2 MB\.$/)])
    expect(store.logJournals.ofRun(run)[0]!.counts).toMatchObject({ invalid: 2 })
  })

  it('that grows beyond its bound keeps what it had, and says so once', async () => {
    const journal = beginJournal(beginRun(home, run))
    for (let part = 0; part < 6; part += 1)
      journal.record({ type: 'config', config: { [`part ${part}`]: 'p'.repeat(900_000) } })
    await readAll()
    expect(ingest.summary(run).problems).toContain(
      'Its config is larger than 2 MB by now: what came later was left out. Keep large values in a file and log its path.',
    )
    expect(ingest.summary(run).problems).toHaveLength(2)
    const whole = JSON.parse(readFileSync(join(home, 'runs', run, 'config.json'), 'utf8')) as object
    expect(Object.keys(whole)).toEqual(['part 0', 'part 1'])
  })

  it('in a run.json that is too large is left out, and the run begins without it', async () => {
    const config = Object.fromEntries(Array.from({ length: 10_001 }, (_, at) => [`k${at}`, at]))
    const folder = beginRun(home, run, { config, environment: { packages: 'e'.repeat(3_000_000) }, name: 'mine' })
    beginJournal(folder).points(0, { loss: 1 })
    await readAll()
    expect(ingest.summary(run)).toMatchObject({ name: 'mine', config: {}, environment: null })
    expect(messages()).toEqual([
      'The config in its run.json has more than 10,000 settings, and was left out. Keep large values in a file and log its path.',
      'The environment in its run.json is larger than 2 MB, and was left out. Keep large values in a file and log its path.',
    ])
  })

  it('of a run.json of 10 GB is not even read', async () => {
    const folder = beginRun(home, run)
    truncateSync(join(folder, 'run.json'), 10 * 1024 ** 3)
    beginJournal(folder).points(0, { loss: 1 })
    await readAll()
    expect(store.runs.get(run)).toBeNull()
  })
})

describe('a journal of 10 GB', () => {
  it('of which nothing is written yet is read as far as it is, and costs nothing', async () => {
    const journal = beginJournal(beginRun(home, run)).points(0, { loss: 1 })
    truncateSync(journal.path, 10 * 1024 ** 3)
    await readAll()
    expect(ingest.points(run, 'loss').values).toEqual([1])
    expect(await afterItsProgram()).toMatchObject({ endReason: 'interrupted', problems: [] })
    expect(batches().length).toBeLessThan(4)
  })

  it.each([
    [
      'of 16 MB that is not there',
      [0, 0, 0, 1],
      /^The last record of .* was cut off when its program ended: \d+ bytes were left out\.$/,
    ],
    [
      'of 4 GB',
      [0xff, 0xff, 0xff, 0xff],
      /^The journal .* is damaged at byte \d+: a record has an impossible length\./,
    ],
  ])('that claims a record %s is not read beyond what is there', async (_, length, sentence) => {
    beginJournal(beginRun(home, run))
      .points(0, { loss: 1 })
      .raw(Uint8Array.of(...length, 1, 2, 3, 4, 5))
    await readAll()
    expect(ingest.points(run, 'loss').values).toEqual([1])
    expect((await afterItsProgram()).problems).toEqual([expect.stringMatching(sentence)])
  })

  it('that says nothing in its line of 100 MB is passed over, and what comes behind it is in', async () => {
    const journal = beginJournal(beginRun(home, run), { ending: 'jsonl' }).points(0, { loss: 1 })
    truncateSync(journal.path, 100 * 1024 ** 2)
    journal.raw('\n').points(1, { loss: 2 })
    await readAll()
    expect(ingest.points(run, 'loss').values).toEqual([1, 2])
    expect(ingest.summary(run).problems).toEqual([`A line of more than 16 MB in ${journal.name} was left out.`])
  })
})

it('numbers that are none are points like others: each is kept as it is, and counted beside the finite ones', async () => {
  const values = [1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, Number.NaN, 0.5]
  const binary = beginJournal(beginRun(home, run))
  values.forEach((value, step) => binary.points(step, { loss: value }))
  const lines = beginJournal(beginRun(home, 'lines00001'), { ending: 'jsonl' })
  values.forEach((value, step) => lines.points(step, { loss: value }))
  lines.raw('{"type": "points", "step": 9, "values": {"loss": "nan", "other": null, "third": 1e999}}\n')
  await readAll()
  for (const id of [run, 'lines00001']) {
    expect(ingest.points(id, 'loss').values).toEqual(values)
    expect(ingest.summary(id).series.loss).toMatchObject({
      count: 7,
      nan: 2,
      infinite: 2,
      last: 0.5,
      minimumStep: 4,
      maximum: 1,
    })
  }
  // What JSON has no number for is no value, but 1e999 is read as infinity by every reader of it.
  expect(Object.keys(ingest.summary('lines00001').series)).toEqual(['loss', 'third'])
  expect(ingest.log('lines00001')).toEqual([
    [
      'warning',
      expect.stringMatching(
        /^2 records and values of .* could not be taken in, and were left out: loss is no number\.$/,
      ),
    ],
  ])
})

describe.skipIf(process.platform === 'win32')('what is no file', () => {
  it('in the place of journals, of run.json or of contents is left alone, and keeps nobody waiting', async () => {
    const folder = beginRun(home, run)
    const journal = beginJournal(folder).points(0, { loss: 1 })
    const sha256 = 'a'.repeat(64)
    mkdirSync(join(folder, 'files'))
    execFileSync('mkfifo', [join(folder, 'host-1-pipe0001.plj'), join(folder, 'files', sha256)])
    mkdirSync(join(folder, 'host-1-folder01.plj'))
    symlinkSync('/nowhere', join(folder, 'host-1-link0001.jsonl'))
    symlinkSync('/dev/zero', join(folder, 'host-1-zero0001.jsonl'))
    journal.record({ type: 'image', key: 'pipe', step: 0, sha256, format: 'png', width: 1, height: 1 })
    mkdirSync(join(home, 'journals', 'piped00001'))
    execFileSync('mkfifo', [join(home, 'journals', 'piped00001', 'run.json')])
    writeFileSync(join(home, 'journals', 'piped00001', 'host-1-plain001.plj'), '')
    writeFileSync(join(home, 'journals', 'not0folder'), '')
    await readAll()
    expect(ingest.points(run, 'loss').values).toEqual([1])
    expect(store.logJournals.ofRun(run)).toHaveLength(1)
    expect(store.runs.get('piped00001')).toBeNull()
    expect(messages()).toEqual([expect.stringMatching(/^The contents of the image pipe are missing/)])
  })

  it('a journal that is taken away or becomes a folder is said on its run alone', async () => {
    const journal = beginJournal(beginRun(home, run)).points(0, { loss: 1 })
    await readAll()
    rmSync(journal.path)
    mkdirSync(journal.path)
    await ingest.readOn()
    beginJournal(join(home, 'journals', other), { random: '00000002' }).points(1, { loss: 8 })
    await ingest.readOn()
    expect(ingest.points(other, 'loss').values).toEqual([7, 8])
    const [problem, ...more] = ingest.summary(run).problems
    expect(problem).toMatch(/^The journal .* cannot be read from byte \d+ on \(EISDIR\)\.$/)
    expect(more).toEqual([])
    expect(await afterItsProgram()).toMatchObject({ endReason: 'interrupted', problems: [problem] })
  })
})
