/** Series as the lines of a chart (contract/lines.ts). */
import type { Line, LinesInput } from '../../../contract/lines'
import { metricCatalogue } from '../../../contract/metrics'
import { isSmoothing, type Smoothing } from '../../../contract/smoothing'
import { seriesOfKey } from '../../../model/expressions/keys'
import type { EpochColumn } from '../../../store/epochs'
import type { RunTimes } from '../../../store/runs'
import type { Store } from '../../../store/store'
import { packEndedInSteps } from '../digests'
import { findRun } from '../references'
import { atOnce, createTurns, type Steps, type TurnOptions } from '../../turns'
import { lastKnown, matchEpochs, placeEpochs, placerOf, readTimeline, type Timeline } from './axis'
import { readExpression } from './expressions'
import { partOf, shapeLine, shapeLogLine, shapeUnordered, type Points, type Shape } from './shape'
import { createSmoothedValues, type SmoothedSource, type SmoothedValues } from './smoothed'
import { columnSource, partsOf, stepSource } from './sources'

type Context = { readonly run: RunTimes; readonly timeline: Timeline }
type Body = Omit<Line, 'run' | 'key'>

/** What was smoothed of each history, as long as it is open. */
const smoothedOf = new WeakMap<Store, SmoothedValues>()

function smoothedValues(store: Store): SmoothedValues {
  const known = smoothedOf.get(store) ?? createSmoothedValues()
  smoothedOf.set(store, known)
  return known
}

/** Lines that were worked out before, by run and key, and what their series were then. */
export type PreparedLines = ReadonlyMap<string, { readonly version: string; readonly body: Body }>

/**
 * @param prepared of the same input: taken where the series is what it was then
 * @throws PlateauError as findRun does.
 */
export function readLines(store: Store, input: LinesInput, prepared: PreparedLines = new Map()): Line[] {
  const contexts = atOnce(readContexts(store, input))
  const lines = input.series.map(({ run: reference, key }) => {
    const context = contextOf(contexts, reference)
    const { id: run } = context.run
    const before = prepared.get(lineId(run, key))
    // Few lines are prepared: of the others nothing is looked up for it.
    const isPrepared = before !== undefined && isStill(store, before.version, run, key)
    return { run, key, ...(isPrepared ? before.body : atOnce(readLine(store, context, key, input))) }
  })
  smoothedValues(store).trim()
  return lines
}

/** Whether a series by step is what it was. */
const isStill = (store: Store, version: string, run: string, key: string): boolean =>
  version === versionOf(store, run, key) && store.epochs.column(run, key) === null

/** How often a series is tried that changes while it is read: what is left then is worked out as it is read. */
const mostTries = 3

/** Series by step of so many points take a while to read, also where they are not smoothed. */
const longSeries = 262_144

/**
 * Works out beforehand, in slices, what takes long of lines: smoothed ones, and those of very many points.
 * @returns those of series by step, whose points stay as they are.
 * @throws PlateauError as {@link readLines} does, and the signal's reason once it is aborted.
 */
export async function prepareLines(store: Store, input: LinesInput, options: TurnOptions = {}): Promise<PreparedLines> {
  const prepared = new Map<string, { readonly version: string; readonly body: Body }>()
  const isSmoothed = input.smoothing !== undefined && isSmoothing(input.smoothing)
  const turns = createTurns(options)
  const series = isSmoothed ? input.series : ((await turns.take(findLong(store, input), () => true)) ?? [])
  if (series.length === 0) return prepared
  const contexts = (await turns.take(readContexts(store, { series }), () => true)) ?? new Map<string, Context>()
  for (const { run: reference, key } of series) {
    const context = contextOf(contexts, reference)
    for (let tries = 0; tries < mostTries; tries += 1) {
      const version = versionOf(store, context.run.id, key)
      const isStill = () => versionOf(store, context.run.id, key) === version
      const body = await turns.take(readLine(store, context, key, input), isStill)
      if (body === null) continue
      // Epochs, and moments that follow from them, have no version.
      if (version !== null && (input.x === 'step' || input.x === 'epoch' || input.x === 'relative'))
        prepared.set(lineId(context.run.id, key), { version, body })
      break
    }
  }
  return prepared
}

/** Those of very many points. */
function* findLong(store: Store, { series }: LinesInput): Steps<LinesInput['series']> {
  const long: LinesInput['series'] = []
  for (const one of series) {
    if (seriesOfKey(one.key).some((key) => (store.batches.endOf(one.run, key)?.pointCount ?? 0) >= longSeries))
      long.push(one)
    yield
  }
  return long
}

const lineId = (run: string, key: string): string => `${run} ${key}`

/** Of a series by step, or an expression over some, another one for other points; null for any other. */
function versionOf(store: Store, run: string, key: string): string | null {
  const keys = seriesOfKey(key)
  if (keys.length === 1 && keys[0] === key) return versionOfSeries(store, run, key)
  const versions = keys.map((one) => versionOfSeries(store, run, one))
  return versions.includes(null) ? null : versions.join()
}

function versionOfSeries(store: Store, run: string, key: string): string | null {
  const series = store.batches.find(run, key)
  const version = series === null ? null : store.batches.version(series)
  return version === null ? null : `${series} ${version.cuts} ${version.points}`
}

