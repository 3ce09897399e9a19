/** Looks up what the names of a line mean, and whether their values fit: pure, over what the history has. */
import type { ValueKind } from '../../contract/run-query'
import { originKinds, stateWords, type ShownState } from '../../contract/run'
import { statesWith } from '../search'
import { ownField, ownFields, prefixes, type OwnField } from './fields'
import { readDuration, readMoment, readNumber } from './literals'
import { nearest } from './nearest'
import { printField, printName } from './print'
import {
  allResolved,
  anyResolved,
  type Resolved,
  type ResolvedOrder,
  type ResolvedQuery,
  type Size,
  type Target,
  type Test,
  type Wanted,
} from './resolved'
import { Trouble } from './scanner'
import {
  isLeaf,
  metricParts,
  type Condition,
  type Field,
  type Leaf,
  type MetricPart,
  type Query,
  type QueryProblem,
  type Span,
  type Value,
} from './tree'

/** What the history has, as far as lines name it. */
export type KnownKeys = {
  readonly has: (kind: ValueKind | 'series', key: string) => boolean
  /** Whether a series gets better in one direction: in a project's words, an author's, or by its name. */
  readonly hasBest: (series: string) => boolean
  /** All keys, for the name that somebody may have meant. */
  readonly names: () => Iterable<string>
  /** A sentence where a regular expression cannot be read. */
  readonly checkPattern: (pattern: string) => string | null
  /** Milliseconds since 1970. */
  readonly now: number
}

export type Resolution =
  | { readonly query: ResolvedQuery; readonly problem: null }
  | { readonly query: null; readonly problem: QueryProblem }

/** @returns the tests that a line is, or the first thing in it that means nothing. */
export function resolveQuery({ condition, order }: Query, known: KnownKeys): Resolution {
  try {
    return {
      query: {
        condition: condition === null ? null : resolveCondition(condition, known),
        order: order.map(({ field, isDescending, at }): ResolvedOrder => {
          const target = targetOf(field, at, known)
          if (target.kind === 'own' && ownFields.find(({ name }) => name === target.name)?.column === null)
            throw trouble(at, `Runs cannot be ordered by ${printField(field)}.`)
          return { target, isDescending }
        }),
      },
      problem: null,
    }
  } catch (error) {
    if (!(error instanceof Trouble)) throw error
    return { query: null, problem: error.problem }
  }
}

function trouble(at: Span, sentence: string, fix: string | null = null, where: Span = at): Trouble {
  return new Trouble({
    from: at.from,
    to: at.to,
    sentence,
    fix: fix === null ? null : { from: where.from, to: where.to, text: fix, label: `Use ${fix}` },
    isUnfinished: false,
  })
}

/** One condition by itself. */
export function resolveCondition(condition: Condition, known: KnownKeys): Resolved {
  if (isLeaf(condition)) return resolveLeaf(condition, known)
  if (condition.kind === 'not') return { kind: 'not', of: resolveCondition(condition.of, known) }
  return { kind: condition.kind, of: condition.of.map((part) => resolveCondition(part, known)) }
}

const valueKinds = ['config', 'summary', 'environment'] as const

/** @throws Trouble where nothing has this name, or it is only looked into for words. */
function targetOf(field: Field, at: Span, known: KnownKeys): Target {
  const target = findTarget(field, known)
  if (target !== null && target.kind === 'metric' && target.part === 'best' && !known.hasBest(target.key))
    throw trouble(
      at,
      `Nothing says whether lower or higher values of ${target.key} are better, so it has no best.`,
      printMetric(target.key, 'last'),
    )
  if (target?.kind === 'own' && (target.name === 'log' || target.name === 'text'))
    throw trouble(at, `${target.name} is searched by words, as in ${target.name}:memory.`)
  if (target !== null) return target
  const written = printField(field)
  const near = nearest(field.name, namesOf(known))
  const isPart =
    /\.(?!best$|last$|min$|max$)\w+$/.test(field.name) && known.has('series', field.name.replace(/\.\w+$/, ''))
  const hint = isPart ? ' A metric has .best, .last, .min, .max and .at(20).' : ''
  throw trouble(at, `No field is called ${written}.${hint}`, near === null ? null : printName(near))
}

const printMetric = (key: string, part: MetricPart): string => printField(metricName(key, part))

/** A metric's field as it is written: the name with its part, or in quotation marks with the part behind. */
export function metricName(key: string, part: MetricPart): Field {
  const plain = { name: `${key}.${part}`, part: null, step: null }
  return printField(plain).startsWith('"') ? { name: key, part, step: null } : plain
}

/** Every name that a field may have. */
function* namesOf(known: KnownKeys): Generator<string> {
  for (const { name } of ownFields) yield name
  for (const key of known.names()) {
    yield key
    if (known.has('series', key)) for (const part of metricParts) yield `${key}.${part}`
  }
}

