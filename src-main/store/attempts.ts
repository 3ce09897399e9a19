/** Stretches of training: each start, resumption and continuation of a run. */
import { z } from 'zod'
import { attemptSchema, type Attempt, type AttemptKind } from '../contract/checkpoint'
import { environmentSchema, type RunEnvironment } from '../contract/run'
import type { Database } from './database'
import { readStored, rememberRead } from './stored-json'

type AttemptRow = Readonly<Record<keyof Omit<Attempt, 'threads'> | 'freshOptimizer' | 'environment', unknown>>

const rowSchema = attemptSchema.omit({ threads: true }).extend({ freshOptimizer: z.literal([0, 1]) })
const readEnvironment = rememberRead((text) => readStored(text, environmentSchema))

/** Null for a row that no version can have written. */
function fromRow({ environment, ...row }: AttemptRow): StoredAttempt | null {
  const parsed = rowSchema.safeParse(row)
  const made = typeof environment === 'string' ? readEnvironment(environment) : null
  if (!parsed.success || made?.ok === false) return null
  return { ...parsed.data, freshOptimizer: parsed.data.freshOptimizer === 1, threads: made?.value.threads ?? null }
}

/** An attempt as it is stored. */
export type StoredAttempt = Attempt & { readonly freshOptimizer: boolean }

/** Prepared statements over `attempts`. */
export function createAttemptRepository(database: Database) {
  const insert = database.prepare<{ run: string; kind: AttemptKind; startedAt: string }, { attempt: number }>(`
    INSERT INTO attempts (run_id, attempt, kind, from_epoch, started_at)
    SELECT @run, coalesce(max(attempt), 0) + 1, @kind, 0, @startedAt FROM attempts WHERE run_id = @run
    RETURNING attempt`)
  const setReady = database.prepare(`
    UPDATE attempts SET from_epoch = @fromEpoch, fresh_optimizer = @freshOptimizer, environment = @environment
    WHERE run_id = @run AND attempt = @attempt`)
  const setEnded = database.prepare<{ run: string; endedAt: string; reason: string }>(
    'UPDATE attempts SET ended_at = @endedAt, end_reason = @reason WHERE run_id = @run AND ended_at IS NULL',
  )
  const ofRun = database.prepare<[string], AttemptRow>(`
    SELECT attempt, kind, from_epoch AS fromEpoch, fresh_optimizer AS freshOptimizer, started_at AS startedAt,
      ended_at AS endedAt, end_reason AS endReason, environment
    FROM attempts WHERE run_id = ? ORDER BY attempt`)
  const count = database.prepare<[string], { count: number }>('SELECT count(*) AS count FROM attempts WHERE run_id = ?')
  return {
    /** @returns the number of the new attempt. */
    begin: (run: string, kind: AttemptKind, startedAt: string): number =>
      insert.get({ run, kind, startedAt })?.attempt ?? 1,
    /** Its trainer is ready: where it goes on from, and in which environment. */
    setReady(
      run: string,
      attempt: number,
      ready: { fromEpoch: number; freshOptimizer: boolean; environment: RunEnvironment },
    ): void {
      setReady.run({
        run,
        attempt,
        fromEpoch: ready.fromEpoch,
        freshOptimizer: ready.freshOptimizer ? 1 : 0,
        environment: JSON.stringify(ready.environment),
      })
    },
    /** Ends the attempt that is under way, if there is one. */
    end: (run: string, endedAt: string, reason: string): void => void setEnded.run({ run, endedAt, reason }),
    /** Those that can be read. */
    list: (run: string): StoredAttempt[] => ofRun.all(run).flatMap((row) => fromRow(row) ?? []),
    countUnreadable: (run: string): number => ofRun.all(run).filter((row) => fromRow(row) === null).length,
    count: (run: string): number => count.get(run)?.count ?? 0,
  }
}
