/** Runs and their configs. Rows become contract types here and nowhere else. */
import type { LayerSpec } from '../contract/architecture'
import { runConfigSchema, type RunConfig } from '../contract/config'
import { environmentSchema, type EndReason, type RunEnvironment, type RunState } from '../contract/run'
import type { Database } from './open'

/** A run as it is stored, without what its epochs say. */
export type StoredRun = {
  readonly id: string
  readonly project: string
  readonly name: string
  readonly state: RunState
  readonly endReason: EndReason | null
  readonly endMessage: string | null
  readonly config: RunConfig
  readonly layers: readonly LayerSpec[]
  readonly parameters: number
  readonly colourSlot: number
  readonly launchGroup: string | null
  readonly parentRun: string | null
  readonly environment: RunEnvironment | null
  readonly sampleSet: string | null
  /** True: it goes on when the client that launched it leaves. */
  readonly detached: boolean
  readonly createdAt: string
  readonly startedAt: string | null
  readonly endedAt: string | null
}

export type NewRun = Pick<
  StoredRun,
  | 'id'
  | 'project'
  | 'name'
  | 'config'
  | 'layers'
  | 'parameters'
  | 'colourSlot'
  | 'launchGroup'
  | 'parentRun'
  | 'detached'
  | 'createdAt'
>

type RunRow = {
  id: string
  project: string
  name: string
  state: RunState
  end_reason: EndReason | null
  end_message: string | null
  config: string
  layers: string
  parameters: number
  colour_slot: number
  launch_group: string | null
  parent_run: string | null
  environment: string | null
  sample_set: string | null
  detached: number
  created_at: string
  started_at: string | null
  ended_at: string | null
}

function fromRow(row: RunRow): StoredRun {
  return {
    id: row.id,
    project: row.project,
    name: row.name,
    state: row.state,
    endReason: row.end_reason,
    endMessage: row.end_message,
    config: runConfigSchema.parse(JSON.parse(row.config)),
    layers: JSON.parse(row.layers) as LayerSpec[],
    parameters: row.parameters,
    colourSlot: row.colour_slot,
    launchGroup: row.launch_group,
    parentRun: row.parent_run,
    environment: row.environment === null ? null : environmentSchema.parse(JSON.parse(row.environment)),
    sampleSet: row.sample_set,
    detached: row.detached === 1,
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
  }
}

/** Prepared statements over `runs`. */
export function createRunRepository(database: Database) {
  const insert = database.prepare(`
    INSERT INTO runs (id, project, name, state, config, layers, parameters, colour_slot, launch_group, parent_run,
      detached, created_at)
    VALUES (@id, @project, @name, 'queued', @config, @layers, @parameters, @colourSlot, @launchGroup, @parentRun,
      @detached, @createdAt)`)
  const byId = database.prepare<[string], RunRow>('SELECT * FROM runs WHERE id = ?')
  const all = database.prepare<[number], RunRow>('SELECT * FROM runs ORDER BY created_at DESC, rowid DESC LIMIT ?')
  const matching = database.prepare<{ exact: string; beginning: string }, RunRow>(`
    SELECT * FROM runs WHERE id = @exact OR name = @exact OR id GLOB @beginning OR name GLOB @beginning
    ORDER BY (id = @exact OR name = @exact) DESC, created_at DESC`)
  const notEnded = database.prepare<[], RunRow>("SELECT * FROM runs WHERE state <> 'ended' ORDER BY rowid")
  const interrupted = database.prepare<[string], RunRow>(
    "SELECT * FROM runs WHERE end_reason = 'interrupted' AND ended_at > ? ORDER BY ended_at",
  )
  const names = database.prepare<[string], { name: string }>('SELECT name FROM runs WHERE project = ?')
  const slots = database.prepare<[string], { architecture: string; slot: number }>(`
    SELECT json_extract(config, '$.architecture') AS architecture, colour_slot AS slot FROM runs WHERE project = ? ORDER BY rowid`)
  const count = database.prepare<[], { count: number }>('SELECT count(*) AS count FROM runs')
  const setState = database.prepare<{ id: string; state: RunState }>(
    "UPDATE runs SET state = @state WHERE id = @id AND state <> 'ended'",
  )
  const setStarted = database.prepare<{ id: string; startedAt: string }>(
    "UPDATE runs SET state = 'running', started_at = @startedAt WHERE id = @id AND state = 'queued'",
  )
  const setEnvironment = database.prepare<{ id: string; environment: string; sampleSet: string }>(
    'UPDATE runs SET environment = @environment, sample_set = @sampleSet WHERE id = @id',
  )
  const setDetached = database.prepare<{ id: string }>('UPDATE runs SET detached = 1 WHERE id = @id')
  // The first reason wins: a run that has ended is not ended again.
  const setEnded = database.prepare<{ id: string; reason: EndReason; message: string | null; endedAt: string }>(`
    UPDATE runs SET state = 'ended', end_reason = @reason, end_message = @message, ended_at = @endedAt
    WHERE id = @id AND state <> 'ended'`)

  return {
    insert(run: NewRun): void {
      insert.run({
        ...run,
        config: JSON.stringify(run.config),
        layers: JSON.stringify(run.layers),
        detached: run.detached ? 1 : 0,
      })
    },
    get(id: string): StoredRun | null {
      const row = byId.get(id)
      return row === undefined ? null : fromRow(row)
    },
    /** Newest first. */
    list(limit = -1): StoredRun[] {
      return all.all(limit).map(fromRow)
    },
    /** Runs whose id or name is `reference` or begins with it; exact matches stand first. */
    match(reference: string): { run: StoredRun; exact: boolean }[] {
      const beginning = `${reference.replaceAll(/[*?[]/g, '[$&]')}*`
      return matching.all({ exact: reference, beginning }).map((row) => ({
        run: fromRow(row),
        exact: row.id === reference || row.name === reference,
      }))
    },
    /** In the order they were launched. */
    listActive: (): StoredRun[] => notEnded.all().map(fromRow),
    /** Runs interrupted after a time, in the order in which it happened. */
    listInterrupted: (after: string): StoredRun[] => interrupted.all(after).map(fromRow),
    namesIn: (project: string): string[] => names.all(project).map(({ name }) => name),
    coloursIn: (project: string) => slots.all(project),
    count: (): number => count.get()?.count ?? 0,
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