/** Null where nothing has this name. A metric that has no direction and is asked for by its name alone is meant by its last value. */
export function findTarget({ name, part, step }: Field, known: Pick<KnownKeys, 'has' | 'hasBest'>): Target | null {
  const isSeries = (key: string) => known.has('series', key)
  const seriesOf = (full: string): string | null => {
    if (isSeries(full)) return full
    const rest = full.startsWith(prefixes.series) ? full.slice(prefixes.series.length) : null
    return rest !== null && isSeries(rest) ? rest : null
  }
  if (step !== null || part !== null) {
    const key = seriesOf(name)
    if (key === null) return null
    return step !== null ? { kind: 'point', key, step } : { kind: 'metric', key, part: part ?? 'last' }
  }
  const own = ownField(name)
  if (own !== null && (own.name === name || own.also.includes(name) || ['tag', 'is', 'state'].includes(own.name)))
    return { kind: 'own', name: own.name }
  if (known.has('config', name)) return { kind: 'value', of: 'config', key: name }
  const suffix = metricParts.find((one) => name.endsWith(`.${one}`))
  const metric = suffix === undefined ? null : seriesOf(name.slice(0, -suffix.length - 1))
  if (metric !== null && suffix !== undefined) return { kind: 'metric', key: metric, part: suffix }
  const series = seriesOf(name)
  if (series !== null) return { kind: 'metric', key: series, part: known.hasBest(series) ? 'best' : 'last' }
  for (const kind of valueKinds) {
    if (known.has(kind, name)) return { kind: 'value', of: kind, key: name }
    const rest = name.startsWith(prefixes[kind]) ? name.slice(prefixes[kind].length) : null
    if (rest !== null && known.has(kind, rest)) return { kind: 'value', of: kind, key: rest }
  }
  return own === null ? null : { kind: 'own', name: own.name }
}

function resolveLeaf(leaf: Leaf, known: KnownKeys): Resolved {
  switch (leaf.kind) {
    case 'text':
      return { kind: 'word', word: leaf.text.toLowerCase().replaceAll('\n', ' ') }
    case 'term':
      return resolveTerm(leaf, known)
    case 'empty':
      return negated({ kind: 'empty', target: targetOf(leaf.field, leaf.fieldAt, known) }, leaf.isNot)
    case 'in': {
      const target = targetOf(leaf.field, leaf.fieldAt, known)
      return negated(anyResolved(leaf.values.map((value) => equal(target, value, leaf, known))), leaf.isNot)
    }
    case 'between': {
      const target = targetOf(leaf.field, leaf.fieldAt, known)
      const [low, high] = [sized(target, '>=', leaf.low, leaf, known), sized(target, '<=', leaf.high, leaf, known)]
      return negated(allResolved([low, high]), leaf.isNot)
    }
    case 'compare': {
      const target = targetOf(leaf.field, leaf.fieldAt, known)
      const { operator, value } = leaf
      if (operator === '=' || operator === '!=') return negated(equal(target, value, leaf, known), operator === '!=')
      if (operator === '~' || operator === '!~') return negated(matching(target, value, leaf, known), operator === '!~')
      return sized(target, operator, value, leaf, known)
    }
  }
}

const negated = (of: Resolved, isNot: boolean): Resolved => (isNot ? { kind: 'not', of } : of)

const wantedOf = ({ text, isQuoted }: Value): Wanted => ({ text: text.toLowerCase(), isQuoted })

/** `FIELD:VALUE`. Of a field that no run has it finds what a setting would that no run has: nothing, or with `none` every run. */
function resolveTerm(leaf: Extract<Leaf, { kind: 'term' }>, known: KnownKeys): Resolved {
  const { field, value } = leaf
  const target = findTarget(field, known)
  if (target === null)
    return { kind: 'is', target: { kind: 'value', of: 'config', key: field.name }, wanted: [wantedOf(value)] }
  if (target.kind === 'own') {
    const own = ownOf(target.name)
    if (own.kind === 'log') return { kind: 'log', text: value.text }
    if (own.kind === 'search') return anywhere(value.text)
    if (own.kind === 'text') return { kind: 'has', target, text: value.text.toLowerCase() }
    if (own.kind === 'state') return { kind: 'state', words: statesWith(value.text.toLowerCase().replaceAll('-', ' ')) }
  }
  if (target.kind === 'metric' || target.kind === 'point') {
    const number = readNumber(value.text)
    if (value.text.toLowerCase() === 'none') return { kind: 'empty', target }
    return number === null ? { kind: 'never' } : { kind: 'equals', target, numbers: [number] }
  }
  return equal(target, value, leaf, known)
}

/** Every word somewhere: in the name, a tag, a setting, the state, the notes or the log. */
function anywhere(text: string): Resolved {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return allResolved(
    words.map((word) =>
      anyResolved([
        { kind: 'word', word },
        { kind: 'has', target: { kind: 'own', name: 'note' }, text: word },
        { kind: 'log', text: word },
      ]),
    ),
  )
}

