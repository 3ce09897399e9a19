/** Runs and their configs. Rows become contract types here and nowhere else. */
import type { AttemptKind } from '../contract/checkpoint'
import { dataSet, type RunConfig } from '../contract/config'
import { isActive, type EndReason, type RunEnvironment, type RunState } from '../contract/run'
import type { Database } from './open'
import { readRunRow, type RunRow, type StoredRun } from './run-rows'

export type { StoredRun } from './run-rows'

export type NewRun = Pick<
  StoredRun,
  | 'id'
  | 'project'
  | 'name'
  | 'layers'
  | 'parameters'
  | 'colourSlot'
  | 'launchGroup'
  | 'parentRun'
  | 'detached'
  | 'verifies'
  | 'lastEpoch'
  | 'held'
  | 'createdAt'
> & { readonly config: RunConfig }

/** Every column, and the project where there is one. */
const selected = `
  SELECT number AS row_number, runs.*, (SELECT projects.id FROM projects WHERE projects.id = runs.project) AS known_project,
    (SELECT data_sets.name FROM data_sets WHERE data_sets.id = runs.data_set) AS data_name,
    (SELECT data_sets.hash FROM data_sets WHERE data_sets.id = runs.data_set) AS data_hash FROM runs`

/** Prepared statements over `runs`. */
export function createRunRepository(database: Database) {
  const insert = database.prepare(`
    INSERT INTO runs (id, project, name, state, config, recipe, data_set, layers, parameters, colour_slot, launch_group, parent_run,
      detached, verifies, last_epoch, held, queue_position, created_at)
    SELECT @id, @project, @name, 'queued', @config, @config, @dataSet, @layers, @parameters, @colourSlot, @launchGroup, @parentRun,
      @detached, @verifies, @lastEpoch, @held, coalesce(max(queue_position), 0) + 1, @createdAt FROM runs`)
  const byId = database.prepare<[string], RunRow>(`${selected} WHERE id = ?`)
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
  // json_extract ends the whole statement where one config is no JSON.
  const slots = database.prepare<[string], { architecture: unknown; slot: number; isShown: 0 | 1 }>(`
    SELECT CASE WHEN json_valid(recipe) THEN json_extract(recipe, '$.architecture') END AS architecture, colour_slot AS slot,
      binned_at IS NULL AS isShown
    FROM runs WHERE project = ? ORDER BY number`)
  const ids = database.prepare<[], string>('SELECT id FROM runs ORDER BY number DESC').pluck()
  const count = database.prepare<[], { count: number }>('SELECT count(*) AS count FROM runs')
  const setState = database.prepare<{ id: string; state: RunState }>(
    "UPDATE runs SET state = @state WHERE id = @id AND state <> 'ended'",
  )
  const setStarted = database.prepare<{ id: string; startedAt: string }>(
    `UPDATE runs SET state = 'running', started_at = coalesce(started_at, @startedAt), queue_position = NULL
     WHERE id = @id AND state = 'queued'`,
  )
  const setEnvironment = database.prepare<{ id: string; environment: string; sampleSet: string }>(
    // What its first epochs were made in stays; attempts have their own.
    'UPDATE runs SET environment = coalesce(environment, @environment), sample_set = @sampleSet WHERE id = @id',
  )
  const waiting = database.prepare<[], RunRow>(
    `${selected} WHERE state = 'queued' AND held = 0 ORDER BY queue_position, number`,
  )
  const setQueued = database.prepare<{ id: string; next: AttemptKind; held: number; detached: number }>(`
    UPDATE runs SET state = 'queued', end_reason = NULL, end_message = NULL, ended_at = NULL, next_attempt = @next,
      held = @held, detached = @detached, queue_position = (SELECT coalesce(max(queue_position), 0) + 1 FROM runs)
    WHERE id = @id`)
  const setHeld = database.prepare<{ id: string; held: number }>(`
    UPDATE runs SET held = @held, queue_position = (SELECT coalesce(max(queue_position), 0) + 1 FROM runs)
    WHERE id = @id AND state = 'queued'`)
  const setPosition = database.prepare<{ id: string; position: number }>(
    "UPDATE runs SET queue_position = @position WHERE id = @id AND state = 'queued'",
  )
  const setConfig = database.prepare<{ id: string; config: string }>(
    'UPDATE runs SET config = @config, recipe = @config, indexed = 0 WHERE id = @id',
  )
  const setDetached = database.prepare<{ id: string }>('UPDATE runs SET detached = 1 WHERE id = @id')
  // The first reason wins: a run that has ended is not ended again.
  const setEnded = database.prepare<{ id: string; reason: EndReason; message: string | null; endedAt: string }>(`
    UPDATE runs SET state = 'ended', end_reason = @reason, end_message = @message, ended_at = @endedAt,
      queue_position = NULL, held = 0
    WHERE id = @id AND state <> 'ended'`)

  return {
    insert(run: NewRun): void {
      insert.run({
        ...run,
        dataSet: dataSet.name,
        config: JSON.stringify(run.config),
        layers: JSON.stringify(run.layers),
        detached: run.detached ? 1 : 0,
        held: run.held ? 1 : 0,
      })
    },
    get(id: string): StoredRun | null {
      const row = byId.get(id)
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
    /** Architecture and colour of each run of a project, in the order in which they were made; those in the bin are not shown. */
    coloursIn: (project: string) =>
      slots.all(project).map(({ isShown, ...run }) => ({ ...run, isShown: isShown === 1 })),
    count: (): number => count.get()?.count ?? 0,
    /** Of every run, those in the bin too, the newest first. */
    ids: (): string[] => ids.all(),
    /** Queued and not held, in the order in which they begin. One that cannot be trained does not wait: it blocks nothing. */
    listWaiting: (): StoredRun[] =>
      waiting
        .all()
        .map(readRunRow)
        .filter(({ recipe }) => recipe !== null),
    /** Puts a run back into the queue, behind the rest: from its end, or from training when it is paused. */
    markQueued(id: string, { next, held, detached }: { next: AttemptKind; held: boolean; detached: boolean }): void {
      setQueued.run({ id, next, held: held ? 1 : 0, detached: detached ? 1 : 0 })
    },
    setHeld: (id: string, held: boolean): void => void setHeld.run({ id, held: held ? 1 : 0 }),
    /** Gives the waiting runs this order. */
    setOrder: database.transaction((ids: readonly string[]) => {
      ids.forEach((id, index) => setPosition.run({ id, position: index + 1 }))
    }),
    /** Another limit of epochs or another early stopping, when a run is continued. */
    setConfig: (id: string, config: RunConfig): void => void setConfig.run({ id, config: JSON.stringify(config) }),
    markStarted: (id: string, startedAt: string): void => void setStarted.run({ id, startedAt }),
    markStopping: (id: string): void => void setState.run({ id, state: 'stopping' }),
    markDetached: (id: string): void => void setDetached.run({ id }),
    setEnvironment(id: string, environment: RunEnvironment, sampleSet: string): void {
      setEnvironment.run({ id, environment: JSON.stringify(environment), sampleSet })
    },
    /** @returns false when the run had already ended: the first reason stays. */
    markEnded(id: string, reason: EndReason, message: string | null, endedAt: string): boolean {
      return setEnded.run({ id, reason, message, endedAt }).changes > 0
    },
  }
}
