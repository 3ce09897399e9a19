/** Runs by columns and windows, for lists: answered in slices, so that whoever else asks is answered in between. */
import {
  columnValue,
  createColumnPacker,
  parseRunColumn,
  type ColumnData,
  type GroupCurve,
  type RunColumnsInput,
  type RunKeys,
  type RunQuery,
  type RunQueryResult,
  type RunRows,
} from '../../contract/run-query'
import { describeMetric } from '../../contract/metrics'
import { pickEvenly } from '../../maths/pick-evenly'
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
import { courseOf, curveOf, type Course } from './group-curves'
import { groupRows } from './group-rows'
import { createLoosening } from './loosening'
import { createQuestions } from './questions'
import { createSaidOfKeys } from './said-of-keys'

export type RunQueryService = ReturnType<typeof createRunQueryService>

/** An answer without whole summaries, of which this knows nothing. */
type FoundRuns = Omit<RunQueryResult, 'summaries'>

/** Rows that one step reads of a column, or of all fields of runs: some milliseconds of work. */
const rowsAtOnce = 1_000
/** Of which each has a curve to be unpacked. */
const coursesAtOnce = 100
/** More would not be seen in a picture of the size of a word. */
const mostCourses = 400

export function createRunQueryService({
  store,
  indexing,
  choices,
}: {
  readonly store: Pick<Store, 'runs' | 'runQueries' | 'runKeys' | 'runLogIndex' | 'metricDescriptions'>
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

  const rolesOf = (project: string) =>
    flatRecord<Role | null>(choices.ofProject(project).roles.map(([key, role]) => [key, role === 'none' ? null : role]))

  async function inTurns<Result>(steps: Steps<Result>): Promise<Result> {
    const turns = createTurns()
    await turns.take(indexing.complete(), () => true)
    // Nothing lets go of it: what is read is as it is by then.
    return (await turns.take(steps, () => true)) as Result
  }

  function* readRows(numbers: Float64Array, ids: readonly string[]): Steps<RunRows> {
    const points = ids.flatMap((id) => {
      const column = parseRunColumn(id)
      return column?.kind === 'point' ? [{ id, ...column }] : []
    })
    const columns = points.length === 0 ? ids : ids.filter((id) => !points.some((point) => point.id === id))
    const parts: Record<string, ColumnData>[] = []
    for (let from = 0; from < Math.max(1, numbers.length); from += rowsAtOnce)
      parts.push(yield* runQueries.columns(numbers.subarray(from, from + rowsAtOnce), columns, directionOf))
    const [first = {}] = parts
    const read = parts.length === 1 ? first : yield* joinColumns(parts, numbers.length, columns)
    for (const { id, key, step } of points) {
      const values = yield* runQueries.pointsAt(key, step)
      const packer = createColumnPacker(numbers.length)
      for (let place = 0; place < numbers.length; place += 1) packer.set(place, values.get(numbers[place] ?? -1))
      read[id] = packer.pack()
    }
    return { numbers, columns: read }
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

  /** The courses of groups, whose runs are read one group after the other. */
  function* curves(groups: readonly Float64Array[]): Steps<GroupCurve[]> {
    const all: GroupCurve[] = []
    for (const group of groups) {
      // Slices are read from their least to their greatest.
      const numbers = Float64Array.from(pickEvenly(group, mostCourses)).sort()
      const courses: Course[] = []
      for (let from = 0; from < numbers.length; from += coursesAtOnce) {
        const part = numbers.subarray(from, from + coursesAtOnce)
        const columns = yield* runQueries.columns(part, ['run:sparkline', 'run:epochs'], directionOf)
        const [sparklines, epochs] = [columns['run:sparkline'], columns['run:epochs']]
        if (sparklines === undefined || epochs === undefined) continue
        for (let at = 0; at < part.length; at += 1) {
          const course = courseOf(columnValue(sparklines, at), columnValue(epochs, at))
          if (course !== null) courses.push(course)
        }
        yield
      }
      all.push(curveOf(courses))
      yield
    }
    return all
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
    query: (input: RunQuery): Promise<FoundRuns> => inTurns(query(input)),
    columns: (input: RunColumnsInput): Promise<RunRows & { readonly more: boolean }> => inTurns(columns(input)),
    complete: (input: CompletionInput): Promise<CompletionResult> => inTurns(complete(input, scopeOf(input))),
    loosen: (input: LooseningInput): Promise<LooseningResult> => inTurns(loosen(input, scopeOf(input))),
    curves: async (groups: readonly Float64Array[]): Promise<{ curves: GroupCurve[] }> => ({
      curves: await inTurns(curves(groups)),
    }),
    usedSeeds: async (runs: readonly StoredRun[]): Promise<{ settings: UsedSeeds[] }> => ({
      settings: await inTurns(usedSeeds(store, runs, rolesOf)),
    }),
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
