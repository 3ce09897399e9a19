/**
 * What runs are listed, sorted and found by: the flattened values of each, key by key, and the text that words are looked for in. It is worked out
 * of `runs`, and worked out again for each row whose `indexed` is not the current version: a trigger sets it to 0 when a row changes.
 */
import { createHash } from 'node:crypto'
import { defaultsInForce } from '../contract/stored-config'
import type { ValueKind } from '../contract/run-query'
import type { Database } from './database'
import { readStored } from './stored-json'
import { z } from 'zod'

/** Counted up when the same run would get other rows by this file or by those that say what is in them. */
const rowsVersion = 1

/**
 * By which rules rows were made. A setting that is new to this version has a value in force on runs that were stored before it: with the settings that are
 * filled in, the version is another one by itself. Never 0.
 */
export const indexVersion =
  1 +
  createHash('sha256')
    .update(JSON.stringify([rowsVersion, defaultsInForce]))
    .digest()
    .readUInt32BE()

/** Longer texts stand by their beginning, and a hash of the whole. */
const longestText = 500

export const valueTypes = { null: 0, boolean: 1, number: 2, text: 3, list: 4 } as const

export type IndexedRun = {
  readonly values: Iterable<readonly [kind: ValueKind, key: string, value: unknown]>
  /** See model/search: what comes before the first line end, and what comes behind it. */
  readonly search: string
  /** What of its row cannot be read, in sentences. */
  readonly problems: readonly string[]
}

type ValueRow = readonly [type: number, number: number | null, text: string | null]

function toRow(value: unknown): ValueRow {
  if (value === null || value === undefined) return [valueTypes.null, null, null]
  if (typeof value === 'number') return [valueTypes.number, Number.isNaN(value) ? null : value, null]
  if (typeof value === 'boolean') return [valueTypes.boolean, null, String(value)]
  if (typeof value === 'string') return [valueTypes.text, null, shorten(value)]
  return [valueTypes.list, null, JSON.stringify(value)]
}

function shorten(text: string): string {
  if (text.length <= longestText) return text
  // Not within a pair of surrogates: half of one cannot be stored.
  const beginning = text.slice(0, longestText).replace(/[\ud800-\udbff]$/, '')
  return `${beginning}… ${createHash('sha256').update(text).digest('hex')}`
}

const problemsSchema = z.array(z.string())

/** Prepared statements over `run_values` and `run_search`. */
export function createRunIndex(database: Database) {
  const pending = database
    .prepare<[number], string>('SELECT id FROM runs WHERE indexed = 0 ORDER BY number DESC LIMIT ?')
    .pluck()
  const findKey = database.prepare<[string, string], number>('SELECT id FROM keys WHERE kind = ? AND key = ?').pluck()
  const insertKey = database.prepare<[string, string]>('INSERT INTO keys (kind, key) VALUES (?, ?)')
  const clear = database.prepare<[number]>('DELETE FROM run_values WHERE run = ?')
  const insert = database.prepare<[number, number, number, number | null, string | null]>(
    'INSERT OR REPLACE INTO run_values (key, run, type, number, text) VALUES (?, ?, ?, ?, ?)',
  )
  const setSearch = database.prepare<[number, string, string, string]>(
    'INSERT OR REPLACE INTO run_search (run, head, parts, problems) VALUES (?, ?, ?, ?)',
  )
  const setIndexed = database.prepare<[number, number]>('UPDATE runs SET indexed = ? WHERE number = ?')
  const withProblems = database.prepare<[], { id: string; problems: string }>(
    "SELECT runs.id, run_search.problems FROM run_search JOIN runs ON runs.number = run_search.run WHERE run_search.problems <> '[]'",
  )
  const keyIds = new Map<string, number>()
  // Those of another version are to be made anew, like those that have changed.
  database.prepare('UPDATE runs SET indexed = 0 WHERE indexed NOT IN (0, ?)').run(indexVersion)

  function keyId(kind: ValueKind, key: string): number {
    const word = `${kind}:${key}`
    let id = keyIds.get(word)
    if (id === undefined) {
      id = findKey.get(kind, key) ?? Number(insertKey.run(kind, key).lastInsertRowid)
      keyIds.set(word, id)
    }
    return id
  }

  return {
    /** Ids of runs that are to be indexed, the newest first. */
    pending: (most: number): string[] => pending.all(most),
    /** Writes what one run is listed by. To be called in a transaction; keys that a transaction makes and does not keep are to be forgotten. */
    write(number: number, { values, search, problems }: IndexedRun): void {
      clear.run(number)
      for (const [kind, key, value] of values) insert.run(keyId(kind, key), number, ...toRow(value))
      const end = search.indexOf('\n')
      const [head, parts] = end < 0 ? [search, ''] : [search.slice(0, end), search.slice(end)]
      setSearch.run(number, head, parts, JSON.stringify(problems))
      setIndexed.run(indexVersion, number)
    },
    /** After a transaction that was not kept. */
    forgetKeys: (): void => keyIds.clear(),
    /** Runs whose rows cannot be read in full. */
    withProblems: (): { readonly id: string; readonly problems: readonly string[] }[] =>
      withProblems.all().map(({ id, problems }) => {
        const read = readStored(problems, problemsSchema)
        return { id, problems: read.ok ? read.value : [] }
      }),
  }
}
