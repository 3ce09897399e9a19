/** What is in projects: which runs and how many, how many reports, and where a run is put. */
import type { FoundRun, Project } from '../contract/projects'
import type { Database } from './database'
import type { StoredRun } from './run-rows'

/** Where a run is, without what it is: enough to move thousands. */
export type PlacedRun = Pick<StoredRun, 'id' | 'name' | 'project' | 'binnedAt'>

type Counts = Pick<Project, 'runs' | 'binnedRuns' | 'running' | 'lastRunAt'>

/** Prepared statements over the columns of `runs` and `reports` that say where they belong. */
export function createProjectRuns(database: Database) {
  const counts = database.prepare<[], Counts & { project: string }>(`
    SELECT project, sum(binned_at IS NULL) AS runs, sum(binned_at IS NOT NULL) AS binnedRuns,
      sum(binned_at IS NULL AND state IN ('running', 'stopping')) AS running,
      max(CASE WHEN binned_at IS NULL THEN created_at END) AS lastRunAt
    FROM runs GROUP BY project`)
  const reports = database.prepare<[], { project: string; reports: number }>(
    'SELECT project, count(*) AS reports FROM reports GROUP BY project',
  )
  const unfinished = database
    .prepare<[string], string>(
      "SELECT name FROM runs WHERE project = ? AND binned_at IS NULL AND state <> 'ended' LIMIT 1",
    )
    .pluck()
  const shown = database
    .prepare<[string], string>('SELECT id FROM runs WHERE project = ? AND binned_at IS NULL ORDER BY number')
    .pluck()
  const binnedAt = database
    .prepare<[string, string], string>('SELECT id FROM runs WHERE project = ? AND binned_at = ?')
    .pluck()
  const placed = database.prepare<[string], PlacedRun>(
    'SELECT id, name, project, binned_at AS binnedAt FROM runs WHERE id = ?',
  )
  const place = database.prepare<{ run: string; project: string; name: string }>(
    'UPDATE runs SET project = @project, name = @name WHERE id = @run',
  )
  const named = database.prepare<[string, string], 1>('SELECT 1 FROM runs WHERE name = ? AND project = ?').pluck()
  const searchable = database.prepare<[], FoundRun>(`
    SELECT id, name, project, state, end_reason AS endReason, created_at AS createdAt
    FROM runs WHERE binned_at IS NULL ORDER BY created_at DESC, number DESC`)

  return {
    /** What the runs of each project come to; projects without runs are not here. */
    counts: (): Map<string, Counts> => new Map(counts.all().map(({ project, ...rest }) => [project, rest])),
    reportCounts: (): Map<string, number> => new Map(reports.all().map((row) => [row.project, row.reports])),
    /** The name of a run that has not ended; null when all have. */
    unfinishedRun: (id: string): string | null => unfinished.get(id) ?? null,
    /** Ids of the runs that are not in the bin, in the order in which they were made. */
    runsOf: (id: string): string[] => shown.all(id),
    /** Ids of the runs that went to the bin at that moment. */
    runsBinnedAt: (id: string, at: string): string[] => binnedAt.all(id, at),
    /** Where a run is, by its id. A name that no terminal should obey is as it is stored. */
    placeOf: (run: string): PlacedRun | null => placed.get(run) ?? null,
    /** Whether a run of a project, in the bin too, has a name. */
    hasName: (project: string, name: string): boolean => named.get(name, project) !== undefined,
    /** Puts a run into a project under a name that is free there. */
    place: (run: string, project: string, name: string): void => void place.run({ run, project, name }),
    /** Every run that is not in the bin, newest first, as little of it as a search needs. */
    searchable: (): IterableIterator<FoundRun> => searchable.iterate(),
  }
}
