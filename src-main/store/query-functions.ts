/** What SQLite is told of the query language that it cannot say itself: small letters of every script, tags, regular expressions. */
import { RE2JS } from 're2js'
import { hasTag, isSetting } from '../model/search'
import type { Database } from './database'
import { list } from './run-fields'
import { parseStored } from './stored-json'

/** Compiled expressions that are kept: a question has a few, and asks them of every run. */
const mostKept = 50

/**
 * A regular expression, whatever case letters have. RE2's kind: its time grows with the text and not beyond, so that no expression can hold up the
 * core. @throws an error whose last words say what is wrong with it
 */
function compile(pattern: string): RE2JS {
  return RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE)
}

/** What is wrong with a regular expression, as the end of a sentence; null where it can be read. */
export function patternProblem(pattern: string): string | null {
  try {
    compile(pattern)
    return null
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return message.replace(/^error parsing regexp: /, '').replace(/\.$/, '')
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Adds `query_lower`, `query_has`, `query_matches` and their like to a connection; each answers 0 or 1, or a text. */
export function addQueryFunctions(database: Database): void {
  const kept = new Map<string, RE2JS>()
  const expressionOf = (pattern: string): RE2JS => {
    let expression = kept.get(pattern)
    if (expression === undefined) {
      if (kept.size >= mostKept) kept.clear()
      kept.set(pattern, (expression = compile(pattern)))
    }
    return expression
  }
  const finds = (pattern: string, value: string): boolean => expressionOf(pattern).matcher(value).find()
  const add = (name: string, answer: (first: unknown, second: unknown) => boolean) =>
    database.function(name, { deterministic: true }, (first: unknown, second: unknown) =>
      answer(first, second) ? 1 : 0,
    )
  database.function('query_lower', { deterministic: true }, (value: unknown) =>
    typeof value === 'string' ? value.toLowerCase() : null,
  )
  database.function('query_number', { deterministic: true }, (value: unknown) =>
    typeof value === 'number' ? String(value) : null,
  )
  add('query_list', (stored, wanted) => isSetting(parseStored(stored), text(wanted)))
  add('query_has', (value, wanted) => text(value).toLowerCase().includes(text(wanted)))
  add('query_matches', (value, pattern) => finds(text(pattern), text(value)))
  add('query_tagged', (tags, wanted) => hasTag(tagsOf(tags), text(wanted)))
  add('query_tags_match', (tags, pattern) => tagsOf(tags).some((tag) => finds(text(pattern), tag)))
}

function tagsOf(stored: unknown): string[] {
  const read = typeof stored === 'string' ? list(stored) : []
  return Array.isArray(read) ? read.map(String) : []
}
