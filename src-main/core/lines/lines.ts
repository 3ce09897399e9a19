/** Series as the lines of a chart (contract/lines.ts). */
import type { Line, LinesInput } from '../../contract/lines'
import { metricCatalogue } from '../../contract/metrics'
import type { StepColumns } from '../../store/batch-chunks'
import type { EpochColumn } from '../../store/epoch-columns'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import { packEnded } from '../runs/digests'
import { findRun } from '../runs/references'
import { lastKnown, matchEpochs, placeEpochs, placerOf, readTimeline, type Timeline } from './axis'
import { partOf, shapeLine, shapeUnordered, type Part, type Points } from './shape'

type Context = { readonly run: StoredRun; readonly timeline: Timeline }

/** @throws PlateauError as findRun does. */
export function readLines(store: Store, input: LinesInput): Line[] {
  const contexts = new Map<string, Context>()
  for (const { run: reference } of input.series) {
    if (contexts.has(reference)) continue
    const run = findRun(store, reference)
    contexts.set(reference, { run, timeline: readTimeline(store, run) })
  }
  packEnded(
    store,
    [...contexts.values()].map(({ run }) => run),
  )
  return input.series.map(({ run: reference, key }) => {
    const context = contexts.get(reference)
    if (context === undefined) throw new RangeError(`The run ${reference} was not read`)
    return { run: context.run.id, key, ...readLine(store, context, key, input) }
  })
}

/** An epoch series where the run has one of the key, else the one by step; a line of no points where it has neither. */
function readLine(store: Store, context: Context, key: string, input: LinesInput): Omit<Line, 'run' | 'key'> {
  const { run, timeline } = context
  const { x: axis } = input
  const column = store.epochs.column(run.id, key)
  if (column !== null) {
    if (typeof axis === 'string')
      return shapeLine(partOf({ x: placeEpochs(axis, timeline, column.epochs), y: column.values }), input)
    const steps = placeEpochs('step', timeline, column.epochs)
    const points = { x: otherAtEpochs(store, context, axis.key, column, steps), y: column.values }
    return shapeUnordered(steps, points, input)
  }
  const series = store.batches.find(run.id, key)
  if (series === null) return shapeLine([], input)
  if (typeof axis === 'string') {
    const place = placerOf(axis, timeline, Object.hasOwn(metricCatalogue, key))
    return shapeLine(partsOf(store, series, place), input)
  }
  const { steps, values } = store.batches.read(series)
  const points = { x: otherAtSteps(store, context, axis.key, steps), y: values }
  return shapeUnordered(steps, points, input)
}

/** Two epoch series meet at the same epoch; a series by step gives what it had at the epoch's last step. */
function otherAtEpochs(
  store: Store,
  { run }: Context,
  key: string,
  { epochs }: EpochColumn,
  steps: Float64Array,
): Float64Array {
  const column = store.epochs.column(run.id, key)
  if (column !== null) return matchEpochs(epochs, column)
  const series = store.batches.find(run.id, key)
  return series === null ? steps.map(() => Number.NaN) : lastKnown(steps, store.batches.read(series))
}

function otherAtSteps(store: Store, { run, timeline }: Context, key: string, steps: Float64Array): Float64Array {
  const column = store.epochs.column(run.id, key)
  if (column !== null)
    return lastKnown(steps, { steps: placeEpochs('step', timeline, column.epochs), values: column.values })
  const series = store.batches.find(run.id, key)
  return series === null ? steps.map(() => Number.NaN) : lastKnown(steps, store.batches.read(series))
}

/** A series by step as parts: each chunk by its summary, and the tail by its ends. */
export function partsOf(store: Store, series: number, place: (step: number, seconds: number) => number): Part[] {
  const placed = ({ steps, seconds, values }: StepColumns): Points => ({
    x: steps.map((step, index) => place(step, seconds[index] ?? 0)),
    y: values,
  })
  const chunks = store.batches.summaries(series).map((chunk): Part => ({
    count: chunk.count,
    first: place(chunk.firstStep, chunk.firstSeconds),
    last: place(chunk.lastStep, chunk.lastSeconds),
    extremes: chunk,
    value: chunk.last,
    load: () => placed(store.batches.chunk(series, chunk.firstStep)),
  }))
  const tail = store.batches.tailEnds(series)
  if (tail === null) return chunks
  const last: Part = {
    count: tail.count,
    first: place(tail.firstStep, tail.firstSeconds),
    last: place(tail.lastStep, tail.lastSeconds),
    extremes: null,
    value: tail.last,
    load: () => placed(store.batches.tail(series)),
  }
  return [...chunks, last]
}
