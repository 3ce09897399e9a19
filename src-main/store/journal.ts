/** What happened to runs, in order, with level and time. */
import { logLevels, type LogEntry } from '../contract/run'
import { visibleText } from '../contract/text'
import type { Database } from './database'

type EntryRow = { sequence: number; time: unknown; level: unknown; message: unknown }

/** What cannot be read of a line is left out of it: the others say what happened. */
function readEntry({ sequence, time, level, message }: EntryRow): LogEntry {
  return {
    sequence,
    time: typeof time === 'string' && !Number.isNaN(Date.parse(time)) ? time : new Date(0).toISOString(),
    level: logLevels.find((known) => known === level) ?? 'info',
    message: typeof message === 'string' ? visibleText(message) : 'This line cannot be read.',
  }
}

/** To SQLite, no limit. */
const all = -1

export type JournalRepository = ReturnType<typeof createJournalRepository>

/** Prepared statements over `events`. */
export function createJournalRepository(database: Database) {
  const insert = database.prepare<{ run: string; time: string; level: string; message: string }, { sequence: number }>(`
    INSERT INTO events (run_id, sequence, time, level, message)
    SELECT @run, coalesce(max(sequence), 0) + 1, @time, @level, @message FROM events WHERE run_id = @run
    RETURNING sequence`)
  const after = database.prepare<[string, number, number], EntryRow>(
    'SELECT sequence, time, level, message FROM events WHERE run_id = ? AND sequence > ? ORDER BY sequence LIMIT ?',
  )
  const messagesAfter = database
    .prepare<[string, number, number], [sequence: number, message: unknown]>(
      'SELECT sequence, message FROM events WHERE run_id = ? AND sequence > ? ORDER BY sequence LIMIT ?',
    )
    .raw()
  let changed = new Set<string>()
  return {
    /** Runs that something was written of since this was last asked. */
    changed(): ReadonlySet<string> {
      const since = changed
      changed = new Set()
      return since
    },
    append(run: string, time: string, level: LogEntry['level'], text: string): LogEntry {
      // A trainer's own words may hold what a terminal would obey.
      const message = visibleText(text)
      changed.add(run)
      const sequence = insert.get({ run, time, level, message })?.sequence ?? 1
      return { sequence, time, level, message }
    },
    /** What such entries say, for whoever reads millions of them. */
    messagesAfter: (run: string, sequence: number, limit: number): readonly (readonly [number, unknown])[] =>
      messagesAfter.all(run, sequence, limit),
    /** Entries with a sequence above `sequence`, oldest first. @param limit how many at most; all unless given. */
    after: (run: string, sequence = 0, limit = all): LogEntry[] => after.all(run, sequence, limit).map(readEntry),
  }
}
