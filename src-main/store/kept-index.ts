/** Rows of the index that stay: nothing that a person says of a run changes its settings, of which it has most. */
import { visibleLine } from '../contract/text'
import { searchHeadOf } from '../model/search'
import type { Database } from './database'
import { indexVersion } from './run-index'
import { parseTags } from './run-rows'

/**
 * What writes such a change without having the run indexed anew: of ten thousand runs that are tagged at once, the list that asks next would wait for
 * three hundred thousand rows. A run that is not indexed, or of which something could not be read, is indexed as after any other change.
 */
export function createKeptIndex(database: Database) {
  const find = database
    .prepare<{ run: string; version: number }, number>(
      `SELECT number FROM runs JOIN run_search ON run_search.run = runs.number
      WHERE id = @run AND indexed = @version AND run_search.problems = '[]'`,
    )
    .pluck()
  const said = database.prepare<[number], { name: string; tags: string }>(
    'SELECT name, tags FROM runs WHERE number = ?',
  )
  const setHead = database.prepare<[string, number]>('UPDATE run_search SET head = ? WHERE run = ?')
  const setIndexed = database.prepare<[number, number]>('UPDATE runs SET indexed = ? WHERE number = ?')

  /** @param isFoundBy whether words are looked for in what is written: its name or its tags. */
  return function keep(run: string, isFoundBy: boolean, write: () => void): void {
    const number = find.get({ run, version: indexVersion })
    write()
    if (number === undefined) return
    if (isFoundBy) {
      const now = said.get(number)
      const tags = now === undefined ? null : parseTags(now.tags)
      if (now === undefined || tags?.ok !== true) return
      setHead.run(searchHeadOf({ name: visibleLine(now.name), tags: tags.value.map(visibleLine) }), number)
    }
    // Last: the trigger of what was written has said that the row is stale.
    setIndexed.run(indexVersion, number)
  }
}
