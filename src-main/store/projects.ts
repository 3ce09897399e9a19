/** Projects: each run, view and report belongs to one. */
import { randomBytes } from 'node:crypto'
import { visibleReviver, visibleText } from '../contract/text'
import type { Database } from './open'
import { parseStored, storedLine } from './stored-json'

export type StoredProject = {
  readonly id: string
  readonly name: string
  readonly notes: string
  /** What was chosen for it, as it is stored: whether this version understands it is for the reader to say. */
  readonly settings: unknown
  readonly createdAt: string
  /** When somebody last chose it or launched a run into it. */
  readonly usedAt: string | null
  readonly binnedAt: string | null
}

export type ProjectChange = {
  readonly name?: string | undefined
  readonly notes?: string | undefined
  readonly settings?: unknown
}

type ProjectRow = Omit<StoredProject, 'settings'> & { settings: unknown }

const columns = 'id, name, notes, settings, created_at AS createdAt, used_at AS usedAt, binned_at AS binnedAt'

const fromRow = (row: ProjectRow): StoredProject => ({
  ...row,
  name: storedLine(row.name),
  notes: typeof row.notes === 'string' ? visibleText(row.notes) : '',
  settings: parseStored(row.settings, visibleReviver) ?? {},
})

/** Where runs go in a home that has no project. */
export const firstProjectName = 'experiments'

/** Prepared statements over `projects`. */
export function createProjectRepository(database: Database) {
  const all = database.prepare<[], ProjectRow>(`SELECT ${columns} FROM projects ORDER BY created_at, rowid`)
  const one = database.prepare<[string], ProjectRow>(`SELECT ${columns} FROM projects WHERE id = ?`)
  const named = database.prepare<[string], string>('SELECT id FROM projects WHERE name = ?').pluck()
  const insert = database.prepare('INSERT INTO projects (id, name, created_at) VALUES (?, ?, ?)')
  const change = database.prepare(`
    UPDATE projects SET name = coalesce(@name, name), notes = coalesce(@notes, notes), settings = coalesce(@settings, settings)
    WHERE id = @id`)
  const setUsed = database.prepare('UPDATE projects SET used_at = ? WHERE id = ?')
  const setBinned = database.prepare('UPDATE projects SET binned_at = ? WHERE id = ?')
  const usedLast = database
    .prepare<[], string>(
      'SELECT id FROM projects ORDER BY binned_at IS NOT NULL, used_at DESC, created_at, rowid LIMIT 1',
    )
    .pluck()
  const workspace = database.prepare<[string], string | null>('SELECT workspace FROM projects WHERE id = ?').pluck()
  const setWorkspace = database.prepare('UPDATE projects SET workspace = ? WHERE id = ?')

  /** @returns its id. @throws SqliteError when another project has exactly this name. */
  function create(name: string, createdAt = new Date().toISOString()): string {
    const id = randomBytes(8).toString('hex')
    insert.run(id, name, createdAt)
    return id
  }

  return {
    /** The oldest first, those in the bin among them. */
    list: (): StoredProject[] => all.all().map(fromRow),
    get(id: string): StoredProject | null {
      const row = one.get(id)
      return row === undefined ? null : fromRow(row)
    },
    /** The id of the project with exactly this name: case and Unicode form count. */
    withName: (name: string): string | null => named.get(name) ?? null,
    create,
    findOrMake: (name: string): string => named.get(name) ?? create(name),
    /** Writes what is given and leaves the rest. */
    change: (id: string, { name, notes, settings }: ProjectChange): void =>
      void change.run({
        id,
        name: name ?? null,
        notes: notes ?? null,
        settings: settings === undefined ? null : JSON.stringify(settings),
      }),
    markUsed: (id: string, at: string): void => void setUsed.run(at, id),
    bin: (id: string, at: string): void => void setBinned.run(at, id),
    restore: (id: string): void => void setBinned.run(null, id),
    /** The id of the project that was used last, else of the oldest; makes one where there is none. */
    usedLast: (): string => usedLast.get() ?? create(firstProjectName),
    /** The workspace as it was left, as text; null where it was never opened. */
    workspace: (id: string): string | null => workspace.get(id) ?? null,
    keepWorkspace: (id: string, text: string): void => void setWorkspace.run(text, id),
  }
}
