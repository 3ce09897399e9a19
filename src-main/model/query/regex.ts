/** Text that somebody may mean as a regular expression. */
import { searchTextSchema } from '../../contract/run-query'
import { quote } from './print'

/** What expressions have and words seldom do: `.*`, `\d`, `[ab]`, `^`, `$`, `|`, `x+`, `{2}`, `(?:`. */
const expressionMarks = /\.[*+?]|\\[dwsbDWSB.]|\[[^\]]+\]|^\^|\$$|\||[\w)\]][*+]|\{\d+(?:,\d*)?\}|\(\?/

/** The condition that names match this text as an expression; null where it does not look like one, or would be too long. */
export function regexCondition(text: string): string | null {
  const trimmed = text.trim()
  if (trimmed === '' || !expressionMarks.test(trimmed)) return null
  const condition = `name ~ ${quote(trimmed)}`
  return searchTextSchema.safeParse(condition).success ? condition : null
}
