/** How far the journals of other programs were taken in, and what is known of who writes them. */
import { z } from 'zod'
import type { JournalPlace } from '../protocol/journal/reading'
import type { Database } from './database'
import { readStored } from './stored-json'

export const journalStates = ['open', 'left', 'finished', 'gone'] as const
export type JournalState = (typeof journalStates)[number]

/** Of one journal: points that are in, and records and points that are not, by why. */
export const journalCountsSchema = z.object({
  points: z.number().default(0),
  /** Took the place of an earlier point at their step. */
  replaced: z.number().default(0),
  /** Came after a newer attempt had begun. */
  fenced: z.number().default(0),
  /** Of types that this version does not know. */
  unknown: z.number().default(0),
  /** Records that are none. */
  invalid: z.number().default(0),
  /** Points of keys that no series can have. */
  badKeys: z.number().default(0),
  /** Points of more keys than a run may have. */
  tooManyKeys: z.number().default(0),
  /** Points at steps that there are not. */
  badSteps: z.number().default(0),
  /** Points whose time was earlier than that of the point before them, or than the run. */
  clock: z.number().default(0),
})
export type JournalCounts = z.infer<typeof journalCountsSchema>
export const noCounts: JournalCounts = journalCountsSchema.parse({})

export type StoredJournal = {
  readonly id: number
  /** The run's id. */
  readonly run: string
  readonly writer: string
  readonly place: Readonly<JournalPlace>
  readonly attempt: number | null
  readonly begunAt: number | null
  readonly host: string | null
  readonly process: number | null
  readonly state: JournalState
  readonly isClosed: boolean
  readonly heardAt: number
  readonly counts: JournalCounts
}

export type JournalKey = readonly [number: number, key: string | null]

type Row = Omit<StoredJournal, 'place' | 'isClosed' | 'counts'> & JournalPlace & { isClosed: number; counts: unknown }

function fromRow({ offset, skip, step, time, isClosed, counts, ...row }: Row): StoredJournal {
  const read = typeof counts === 'string' ? readStored(counts, journalCountsSchema) : null
  return {
    ...row,
    place: { offset, skip, step, time },
    isClosed: isClosed === 1,
    counts: read?.ok === true ? read.value : noCounts,
  }
}

const columns = `journals.id, runs.id AS run, writer, offset, skip, step, time, attempt, begun_at AS begunAt, host, process, journals.state,
  is_closed AS isClosed, heard_at AS heardAt, counts`
const joined = `SELECT ${columns} FROM journals JOIN runs ON runs.number = journals.run`

/** Prepared statements over `journals` and `journal_keys`. */
export function createLogJournalRepository(database: Database) {
  const insert = database.prepare<{ run: string; writer: string; heardAt: number }>(`
    INSERT INTO journals (run, writer, heard_at) SELECT number, @writer, @heardAt FROM runs WHERE id = @run
    ON CONFLICT (run, writer) DO NOTHING`)
  const one = database.prepare<[string, string], Row>(`${joined} WHERE runs.id = ? AND writer = ?`)
  const ofRun = database.prepare<[string], Row>(`${joined} WHERE runs.id = ? ORDER BY journals.id`)
  const all = database.prepare<[], Row>(`${joined} ORDER BY journals.id`)
  const open = database.prepare<[], Row>(`${joined} WHERE is_closed = 0 ORDER BY journals.id`)
  const keep = database.prepare(`
    UPDATE journals SET offset = @offset, skip = @skip, step = @step, time = @time, attempt = @attempt, begun_at = @begunAt, host = @host,
      process = @process, state = @state, is_closed = @isClosed, heard_at = @heardAt, counts = @counts
    WHERE id = @id`)
  const addKey = database.prepare('INSERT OR REPLACE INTO journal_keys (journal, number, key) VALUES (?, ?, ?)')
  const keys = database
    .prepare<[number], [number: number, key: string | null]>(
      'SELECT number, key FROM journal_keys WHERE journal = ? ORDER BY number',
    )
    .raw()
  const attempt = database
    .prepare<[string], number | null>(
      'SELECT max(attempt) FROM journals WHERE run = (SELECT number FROM runs WHERE id = ?)',
    )
    .pluck()
  const attempts = database
    .prepare<[string], number>(
      'SELECT count(DISTINCT attempt) FROM journals WHERE run = (SELECT number FROM runs WHERE id = ?)',
    )
    .pluck()

  const lastStep = database
    .prepare<[string], number | null>(
      `SELECT max(last_step) FROM series JOIN keys ON keys.id = series.key
      WHERE run = (SELECT number FROM runs WHERE id = ?) AND keys.key NOT LIKE 'system/%'`,
    )
    .pluck()
  const seriesKeys = database
    .prepare<[string], string>(
      `SELECT keys.key FROM series JOIN keys ON keys.id = series.key
      WHERE run = (SELECT number FROM runs WHERE id = ?) AND (series.count IS NULL OR series.count > 0)`,
    )
    .pluck()

  return {
    /** Keys of the series that a run has. */
    seriesKeys: (run: string): string[] => seriesKeys.all(run),
    /** The greatest step of its series but those of its machine, which count otherwise; null where none is known. */
    lastStep: (run: string): number | null => lastStep.get(run) ?? null,
    /** The row of a journal, made where there is none. @throws RangeError when there is no such run */
    findOrMake(run: string, writer: string, now: number): StoredJournal {
      insert.run({ run, writer, heardAt: now })
      const row = one.get(run, writer)
      if (row === undefined) throw new RangeError(`There is no run ${run}`)
      return fromRow(row)
    },
    ofRun: (run: string): StoredJournal[] => ofRun.all(run).map(fromRow),
    list: (): StoredJournal[] => all.all().map(fromRow),
    open: (): StoredJournal[] => open.all().map(fromRow),
    keep: ({ place, isClosed, counts, run: _, writer: __, ...journal }: StoredJournal): void =>
      void keep.run({ ...journal, ...place, isClosed: isClosed ? 1 : 0, counts: JSON.stringify(counts) }),
    addKeys: (journal: number, added: readonly JournalKey[]): void =>
      added.forEach(([number, key]) => addKey.run(journal, number, key)),
    keys: (journal: number): JournalKey[] => keys.all(journal),
    /** The newest attempt of a run that other programs write; 0 where none is known. */
    newestAttempt: (run: string): number => attempt.get(run) ?? 0,
    countAttempts: (run: string): number => attempts.get(run) ?? 0,
  }
}
