/** Every stored point of runs, read chunk by chunk: what is in memory at a time does not grow with a series. */
import { PlateauError } from '../../contract/errors'
import { metricCatalogue } from '../../contract/metrics'
import type { StepColumns } from '../../store/step-columns'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import type { NumberColumn, NumberRows, NumberTable } from '@panels/figure/numbers'
import { placeEpochs, placerOf, readTimeline, type Timeline } from '../history/lines/axis'

/** What each row has: a point of a series. */
export const storedPointColumns = [
  { name: 'run_id', kind: 'text' },
  { name: 'run', kind: 'text' },
  { name: 'key', kind: 'text' },
  { name: 'step', kind: 'integer' },
  { name: 'epoch', kind: 'number' },
  { name: 'elapsed_seconds', kind: 'number' },
  { name: 'wall_time', kind: 'moment', isOptional: true },
  { name: 'value', kind: 'number' },
] as const satisfies readonly NumberColumn[]

/** Rows handed over at a time: a chunk of a series by step. */
const mostRows = 1_024

/** Of every epoch, beside its metrics. */
const rowKeys = ['images_per_second', 'epoch_seconds'] as const

/**
 * Points of series in the order of runs and keys; by epoch where a run has the key so, by step where it has it so, both where both.
 * @param keys all that each run has, unless given. @throws PlateauError `invalid-input` when no run has any of them
 */
export function storedPoints(store: Store, runs: readonly StoredRun[], keys?: readonly string[]): NumberTable {
  const wanted = runs.map((run) => ({ run, keys: [...new Set(keys ?? keysOf(store, run.id))] }))
  let total = 0
  for (const { run, keys: ofRun } of wanted)
    for (const key of ofRun)
      total +=
        (store.epochs.column(run.id, key)?.epochs.length ?? 0) + (store.batches.endOf(run.id, key)?.pointCount ?? 0)
  if (total === 0) {
    const whose = runs.length === 1 ? `${runs[0]?.name ?? 'The run'} has no` : 'None of the runs has'
    const which = keys === undefined ? '' : ` of ${keys.join(', ')}`
    throw new PlateauError('invalid-input', `${whose} stored points${which}.`)
  }
  return { columns: storedPointColumns, total, rows: readRows(store, wanted) }
}

const keysOf = (store: Store, run: string): string[] => [
  ...store.epochs.metrics(run).keys(),
  ...rowKeys,
  ...store.batches.keys(run),
]

function* readRows(
  store: Store,
  wanted: readonly { readonly run: StoredRun; readonly keys: readonly string[] }[],
): Generator<NumberRows> {
  for (const { run, keys } of wanted) {
    const timeline = readTimeline(store, run)
    for (const key of keys) {
      yield* epochRows(store, run, key, timeline)
      yield* stepRows(store, run, key, timeline)
    }
  }
}

function* epochRows(store: Store, run: StoredRun, key: string, timeline: Timeline): Generator<NumberRows> {
  const column = store.epochs.column(run.id, key)
  if (column === null) return
  const { epochs, values } = column
  const [steps, elapsed, wall] = (['step', 'relative', 'wall'] as const).map((axis) =>
    placeEpochs(axis, timeline, epochs),
  )
  if (!steps || !elapsed || !wall) return
  for (let from = 0; from < epochs.length; from += mostRows) {
    const part = (cells: Float64Array) => cells.subarray(from, from + mostRows)
    yield {
      count: Math.min(mostRows, epochs.length - from),
      cells: [
        run.id,
        run.name,
        key,
        part(steps),
        new Float64Array(epochs.subarray(from, from + mostRows)),
        part(elapsed),
        moments(part(wall)),
        part(values),
      ],
    }
  }
}

function* stepRows(store: Store, run: StoredRun, key: string, timeline: Timeline): Generator<NumberRows> {
  const series = store.batches.find(run.id, key)
  if (series === null) return
  const epochOf = placerOf('epoch', timeline, false)
  const wallOf = placerOf('wall', timeline, Object.hasOwn(metricCatalogue, key))
  const toRows = ({ steps, seconds, values }: StepColumns): NumberRows => ({
    count: steps.length,
    cells: [
      run.id,
      run.name,
      key,
      steps,
      steps.map((step) => epochOf(step, 0)),
      seconds,
      moments(steps.map((step, index) => wallOf(step, seconds[index] ?? 0))),
      values,
    ],
  })
  // Taken together, as points that come meanwhile make chunks of a tail.
  const chunks = store.batches.summaries(series).map(({ firstStep }) => firstStep)
  const tail = toRows(store.batches.tail(series))
  for (const firstStep of chunks) yield toRows(readChunk(store, run, series, firstStep))
  if (tail.count > 0) yield tail
}

function readChunk(store: Store, run: StoredRun, series: number, firstStep: number): StepColumns {
  try {
    return store.batches.chunk(series, firstStep)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    // Going on from a checkpoint takes away what lies behind it.
    throw new PlateauError('run-active', `${run.name} was resumed while its points were being read. Export it again.`, {
      cause: error,
    })
  }
}

/** Beyond a date's range there is no moment. */
function moments(wall: Float64Array): Float64Array | (number | null)[] {
  const isMoment = (at: number) => Math.abs(at) <= 8.64e15
  return wall.every(isMoment) ? wall : Array.from(wall, (at) => (isMoment(at) ? at : null))
}
