/** What a person says of a run and where they put it, as it is stored: read before and after a change, to take it back. */
import type { Database } from './database'
import { createKeptIndex } from './kept-index'

export const saidColumns = [
  'name',
  'notes',
  'tags',
  'starred',
  'archived',
  'colour_slot',
  'binned_at',
  'project',
] as const
type SaidColumn = (typeof saidColumns)[number]
/** As it is stored, whatever that is. */
type Cells = Readonly<Partial<Record<SaidColumn, string | number | null>>>

/** Columns that were changed, and what they were. */
export type SaidChange = { readonly run: string; readonly before: Cells; readonly after: Cells }

/** Prepared statements over {@link saidColumns}. */
export function createSaidRepository(database: Database) {
  const read = database.prepare<[string], Cells>(`SELECT ${saidColumns.join(', ')} FROM runs WHERE id = ?`)
  const put = Object.fromEntries(
    saidColumns.map((column) => [
      column,
      database.prepare<[string | number | null, string, string | number | null]>(
        `UPDATE runs SET ${column} = ? WHERE id = ? AND ${column} IS ?`,
      ),
    ]),
  )
  const keep = createKeptIndex(database)

  return {
    /** Writes to a run. @returns what that has changed */
    during(run: string, write: () => void): SaidChange {
      const before = read.get(run) ?? {}
      write()
      const after = read.get(run) ?? {}
      const changed = saidColumns.filter((column) => before[column] !== after[column])
      const pick = (from: Cells): Cells => Object.fromEntries(changed.map((column) => [column, from[column]]))
      return { run, before: pick(before), after: pick(after) }
    },
    /** Puts back what was changed; what is another by now stays. */
    takeBack({ run, before, after }: SaidChange): void {
      const columns = saidColumns.filter((column) => before[column] !== undefined)
      const write = () => {
        for (const column of columns) put[column]?.run(before[column] ?? null, run, after[column] ?? null)
      }
      // A run in another project is indexed anew.
      if (columns.includes('project')) write()
      else keep(run, columns.includes('name') || columns.includes('tags'), write)
    },
  }
}
