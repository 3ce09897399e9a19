/** Runs by columns and windows, for lists: answered in slices, so that whoever else asks is answered in between. */
import {
  columnValue,
  createColumnPacker,
  parseRunColumn,
  type ColumnData,
  type ColumnValue,
  type RunColumnsInput,
  type RunKeys,
  type RunQuery,
  type RunQueryResult,
  type RunRows,
} from '../../contract/run-query'
import { describeMetric } from '../../contract/metrics'
import type { CompletionInput, CompletionResult, LooseningInput, LooseningResult } from '../../contract/query-help'
import { compareColumnValues, identityOfValue } from '../../model/column-values'
import type { DirectionOf } from '../../store/series-columns'
import { toRunOrder, type RunScope } from '../../store/run-query'
import type { Store } from '../../store/store'
import { createTurns, type Steps } from '../turns'
import type { ChoiceService } from './choices'
import type { Indexing } from './indexing'
import { createCompletion } from './completion'
import { createLoosening } from './loosening'
import { createQuestions } from './questions'
import { createSaidOfKeys } from './said-of-keys'

export type RunQueryService = ReturnType<typeof createRunQueryService>

/** Rows that one step reads of a column, or of all fields of runs: some milliseconds of work. */
const rowsAtOnce = 1_000

export function createRunQueryService({
  store,
  indexing,
  choices,
}: {
  readonly store: Pick<Store, 'runQueries' | 'runKeys' | 'runLogIndex' | 'metricDescriptions'>
  readonly indexing: Indexing
  readonly choices: Pick<ChoiceService, 'directionsOf' | 'ofProject' | 'version'>
}) {
  const { runQueries, runKeys } = store
  const saidOf = createSaidOfKeys(store, choices)
  const directionOf: DirectionOf = (key) => ({
    usual: describeMetric(key).direction,
    chosen: choices.directionsOf(key),
  })
  const questions = createQuestions(store, directionOf)
  const complete = createCompletion(store, questions, counts)
  const loosen = createLoosening(store, questions)
  /** By project: what was counted, and what it was counted of. */
  const counted = new Map<string | null, { readonly version: string; readonly keys: Omit<RunKeys, 'said'> }>()
  const scopeOf = ({
    project,
    archived = 'with',
    bin = false,
  }: Partial<Pick<RunQuery, 'project' | 'archived' | 'bin'>>): RunScope => ({
    project: project ?? null,
    archived,
    isBin: bin,
  })

  async function inTurns<Result>(steps: Steps<Result>): Promise<Result> {
    const turns = createTurns()
    await turns.take(indexing.complete(), () => true)
    // Nothing lets go of it: what is read is as it is by then.
    return (await turns.take(steps, () => true)) as Result
  }

  function* readRows(numbers: Float64Array, columns: readonly string[]): Steps<RunRows> {
    const parts: Record<string, ColumnData>[] = []
    for (let from = 0; from < Math.max(1, numbers.length); from += rowsAtOnce)
      parts.push(yield* runQueries.columns(numbers.subarray(from, from + rowsAtOnce), columns, directionOf))
    const [first = {}] = parts
    return { numbers, columns: parts.length === 1 ? first : yield* joinColumns(parts, numbers.length, columns) }
  }

  function* query(input: RunQuery): Steps<RunQueryResult> {
    const scope = scopeOf(input)
    const sort = (input.sort ?? []).flatMap(({ column: id, descending }) => {
      const column = parseRunColumn(id)
      return column === null ? [] : [{ column, descending }]
    })
    const began = performance.now()
    const asked = yield* questions.read(input.where ?? '')
    const { problem } = asked
    const found =
      problem === null
        ? runQueries.find(scope, { ...asked, order: [...toRunOrder(asked.order, asked.pointsAt), ...sort] })
        : new Float64Array()
    yield
    const grouped = input.groupBy === undefined ? null : yield* group(found, input.groupBy)
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
    }
  }

  /** Groups in the order of their values, runs in theirs. */
  function* group(
    numbers: Float64Array,
    groupBy: readonly string[],
  ): Steps<{ readonly order: Float64Array; readonly groups: NonNullable<RunQueryResult['groups']> }> {
    const { columns } = yield* readRows(numbers, groupBy)
    const read = groupBy.flatMap((id) => columns[id] ?? [])
    const groups = new Map<
      string,
      { readonly values: readonly (ColumnValue | undefined)[]; readonly numbers: number[] }
    >()
    for (let place = 0; place < numbers.length; place += 1) {
      const values = read.map((column) => columnValue(column, place))
      const id = values.map(identityOfValue).join('\n')
      let members = groups.get(id)
      if (members === undefined) groups.set(id, (members = { values, numbers: [] }))
      members.numbers.push(numbers[place] ?? 0)
      if (place % rowsAtOnce === rowsAtOnce - 1) yield
    }
    const sorted = [...groups.values()].sort((left, right) => {
      for (const [at, value] of left.values.entries()) {
        const order = compareColumnValues(value, right.values[at])
        if (order !== 0) return order
      }
      return 0
    })
    return {
      order: Float64Array.from(sorted.flatMap((members) => members.numbers)),
      groups: sorted.map(({ values, numbers: members }) => ({
        values: values.map((value) => value ?? null),
        has: values.map((value) => value !== undefined),
        count: members.length,
      })),
    }
  }

  function* columns(input: RunColumnsInput): Steps<RunRows & { readonly more: boolean }> {
    const count = input.count ?? 20_000
    const numbers =
      input.runs === undefined
        ? runQueries.page(scopeOf(input), input.before ?? Number.MAX_SAFE_INTEGER, count)
        : runQueries.existing(input.runs)
    const rows = yield* readRows(numbers, input.columns)
    return { ...rows, more: input.runs === undefined && numbers.length === count }
  }

  function* keys(project: string | null): Steps<RunKeys> {
    const read = yield* counts(project)
    const said = yield* saidOf(
      project,
      read.series.map(({ key }) => key),
    )
    return { ...read, said }
  }

  function* counts(project: string | null): Steps<Omit<RunKeys, 'said'>> {
    const version = `${runKeys.version(project)} ${indexing.written()}`
    const before = counted.get(project)
    if (before?.version === version) return before.keys
    const read = {
      runs: runQueries.count({ project, archived: 'with', isBin: false }),
      config: yield* inStretches(runKeys.ids('config'), (from, to) => runKeys.values('config', project, from, to)),
      summary: yield* inStretches(runKeys.ids('summary'), (from, to) => runKeys.values('summary', project, from, to)),
      series: yield* inStretches(runKeys.ids('series'), (from, to) => runKeys.series(project, from, to)),
      losses: runKeys.texts('loss', project),
    }
    counted.set(project, { version, keys: read })
    return read
  }

  return {
    query: (input: RunQuery): Promise<RunQueryResult> => inTurns(query(input)),
    columns: (input: RunColumnsInput): Promise<RunRows & { readonly more: boolean }> => inTurns(columns(input)),
    complete: (input: CompletionInput): Promise<CompletionResult> => inTurns(complete(input, scopeOf(input))),
    loosen: (input: LooseningInput): Promise<LooseningResult> => inTurns(loosen(input, scopeOf(input))),
    keys: (project: string | undefined): Promise<RunKeys> => inTurns(keys(project ?? null)),
  }
}

