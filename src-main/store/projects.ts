/** Projects: each run, view and report belongs to one. */
import { randomBytes } from 'node:crypto'
import { firstProjectName, type Project } from '../contract/projects'
import { visibleReviver, visibleText } from '../contract/text'
import type { Database } from './database'
import { createProjectRuns } from './project-runs'
import { parseStored, storedLine } from './stored-json'

/** A project as it is stored, without what its runs say. */
export type StoredProject = Pick<Project, 'id' | 'name' | 'notes' | 'createdAt' | 'usedAt' | 'binnedAt'> & {
  /** What was chosen for it, as it is stored: whether this version understands it is for the reader to say. */
  readonly settings: unknown
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
  // Homes of earlier versions may have names that a terminal would obey.
  name: storedLine(row.name),
  notes: typeof row.notes === 'string' ? visibleText(row.notes) : '',
  settings: parseStored(row.settings, visibleReviver) ?? {},
})

/** Prepared statements over `projects`, and over what is in them. */
export function createProjectRepository(database: Database) {
  const all = database.prepare<[], ProjectRow>(
    `SELECT ${columns} FROM projects ORDER BY binned_at IS NOT NULL, used_at DESC NULLS LAST, created_at, rowid`,
  )
  const one = database.prepare<[string], ProjectRow>(`SELECT ${columns} FROM projects WHERE id = ?`)
  const named = database.prepare<[string], string>('SELECT id FROM projects WHERE name = ?').pluck()
  const insert = database.prepare('INSERT INTO projects (id, name, created_at) VALUES (?, ?, ?)')
  const change = database.prepare(`
    UPDATE projects SET name = coalesce(@name, name), notes = coalesce(@notes, notes), settings = coalesce(@settings, settings)
    WHERE id = @id`)
  const setUsed = database.prepare('UPDATE projects SET used_at = ? WHERE id = ?')
  const setBinned = database.prepare('UPDATE projects SET binned_at = ? WHERE id = ?')
  const remove = database.prepare('DELETE FROM projects WHERE id = ?')
  const workspace = database.prepare<[string], string | null>('SELECT workspace FROM projects WHERE id = ?').pluck()
  const setWorkspace = database.prepare('UPDATE projects SET workspace = ? WHERE id = ?')

  /** @returns its id. @throws SqliteError when another project has exactly this name. */
  function create(name: string, createdAt = new Date().toISOString()): string {
    const id = randomBytes(8).toString('hex')
    insert.run(id, name, createdAt)
    return id
  }

  /** The id of the project that was used last; makes one where there is none. */
  function usedLast(): string {
    const projects = all.all()
    const [first] = projects
    if (first?.binnedAt === null) return first.id
    for (let number = 1; ; number += 1) {
      const name = number === 1 ? firstProjectName : `${firstProjectName}-${number}`
      if (named.get(name) === undefined) return create(name)
    }
  }

  return {
    usedLast,
    /** Used last first, then those that never were, in the order in which they were made; those in the bin stand last. */
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
    /** Deletes a project without runs, its views and reports too. */
    remove: (id: string): void => void remove.run(id),
    /** The workspace as it was left, as text; null where it was never opened. */
    workspace: (id: string): string | null => workspace.get(id) ?? null,
    keepWorkspace: (id: string, text: string): void => void setWorkspace.run(text, id),
    ...createProjectRuns(database),
  }
}
