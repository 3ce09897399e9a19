/** What words of a search ask of runs, as conditions for SQLite. */
import { hasTag, isSetting, statesWith, wantedInParts, type SearchTerm } from '../model/search'
import { list, readValue } from './run-fields'
import type { RunStatements } from './run-statements'

type Condition = { readonly sql: string; readonly parameters: unknown[] }

/** Of what a word asks: SQL where SQLite can say it, else the runs. */
export function termSql(statements: RunStatements, term: SearchTerm): Condition {
  const states = (words: readonly string[]) =>
    `coalesce(runs.end_reason, runs.state) IN (${words.map((word) => `'${word}'`).join(', ')})`
  switch (term.kind) {
    case 'word':
      return {
        sql: `(EXISTS (SELECT 1 FROM run_search WHERE run_search.run = runs.number AND (instr(head, ?) > 0 OR instr(parts, ?) > 0))
          OR ${states(statesWith(term.word))})`,
        parameters: [term.word, wantedInParts(term.word)],
      }
    case 'starred':
      return { sql: 'runs.starred = 1', parameters: [] }
    case 'archived':
      return { sql: 'runs.archived = 1', parameters: [] }
    case 'nothing':
      return { sql: '0', parameters: [] }
    case 'state':
      return { sql: states(statesWith(term.word)), parameters: [] }
    case 'tag': {
      const tagged = statements.rowsOf<[number, string]>("SELECT number, tags FROM runs WHERE tags <> '[]'")
      const found = tagged.flatMap(([number, tags]) => (hasTag(list(tags) as string[], term.tag) ? [number] : []))
      return { sql: 'runs.number IN (SELECT value FROM json_each(?))', parameters: [JSON.stringify(found)] }
    }
    case 'setting':
      return settingSql(statements, term)
  }
}

/** Runs whose setting has a value: what counts as the same value is not for SQLite to say. */
function settingSql(statements: RunStatements, term: Extract<SearchTerm, { kind: 'setting' }>): Condition {
  const rows = statements.rowsOf<[number, number, number | null, string | null]>(
    'SELECT run, type, number, text FROM run_values WHERE key = ?',
    statements.keyId({ kind: 'config', key: term.key }),
  )
  const isFound = new Map<string, boolean>()
  const select = (wanted: boolean) =>
    rows.flatMap(([run, type, number, stored]) => {
      const word = `${type} ${number} ${stored}`
      let is = isFound.get(word)
      if (is === undefined) isFound.set(word, (is = isSetting(readValue(type, number, stored), term.value)))
      return is === wanted ? [run] : []
    })
  // A run without the setting has nothing there.
  const isNothing = isSetting(undefined, term.value)
  return {
    sql: `runs.number ${isNothing ? 'NOT ' : ''}IN (SELECT value FROM json_each(?))`,
    parameters: [JSON.stringify(select(!isNothing))],
  }
}
