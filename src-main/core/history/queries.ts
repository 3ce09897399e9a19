/** Runs by columns and windows, for lists: answered in slices, so that whoever else asks is answered in between. */
import {
  parseRunColumn,
  type GroupCurve,
  type RunColumnsInput,
  type RunKeys,
  type RunQuery,
  type RunQueryResult,
  type RunRows,
} from '../../contract/run-query'
import { describeMetric } from '../../contract/metrics'
import type { CompletionInput, CompletionResult, LooseningInput, LooseningResult } from '../../contract/query-help'
import type { DirectionOf } from '../../store/series-columns'
import type { RunOrder } from '../../store/run-order'
import { toRunOrder, type RunScope } from '../../store/run-query'
import type { UsedSeeds } from '../../contract/run-again'
import type { Role } from '../../model/roles'
import { flatRecord } from '../../protocol/config'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import { usedSeeds } from './used-seeds'
import { createTurns, type Steps } from '../turns'
import type { ChoiceService } from './choices'
import type { Indexing } from './indexing'
import { createCompletion } from './completion'
import { createCountedKeys } from './counted-keys'
import { readCurves } from './group-curves'
import { groupRows } from './group-rows'
import { createLoosening } from './loosening'
import { createQuestions } from './questions'
import { createRowReader } from './row-columns'
import { createSaidOfKeys } from './said-of-keys'

export type RunQueryService = ReturnType<typeof createRunQueryService>

/** An answer without whole summaries, of which this knows nothing. */
type FoundRuns = Omit<RunQueryResult, 'summaries'>

export function createRunQueryService({
  store,
  indexing,
  choices,
}: {
  readonly store: Pick<Store, 'runs' | 'runQueries' | 'runKeys' | 'runLogIndex' | 'metricDescriptions'>
  readonly indexing: Indexing
  readonly choices: Pick<ChoiceService, 'directionsOf' | 'ofProject' | 'version'>
}) {
  const { runQueries } = store
  const saidOf = createSaidOfKeys(store, choices)
  const directionOf: DirectionOf = (key) => ({
    usual: describeMetric(key).direction,
    chosen: choices.directionsOf(key),
  })
  const questions = createQuestions(store, directionOf)
  const readRows = createRowReader(runQueries, directionOf)
  const counts = createCountedKeys(store, indexing)
  const complete = createCompletion(store, questions, counts)
  const loosen = createLoosening(store, questions)
  const rolesOf = (project: string) =>
    flatRecord<Role | null>(choices.ofProject(project).roles.map(([key, role]) => [key, role === 'none' ? null : role]))

  async function inTurns<Result>(steps: Steps<Result>): Promise<Result> {
    const turns = createTurns()
    await turns.take(indexing.complete(), () => true)
    // Nothing lets go of it: what is read is as it is by then.
    return (await turns.take(steps, () => true)) as Result
  }

  /** Columns as the store sorts by them; values at a step are read first. */
  function* readSort(wanted: NonNullable<RunQuery['sort']>): Steps<RunOrder[number][]> {
    const sort: RunOrder[number][] = []
    for (const { column: id, descending } of wanted) {
      const column = parseRunColumn(id)
      if (column === null) continue
      if (column.kind === 'point')
        sort.push({ points: yield* runQueries.pointsAt(column.key, column.step), descending })
      else sort.push({ column, descending })
    }
    return sort
  }

  function* query(input: RunQuery): Steps<FoundRuns> {
    const scope = scopeOf(input)
    const began = performance.now()
    const sort = yield* readSort(input.sort ?? [])
    const asked = yield* questions.read(input.where ?? '')
    const { problem } = asked
    const found =
      problem === null
        ? runQueries.find(scope, { ...asked, order: [...toRunOrder(asked.order, asked.pointsAt), ...sort] })
        : new Float64Array()
    yield
    const { groupBy } = input
    const grouped =
      groupBy === undefined
        ? null
        : yield* groupRows(found, { ...input, groupBy }, function* (numbers, ids) {
            return (yield* readRows(numbers, ids)).columns
          })
    const order = grouped?.order ?? found
    const { from, count } = input.window ?? { from: 0, count: 0 }
    const milliseconds = performance.now() - began
    return {
      problem,
      milliseconds,
      total: runQueries.count(scope),
      matched: order.length,
      order,
      rows: yield* readRows(order.slice(from, from + count), input.columns ?? []),
      groups: grouped?.groups ?? null,
      measured: grouped?.measured ?? [],
    }
  }

  function* columns(input: RunColumnsInput): Steps<RunRows & { readonly more: boolean }> {
    const count = input.count ?? 20_000
    // One further run tells whether there are more, so that nobody asks for a page without any.
    const found =
      input.runs === undefined
        ? runQueries.page(scopeOf(input), input.before ?? Number.MAX_SAFE_INTEGER, count + 1)
        : runQueries.existing(input.runs)
    const isMore = input.runs === undefined && found.length > count
    const rows = yield* readRows(isMore ? found.slice(0, count) : found, input.columns)
    return { ...rows, more: isMore }
  }

  function* keys(project: string | null): Steps<RunKeys> {
    const read = yield* counts(project)
    const said = yield* saidOf(
      project,
      read.series.map(({ key }) => key),
    )
    return { ...read, said }
  }

  return {
    query: (input: RunQuery): Promise<FoundRuns> => inTurns(query(input)),
    columns: (input: RunColumnsInput): Promise<RunRows & { readonly more: boolean }> => inTurns(columns(input)),
    complete: (input: CompletionInput): Promise<CompletionResult> => inTurns(complete(input, scopeOf(input))),
    loosen: (input: LooseningInput): Promise<LooseningResult> => inTurns(loosen(input, scopeOf(input))),
    curves: async (groups: readonly Float64Array[]): Promise<{ curves: GroupCurve[] }> => ({
      curves: await inTurns(readCurves(runQueries, directionOf, groups)),
    }),
    usedSeeds: async (runs: readonly StoredRun[]): Promise<{ settings: UsedSeeds[] }> => ({
      settings: await inTurns(usedSeeds(store, runs, rolesOf)),
    }),
    keys: (project: string | undefined): Promise<RunKeys> => inTurns(keys(project ?? null)),
  }
}

const scopeOf = ({
  project,
  archived = 'with',
  bin = false,
}: Partial<Pick<RunQuery, 'project' | 'archived' | 'bin'>>): RunScope => ({
  project: project ?? null,
  archived,
  isBin: bin,
})
