/** The rebuilding of `runs`: nothing that refers to a run goes, damaged rows stay, and it happens whole or not at all. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FlatConfig } from '../../../src-main/protocol/config'
import { requireRunConfig } from '../../../src-main/contract/config'
import { migrate, migrations, readVersion } from '../../../src-main/store/migrate'
import { openDatabase } from '../../../src-main/store/open'
import { updateHistory, type UpdateProgress } from '../../../src-main/store/upkeep'
import { createStore, type Store } from '../../../src-main/store/store'
import { curveOf, seriesKeysOf } from '../../support/seed-history'
import { seedOldHistory } from '../../support/seed-old-history'

let home: string
let store: Store | null = null
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'plateau-migration-'))))
afterEach(() => {
  store?.close()
  store = null
  rmSync(home, { recursive: true, force: true })
})

const path = () => join(home, 'plateau.sqlite')
const config = JSON.stringify(requireRunConfig({}))

/** A home of version 8 with three runs, `b` made of `a`, and something of each in every table that refers to a run. */
function makeOld(): Sqlite.Database {
  const old = new Sqlite(path())
  old.pragma('foreign_keys = ON')
  migrate(old, migrations.slice(0, 8))
  const insert = old.prepare(
    `INSERT INTO runs (id, project, name, state, end_reason, config, layers, parameters, colour_slot, parent_run, created_at)
    VALUES (?, ?, ?, 'ended', 'completed', ?, '[]', 7, 3, ?, '2026-01-01T00:00:00.000Z')`,
  )
  insert.run('z', 'first', 'calm-bay-1', config, null)
  insert.run('a', 'first', 'calm-bay-2', config, 'z')
  insert.run('m', 'second', 'calm-bay-1', config, null)
  for (const run of ['z', 'a', 'm'])
    old.exec(`
      INSERT INTO epochs (run_id, epoch, seconds, elapsed_seconds, images_per_second) VALUES ('${run}', 1, 2, 2, 100);
      INSERT INTO series (run_id, key) VALUES ('${run}', 'val_mse'), ('${run}', 'mine/score');
      INSERT INTO epoch_points (series_id, epoch, value) SELECT id, 1, 0.5 FROM series WHERE run_id = '${run}' AND key = 'val_mse';
      INSERT INTO batch_tail (series_id, step, elapsed_seconds, value) SELECT id, 4, 1, 9 FROM series WHERE run_id = '${run}' AND key = 'mine/score';
      INSERT INTO step_series (series_id, point_count, tail_count, last_step, last_seconds)
      SELECT id, 1, 1, 4, 1 FROM series WHERE run_id = '${run}' AND key = 'mine/score';
      INSERT INTO events (run_id, sequence, time, level, message) VALUES ('${run}', 1, '2026-01-01T00:00:00.000Z', 'info', 'Began.');
      INSERT INTO attempts (run_id, attempt, kind, from_epoch, started_at) VALUES ('${run}', 1, 'start', 0, '2026-01-01T00:00:00.000Z');`)
  old.exec(`INSERT INTO views VALUES ('v', 'by loss', '{}', ''); INSERT INTO settings VALUES ('workspace', '{"a":1}');
    INSERT INTO reports (id, title, document, saved_at) VALUES ('r', 'Mine', '{}', '')`)
  return old
}

function open(): { store: Store; database: ReturnType<typeof openDatabase> } {
  const database = openDatabase(home)
  store = createStore(database)
  return { store, database }
}

