/**
 * Words of the logs of runs, found by SQLite's FTS5. The index is this connection's own (`temp`), made when somebody first looks into logs and kept up
 * from then on: writing a line costs nothing, a history is no larger for it, and nothing of it can be out of date in a file.
 */
import type { Database } from './database'
import type { JournalRepository } from './journal'

/** Documents of one run, each of what one step has read of it. */
const mostParts = 1_000_000
/** Lines that are read at once. */
const linesAtOnce = 200
/** A step is over after so long, or with so many words: then others have their turn. */
const stepMilliseconds = 3
const wordsAtOnce = 4_000
/** Pages of the table that are put together at once, where it has grown in many pieces. */
const pagesAtOnce = 8

type Run = readonly [number: number, id: string]
type Known = { readonly id: string; last: number; part: number }

/** Runs whose logs have a word that begins like this, by their short names. */
export const runsWithLogWord = `SELECT rowid / ${mostParts} FROM temp.run_log WHERE run_log MATCH ?`

/** Accents of letters: who looks for `grosse` or `cafe` finds them with theirs. Vowel signs of other scripts are part of a word. */
const accents = /[\u0300-\u036f]/g

/**
 * Words of a text: letters and digits of any script, in lower case and without accents. What a word is is said here alone: FTS5's own
 * tables of letters are of another version of Unicode, and take the marks of many scripts for the ends of words.
 */
export const logWords = (text: string): string[] =>
  text
    .normalize('NFD')
    .replace(accents, '')
    .toLowerCase()
    .replace(accents, '')
    .match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu) ?? []

/** What is looked for: a word that begins with these letters. */
export const logPattern = (word: string): string => `"${word}"*`

/** Between ASCII marks, where words end in any case: what is there is looked at once, however often it is said. */
const betweenMarks = /[^\0-/:-@[-`{-\x7f]+/g

/** The table, and what writes to it. Where a computer has no room for temporary files this throws, and nothing else has to. */
function makeTable(database: Database) {
  // The tokenizer for ASCII parts at spaces, and leaves every other sign where {@link logWords} has left it. Neither the text nor where in it a word stands is kept: a question is which runs have it. By itself FTS5 puts its pieces together while somebody
  // waits for a line to be written, for seconds where there are many: here that is work of its own.
  database.exec(`CREATE VIRTUAL TABLE IF NOT EXISTS temp.run_log
    USING fts5(lines, content='', contentless_delete=1, detail='none', prefix='1 2', tokenize='ascii');
    INSERT INTO temp.run_log (run_log, rank) VALUES ('automerge', 0), ('crisismerge', 1000)`)
  return {
    insert: database.prepare<[number, string]>('INSERT INTO temp.run_log (rowid, lines) VALUES (?, ?)'),
    remove: database.prepare<[number]>('DELETE FROM temp.run_log WHERE rowid = ?'),
    merge: database.prepare<[number]>("INSERT INTO temp.run_log (run_log, rank) VALUES ('merge', ?)"),
    changes: database.prepare<[], number>('SELECT total_changes()').pluck(),
  }
}

/** @param now milliseconds, of a clock that only goes on */
export function createRunLogIndex(
  database: Database,
  journal: Pick<JournalRepository, 'messagesAfter' | 'changed'>,
  now: () => number = () => performance.now(),
) {
  const runs = database.prepare<[], Run>('SELECT number, id FROM runs ORDER BY number').raw()
  let table: ReturnType<typeof makeTable> | null = null
  const known = new Map<number, Known>()

  /** Of which something was logged that is not read yet. */
  const behind = new Set<string>()

  function stateOf({ remove }: ReturnType<typeof makeTable>, [number, id]: Run): Known {
    const before = known.get(number)
    if (before?.id === id) return before
    // The short name of a run that was deleted for good is another's now.
    for (let part = 0; part < (before?.part ?? 0); part += 1) remove.run(number * mostParts + part)
    const state = { id, last: 0, part: 0 }
    known.set(number, state)
    return state
  }

  /** Reads on in one run, until the step is over. @returns whether there is more to read */
  function look(into: ReturnType<typeof makeTable>, run: Run, isOver: (words: number) => boolean): boolean {
    const state = stateOf(into, run)
    const words = new Set<string>()
    let isAll: boolean
    do {
      const lines = journal.messagesAfter(run[1], state.last, linesAtOnce)
      for (const [, message] of lines)
        if (typeof message === 'string') for (const [word] of message.matchAll(betweenMarks)) words.add(word)
      state.last = lines.at(-1)?.[0] ?? state.last
      isAll = lines.length < linesAtOnce
    } while (!isAll && !isOver(words.size))
    if (words.size > 0) into.insert.run(run[0] * mostParts + state.part, logWords([...words].join(' ')).join(' '))
    if (words.size > 0) state.part += 1
    return !isAll && state.part < mostParts
  }

  /** @returns the runs that are left */
  const step = database.transaction((into: ReturnType<typeof makeTable>, left: readonly Run[]): readonly Run[] => {
    const end = now() + stepMilliseconds
    for (const [at, run] of left.entries()) {
      if (at > 0 && now() >= end) return left.slice(at)
      const isLeft = look(into, run, (words) => words >= wordsAtOnce || now() >= end)
      // Whoever asks meanwhile reads what is still behind by itself.
      if (!isLeft) behind.delete(run[1])
      else {
        behind.add(run[1])
        return left.slice(at)
      }
    }
    return []
  })

  /** Puts some of the table's pieces together. @returns whether there was anything to do */
  function tidy({ merge, changes }: ReturnType<typeof makeTable>): boolean {
    const before = changes.get() ?? 0
    merge.run(pagesAtOnce)
    // The command itself is one change.
    return (changes.get() ?? 0) - before >= 2
  }

  return {
    /** Reads what has been logged since the last time; all of it the first time. Each step is a few milliseconds of work. */
    *complete(): Generator<undefined, void, undefined> {
      const into = (table ??= makeTable(database))
      for (const id of journal.changed()) behind.add(id)
      let left: readonly Run[] = runs.all().filter(([number, id]) => known.get(number)?.id !== id || behind.has(id))
      while (left.length > 0) {
        left = step(into, left)
        yield
        while (tidy(into)) yield
      }
    },
  }
}
