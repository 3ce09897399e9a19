/** Keys of panels that may be expressions. */
import { expressionOfKey } from '../../contract/expression-keys'
import type { QueryProblem } from '../query/tree'
import { parseExpression } from './parse'
import { metricsIn, type Expression } from './tree'

type Read =
  | { readonly expression: Expression; readonly metrics: readonly string[]; readonly problem: null }
  | { readonly expression: null; readonly metrics: readonly []; readonly problem: QueryProblem }

/** Expressions that were read, while there are few: each is asked for every run. */
const known = new Map<string, Read>()
const mostKnown = 1_000

/** The expression of a key, or what is wrong with it; null for a series. */
export function readExpressionKey(key: string): Read | null {
  const text = expressionOfKey(key)
  if (text === null) return null
  const before = known.get(key)
  if (before !== undefined) return before
  const { expression, problem } = parseExpression(text)
  const read: Read =
    expression !== null
      ? { expression, metrics: metricsIn(expression), problem: null }
      : { expression: null, metrics: [], problem: problem ?? { ...nothing, to: text.length } }
  if (known.size >= mostKnown) known.clear()
  known.set(key, read)
  return read
}

const nothing = { from: 0, sentence: 'It cannot be read.', fix: null, isUnfinished: false } as const

/** The series that a key takes: those of an expression, or itself. None of an expression that cannot be read. */
export const seriesOfKey = (key: string): readonly string[] => readExpressionKey(key)?.metrics ?? [key]

/** Why a key is no series and no expression, in a sentence with its place; null where it is one. */
export function whyNoExpression(key: string): string | null {
  const problem = readExpressionKey(key)?.problem
  return problem === undefined || problem === null
    ? null
    : `The expression ${expressionOfKey(key)} cannot be read. ${problem.sentence} Character ${problem.from + 1}.`
}