describe('migration 9', () => {
  it('keeps every run in its order, with all that refers to it, and what is deleted later takes its own with it', () => {
    makeOld().close()
    const { store: read, database } = open()
    expect(read.runs.list().map(({ id, number, project }) => [id, number, read.projects.get(project)?.name])).toEqual([
      ['m', 3, 'second'],
      ['a', 2, 'first'],
      ['z', 1, 'first'],
    ])
    const run = read.runs.get('a')!
    expect(run).toMatchObject({
      parentRun: 'z',
      parameters: 7,
      problems: [],
      config: JSON.parse(config) as FlatConfig,
    })
    expect(run.recipe).toEqual(requireRunConfig({}))
    expect(read.epochs.values('a').get('val_mse')).toEqual([[1, 0.5]])
    expect(read.batches.keys('a')).toEqual(['mine/score'])
    expect([...read.batches.read(read.batches.find('a', 'mine/score')!).values]).toEqual([9])
    expect(read.journal.after('a')).toHaveLength(1)
    expect(read.attempts.count('a')).toBe(1)
    expect(database.pragma('foreign_key_check')).toEqual([])
    expect(database.pragma('foreign_keys', { simple: true })).toBe(1)
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
    read.annotations.bin('z', '2026-01-02T00:00:00.000Z')
    expect(read.annotations.purge('z')).toBe(true)
    expect(read.runs.get('a')?.parentRun).toBeNull()
    for (const table of ['packed_epochs', 'events', 'attempts'])
      expect(database.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(2)
    for (const [table, count] of [
      ['series', 4],
      ['epoch_columns', 2],
      ['batch_chunks', 2],
      ['step_series', 2],
    ] as const)
      expect(database.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(count)
    expect(database.pragma('foreign_key_check')).toEqual([])
    expect(() => database.exec("UPDATE runs SET state = 'dreaming'")).toThrow(/CHECK/)
    expect(readdirSync(home)).toContain('backup-v8.sqlite')
  })

  it('makes a project of each name, and gives the workspace, views and reports to the one used last', () => {
    const old = makeOld()
    old.exec("UPDATE runs SET created_at = '2026-02-01T00:00:00.000Z' WHERE project = 'second'")
    old.close()
    const { store: read } = open()
    expect(read.projects.list().map(({ name }) => name)).toEqual(['second', 'first'])
    const second = read.projects.withName('second')!
    expect(read.projects.usedLast()).toBe(second)
    expect(read.projects.workspace(second)).toBe('{"a":1}')
    expect(read.views.list(second)).toMatchObject([{ id: 'v', name: 'by loss' }])
    expect(read.reports.list()).toMatchObject([{ id: 'r', project: second }])
    expect(read.settings.get('workspace')).toBeNull()
  })

  it('gives a home without runs a project to begin with', () => {
    const { store: read } = open()
    expect(read.projects.list().map(({ name }) => name)).toEqual(['experiments'])
  })

  it.each([
    ['settings that are no JSON', 'config = \'{"architecture": "pl\'', /not valid JSON/],
    ['layers that are no JSON', "layers = '['", /layers cannot be read/],
    ['an environment that is no JSON', "environment = '{'", /environment cannot be read/],
    ['tags that are no JSON', "tags = '['", /tags cannot be read/],
    ['a state that nobody knows', "state = 'dreaming'", /state cannot be read: dreaming/],
    ['an end that contradicts its state', 'end_reason = NULL', /ended cannot be read/],
    ['a flag that is none', 'starred = 7', /star cannot be read/],
  ])('takes over a row with %s, and says it of that run alone', (_name, damage, reason) => {
    const old = makeOld()
    old.pragma('ignore_check_constraints = ON')
    old.exec(`UPDATE runs SET ${damage} WHERE id = 'a'`)
    old.close()
    const { store: read } = open()
    const runs = read.runs.list()
    expect(runs.map(({ id }) => id)).toEqual(['m', 'a', 'z'])
    expect(runs.filter(({ problems }) => problems.length > 0).map(({ id }) => id)).toEqual(['a'])
    expect(runs[1]!.problems.join(' ')).toMatch(reason)
    expect(read.epochs.values('a').get('val_mse')).toEqual([[1, 0.5]])
  })

  it('leaves a home as it was when it dies half-way, and is done by the next core', () => {
    const old = makeOld()
    const broken = migrations.map((migration) =>
      migration.version === 9 ? { ...migration, sql: `${migration.sql}; INSERT INTO nowhere VALUES (1)` } : migration,
    )
    expect(() => migrate(old, broken)).toThrow(/nowhere/)
    expect(readVersion(old)).toBe(8)
    expect(old.pragma('foreign_keys', { simple: true })).toBe(1)
    expect(old.prepare('SELECT id FROM runs ORDER BY rowid').pluck().all()).toEqual(['z', 'a', 'm'])
    expect(old.prepare('SELECT count(*) FROM epochs').pluck().get()).toBe(3)
    expect(old.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'projects'").pluck().get()).toBe(0)
    old.close()
    expect(open().store.runs.list()).toHaveLength(3)
  })
})

describe('the updating of a history', () => {
  const size = { runs: 230, series: 8, epochs: 7 }

  it('packs what has ended and makes the digests, says how far it is, and keeps every value', () => {
    seedOldHistory(home, size)
    const told: UpdateProgress[] = []
    const database = openDatabase(home, { onProgress: (progress) => told.push(progress) })
    store = createStore(database)
    expect(told).toEqual([0, 0, 100, 200].map((done) => ({ done, total: 230 })))
    expect(
      database.prepare('SELECT (SELECT count(*) FROM epochs) + (SELECT count(*) FROM epoch_points)').pluck().get(),
    ).toBe(0)
    for (const [index, run] of store.runs.list().reverse().entries()) {
      expect(store.epochs.isPacked(run.id)).toBe(true)
      expect(store.epochs.totals(run.id)).toMatchObject({ epochs: 7, trainingSeconds: 14 })
      const digests = new Map(store.digests.ofRun(run.id))
      for (const key of seriesKeysOf(index, size.series)) {
        const curve = curveOf(index, key, size.epochs)
        expect(store.epochs.column(run.id, key)!.values).toEqual(curve)
        expect(digests.get(key)).toMatchObject({ by: 'epoch', count: 7, minimum: Math.min(...curve), last: curve[6] })
      }
    }
    store.close()
    // Once.
    told.length = 0
    store = createStore(openDatabase(home, { onProgress: (progress) => told.push(progress) }))
    expect(told).toEqual([])
  })

  it('is taken up again where it was cut short, and a full disk leaves everything readable', () => {
    seedOldHistory(home, size)
    const cut = () =>
      openDatabase(home, {
        onProgress({ done }) {
          if (done === 200) throw new Error('killed')
        },
      })
    expect(cut).toThrow('killed')
    const database = new Sqlite(path())
    const packed = database.prepare('SELECT count(*) FROM packed_epochs').pluck()
    expect(packed.get()).toBe(200)
    database.exec("CREATE TRIGGER full BEFORE INSERT ON packed_epochs BEGIN SELECT RAISE(ABORT, 'x'); END")
    database.close()
    expect(() => openDatabase(home)).toThrow('x')
    const again = new Sqlite(path())
    again.exec('DROP TRIGGER full')
    again.close()
    const { store: read, database: opened } = open()
    expect(opened.prepare('SELECT count(*) FROM packed_epochs').pluck().get()).toBe(230)
    expect(read.runs.list()).toHaveLength(230)
  })

  it('leaves what it finds no room for in rows, and reads it from there', () => {
    seedOldHistory(home, size)
    const full = new Sqlite(path())
    migrate(full)
    full.pragma(
      `max_page_count = ${Number(full.pragma('page_count', { simple: true })) - Number(full.pragma('freelist_count', { simple: true }))}`,
    )
    updateHistory(full, () => undefined)
    const read = createStore(full)
    store = read
    const index = 229
    const run = read.runs.list()[0]!
    for (const key of seriesKeysOf(index, size.series))
      expect(read.epochs.column(run.id, key)!.values).toEqual(curveOf(index, key, size.epochs))
  })
})
