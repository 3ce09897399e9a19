/** What may stand at the caret in a line of the query language, from what the history has. */
import type { Completion, CompletionInput, CompletionResult } from '../../contract/query-help'
import { stateWords } from '../../contract/run'
import type { ColumnValue, RunKeys } from '../../contract/run-query'
import { readCaret, type Caret } from '../../model/query/caret'
import { ownFields } from '../../model/query/fields'
import { printField, printName, printValue, valueOf } from '../../model/query/print'
import { listWord } from '../../model/search'
import { findTarget, metricName, resolveCondition } from '../../model/query/resolve'
import type { Target } from '../../model/query/resolved'
import { metricParts, type Condition } from '../../model/query/tree'
import type { RunScope } from '../../store/run-query'
import type { Store } from '../../store/store'
import type { Steps } from '../turns'
import type { Questions } from './questions'

/** Rows of the list: more are found by typing on. */
const mostEntries = 12

const nothing: CompletionResult = { from: 0, to: 0, heading: '', entries: [], next: [] }

const entry = (label: string, text: string, part: Partial<Completion> = {}): Completion => ({
  label,
  text,
  words: '',
  runs: null,
  withRest: null,
  ...part,
})

const operators: readonly (readonly [label: string, text: string, words: string])[] = [
  ['=', '= ', 'is'],
  ['!=', '!= ', 'is not'],
  ['<', '< ', 'less than'],
  ['>', '> ', 'more than'],
  ['~ "…"', '~ ', 'regular expression'],
  ['in ( , )', 'in (', 'one of several'],
  ['between', 'between ', 'from one to another'],
  ['is empty', 'is empty', 'not there'],
]
const joints: readonly (readonly [label: string, text: string, words: string])[] = [
  ['and', 'and ', 'both'],
  ['or', 'or ', 'either of two'],
  ['order by', 'order by ', 'which come first'],
]
const fitting = (rows: typeof operators, typed: string): Completion[] =>
  rows
    .filter(([label]) => label.startsWith(typed.toLowerCase()))
    .map(([label, text, words]) => entry(label, text, { words }))

/** Beginnings come before what has the text further on; then more runs before fewer. */
function ranked(entries: readonly Completion[], typed: string): Completion[] {
  const wanted = typed.toLowerCase()
  const isBeginning = ({ label }: Completion) => label.toLowerCase().startsWith(wanted)
  return entries
    .filter(({ label }) => label.toLowerCase().includes(wanted))
    .map((one, at) => ({ one, at }))
    .sort(
      (left, right) =>
        Number(isBeginning(right.one)) - Number(isBeginning(left.one)) ||
        (right.one.withRest ?? 0) - (left.one.withRest ?? 0) ||
        (right.one.runs ?? -1) - (left.one.runs ?? -1) ||
        left.at - right.at,
    )
    .slice(0, mostEntries)
    .map(({ one }) => one)
}

