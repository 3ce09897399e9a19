/** Everything that a figure shows, read from the store at one moment: plain data, which goes to a worker or into a frozen report. */
import { compareStored } from '../history/comparisons'
import { directionsOf, findComparedMetric } from '../../model/comparison/metric'
import type { Residuals, RunSamples } from '../../contract/api'
import type { Comparison } from '../../contract/comparison'
import { sampleImageCount } from '../../contract/config'
import { PlateauError } from '../../contract/errors'
import { dataSourceOf, sampleSizesOf, shapesOf, taskOf } from '../../contract/run-data'
import type { ChosenImages } from './chosen-images'
import { readDashes } from './dashes'
import { indexingOf, readStableRuns } from './stable-runs'
import type { FigureSource } from '../../contract/figure'
import type { Line, LinesInput } from '../../contract/lines'
import { isSmoothing } from '../../contract/smoothing'
import type { RunSummary } from '../../contract/run'
import type { Quantity } from '../../contract/workspace'
import type { FigureData } from '@panels/figure/figure'
import { whyNoExpression } from '../../model/expressions/keys'
import { quantitiesOf, quantityLabel } from '@panels/workspace/quantities'
import { isLogX, otherAxis, withoutPlace } from '@panels/workspace/line-axes'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import { scalesDiffer } from '@panels/report/scales'
import { bestEpochOf } from '../history/best-epoch'
import { prepareLines, readLines } from '../history/lines/lines'
import { findRun, findRuns } from '../history/references'
import { readEpochSeries } from '../history/series'
import { createTurns } from '../turns'
import { confusionKey } from '../../contract/media'
import { parseStored } from '../../store/stored-json'
import { readConfusion } from '@panels/samples/confusion-table'

export type FigureReader = {
  readonly store: Store
  readonly summaries: (runs: readonly StoredRun[]) => RunSummary[]
  readonly residualsOf: (run: StoredRun) => Residuals | null
  readonly chosenImages: ChosenImages
}

/** Points of a line that a figure has at most twice: as many as an A4 page has dots across at 200 to the inch. */
const mostBuckets = 1_600

const nothing = { lines: [], series: [], comparison: null, errors: {}, samples: [], layers: {} } as const

const referencesOf = (source: FigureSource): readonly string[] => {
  if ('runs' in source) return source.runs
  return source.run === null ? [] : [source.run]
}

/**
 * Works out beforehand, in slices or in another process, what takes long of {@link readFigure}.
 * @throws PlateauError as it does, and the signal's reason once it is aborted.
 */
export async function prepareFigure(
  { store, chosenImages }: FigureReader,
  source: FigureSource,
  signal?: AbortSignal,
): Promise<void> {
  if (source.kind === 'chosen-images') return chosenImages.prepare(findRun(store, source.run), source, signal)
  // What is told apart by dashes is asked of what runs are indexed by.
  await createTurns({ signal }).take(indexingOf(store).complete(), () => true)
  if (source.kind !== 'panel') return
  const input = linesInputOf(store, source, findRuns(store, source.runs))
  if (input !== null) await prepareLines(store, input, { signal })
}

/** @throws PlateauError when a run is gone, or nothing can be shown. */
export function readFigure(reader: FigureReader, source: FigureSource): FigureData {
  const { store, summaries } = reader
  const stored = findRuns(store, referencesOf(source))
  const runs = summaries(stored)
  const base = { ...nothing, source, runs, all: runs, dashes: readDashes(store, source, runs) }
  switch (source.kind) {
    case 'panel':
      return {
        ...base,
        // What is stable among runs of one project is so there; other projects have no part in it.
        all: readStableRuns(store, source, runs, summaries),
        ...panelOf(store, withIds(store, source), runs),
      }
    case 'comparison': {
      const baseline = source.baseline === null ? [] : findRuns(store, [source.baseline])
      return {
        ...base,
        source: withIds(store, source),
        all: readStableRuns(store, source, runs, summaries),
        ...seriesOf(store, source, [...stored, ...baseline], summaries),
        comparison: comparisonOf(store, source, runs),
      }
    }
    case 'early-stopping':
    case 'what-if':
      return { ...base, series: withEpochs(stored, store) }
    case 'samples':
      return { ...base, samples: samplesOf(store, source, stored) }
    case 'chosen-images':
      return { ...base, ...reader.chosenImages.read(findRun(store, source.run), source) }
    case 'losses': {
      const measured = stored.flatMap((run) => reader.residualsOf(run) ?? [])
      return { ...base, errors: Object.fromEntries(measured.map(({ run, counts }) => [run, counts])) }
    }
    case 'confusion': {
      const [run] = stored
      return run === undefined ? base : { ...base, confusion: confusionOf(store, source, run) }
    }
    case 'architecture':
      return { ...base, layers: Object.fromEntries(stored.map(({ id, layers }) => [id, layers])) }
  }
}

