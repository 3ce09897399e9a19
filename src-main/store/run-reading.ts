/** Runs as they are stored, by id, by name and in lists. */
import { lookCount } from '../contract/looks'
import { isActive } from '../contract/run'
import type { Database } from './database'
import { readRunRow, readRunTimes, type RunRow, type RunTimes, type StoredRun } from './run-rows'

/** Every column, and the project where there is one. */
const selected = `
  SELECT number AS row_number, runs.*, (SELECT projects.id FROM projects WHERE projects.id = runs.project) AS known_project,
    EXISTS (SELECT 1 FROM program_jobs WHERE program_jobs.run = runs.id) AS is_job,
    (SELECT data_sets.name FROM data_sets WHERE data_sets.id = runs.data_set) AS data_name,
    (SELECT data_sets.hash FROM data_sets WHERE data_sets.id = runs.data_set) AS data_hash FROM runs`

/** Prepared statements that read `runs`. */
export function createRunReading(database: Database) {
  const byId = database.prepare<[string], RunRow>(`${selected} WHERE id = ?`)
  const timesOf = database.prepare<[string], RunRow>(
    'SELECT id, state, end_reason, created_at, started_at FROM runs WHERE id = ?',
  )
  const byNumber = database.prepare<[number], RunRow>(`${selected} WHERE number = ?`)
  const all = database.prepare<[number], RunRow>(
    `${selected} WHERE binned_at IS NULL ORDER BY created_at DESC, number DESC LIMIT ?`,
  )
  const binned = database.prepare<[], RunRow>(`${selected} WHERE binned_at IS NOT NULL ORDER BY binned_at DESC`)
  const named = database.prepare<[string], RunRow>(`
    ${selected} WHERE name = ? ORDER BY binned_at IS NOT NULL, created_at DESC LIMIT 6`)
  // One in the bin is meant only where no other is.
  const beginning = database.prepare<{ beginning: string }, RunRow>(`
    ${selected} WHERE id GLOB @beginning OR name GLOB @beginning
    ORDER BY binned_at IS NOT NULL, created_at DESC`)
  const notEnded = database.prepare<[], RunRow>(`${selected} WHERE state <> 'ended' ORDER BY number`)
  const interrupted = database.prepare<[string], RunRow>(
    `${selected} WHERE end_reason = 'interrupted' AND ended_at > ? ORDER BY ended_at`,
  )
  const names = database.prepare<[string], { name: unknown }>('SELECT name FROM runs WHERE project = ?')
  const slots = database
    .prepare<[string, number], number>(
      'SELECT colour_slot FROM runs WHERE project = ? AND binned_at IS NULL ORDER BY number DESC LIMIT ?',
    )
    .pluck()
  const ids = database.prepare<[], string>('SELECT id FROM runs ORDER BY number DESC').pluck()
  const listed = database
    .prepare<[string | null, string | null], string>(
      'SELECT id FROM runs WHERE binned_at IS NULL AND (? IS NULL OR project = ?) ORDER BY created_at DESC, number DESC',
    )
    .pluck()
  const listedBinned = database
    .prepare<[string | null, string | null], string>(
      'SELECT id FROM runs WHERE binned_at IS NOT NULL AND (? IS NULL OR project = ?) ORDER BY binned_at DESC',
    )
    .pluck()
  const count = database.prepare<[], { count: number }>('SELECT count(*) AS count FROM runs')
  const waiting = database.prepare<[], RunRow>(
    `${selected} WHERE state = 'queued' AND held = 0 ORDER BY queue_position, number`,
  )
  const withWeights = database
    .prepare<[string], number>(
      `SELECT EXISTS (SELECT 1 FROM runs WHERE recipe LIKE '%"initialWeights":"' || ? || '"%')`,
    )
    .pluck()

  function get(id: string): StoredRun | null {
    const row = byId.get(id)
    return row === undefined ? null : readRunRow(row)
  }

  return {
    /** Whether any run, in the bin too, begins with the weights of that hash. */
    beginsWith: (hash: string): boolean => withWeights.get(hash) === 1,
    get,
    /** A small part of {@link get}: a tenth of its time, where thousands of runs are read. */
    times(id: string): RunTimes | null {
      const row = timesOf.get(id)
      return row === undefined ? null : readRunTimes(row, () => get(id)?.stepsPerEpoch ?? null)
    },
    /** By its short name. */
    withNumber(number: number): StoredRun | null {
      const row = byNumber.get(number)
      return row === undefined ? null : readRunRow(row)
    },
    /** In the bin, the last binned first. */
    listBinned: (): StoredRun[] => binned.all().map(readRunRow),
    /** Newest first, without those in the bin. */
    list(limit = -1): StoredRun[] {
      return all.all(limit).map(readRunRow)
    },
    /** Runs of exactly this name, the newest first: of several projects there may be some. */
    named: (name: string): StoredRun[] => named.all(name).map(readRunRow),
    /** Runs whose id or name begins with this, newest first; those in the bin stand last. */
    beginningWith: (text: string): StoredRun[] =>
      beginning.all({ beginning: `${text.replaceAll(/[*?[]/g, '[$&]')}*` }).map(readRunRow),
    /** In the order they were launched. */
    listActive: (): StoredRun[] => notEnded.all().map(readRunRow).filter(isActive),
    /** Runs interrupted after a time, in the order in which it happened. */
    listInterrupted: (after: string): StoredRun[] => interrupted.all(after).map(readRunRow),
    namesIn: (project: string): string[] =>
      names.all(project).flatMap(({ name }) => (typeof name === 'string' ? [name] : [])),
    /** Looks of a project's newest runs without those in the bin, in the order in which they were made. */
    newestSlots: (project: string): number[] => slots.all(project, lookCount).reverse(),
    count: (): number => count.get()?.count ?? 0,
    /** Of every run, those in the bin too, the newest first. */
    ids: (): string[] => ids.all(),
    /** In the order of {@link list}, or of {@link listBinned}. @param project its id; null for all. */
    listedIds: (isBin: boolean, project: string | null): string[] =>
      (isBin ? listedBinned : listed).all(project, project),
    /** Queued and not held, in the order in which they begin. One that cannot be started does not wait: it blocks nothing. */
    listWaiting: (): StoredRun[] =>
      waiting
        .all()
        .map(readRunRow)
        .filter(({ recipe, isProgramJob }) => recipe !== null || isProgramJob),
  }
}
