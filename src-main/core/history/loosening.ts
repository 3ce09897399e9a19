/** Of a line that finds nothing: which of its conditions leaves nothing, and how far a limit would have to move. */
import type { LooseningInput, LooseningResult } from '../../contract/query-help'
import { printCondition, printField, printQuery } from '../../model/query/print'
import { findTarget } from '../../model/query/resolve'
import { allOf, partsOf, type Condition, type Leaf, type Query } from '../../model/query/tree'
import type { RunScope } from '../../store/run-query'
import type { Store } from '../../store/store'
import type { Steps } from '../turns'
import type { Questions } from './questions'

/** Conditions that are looked at: each is a question of its own. */
const mostParts = 12

type Limit = Extract<Leaf, { kind: 'compare' }>
const isLimit = (part: Condition): part is Limit => part.kind === 'compare' && /^[<>]/.test(part.operator)

export function createLoosening(store: Pick<Store, 'runQueries'>, questions: Questions) {
  const { runQueries } = store

  /** The line with one limit where the nearest run is; null where none has a value, or it has no size. */
  function* nearest(tree: Query, part: Limit, others: Condition | null, scope: RunScope) {
    const target = findTarget(part.field, questions.known())
    if (target === null || target.kind === 'point') return null
    if (target.kind === 'own' && target.name !== 'time' && target.name !== 'parameters') return null
    const isUpper = part.operator.startsWith('<')
    const extreme = runQueries.extremeOf(scope, yield* questions.ask(others), target, isUpper ? 'min' : 'max')
    yield
    if (extreme === null || !Number.isFinite(extreme)) return null
    const moved: Limit = {
      ...part,
      operator: isUpper ? '<=' : '>=',
      value: { text: roundedTo(extreme, isUpper), isQuoted: false },
    }
    const condition = allOf(partsOf(tree.condition).map((one) => (one === part ? moved : one)))
    const matched = runQueries.countFound(scope, yield* questions.ask(condition))
    yield
    return matched === 0
      ? null
      : { where: printQuery({ condition, order: tree.order }), text: printCondition(moved), matched, extreme }
  }

  return function* loosen({ where }: LooseningInput, scope: RunScope): Steps<LooseningResult> {
    const { tree, problem } = yield* questions.read(where)
    const all = partsOf(tree?.condition ?? null)
    if (tree === null || problem !== null || all.length > mostParts) return { parts: [], nearest: [] }
    const parts: LooseningResult['parts'] = []
    const moves: LooseningResult['nearest'] = []
    for (const part of all) {
      const others = allOf(all.filter((one) => one !== part))
      const matched = runQueries.countFound(scope, yield* questions.ask(others))
      yield
      const move = matched > 0 && isLimit(part) ? yield* nearest(tree, part, others, scope) : null
      if (move !== null) moves.push({ where: move.where, text: move.text, matched: move.matched })
      const words =
        move === null || !isLimit(part)
          ? ''
          : `The ${part.operator.startsWith('<') ? 'lowest' : 'highest'} ${printField(part.field)} of the others is ${shown(move.extreme)}.`
      parts.push({
        text: printCondition(part),
        without: printQuery({ condition: others, order: tree.order }),
        matched,
        words,
      })
    }
    return { parts, nearest: moves.slice(0, 2) }
  }
}

const shown = (value: number): string => String(Number(value.toPrecision(4)))

/** Three digits that the value is still within. */
function roundedTo(value: number, isUpper: boolean): string {
  if (value === 0) return '0'
  const step = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 2)
  const rounded = Number(((isUpper ? Math.ceil(value / step) : Math.floor(value / step)) * step).toPrecision(3))
  return String((isUpper ? rounded >= value : rounded <= value) ? rounded : value)
}
