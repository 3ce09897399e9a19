/** One row that cannot be read is a run with a mark and a reason: it hides no other, and nothing is done with it that it cannot bear. */
import { sampleSizesOf } from '../../../src-main/contract/run-data'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { compareRuns } from '../../../src-main/model/comparison/compare'
import { readCompared } from '../../../src-main/core/history/compared-runs'
import { toCsv, toJson } from '../../../src-main/core/exports/run-documents'
import { readLines } from '../../../src-main/core/history/lines/lines'
import { createSummaryCache } from '../../../src-main/core/history/summaries'
import { readEpochSeries } from '../../../src-main/core/history/series'
import { openDatabase } from '../../../src-main/store/open'
import { createStore, type Store } from '../../../src-main/store/store'
import { propertyCases } from '../../support/property'
import { addRun, seedRuns } from '../../support/seed-runs'

/** The damaged run, its two healthy neighbours, and a queued one that waits behind it. */
const sizes = sampleSizesOf({}, 8)
const damaged = 'seeded000001'
const healthy = ['seeded000000', 'seeded000002'] as const
const waiting = 'seeded000004'

let template = ''
let home = ''
let store: Store | null = null

beforeAll(() => {
  template = mkdtempSync(join(tmpdir(), 'plateau-unread-'))
  seedRuns(template, 3)
  const database = openDatabase(template)
  const made = createStore(database)
  for (const id of [...healthy, damaged]) {
    const steps = Array.from({ length: 3_000 }, (_, index) => index)
    made.batches.append(id, 'mine', { steps, seconds: steps, values: steps })
    made.samples.keepOutputs(id, 1, new Float32Array(8 * 784))
  }
  // Packed, as a core would have left them.
  createSummaryCache(made).prepare(made.runs.list())
  addRun(made, 3)
  addRun(made, 4)
  database.exec("UPDATE runs SET state = 'queued', started_at = NULL WHERE state = 'running'")
  made.close()
})
afterAll(() => rmSync(template, { recursive: true, force: true }))
afterEach(() => {
  store?.close()
  store = null
  rmSync(home, { recursive: true, force: true })
})

/** Runs SQL that a healthy database refuses: no checks, no types, no NOT NULL. */
function damage(sql: string, ...parameters: unknown[]): Store {
  home = mkdtempSync(join(tmpdir(), 'plateau-unread-'))
  cpSync(template, home, { recursive: true })
  const file = join(home, 'plateau.sqlite')
  if (/epoch_points|UPDATE epochs/.test(sql)) {
    // Rows are those of a run that trains.
    const rows = createStore(openDatabase(home))
    rows.epochs.unpack(damaged)
    rows.close()
  }
  const loosened = new Sqlite(file)
  loosened.unsafeMode(true)
  loosened.pragma('writable_schema = ON')
  const tables = loosened
    .prepare<[], { name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%STRICT%'",
    )
    .all()
  const rewrite = loosened.prepare('UPDATE sqlite_schema SET sql = ? WHERE name = ?')
  for (const { name, sql: made } of tables)
    rewrite.run(
      made
        .replaceAll(/(?<!IS) NOT NULL/g, '')
        .replace(/STRICT, WITHOUT/, 'WITHOUT')
        .replace(/STRICT$/, ''),
      name,
    )
  loosened.close()
  const database = new Sqlite(file)
  database.pragma('ignore_check_constraints = ON')
  database.pragma('foreign_keys = OFF')
  database.exec('DROP TRIGGER epoch_points_changed; DROP TRIGGER epochs_changed; DROP TRIGGER batch_tail_changed')
  database.prepare(sql).run(...parameters)
  database.close()
  return (store = createStore(openDatabase(home)))
}

