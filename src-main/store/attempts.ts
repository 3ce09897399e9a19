/** Stretches of training: each start, resumption and continuation of a run. */
import type { Attempt, AttemptKind } from '../contract/checkpoint'
import type { RunEnvironment } from '../contract/run'
import type { Database } from './open'

type AttemptRow = Omit<Attempt, 'threads'> & { freshOptimizer: number; environment: string | null }

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
    list: (run: string): StoredAttempt[] =>
      ofRun.all(run).map(({ environment, freshOptimizer, ...row }) => ({
        ...row,
        freshOptimizer: freshOptimizer === 1,
        threads: environment === null ? null : (JSON.parse(environment) as RunEnvironment).threads,
      })),
    count: (run: string): number => count.get(run)?.count ?? 0,
  }
}