function* readContexts(store: Store, { series }: Pick<LinesInput, 'series'>): Steps<Map<string, Context>> {
  const contexts = new Map<string, Context>()
  for (const { run: reference } of series) {
    if (contexts.has(reference)) continue
    const run = store.runs.times(reference) ?? findRun(store, reference)
    contexts.set(reference, { run, timeline: readTimeline(store, run) })
    yield
  }
  yield* packEndedInSteps(
    store,
    [...contexts.values()].map(({ run }) => run),
  )
  return contexts
}

function contextOf(contexts: ReadonlyMap<string, Context>, reference: string): Context {
  const context = contexts.get(reference)
  if (context === undefined) throw new RangeError(`The run ${reference} was not read`)
  return context
}

/** An epoch series where the run has one of the key, else the one by step; a line of no points where it has neither. */
function* readLine(store: Store, context: Context, key: string, input: LinesInput): Steps<Body> {
  const { run, timeline } = context
  const { x: axis } = input
  const smooth = smootherOf(store, input)
  const shape = input.scale === 'log' ? shapeLogLine : shapeLine
  const id = JSON.stringify([run.id, key, axis])
  const column = store.epochs.column(run.id, key)
  if (column !== null) {
    if (hasNoPlace(store, context, 'epoch', axis)) return placeless
    if (typeof axis === 'string') {
      const points = { x: placeEpochs(axis, timeline, column.epochs), y: column.values }
      return yield* smooth(yield* shape(partOf(points), input), () => columnSource(id, points))
    }
    const steps = placeEpochs('step', timeline, column.epochs)
    const points = { x: otherAtEpochs(store, context, axis.key, column, steps), y: column.values }
    return yield* smooth(shapeUnordered(steps, points, input), () => columnSource(id, points))
  }
  const series = store.batches.find(run.id, key)
  if (series === null) {
    const points = yield* placeExpression(store, context, key, axis)
    if (points !== null && points.y.length > 0 && hasNoPlace(store, context, points.by, axis)) return placeless
    const at = points?.steps
    return yield* smooth(
      at === undefined || typeof axis === 'string'
        ? yield* shape(partOf(points ?? noPoints), input)
        : shapeUnordered(at, points ?? noPoints, input),
      () => columnSource(id, points ?? noPoints),
    )
  }
  if (hasNoPlace(store, context, 'step', axis)) return placeless
  if (typeof axis === 'string') {
    const parts = partsOf(store, series, placerOf(axis, timeline, Object.hasOwn(metricCatalogue, key)))
    // Moments move when another epoch tells how long training paused.
    const scale = axis === 'wall' ? `${timeline.epochEnds().wall.length}` : ''
    return yield* smooth(yield* shape(parts, input), () => stepSource(store, { id, series, parts, scale }))
  }
  const { steps, values } = store.batches.read(series)
  const points = { x: otherAtSteps(store, context, axis.key, steps), y: values }
  return yield* smooth(shapeUnordered(steps, points, input), () => columnSource(id, points))
}

/** The points of an expression along x, with the step of each; null for a key that is none. */
function* placeExpression(
  store: Store,
  context: Context,
  key: string,
  axis: LinesInput['x'],
): Steps<(Points & { readonly steps: Float64Array; readonly by: 'epoch' | 'step' }) | null> {
  const { timeline } = context
  const points = yield* readExpression(store, context, key)
  if (points === null) return null
  const { values: y, by } = points
  if (points.by === 'epoch') {
    const steps = placeEpochs('step', timeline, points.epochs)
    const x =
      typeof axis === 'string'
        ? placeEpochs(axis, timeline, points.epochs)
        : otherAtEpochs(store, context, axis.key, points, steps)
    return { x, y, steps, by }
  }
  const { steps, seconds, isOwn } = points
  if (typeof axis !== 'string') return { x: otherAtSteps(store, context, axis.key, steps), y, steps, by }
  const place = placerOf(axis, timeline, isOwn)
  return { x: steps.map((step, at) => place(step, seconds[at] ?? Number.NaN)), y, steps, by }
}

const noPoints: Points = { x: new Float64Array(), y: new Float64Array() }
const placeless: Body = { ...noPoints, low: null, high: null, width: null, pointCount: 0, isPlaceless: true }

/** Whether no point of a series has a place along x: none of them is looked up for that. */
function hasNoPlace(store: Store, { run, timeline }: Context, by: 'epoch' | 'step', axis: LinesInput['x']): boolean {
  if (typeof axis === 'object')
    return store.batches.find(run.id, axis.key) === null && store.epochs.column(run.id, axis.key) === null
  return (axis === 'epoch' || axis === 'step') && axis !== by && !(timeline.stepsPerEpoch > 0)
}

/** Adds smoothed values to shapes, where they are asked for. */
function smootherOf(store: Store, { smoothing }: LinesInput) {
  return function* ({ shown, ...shape }: Shape, source: () => SmoothedSource): Steps<Body> {
    if (smoothing === undefined || !isSmoothing(smoothing)) return shape
    const by: Smoothing = smoothing
    const smoothed = yield* smoothedValues(store).at(source(), by, shown(), shape.y)
    return { ...shape, smoothed }
  }
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
