/** Lines of the query language as questions to the store: read, looked up in what the history has, and with what has to be read before. */
import { parseQuery } from '../../model/query/parse'
import { resolveCondition, resolveQuery, type KnownKeys } from '../../model/query/resolve'
import type { Resolved, ResolvedOrder, ResolvedQuery, Target } from '../../model/query/resolved'
import type { Condition, Query, QueryProblem } from '../../model/query/tree'
import { patternProblem } from '../../store/query-functions'
import type { PointsAt } from '../../store/query-sql'
import type { DirectionOf } from '../../store/series-columns'
import type { Store } from '../../store/store'
import type { Steps } from '../turns'

/** A line that was read: what it asks, or why it cannot be. */
export type AskedQuery = {
  readonly problem: QueryProblem | null
  /** The line as a tree, where it could be read that far. */
  readonly tree: Query | null
  readonly condition: Resolved | null
  readonly order: readonly ResolvedOrder[]
  readonly directionOf: DirectionOf
  readonly pointsAt: PointsAt
}

const noPoints: ReadonlyMap<number, number> = new Map()

export type Questions = ReturnType<typeof createQuestions>

export function createQuestions(
  store: Pick<Store, 'runQueries' | 'runKeys' | 'runLogIndex' | 'metricDescriptions'>,
  directionOf: DirectionOf,
  now: () => number = Date.now,
) {
  const known = (): KnownKeys => ({
    has: store.runKeys.has,
    hasBest(key) {
      const { usual, chosen } = directionOf(key)
      return usual !== 'none' || chosen.length > 0 || store.metricDescriptions.hasDirection(key)
    },
    names: store.runKeys.names,
    checkPattern: patternProblem,
    now: now(),
  })
  const asked = (part: Partial<AskedQuery>): AskedQuery => ({
    problem: null,
    tree: null,
    condition: null,
    order: [],
    directionOf,
    pointsAt: () => noPoints,
    ...part,
  })

  /** Values that the store cannot find by itself: of series at one step. */
  function* readPoints(targets: Iterable<Target>): Steps<PointsAt> {
    const read = new Map<string, ReadonlyMap<number, number>>()
    for (const target of targets) {
      if (target.kind !== 'point') continue
      const id = `${target.step} ${target.key}`
      if (!read.has(id)) read.set(id, yield* store.runQueries.pointsAt(target.key, target.step))
    }
    return (key, step) => read.get(`${step} ${key}`) ?? noPoints
  }

  function* toQuestion(tree: Query, { condition, order }: ResolvedQuery): Steps<AskedQuery> {
    if (looksIntoLogs(condition)) yield* store.runLogIndex.complete()
    const targets = [...targetsOf(condition), ...order.map(({ target }) => target)]
    return asked({ tree, condition, order, pointsAt: yield* readPoints(targets) })
  }

  return {
    known,
    /** What a line asks. */
    *read(line: string): Steps<AskedQuery> {
      const { query: tree, problem } = parseQuery(line)
      if (tree === null) return asked({ problem })
      const resolved = resolveQuery(tree, known())
      return resolved.query === null
        ? asked({ tree, problem: resolved.problem })
        : yield* toQuestion(tree, resolved.query)
    },
    /** What a tree without its order asks, whose names are known; null for every run. */
    *ask(condition: Condition | null): Steps<AskedQuery> {
      const resolved = condition === null ? null : resolveCondition(condition, known())
      return yield* toQuestion({ condition, order: [] }, { condition: resolved, order: [] })
    },
  }
}

function looksIntoLogs(condition: Resolved | null): boolean {
  if (condition === null) return false
  if (condition.kind === 'not') return looksIntoLogs(condition.of)
  return condition.kind === 'and' || condition.kind === 'or'
    ? condition.of.some(looksIntoLogs)
    : condition.kind === 'log'
}

function* targetsOf(condition: Resolved | null): Generator<Target> {
  if (condition === null) return
  if (condition.kind === 'not') yield* targetsOf(condition.of)
  else if (condition.kind === 'and' || condition.kind === 'or') for (const part of condition.of) yield* targetsOf(part)
  else if ('target' in condition) yield condition.target
}
