/** What happened to runs, in order, with level and time. */
import type { LogEntry } from '../contract/run'
import { visibleText } from '../contract/text'
import type { Database } from './open'

/** Prepared statements over `events`. */
export function createJournalRepository(database: Database) {
  const insert = database.prepare<{ run: string; time: string; level: string; message: string }, { sequence: number }>(`
    INSERT INTO events (run_id, sequence, time, level, message)
    SELECT @run, coalesce(max(sequence), 0) + 1, @time, @level, @message FROM events WHERE run_id = @run
    RETURNING sequence`)
  const after = database.prepare<[string, number], LogEntry>(
    'SELECT sequence, time, level, message FROM events WHERE run_id = ? AND sequence > ? ORDER BY sequence',
  )
  return {
    append(run: string, time: string, level: LogEntry['level'], text: string): LogEntry {
      // A trainer's own words may hold what a terminal would obey.
      const message = visibleText(text)
      const sequence = insert.get({ run, time, level, message })?.sequence ?? 1
      return { sequence, time, level, message }
    },
    /** Entries with a sequence above `sequence`, oldest first. */
    after: (run: string, sequence = 0): LogEntry[] =>
      after.all(run, sequence).map((entry) => ({ ...entry, message: visibleText(entry.message) })),
  }
}
