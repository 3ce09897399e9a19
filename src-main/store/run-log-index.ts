/**
 * Words of the logs of runs, found by SQLite's FTS5. The index is this connection's own (`temp`), made when somebody first looks into logs and kept up
 * from then on: writing a line costs nothing, a history is no larger for it, and nothing of it can be out of date in a file.
 */
import type { Database } from './database'
import type { JournalRepository } from './journal'

/** Lines of one document, and documents of one run: a run's first 200 million lines. */
const [linesAtOnce, mostParts] = [200, 1_000_000]
/** Runs that one step looks at, and documents that it reads of each: some milliseconds of work. */
const [runsAtOnce, partsAtOnce] = [25, 5]

type Run = readonly [number: number, id: string]
type Known = { readonly id: string; last: number; part: number }

/** Runs whose logs have a word that begins like this, by their short names. */
export const runsWithLogWord = `SELECT rowid / ${mostParts} FROM temp.run_log WHERE run_log MATCH ?`

/** Words as FTS5 takes them apart: letters and digits of any script. */
export const logWords = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu) ?? []

/** What is looked for: a word that begins with these letters. */
export const logPattern = (word: string): string => `"${word}"*`

/** The table, and what writes to it. Where a computer has no room for temporary files this throws, and nothing else has to. */
function makeTable(database: Database) {
  // Neither the text nor where in it a word stands is kept: a question is which runs have it.
  database.exec(`CREATE VIRTUAL TABLE IF NOT EXISTS temp.run_log
    USING fts5(lines, content='', contentless_delete=1, detail='none', tokenize='unicode61 remove_diacritics 2')`)
  return {
    insert: database.prepare<[number, string]>('INSERT INTO temp.run_log (rowid, lines) VALUES (?, ?)'),
    remove: database.prepare<[number]>('DELETE FROM temp.run_log WHERE rowid = ?'),
  }
}

export function createRunLogIndex(database: Database, journal: Pick<JournalRepository, 'after' | 'changed'>) {
  const runs = database.prepare<[], Run>('SELECT number, id FROM runs ORDER BY number').raw()
  let table: ReturnType<typeof makeTable> | null = null
  const known = new Map<number, Known>()

  /** Of which something was logged that is not read yet. */
  const behind = new Set<string>()

  /** @returns whether there is more to read */
  function look({ insert, remove }: ReturnType<typeof makeTable>, [number, id]: Run): boolean {
    let state = known.get(number)
    if (state?.id !== id) {
      // The short name of a run that was deleted for good is another's now.
      for (let part = 0; part < (state?.part ?? 0); part += 1) remove.run(number * mostParts + part)
      known.set(number, (state = { id, last: 0, part: 0 }))
    }
    for (let turn = 0; turn < partsAtOnce && state.part < mostParts; turn += 1) {
      const lines = journal.after(id, state.last, linesAtOnce)
      if (lines.length === 0) return false
      insert.run(number * mostParts + state.part, lines.map(({ message }) => message).join('\n'))
      state.part += 1
      state.last = lines.at(-1)?.sequence ?? state.last
    }
    return state.part < mostParts
  }
  const lookAt = database.transaction((into: ReturnType<typeof makeTable>, some: readonly Run[]): Run[] =>
    some.filter((run) => look(into, run)),
  )

  return {
    /** Reads what has been logged since the last time; all of it the first time. A step of the work for every few runs. */
    *complete(): Generator<undefined, void, undefined> {
      table ??= makeTable(database)
      for (const id of journal.changed()) behind.add(id)
      let left = runs.all().filter(([number, id]) => known.get(number)?.id !== id || behind.has(id))
      while (left.length > 0) {
        const [some, others] = [left.slice(0, runsAtOnce), left.slice(runsAtOnce)]
        const unfinished = lookAt(table, some)
        const isLeft = new Set(unfinished.map(([, id]) => id))
        // Whoever asks meanwhile reads what is still behind by itself.
        for (const [, id] of some) {
          if (isLeft.has(id)) behind.add(id)
          else behind.delete(id)
        }
        left = [...unfinished, ...others]
        yield
      }
    },
  }
}