/** A baseline may be named as any run may; what is drawn looks for its id. */
const withIds = <Source extends Extract<FigureSource, { kind: 'panel' | 'comparison' }>>(
  store: Store,
  source: Source,
): Source => ({ ...source, baseline: source.baseline === null ? null : findRun(store, source.baseline).id })

type PanelSource = Extract<FigureSource, { kind: 'panel' }>

/** What is asked of the store for the lines of a panel; null for one that has none. */
function linesInputOf(
  store: Store,
  { panel, settings, baseline, view }: PanelSource,
  runs: readonly Pick<StoredRun, 'id'>[],
): LinesInput | null {
  if (panel.kind !== 'line') return null
  const broken = panel.keys.map(whyNoExpression).find((why) => why !== null)
  if (typeof broken === 'string') throw new PlateauError('invalid-input', broken)
  const ids = new Set(runs.map(({ id }) => id))
  // Drawn or not, the others are held against it.
  if (settings.relative !== 'none' && baseline !== null) ids.add(findRun(store, baseline).id)
  const { low, high } = settings.xRange
  const range = view?.x ?? (low !== null && high !== null ? ([low, high] as const) : null)
  return {
    series: panel.keys.flatMap((key) => [...ids].map((run) => ({ run, key }))),
    x: settings.x,
    buckets: mostBuckets,
    ...(isLogX(settings) ? { scale: 'log' as const } : {}),
    ...(range === null ? {} : { range: [range[0], range[1]] }),
    ...(isSmoothing(settings.smoothing) ? { smoothing: settings.smoothing } : {}),
  }
}

/** A panel's lines, and the panel as it is drawn. */
function panelOf(
  store: Store,
  source: PanelSource,
  runs: readonly RunSummary[],
): { readonly source: PanelSource; readonly lines: Line[] } {
  const input = linesInputOf(store, source, runs)
  if (input === null) {
    requireValues(source.panel, runs)
    return { source, lines: [] }
  }
  const lines = readLines(store, input)
  if (lines.some(hasPlace)) return { source, lines }
  // Series by step of runs that know no epochs have no place among epochs, and epochs none among steps: they are drawn by what they have.
  const other = otherAxis(source.settings.x)
  const drawn = other === null ? [] : readLines(store, { ...input, x: other })
  if (other !== null && drawn.some(hasPlace))
    return { source: { ...source, settings: { ...source.settings, x: other } }, lines: drawn }
  if (lines.every(({ x }) => x.length === 0)) {
    const placeless = withoutPlace(source.settings.x, lines)
    if (placeless !== null) throw new PlateauError('invalid-input', `${placeless}. Choose another x axis.`)
    const none = `None of these runs has ${[...new Set(input.series.map(({ key }) => key))].join(' or ')} yet.`
    throw new PlateauError('nothing-to-compare', none)
  }
  return { source, lines }
}

/**
 * A chart of one mark a run needs a run that has what it is of: a point both of its values, a line across axes one of them.
 * @throws PlateauError `invalid-input` where the figure would be empty
 */
function requireValues(panel: PanelSource['panel'], runs: readonly RunSummary[]): void {
  const wanted = quantitiesOf(panel)
  const has = (run: RunSummary) => (one: Quantity) =>
    one.kind === 'run' ||
    (one.kind === 'config' ? run.config[one.key] !== undefined : (run.series[one.key]?.count ?? 0) > 0)
  const isDrawn = (run: RunSummary) => (panel.kind === 'parallel' ? wanted.some(has(run)) : wanted.every(has(run)))
  if (wanted.length === 0 || runs.length === 0 || runs.some(isDrawn)) return
  const words = wanted.map(quantityLabel).join(panel.kind === 'parallel' ? ' or ' : ' and ')
  throw new PlateauError('invalid-input', `None of these runs has ${words}. Choose values that some of them have.`)
}

const hasPlace = ({ x }: Line): boolean => x.some((place) => Number.isFinite(place))

/** What a comparison draws: every epoch, or lines where the series is by step. */
function seriesOf(
  store: Store,
  { metric, by }: Extract<FigureSource, { kind: 'comparison' }>,
  stored: readonly StoredRun[],
  summaries: FigureReader['summaries'],
): Pick<FigureData, 'series' | 'lines'> {
  const units = new Set(summaries(stored).flatMap(({ series }) => series[metric]?.by ?? []))
  if (!units.has('step')) return { series: withEpochs(stored, store), lines: [] }
  const x = units.size === 1 ? 'step' : by
  if (x === undefined)
    throw new PlateauError(
      'nothing-to-compare',
      `Some of these runs have ${metric} by epoch and others by step, which share no axis. Draw them apart, or say which it is drawn by.`,
    )
  const series = stored.map(({ id }) => ({ run: id, key: metric }))
  return { series: [], lines: readLines(store, { series, x, buckets: mostBuckets }) }
}