/** A stretch that takes longer than this is the last of its length. */
const stretchMilliseconds = 4

/** Reads a stretch of ids after the other, as long as each may be: some keys have a row in every run, and others in one. */
function* inStretches<Read>(
  ids: readonly number[],
  read: (from: number, to: number) => readonly Read[],
): Steps<Read[]> {
  const all: Read[] = []
  let length = 1
  for (let at = 0; at < ids.length;) {
    const began = performance.now()
    const stretch = ids.slice(at, at + length)
    all.push(...read(stretch[0] ?? 0, stretch.at(-1) ?? 0))
    at += length
    length = performance.now() - began < stretchMilliseconds ? length * 2 : Math.max(1, length >> 1)
    yield
  }
  return all
}

/** Parts of columns of {@link rowsAtOnce} rows, one behind the other: a step for each column. */
function* joinColumns(
  parts: readonly Readonly<Record<string, ColumnData>>[],
  count: number,
  ids: readonly string[],
): Steps<Record<string, ColumnData>> {
  const joined = Object.create(null) as Record<string, ColumnData>
  for (const id of ids) {
    const packer = createColumnPacker(count)
    parts.forEach((part, index) => {
      const column = part[id]
      const from = index * rowsAtOnce
      if (column === undefined) return
      for (let at = from; at < Math.min(count, from + rowsAtOnce); at += 1)
        packer.set(at, columnValue(column, at - from))
    })
    joined[id] = packer.pack()
    yield
  }
  return joined
}
