/** What becomes of runs: queued, started, held, stopped and ended. */
import type { AttemptKind } from '../contract/checkpoint'
import type { RunConfig } from '../contract/config'
import type { EndReason, RunEnvironment, RunState } from '../contract/run'
import type { Database } from './database'

/** Prepared statements that change the state of runs. */
export function createRunStates(database: Database) {
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
  const setSilent = database.prepare<{ id: string; since: string | null }>(
    "UPDATE runs SET silent_since = @since WHERE id = @id AND silent_since IS NOT @since AND (@since IS NULL OR state <> 'ended')",
  )
  const setReopened = database.prepare<[string]>(`
    UPDATE runs SET state = 'running', end_reason = NULL, end_message = NULL, ended_at = NULL, silent_since = NULL
    WHERE id = ? AND state <> 'running'`)
  // The first reason wins: a run that has ended is not ended again.
  const setEnded = database.prepare<{ id: string; reason: EndReason; message: string | null; endedAt: string }>(`
    UPDATE runs SET state = 'ended', end_reason = @reason, end_message = @message, ended_at = @endedAt,
      queue_position = NULL, held = 0, silent_since = NULL
    WHERE id = @id AND state <> 'ended'`)

  return {
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
    /** @param since when it was last heard of; null once it is heard again. @returns whether that is news */
    setSilent: (id: string, since: string | null): boolean => setSilent.run({ id, since }).changes > 0,
    /** A run of another program goes on. @returns whether it did not run */
    reopen: (id: string): boolean => setReopened.run(id).changes > 0,
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