export function createCompletion(
  store: Pick<Store, 'runQueries'>,
  questions: Questions,
  keysOf: (project: string | null) => Steps<Pick<RunKeys, 'config' | 'summary' | 'series'>>,
) {
  /** Names of fields: of the run itself, of settings, of metrics with their parts. */
  function* fieldsFor({ typed }: Caret, project: string | null): Steps<Completion[]> {
    const { config, summary, series } = yield* keysOf(project)
    const known = questions.known()
    const own = ownFields.map(({ name, words }) => entry(name, name, { words }))
    const set = [...config, ...summary].map(({ key, runs, distinct }) =>
      entry(key, printName(key), { runs, words: distinct === 1 ? 'one value' : `${distinct} values` }),
    )
    const metrics = series.flatMap(({ key, runs }) =>
      metricParts
        .filter((part) => part !== 'best' || known.hasBest(key))
        .map((part) => printField(metricName(key, part)))
        // The one that is mostly meant; the others once its name is there.
        .filter((text, at) => at === 0 || typed.includes('.') || typed === key)
        .map((text) => entry(text.replaceAll('"', ''), text, { runs, words: 'metric' })),
    )
    return ranked([...own, ...set, ...metrics], typed)
  }

  function* valuesFor(caret: Extract<Caret, { kind: 'value' }>, scope: RunScope): Steps<Completion[]> {
    const target = findTarget(caret.field, questions.known())
    if (target === null || target.kind === 'metric' || target.kind === 'point') return []
    const text = (value: string) => (caret.place === 'term' ? asTerm(value, target) : printValue(valueOf(value)))
    if (target.kind === 'own') {
      const fixed = fixedValues(target)
      if (fixed !== null)
        return ranked(
          fixed.map(([value, words]) => entry(value, value, { words })),
          caret.typed,
        )
    }
    const rest = yield* readRest(caret.rest)
    const counts = store.runQueries.countValues(scope, rest, target)
    yield
    // Values that are the same to `=` are one: 7 and "7", mse and MSE.
    const entries = new Map<string, Completion>()
    for (const { value, runs, withRest } of counts) {
      const shown = shownValue(value, target)
      const same = entries.get(shown.toLowerCase())
      entries.set(shown.toLowerCase(), {
        ...(same ?? entry(shown, text(shown))),
        runs: runs + (same?.runs ?? 0),
        withRest: caret.rest === null ? null : withRest + (same?.withRest ?? 0),
      })
    }
    return ranked([...entries.values()], caret.typed)
  }

  /** The other conditions, where all of their names are known; everything otherwise. */
  function* readRest(rest: Condition | null) {
    try {
      if (rest !== null) resolveCondition(rest, questions.known())
    } catch {
      return yield* questions.ask(null)
    }
    return yield* questions.ask(rest)
  }

  return function* complete(input: CompletionInput, scope: RunScope): Steps<CompletionResult> {
    const caret = readCaret(input.where, Math.min(input.caret, input.where.length))
    if (caret === null) return nothing
    const { from, to, typed } = caret
    const place = { from, to }
    switch (caret.kind) {
      case 'value': {
        const entries = yield* valuesFor(caret, scope)
        const name = printField(caret.field)
        const heading = typed === '' ? `Values of ${name}` : `Values of ${name} with “${typed}”`
        return { ...place, heading, entries, next: [] }
      }
      case 'operator': {
        const isKnown = findTarget(caret.field, questions.known()) !== null
        const entries = yield* fieldsFor(caret, scope.project)
        const next = [...(isKnown ? fitting(operators, typed) : []), ...fitting(joints, typed)]
        return isKnown
          ? { ...place, heading: `After ${printField(caret.field)}`, entries: next, next: [] }
          : { ...place, heading: 'Fields', entries, next }
      }
      case 'field': {
        // Behind a whole condition the line goes on, or is done: all fields there are would only stand in the way.
        const entries = caret.goesOn && typed === '' ? [] : yield* fieldsFor(caret, scope.project)
        const heading = typed === '' ? 'Fields' : `Fields with “${typed}”`
        const next = caret.isOrder ? [] : caret.goesOn ? fitting(joints, typed) : []
        return { ...place, heading, entries, next }
      }
    }
  }
}

/** Words that a field has whatever the history has. */
function fixedValues(target: Extract<Target, { kind: 'own' }>): readonly (readonly [string, string])[] | null {
  const { kind } = ownFields.find(({ name }) => name === target.name) ?? { kind: 'text' }
  if (kind === 'flag')
    return [
      ['starred', 'with a star'],
      ['archived', 'in the archive'],
    ]
  if (kind === 'moment')
    return [
      ['today', ''],
      ['yesterday', ''],
      ['7d', 'seven days ago'],
      ['30d', 'thirty days ago'],
      ['2026-01-31', 'a day'],
      ['2026-01', 'a month'],
    ]
  if (kind === 'duration')
    return [
      ['10min', ''],
      ['1h', ''],
      ['1d', ''],
    ]
  return null
}

function shownValue(value: ColumnValue, target: Target): string {
  if (value === null) return 'none'
  if (typeof value === 'object') return listWord(value)
  const isState = target.kind === 'own' && target.name === 'state'
  const word = isState ? (stateWords as Readonly<Record<string, string | undefined>>)[String(value)] : undefined
  return word ?? String(value)
}

/** Tags stand with hyphens behind their colon, as search terms always had them. */
function asTerm(value: string, target: Target): string {
  const isTag = target.kind === 'own' && (target.name === 'tag' || target.name === 'state')
  const { text, isQuoted } = valueOf(isTag ? value.replaceAll(/\s+/g, '-') : value, 'term')
  return isQuoted ? printValue({ text, isQuoted }) : text
}
