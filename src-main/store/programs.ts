/** Saved programs. */
import { programInputSchema, programSchema, type Program } from '../contract/programs'
import type { Database } from './database'
import { createProgramRuns } from './program-runs'
import { parseStored } from './stored-json'

type ProgramRow = { id: string; name: string; settings: string; parametersRead: string | null; savedAt: string }

/** Null for one that this version does not understand. */
function fromRow({ id, name, settings, parametersRead, savedAt }: ProgramRow): Program | null {
  const stored = parseStored(settings)
  const read = programSchema.safeParse({
    ...(typeof stored === 'object' ? stored : {}),
    id,
    name,
    savedAt,
    parametersRead: parametersRead === null ? null : parseStored(parametersRead),
  })
  return read.success ? read.data : null
}

/** Prepared statements over `programs`, and over the runs that were started of them. */
export function createProgramRepository(database: Database) {
  const columns = 'id, name, settings, parameters_read AS parametersRead, saved_at AS savedAt'
  const all = database.prepare<[], ProgramRow>(`SELECT ${columns} FROM programs ORDER BY name`)
  const one = database.prepare<[string], ProgramRow>(`SELECT ${columns} FROM programs WHERE id = ?`)
  const named = database.prepare<[string], string>('SELECT id FROM programs WHERE name = ?').pluck()
  const upsert = database.prepare(`
    INSERT INTO programs (id, name, settings, parameters_read, saved_at) VALUES (@id, @name, @settings, @parametersRead, @savedAt)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, settings = excluded.settings, parameters_read = excluded.parameters_read,
      saved_at = excluded.saved_at`)
  const remove = database.prepare('DELETE FROM programs WHERE id = ?')

  return {
    /** By name, without those that this version does not understand. */
    list: (): Program[] => all.all().flatMap((row) => fromRow(row) ?? []),
    get(id: string): Program | null {
      const row = one.get(id)
      return row === undefined ? null : fromRow(row)
    },
    /** The id of the program of this name. */
    named: (name: string): string | null => named.get(name) ?? null,
    save({ id, name, savedAt, parametersRead, ...settings }: Program): void {
      upsert.run({
        id,
        name,
        savedAt,
        parametersRead: parametersRead === null ? null : JSON.stringify(parametersRead),
        settings: JSON.stringify(programInputSchema.omit({ name: true }).parse(settings)),
      })
    },
    remove: (id: string): void => void remove.run(id),
    ...createProgramRuns(database),
  }
}
