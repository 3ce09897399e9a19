/** Runs and their configs. Rows become contract types here and nowhere else. */
import type { LayerSpec } from '../contract/architecture'
import type { AttemptKind } from '../contract/checkpoint'
import { runConfigSchema, type RunConfig } from '../contract/config'
import { environmentSchema, type EndReason, type RunEnvironment, type RunState } from '../contract/run'
import { visibleLine, visibleText } from '../contract/text'
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
  /** The run that this one verifies, and how far it trains for that. */
  readonly verifies: string | null
  readonly lastEpoch: number | null
  /** Queued, and not to begin until somebody lets it go. */
  readonly held: boolean
  /** Order among the queued; null when it is not queued. */
  readonly queuePosition: number | null
  /** How its next attempt begins. */
  readonly nextAttempt: AttemptKind
  readonly notes: string
  readonly tags: readonly string[]
  readonly isStarred: boolean
  readonly isArchived: boolean
  /** When it went to the bin; null while it is not there. */
  readonly binnedAt: string | null
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
  | 'verifies'
  | 'lastEpoch'
  | 'held'
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
  verifies: string | null
  last_epoch: number | null
  held: number
  queue_position: number | null
  next_attempt: AttemptKind
  notes: string
  tags: string
  starred: number
  archived: number
  binned_at: string | null
  created_at: string
  started_at: string | null
  ended_at: string | null
}

/** Reads each text once: runs share environments and often configs, and a long history is read again and again. */
function rememberParsed<Value>(parse: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>()
  return (text) => {
    const value = known.get(text) ?? parse(text)
    known.set(text, value)
    return value
  }
}

const parseConfig = rememberParsed((text) => runConfigSchema.parse(JSON.parse(text)))
const parseLayers = rememberParsed((text) => JSON.parse(text) as readonly LayerSpec[])
const parseEnvironment = rememberParsed((text) => environmentSchema.parse(JSON.parse(text)))

function fromRow(row: RunRow): StoredRun {
  return {
    id: row.id,
    project: row.project,
    // Homes of earlier versions may have names that a terminal would obey.
    name: visibleLine(row.name),
    state: row.state,
    endReason: row.end_reason,
    endMessage: row.end_message === null ? null : visibleText(row.end_message),
    config: parseConfig(row.config),
    layers: parseLayers(row.layers),
    parameters: row.parameters,
    colourSlot: row.colour_slot,
    launchGroup: row.launch_group,
    parentRun: row.parent_run,
    environment: row.environment === null ? null : parseEnvironment(row.environment),
    sampleSet: row.sample_set,
    detached: row.detached === 1,
    verifies: row.verifies,
    lastEpoch: row.last_epoch,
    held: row.held === 1,
    queuePosition: row.queue_position,
    nextAttempt: row.next_attempt,
    notes: visibleText(row.notes),
    tags: (JSON.parse(row.tags) as string[]).map(visibleLine),
    isStarred: row.starred === 1,
    isArchived: row.archived === 1,
    binnedAt: row.binned_at,
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
  }
}

/** Prepared statements over `runs`. */
export function createRunRepository(database: Database) {
  const insert = database.prepare(`
    INSERT INTO runs (id, project, name, state, config, layers, parameters, colour_slot, launch_group, parent_run,
      detached, verifies, last_epoch, held, queue_position, created_at)
    SELECT @id, @project, @name, 'queued', @config, @layers, @parameters, @colourSlot, @launchGroup, @parentRun,
      @detached, @verifies, @lastEpoch, @held, coalesce(max(queue_position), 0) + 1, @createdAt FROM runs`)
  const byId = database.prepare<[string], RunRow>('SELECT * FROM runs WHERE id = ?')
  const all = database.prepare<[number], RunRow>(
    'SELECT * FROM runs WHERE binned_at IS NULL ORDER BY created_at DESC, rowid DESC LIMIT ?',
  )
  const binned = database.prepare<[], RunRow>('SELECT * FROM runs WHERE binned_at IS NOT NULL ORDER BY binned_at DESC')
  const named = database.prepare<[string], RunRow>(`
    SELECT * FROM runs WHERE name = ? ORDER BY binned_at IS NOT NULL, created_at DESC LIMIT 6`)
  // One in the bin is meant only where no other is.
  const beginning = database.prepare<{ beginning: string }, RunRow>(`
    SELECT * FROM runs WHERE id GLOB @beginning OR name GLOB @beginning
    ORDER BY binned_at IS NOT NULL, created_at DESC`)
  const notEnded = database.prepare<[], RunRow>("SELECT * FROM runs WHERE state <> 'ended' ORDER BY rowid")
  const interrupted = database.prepare<[string], RunRow>(
    "SELECT * FROM runs WHERE end_reason = 'interrupted' AND ended_at > ? ORDER BY ended_at",
  )
  const names = database.prepare<[string], { name: string }>('SELECT name FROM runs WHERE project = ?')
  const slots = database.prepare<[string], { architecture: string; slot: number; isShown: 0 | 1 }>(`
    SELECT json_extract(config, '$.architecture') AS architecture, colour_slot AS slot, binned_at IS NULL AS isShown
    FROM runs WHERE project = ? ORDER BY rowid`)
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
    "SELECT * FROM runs WHERE state = 'queued' AND held = 0 ORDER BY queue_position, rowid",
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
  const setConfig = database.prepare<{ id: string; config: string }>('UPDATE runs SET config = @config WHERE id = @id')
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
        config: JSON.stringify(run.config),
        layers: JSON.stringify(run.layers),
        detached: run.detached ? 1 : 0,
        held: run.held ? 1 : 0,
      })
    },
    get(id: string): StoredRun | null {
      const row = byId.get(id)
      return row === undefined ? null : fromRow(row)
    },
    /** In the bin, the last binned first. */
    listBinned: (): StoredRun[] => binned.all().map(fromRow),
    /** Newest first, without those in the bin. */
    list(limit = -1): StoredRun[] {
      return all.all(limit).map(fromRow)
    },
    /** Runs of exactly this name, the newest first: of several projects there may be some. */
    named: (name: string): StoredRun[] => named.all(name).map(fromRow),
    /** Runs whose id or name begins with this, newest first; those in the bin stand last. */
    beginningWith: (text: string): StoredRun[] =>
      beginning.all({ beginning: `${text.replaceAll(/[*?[]/g, '[$&]')}*` }).map(fromRow),
    /** In the order they were launched. */
    listActive: (): StoredRun[] => notEnded.all().map(fromRow),
    /** Runs interrupted after a time, in the order in which it happened. */
    listInterrupted: (after: string): StoredRun[] => interrupted.all(after).map(fromRow),
    namesIn: (project: string): string[] => names.all(project).map(({ name }) => name),
    /** Architecture and colour of each run of a project, in the order in which they were made; those in the bin are not shown. */
    coloursIn: (project: string) =>
      slots.all(project).map(({ isShown, ...run }) => ({ ...run, isShown: isShown === 1 })),
    count: (): number => count.get()?.count ?? 0,
    /** Queued and not held, in the order in which they begin. */
    listWaiting: (): StoredRun[] => waiting.all().map(fromRow),
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