const ownOf = (name: string): OwnField => {
  const found = ownFields.find((field) => field.name === name)
  if (found === undefined) throw new Error(`There is no field ${name}`)
  return found
}

const shownStates = Object.keys(stateWords) as ShownState[]

/** By a state's word or its id, and what several of them are called together. */
export const stateNames = {
  ...Object.fromEntries(shownStates.map((state) => [stateWords[state], [state]])),
  ...Object.fromEntries(shownStates.map((state) => [state, [state]])),
  finished: ['completed', 'early-stopped'],
} as Readonly<Record<string, readonly string[]>>

function equal(target: Target, value: Value, leaf: Leaf, known: KnownKeys): Test {
  if (target.kind === 'value') return { kind: 'is', target, wanted: [wantedOf(value)] }
  if (target.kind !== 'own') return { kind: 'equals', target, numbers: [needNumber(leaf, value)] }
  const lower = value.text.toLowerCase()
  switch (ownOf(target.name).kind) {
    case 'state': {
      const words = Object.hasOwn(stateNames, lower) ? stateNames[lower] : undefined
      if (words !== undefined) return { kind: 'state', words }
      throw trouble(
        leaf.valueAt,
        `There is no state called ${value.text}.`,
        printNear(lower, Object.keys(stateNames), leaf),
      )
    }
    case 'flag':
      if (lower === 'starred' || lower === 'archived') return { kind: 'flag', flag: lower }
      throw trouble(
        leaf.valueAt,
        `A run is starred or archived, not ${value.text}.`,
        printNear(lower, ['starred', 'archived'], leaf),
      )
    case 'moment':
      return { kind: 'when', target, operator: '=', period: needMoment(leaf, value, known) }
    case 'duration':
    case 'number':
      return { kind: 'equals', target, numbers: [needAmount(target, leaf, value)] }
    case 'word':
      if (target.name === 'origin' && !(originKinds as readonly string[]).includes(lower))
        throw trouble(
          leaf.valueAt,
          `A run is trained, program, logged or imported, not ${value.text}.`,
          printNear(lower, originKinds, leaf),
        )
      return { kind: 'is', target, wanted: [wantedOf(value)] }
    default:
      return { kind: 'is', target, wanted: [wantedOf(value)] }
  }
}

/** A value may be one of several in brackets: then there is no place that would be replaced. */
const printNear = (typed: string, names: readonly string[], leaf: Leaf): string | null => {
  const near = leaf.kind === 'compare' || leaf.kind === 'term' ? nearest(typed, names) : null
  return near === null ? null : printName(near)
}

function needNumber(leaf: Leaf, value: Value): number {
  const number = value.isQuoted ? null : readNumber(value.text)
  if (number !== null) return number
  throw trouble(leaf.valueAt, `${fieldText(leaf)} needs a number, and ${value.text} is not one.`)
}

const fieldText = (leaf: Leaf): string => (leaf.kind === 'text' ? leaf.text : printField(leaf.field))

function needMoment(leaf: Leaf, value: Value, { now }: KnownKeys) {
  const period = readMoment(value.text, now)
  if (period !== null) return period
  throw trouble(
    leaf.valueAt,
    `${value.text} is not a date. Dates are 2026-01-31, 2026-01, today, or 7d for seven days ago.`,
  )
}

function needAmount(target: Extract<Target, { kind: 'own' }>, leaf: Leaf, value: Value): number {
  if (ownOf(target.name).kind === 'number') return needNumber(leaf, value)
  const seconds = readDuration(value.text)
  if (seconds !== null) return seconds
  throw trouble(leaf.valueAt, `${value.text} is not a duration. Durations are 90s, 30min or 1h30min.`)
}

/** @throws Trouble where the field has no size, or the value is none. */
function sized(target: Target, operator: Size, value: Value, leaf: Leaf, known: KnownKeys): Test {
  if (target.kind !== 'own') return { kind: 'size', target, operator, number: needNumber(leaf, value) }
  switch (ownOf(target.name).kind) {
    case 'moment':
      return { kind: 'when', target, operator, period: needMoment(leaf, value, known) }
    case 'duration':
    case 'number':
      return { kind: 'size', target, operator, number: needAmount(target, leaf, value) }
    default:
      throw trouble(leaf.at, `${fieldText(leaf)} cannot be compared by size. Use =, != or ~.`)
  }
}

function matching(target: Target, { text }: Value, leaf: Leaf, known: KnownKeys): Test {
  const kind = target.kind === 'own' ? ownOf(target.name).kind : null
  if (
    target.kind === 'metric' ||
    target.kind === 'point' ||
    (kind !== null && !['text', 'word', 'tags'].includes(kind))
  )
    throw trouble(leaf.at, `${fieldText(leaf)} is not text, so ~ cannot search it.`)
  const reason = known.checkPattern(text)
  if (reason !== null) throw trouble(leaf.valueAt, `This is not a valid regular expression: ${reason}.`)
  return { kind: 'matches', target, pattern: text }
}