function withEpochs(runs: readonly StoredRun[], store: Store): FigureData['series'] {
  const series = runs.map((run) => readEpochSeries(store, run.id))
  if (series.every(({ epochs }) => epochs.length === 0))
    throw new PlateauError('nothing-to-compare', 'None of these runs has finished an epoch yet.')
  return series
}

function comparisonOf(
  store: Store,
  { metric, rows, columns, includeUnfinished = false }: Extract<FigureSource, { kind: 'comparison' }>,
  runs: readonly RunSummary[],
): Comparison | null {
  // Runs' own losses are not compared where they are on different scales, and what has no direction cannot be: there is no verdict to draw.
  const hasNoVerdict = metric === 'validation_loss' || findComparedMetric(metric, directionsOf(runs)) === null
  if (runs.length < 2 || hasNoVerdict || scalesDiffer(metric, runs)) return null
  return compareStored(store, runs, { metric, rows, columns, includeUnfinished })
}

function samplesOf(
  store: Store,
  { at }: Extract<FigureSource, { kind: 'samples' }>,
  runs: readonly StoredRun[],
): FigureData['samples'] {
  const [first] = runs
  const other = runs.find(({ recipe }) => taskOf(recipe ?? {}) !== taskOf(first?.recipe ?? {}))
  if (first !== undefined && other !== undefined)
    throw new PlateauError(
      'invalid-input',
      `${first.name} and ${other.name} are of different tasks, so their images cannot be compared. Choose runs of one task.`,
    )
  const samples = runs.map((run) => {
    const read = readSamples(store, run)
    if (at === 'best' || at === 'last') return { ...read, shown: read[at] }
    // A run that has ended before shows its last.
    const epoch = read.epochs.findLast((one) => one <= at)
    return {
      ...read,
      shown:
        epoch === undefined
          ? null
          : store.samples.getOutputs(run.id, epoch, sampleSizesOf(run.recipe ?? {}, sampleImageCount)),
    }
  })
  if (samples.every(({ shown, targets }) => shown === null || targets === null))
    throw new PlateauError('nothing-to-compare', 'None of these runs has images yet.')
  return samples
}

/** @throws PlateauError `nothing-to-compare` where the run has none, or none at that step */
function confusionOf(
  store: Store,
  { at }: Extract<FigureSource, { kind: 'confusion' }>,
  run: StoredRun,
): FigureData['confusion'] & object {
  const steps = store.media.keys(run.id).find(({ kind, key }) => kind === 'table' && key === confusionKey)?.steps ?? []
  const last = steps.at(-1)
  if (last === undefined) {
    if (run.recipe !== null && taskOf(run.recipe) === 'classification')
      throw new PlateauError('nothing-to-compare', `${run.name} has no confusion matrix yet.`)
    throw new PlateauError('invalid-input', `${run.name} has no confusion matrix. Choose a classification run.`)
  }
  // A program's run may have a matrix at steps, and no best epoch.
  const step = at === 'last' ? last : at === 'best' ? (bestEpochOf(store, run) ?? last) : at
  const [medium] = store.media.at(run.id, 'table', confusionKey, step)
  if (medium === undefined)
    throw new PlateauError(
      'invalid-input',
      `${run.name} has no confusion matrix at ${step}. Its last one is at ${last}.`,
    )
  const table = readConfusion(parseStored(medium.details))
  if (table === null)
    throw new PlateauError('invalid-input', `The confusion matrix of ${run.name} at ${step} cannot be read.`)
  return { step, table }
}

/** The eight images of a run, with its outputs at its best epoch and at its last. */
export function readSamples(store: Store, run: StoredRun): RunSamples {
  const settings = run.recipe ?? {}
  const sizes = sampleSizesOf(settings, sampleImageCount)
  const epochs = store.samples.epochs(run.id, sizes)
  const best = bestEpochOf(store, run)
  const set = run.sampleSet === null ? null : store.samples.getSet(run.sampleSet, sizes)
  return {
    run: run.id,
    count: sampleImageCount,
    shapes: shapesOf(settings),
    task: taskOf(settings),
    names: dataSourceOf(settings).sampleNames,
    classes: store.runs.classesOf(settings),
    inputs: set?.inputs ?? null,
    targets: set?.targets ?? null,
    best: best === null ? null : store.samples.getOutputs(run.id, best, sizes),
    last: epochs.length === 0 ? null : store.samples.getOutputs(run.id, epochs.at(-1) ?? 0, sizes),
    epochs: Int32Array.from(epochs),
  }
}