/** Everything that reads the history, over all runs at once. */
function readEverything(read: Store) {
  const cache = createSummaryCache(read)
  const stored = read.runs.list()
  for (const { id, state, stepsPerEpoch, createdAt, startedAt } of stored)
    if (read.runs.get(id) !== null)
      expect(read.runs.times(id)).toEqual({ id, state, stepsPerEpoch, createdAt, startedAt })
  cache.prepare(stored)
  const summaries = stored.map(cache.of)
  const compared = (['architecture', 'learningRate'] as const).map((row) =>
    compareRuns(
      'val_mse',
      summaries.map((run) => readCompared(read, run, 'val_mse')),
      { keys: { row, column: 'loss' } },
    ),
  )
  const exported = stored.map((run) => ({
    summary: cache.of(run),
    layers: run.layers,
    epochs: read.epochs.list(run.id),
    values: new Map([...read.epochs.values(run.id)].map(([key, points]) => [key, new Map(points)] as const)),
  }))
  const texts = [toCsv(exported), toJson(exported)]
  const series = stored.map(({ id }) => readEpochSeries(read, id))
  const lines = (['step', 'epoch', 'wall'] as const).flatMap((x) =>
    readLines(read, {
      series: stored.flatMap(({ id: run }) => [
        { run, key: 'mine' },
        { run, key: 'val_mse' },
      ]),
      x,
      buckets: 100,
    }),
  )
  const more = stored.map(({ id }) => [
    read.attempts.list(id),
    read.checkpoints.list(id),
    read.samples.epochs(id, sizes).map((epoch) => read.samples.getOutputs(id, epoch, sizes)),
    read.residuals.get(id),
    read.journal.after(id),
  ])
  const others = [read.views.list(read.projects.usedLast()), read.reports.list(), read.figureStyles.list()]
  read.runs.newestSlots(read.projects.usedLast())
  read.runs.namesIn(read.projects.usedLast())
  read.runs.listInterrupted('')
  return { summaries, compared, texts, series, lines, more, others }
}

const set = (column: string) => `UPDATE runs SET ${column} = ? WHERE id = '${damaged}'`
const json = (path: string) => `UPDATE runs SET recipe = json_set(recipe, '${path}', json(?)) WHERE id = '${damaged}'`
const series = `(SELECT series.id FROM series JOIN keys ON keys.id = series.key JOIN runs ON runs.number = run WHERE runs.id = '${damaged}' AND keys.key = 'mine')`
const loss = `(SELECT series.id FROM series JOIN keys ON keys.id = series.key JOIN runs ON runs.number = run WHERE runs.id = '${damaged}' AND keys.key = 'val_mse')`

