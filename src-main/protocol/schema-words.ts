/**
 * What schemas complain of, in words that go on from a field's name: "must be at least 1". They stand in place of zod's own in every schema,
 * as whatever a person, a file or a program hands in can be wrong, and the sentence reaches a person.
 */
import { z } from 'zod'

type Issue = Readonly<Parameters<z.core.$ZodErrorMap>[0]>

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  bigint: 'a whole number',
  nan: 'NaN',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  record: 'an object',
  null: 'null',
  undefined: 'left out',
}
const article = (word: string): string => `${/^[aeio]/.test(word) ? 'an' : 'a'} ${word}`
const kindOf = (expected: string): string => typeWords[expected] ?? article(expected)
const counted = (count: number | bigint, word: string): string =>
  `${String(count)} ${word}${Number(count) === 1 ? '' : 's'}`
const either = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`
const named = (values: readonly unknown[]): string => values.map(String).join(', ')

function limitWords(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  const isLeast = issue.code === 'too_small'
  const limit = isLeast ? issue.minimum : issue.maximum
  const side = isLeast ? 'at least' : 'at most'
  switch (issue.origin) {
    case 'array':
    case 'set':
    case 'map':
      return `${isLeast ? 'needs' : 'takes'} ${issue.exact === true ? '' : `${side} `}${counted(limit, 'value')}`
    case 'string':
      if (isLeast && limit === 1) return 'must not be empty'
      return `must have ${issue.exact === true ? '' : `${side} `}${counted(limit, 'character')}`
    default:
      if (issue.inclusive === true) return `must be ${side} ${String(limit)}`
      return `must be ${isLeast ? 'above' : 'below'} ${String(limit)}`
  }
}

/** What is nearest to fitting says most; where nothing is, all that would fit are named. */
function unionWords(issue: Extract<Issue, { code: 'invalid_union' }>): string {
  const options = 'options' in issue && Array.isArray(issue.options) ? (issue.options as readonly unknown[]) : []
  if (options.length > 0) return `must be one of ${named(options)}`
  const first = issue.errors.flatMap(([one]) => (one === undefined ? [] : [one]))
  const isOtherKind = (one: z.core.$ZodIssue) => one.code === 'invalid_type' && one.path.length === 0
  const nearest = first.find((one) => !isOtherKind(one))
  if (nearest !== undefined) return nearest.message
  const kinds = first.flatMap((one) => (one.code === 'invalid_type' ? [kindOf(one.expected)] : []))
  return kinds.length === 0 ? 'is not valid' : `must be ${either([...new Set(kinds)])}`
}

/** An issue as the end of a sentence about its field. */
function wordsOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${kindOf(issue.expected)}`
    case 'invalid_value':
      return issue.values.length === 1 ? `must be ${named(issue.values)}` : `must be one of ${named(issue.values)}`
    case 'too_small':
    case 'too_big':
      return limitWords(issue)
    case 'not_multiple_of':
      return `must be a multiple of ${String(issue.divisor)}`
    case 'invalid_format':
      return 'does not have the form that it needs'
    case 'unrecognized_keys':
      return `must not have ${either(issue.keys)}`
    case 'invalid_key':
    case 'invalid_element':
      return issue.issues[0]?.message ?? 'is not valid'
    case 'invalid_union':
      return unionWords(issue)
    default:
      return 'is not valid'
  }
}

// The window's content security policy forbids `new Function`, which zod would otherwise probe for.
z.config({ jitless: true, customError: wordsOf })

/**
 * Issues without those that ask less of a number than another one does: one that is greater than any whole number a double holds exactly is told the bound of
 * its field, and not that of doubles.
 */
export function withoutWeakerBounds(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const isBound = (issue: z.core.$ZodIssue) => issue.code === 'too_big' || issue.code === 'too_small'
  const strictness = (issue: z.core.$ZodIssue): number =>
    issue.code === 'too_big' ? -Number(issue.maximum) : issue.code === 'too_small' ? Number(issue.minimum) : 0
  return issues.filter((issue, index) => {
    if (!isBound(issue)) return true
    return !issues.some(
      (other, at) =>
        at !== index &&
        other.code === issue.code &&
        other.path.join('.') === issue.path.join('.') &&
        (strictness(other) > strictness(issue) || (strictness(other) === strictness(issue) && at < index)),
    )
  })
}

/** The first thing that does not fit: where, and what of it. */
export type Misfit = {
  /** Keys and places with dots between them; empty for the whole. */
  readonly field: string
  /** Ends a sentence about the field: "must be at least 1". */
  readonly message: string
}

/** @param error of a schema that refused something */
export function firstMisfit(error: z.ZodError): Misfit {
  const [issue] = withoutWeakerBounds(error.issues)
  return { field: (issue?.path ?? []).map(String).join('.'), message: issue?.message ?? 'is not valid' }
}

/** The same as a sentence without its full stop. @param whole what it is about where no field is to blame: "The program" */
export function misfitWords(error: z.ZodError, whole: string): string {
  const { field, message } = firstMisfit(error)
  return field === '' ? `${whole} ${message}` : `${field}: ${message}`
}
