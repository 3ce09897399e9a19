/** Looks for runs of earlier versions: in the order in which they were made, in each project by itself. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { migrate, migrations } from '../../../src-main/store/migrate'

let home: string
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'plateau-migration-'))))
afterEach(() => rmSync(home, { recursive: true, force: true }))

it('gives each run of a project the next look, leaves out the bin, keeps what cannot be read, and indexes nothing anew', () => {
  const database = new Sqlite(join(home, 'plateau.sqlite'))
  migrate(database, migrations.slice(0, 11))
  const insert = database.prepare(
    `INSERT INTO runs (id, project, name, state, end_reason, config, layers, parameters, colour_slot, created_at, binned_at, indexed)
    VALUES (?, ?, ?, 'ended', 'completed', '{}', '[]', 7, ?, '2026-01-01T00:00:00.000Z', ?, 1)`,
  )
  database.exec(`INSERT OR IGNORE INTO projects (id, name, created_at) VALUES ('p', 'p', ''), ('q', 'q', '')`)
  for (let place = 0; place < 30; place += 1) insert.run(`p${place}`, 'p', `p${place}`, place % 2 ? 0 : 2, null)
  insert.run('binned', 'p', 'binned', 5, '2026-01-02T00:00:00.000Z')
  insert.run('last', 'p', 'last', 5, null)
  insert.run('other', 'q', 'other', 7, null)
  insert.run('damaged', 'q', 'damaged', -1, null)
  insert.run('behind', 'q', 'behind', 7, null)
  migrate(database)
  const slotOf = database.prepare<[string], number>('SELECT colour_slot FROM runs WHERE id = ?').pluck()
  expect(Array.from({ length: 30 }, (_, place) => slotOf.get(`p${place}`))).toEqual([
    ...Array(24).keys(),
    0,
    1,
    2,
    3,
    4,
    5,
  ])
  expect(['binned', 'last', 'other', 'damaged', 'behind'].map((id) => slotOf.get(id))).toEqual([0, 6, 0, -1, 2])
  expect(database.prepare('SELECT count(*) FROM runs WHERE indexed = 0').pluck().get()).toBe(0)
  // Whoever changes a run afterwards has it indexed anew.
  database.exec("UPDATE runs SET name = 'renamed' WHERE id = 'p3'")
  expect(database.prepare('SELECT id FROM runs WHERE indexed = 0').pluck().all()).toEqual(['p3'])
  database.close()
})