/** What is done to the run, and a word of the reason that it is listed with. */
const kinds: readonly [name: string, sql: string, parameters: readonly unknown[], reason: RegExp][] = [
  ['an unknown setting', json('$.dropRate'), ['0.1'], /dropRate is not known/],
  [
    'a missing setting',
    `UPDATE runs SET recipe = json_remove(recipe, '$.learningRate') WHERE id = '${damaged}'`,
    [],
    /learningRate is missing/,
  ],
  [
    'no architecture',
    `UPDATE runs SET recipe = json_remove(recipe, '$.architecture') WHERE id = '${damaged}'`,
    [],
    /architecture is missing/,
  ],
  [
    'no epochs and sizes',
    `UPDATE runs SET recipe = json_remove(recipe, '$.epochs', '$.trainSize', '$.batchSize') WHERE id = '${damaged}'`,
    [],
    /epochs is missing/,
  ],
  ['a setting of the wrong type', json('$.learningRate'), ['"fast"'], /learningRate must be a number/],
  ['a setting beyond its limits', json('$.batchSize'), ['-3'], /batchSize must be at least 1/],
  ['an unknown loss', json('$.loss'), ['"hinge"'], /loss must be one of/],
  ['a setting that means nothing', json('$.delta'), ['1'], /delta belongs to/],
  ['broken JSON', set('recipe'), ['{"architecture": "pl'], /not valid JSON/],
  ['a config that is a list', set('recipe'), ['[1, 2]'], /not an object/],
  ['no config', set('recipe'), [null], /not valid JSON/],
  ['a config of bytes', set('recipe'), [Buffer.from([0, 255])], /not valid JSON/],
  ['a deep config', set('recipe'), ['['.repeat(100_000)], /not valid JSON/],
  ['an unknown state', set('state'), ['paused'], /state cannot be read: paused/],
  ['no state', set('state'), [null], /state cannot be read/],
  ['an unknown end', set('end_reason'), ['evaporated'], /ended cannot be read: evaporated/],
  ['no end', set('end_reason'), [null], /ended cannot be read/],
  ['no name', set('name'), [null], /name cannot be read/],
  ['no project', set('project'), [null], /project cannot be read/],
  ['no creation', set('created_at'), [null], /creation cannot be read/],
  ['a creation that is no time', set('created_at'), ['yesterday'], /creation cannot be read: yesterday/],
  ['a number for an end', set('ended_at'), [7], /end cannot be read/],
  ['broken layers', set('layers'), ['[{"kind": "attention"}]'], /layers cannot be read/],
  ['a broken environment', set('environment'), ['{'], /environment cannot be read/],
  ['an environment of another version', set('environment'), ['{"threads": "many"}'], /environment cannot be read/],
  ['text for parameters', set('parameters'), ['many'], /parameters cannot be read/],
  ['a colour that is none', set('colour_slot'), [99], /colour cannot be read/],
  ['tags that are none', set('tags'), ['{"a": 1}'], /tags cannot be read/],
  ['broken tags', set('tags'), ['[1'], /tags cannot be read/],
  ['no notes', set('notes'), [null], /notes cannot be read/],
  ['an unknown next attempt', set('next_attempt'), ['leap'], /next attempt cannot be read/],
  [
    'a value of an unknown kind',
    `UPDATE epoch_points SET kind = 9 WHERE epoch = 5 AND series_id = ${loss}`,
    [],
    /1 value of its epochs/,
  ],
  [
    'a value that is missing',
    `UPDATE epoch_points SET value = NULL WHERE epoch = 5 AND series_id = ${loss}`,
    [],
    /1 value of its epochs/,
  ],
  [
    'an epoch without seconds',
    `UPDATE epochs SET seconds = NULL WHERE epoch = 5 AND run_id = '${damaged}'`,
    [],
    /1 value of its epochs/,
  ],
  [
    'a cut chunk',
    `UPDATE batch_chunks SET points = substr(points, 1, 100) WHERE series_id = ${series} AND first_step = 0`,
    [],
    /1,024 points of mine/,
  ],
  ['an empty chunk', `UPDATE batch_chunks SET points = x'' WHERE series_id = ${series}`, [], /2,048 points of mine/],
  [
    'a chunk of text',
    `UPDATE batch_chunks SET points = 'gone' WHERE series_id = ${series} AND first_step = 0`,
    [],
    /1,024 points of mine/,
  ],
  [
    'a tail of an unknown kind',
    `UPDATE batch_tail SET kind = 7 WHERE series_id = ${series} AND step = 2500`,
    [],
    /1 point of mine/,
  ],
  [
    'cut sample images',
    `UPDATE epoch_samples SET outputs = x'0011' WHERE run_id = '${damaged}'`,
    [],
    /1 epoch of its sample images/,
  ],
  [
    'sample images of an unknown encoding',
    `UPDATE epoch_samples SET encoding = 'jpeg' WHERE run_id = '${damaged}'`,
    [],
    /1 epoch of its sample images/,
  ],
  [
    'an attempt of an unknown kind',
    `UPDATE attempts SET kind = 'leap' WHERE run_id = '${damaged}'`,
    [],
    /1 of its attempts/,
  ],
  [
    'an attempt in a broken environment',
    `UPDATE attempts SET environment = '{' WHERE run_id = '${damaged}'`,
    [],
    /1 of its attempts/,
  ],
  [
    'checkpoints without a hash',
    `UPDATE checkpoints SET sha256 = NULL WHERE run_id = '${damaged}'`,
    [],
    /2 of its checkpoints/,
  ],
  [
    'checkpoints outside their folder',
    `UPDATE checkpoints SET file = '../../x' WHERE run_id = '${damaged}'`,
    [],
    /2 of its checkpoints/,
  ],
]

describe.each(kinds)('%s', (_name, sql, parameters, reason) => {
  it('is a mark with its reason on that run alone', () => {
    const { summaries, lines, series: read } = readEverything(damage(sql, ...parameters))
    expect(summaries).toHaveLength(5)
    const marked = summaries.filter(({ problems }) => problems.length > 0)
    expect(marked.map(({ id }) => id)).toEqual([damaged])
    expect(marked[0]!.problems.join(' ')).toMatch(reason)
    expect(lines).toHaveLength(30)
    expect(read.filter(({ run }) => run !== damaged).map(({ epochs }) => epochs.length)).toEqual([0, 0, 30, 30])
  })
})

const packedLoss = `(SELECT series.id FROM series JOIN keys ON keys.id = series.key JOIN runs ON runs.number = run
  WHERE runs.id = '${damaged}' AND keys.key = 'val_mse')`
const packedRun = `(SELECT number FROM runs WHERE id = '${damaged}')`

describe('what is packed of epochs', () => {
  const changedByte = "CAST(substr(numbers, 1, 80) || x'01' || substr(numbers, 82) AS BLOB)"
  it.each([
    ['a cut column', "numbers = x'010203'", /1 value of its epochs/],
    ['a column of text', "numbers = 'gone'", /1 value of its epochs/],
    ['epochs of another length', "epochs = x'01000000'", /30 values of its epochs/],
    ['a column with a byte that changed', `numbers = ${changedByte}`, /30 values of its epochs/],
    ['a column without a checksum', 'checksum = NULL', /30 values of its epochs/],
  ])('%s is said, left out, and hides no other', (_name, change, reason) => {
    const { summaries, series: read } = readEverything(
      damage(`UPDATE epoch_columns SET ${change} WHERE series = ${packedLoss}`),
    )
    const marked = summaries.filter(({ problems }) => problems.length > 0)
    expect(marked.map(({ id }) => id)).toEqual([damaged])
    expect(marked[0]!.problems.join(' ')).toMatch(reason)
    expect(store!.epochs.column(damaged, 'val_mse')).toBeNull()
    expect(store!.epochs.column(damaged, 'val_mae')!.values).toHaveLength(30)
    expect(read.map(({ epochs }) => epochs.length)).toEqual([0, 0, 30, 30, 30])
    // Its digest was made of the values while they could be read.
    expect(marked[0]!.series.val_mse!.last).toBeGreaterThan(0)
  })

  it.each([
    ['cut', "numbers = x'0102'"],
    ['changed', `numbers = ${changedByte}`],
    ['of another count', 'count = 29'],
  ])('times and speeds of epochs that are %s are said, and the metrics stay', (_name, change) => {
    const { summaries } = readEverything(damage(`UPDATE packed_epochs SET ${change} WHERE run = ${packedRun}`))
    const marked = summaries.filter(({ problems }) => problems.length > 0)
    expect(marked.map(({ id }) => id)).toEqual([damaged])
    expect(marked[0]!.problems.join(' ')).toMatch(/(30|29) values of its epochs/)
    expect(store!.epochs.column(damaged, 'val_mse')!.values).toHaveLength(30)
  })

  it('a run with a damaged column goes on with the others, keeps what is left of it, and is not packed again', () => {
    const read = damage(`UPDATE epoch_columns SET checksum = 0 WHERE series = ${packedLoss}`)
    const before = read.epochs.column(damaged, 'val_mae')!.values
    read.epochs.unpack(damaged)
    expect(read.epochs.isPacked(damaged)).toBe(false)
    expect(read.epochs.column(damaged, 'val_mae')!.values).toEqual(before)
    expect(read.epochs.countUnreadable(damaged)).toBe(30)
    expect(read.epochs.pack(damaged)).toBe(false)
    expect(read.epochs.countUnreadable(damaged)).toBe(30)
  })

  it.each([
    ['a digest that is missing', `UPDATE series SET count = NULL WHERE id = ${packedLoss}`],
    ['a digest of other points', `UPDATE series SET minimum_step = 900 WHERE id = ${packedLoss}`],
    ['a digest with text in it', `UPDATE series SET nan = 'x' WHERE id = ${packedLoss}`],
    ['no totals', `UPDATE runs SET epochs = NULL WHERE id = '${damaged}'`],
    [
      'summaries that are not their chunk’s',
      `UPDATE chunk_summaries SET last_step = 7, first_seconds = NULL WHERE series_id = ${series}`,
    ],
    ['no summaries', `DELETE FROM chunk_summaries WHERE series_id = ${series}`],
  ])('%s is made anew, as it was', (_name, sql) => {
    const whole = readEverything(damage('SELECT 1 WHERE 0 = (SELECT count(*) FROM views WHERE id = ?)', 'none'))
    store?.close()
    rmSync(home, { recursive: true, force: true })
    const { summaries, series: read, lines } = readEverything(damage(sql))
    expect({ summaries, read, lines }).toEqual({ summaries: whole.summaries, read: whole.series, lines: whole.lines })
    expect(summaries.every(({ problems }) => problems.length === 0)).toBe(true)
  })
})

describe('a queued run that cannot be read', () => {
  const queued = 'seeded000003'
  it.each([
    ['an unknown setting', `UPDATE runs SET recipe = json_set(recipe, '$.other', 1) WHERE id = '${queued}'`],
    ['an unknown state', `UPDATE runs SET state = 'parked' WHERE id = '${queued}'`],
    ['a broken place in the queue', `UPDATE runs SET held = 'perhaps' WHERE id = '${queued}'`],
    ['an unknown next attempt', `UPDATE runs SET next_attempt = 'leap' WHERE id = '${queued}'`],
  ])('%s: it does not wait, and blocks none behind it', (_name, sql) => {
    const read = damage(sql)
    expect(read.runs.listWaiting().map(({ id }) => id)).toEqual([waiting])
    const { summaries } = readEverything(read)
    expect(summaries.find(({ id }) => id === queued)).toMatchObject({ recipe: null, queuePosition: null })
    expect(summaries.find(({ id }) => id === waiting)).toMatchObject({
      recipe: expect.anything() as unknown,
      queuePosition: 1,
    })
  })
})

it('keeps what is known of a run whose settings are not all known, and shows the rest as it is stored', () => {
  const read = damage(json('$.optimizer'), '{"name": "lion", "decay": 0.1}')
  const run = readEverything(read).summaries.find(({ id }) => id === damaged)!
  expect(run.config).toMatchObject({ architecture: 'pooled', loss: 'mse', seed: 1, epochs: 30 })
  expect(run.config).toMatchObject({ 'optimizer.name': 'lion', 'optimizer.decay': 0.1 })
  expect(run).toMatchObject({ recipe: null, plannedEpochs: 30, epochs: 30, state: 'ended', resumableFrom: null })
})

it('never throws, whatever is stored as settings', () => {
  const read = damage('SELECT 1 WHERE 1 = ?', 0)
  const stored = fc.oneof(
    fc.json(),
    fc.string(),
    fc
      .dictionary(fc.constantFrom('architecture', 'loss', '__proto__', 'toString', 'beta', 'x'), fc.jsonValue())
      .map((value) => JSON.stringify(value)),
  )
  const database = new Sqlite(join(home, 'plateau.sqlite'))
  database.pragma('ignore_check_constraints = ON')
  const write = database.prepare(set('recipe'))
  fc.assert(
    fc.property(stored, (text) => {
      write.run(text)
      const run = read.runs.get(damaged)!
      expect(run.problems.length).toBeGreaterThan(0)
      expect(run.recipe).toBeNull()
    }),
    { numRuns: propertyCases(300) },
  )
  database.close()
})
