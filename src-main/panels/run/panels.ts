/** What the run page draws, as panel specifications. */
import type { SeriesOfRun } from '@contract/api'
import { commonMetricKeys, describeMetric, isBetter } from '@contract/metrics'
import type { RunSummary } from '@contract/run'
import { taskOf } from '@contract/run-data'
import { byMetric, isMetricKind, metrics } from '@recipes/registry/metrics'
import { aheadOf, fitToTail } from '@charts/ranges'
import type { PanelReference, PanelSeries, PanelSpec, PanelZone, Range } from '@charts/panel'
import { formatCount, formatMetric, formatValue } from '../words/format'
import { colourToken, lookOfRun, type DashRule } from '../words/run-look'
import { replay, type Replay } from '@maths/replay'
import { patienceWindow } from './early-stopping-track'

export const runPanels = ['loss', ...commonMetricKeys, 'batch_loss'] as const
export type RunPanelKey = (typeof runPanels)[number]
/** Those of a run's task. */
export const panelsOfRun = ({ recipe }: Pick<RunSummary, 'recipe'>): readonly RunPanelKey[] =>
  runPanels.filter((key) => !isMetricKind(key) || metrics[key].task === taskOf(recipe ?? {}))
export const runPanelLabels: Record<RunPanelKey, string> = {
  loss: 'Loss',
  ...byMetric(({ key }) => key),
  batch_loss: 'By batch',
}

const none = new Float64Array()

/** The best point of a series in its metric's direction; null without a finite one. */
export function bestPoint(key: string, x: ArrayLike<number>, y: ArrayLike<number>): { x: number; y: number } | null {
  let best: { x: number; y: number } | null = null
  for (let index = 0; index < x.length; index += 1) {
    const value = y[index] ?? Number.NaN
    if (Number.isFinite(value) && (best === null || isBetter(key, value, best.y))) best = { x: x[index] ?? 0, y: value }
  }
  return best
}

/**
 * The upper chart: the run's own losses together, or one metric. The y axis is the range that the curve is read in; the x axis
 * leaves room to where the run is going.
 */
export function metricPanel(
  run: RunSummary,
  series: SeriesOfRun | undefined,
  key: Exclude<RunPanelKey, 'batch_loss'>,
  dashes: DashRule = 'look',
): PanelSpec {
  const epochs = series?.epochs ?? new Int32Array()
  const { colour, dash } = lookOfRun(run, dashes)
  const isLoss = key === 'loss'
  const mainKey = isLoss ? 'validation_loss' : key
  const lineOf = (seriesKey: string): PanelSeries => ({
    id: seriesKey,
    label: isLoss ? `${run.name} ${seriesKey}` : run.name,
    colour: seriesKey === mainKey ? colour : 'text-3',
    dash: seriesKey === mainKey ? dash : [],
    // Empty for a metric that came after the run.
    x: series?.values[seriesKey] ? epochs : none,
    y: series?.values[seriesKey] ?? none,
    // A metric alone has its name above the chart.
    ...(isLoss ? { directLabel: seriesKey } : {}),
    width: seriesKey === mainKey ? 1.75 : 1.5,
  })
  const best = bestPoint(mainKey, epochs, series?.values[mainKey] ?? none)
  const { direction, label } = describeMetric(mainKey)
  const side = direction === 'higher' ? 'below' : 'above'
  const format = (value: number) => formatMetric(mainKey, value)
  const track = trackOf(run, series)
  const spec: PanelSpec = {
    title: isLoss ? 'Loss' : label,
    xTitle: 'epoch',
    series: isLoss ? [lineOf('train_loss'), lineOf('validation_loss')] : [lineOf(key)],
    markers: best
      ? [{ kind: 'best', ...best, colour, label: `best ${format(best.y)} at ${formatCount(best.x)}`, side }]
      : [],
    zones: zonesOf(run, track, 'patience window'),
    references: [...nowOf(run, track, 'now'), ...stopOf(track, 'stop')],
    xRange: xRangeOf(run, epochs.length, track !== null),
    format,
    labelRoom: 104,
  }
  return { ...spec, yRange: fitToTail(spec, direction === 'higher' ? 'higher' : 'lower') }
}

/** A running run's axis reaches a little ahead; half an epoch more at the end when bars stand on it. */
export function xRangeOf(run: RunSummary, count: number, hasBars: boolean): Range {
  if (run.state !== 'ended') return aheadOf(count, run.plannedEpochs ?? count)
  return [1, Math.max(2, count + (hasBars ? 0.5 : 0))]
}

/** Where a run under way stands between what was and what its rule looks for. */
export function nowOf(run: RunSummary, track: Replay | null, label?: string): PanelReference[] {
  const last = track?.epochs.at(-1)
  if (run.state === 'ended' || !last || last.count === 0) return []
  return [{ axis: 'x', at: last.epoch, colour: 'accent', dash: [], ...(label === undefined ? {} : { label }) }]
}

/** Where the rule stopped the run, or would have. */
export function stopOf(track: Replay | null, label?: string): PanelReference[] {
  const at = track?.stopEpoch ?? null
  return at === null ? [] : [{ axis: 'x', at, colour: 'accent', dash: [], ...(label === undefined ? {} : { label }) }]
}

/** Null when early stopping is off. */
export function trackOf(run: RunSummary, series: SeriesOfRun | undefined): Replay | null {
  const { earlyStopping, monitor, patience, minDelta } = run.recipe ?? {}
  if (earlyStopping !== true || monitor === undefined || patience === undefined || minDelta === undefined) return null
  return replay(series?.epochs ?? [], series?.values[monitor] ?? none, 'previous-epoch', { patience, minDelta })
}

/** The window of quiet epochs as it fills. */
export function zonesOf(run: RunSummary, track: Replay | null, label?: string): PanelZone[] {
  const window = track ? patienceWindow(track, run.recipe?.patience ?? 1) : null
  return window ? [{ ...window, ...(label === undefined ? {} : { label }) }] : []
}

export type BatchSeries = {
  readonly steps: Float64Array
  readonly last: Float64Array
  readonly minimum: Float64Array
  readonly maximum: Float64Array
  readonly pointCount: number
}

/** Training loss by optimizer step, each bucket's last with its minimum and maximum. */
export function batchPanel(run: RunSummary, batches: BatchSeries | null): PanelSpec {
  const isDecimated = batches !== null && batches.pointCount > batches.steps.length
  const spec: PanelSpec = {
    title: 'Training loss by batch',
    xTitle: 'step',
    series: [
      {
        id: 'batch_loss',
        label: run.name,
        colour: colourToken(run.colourSlot),
        x: batches?.steps ?? none,
        y: batches?.last ?? none,
        ...(isDecimated ? { band: { low: batches.minimum, high: batches.maximum } } : {}),
        directLabel: 'batch_loss',
        width: 1.25,
      },
    ],
    format: formatValue,
    labelRoom: 104,
    ...(isDecimated
      ? {
          note: `last of every ${Math.ceil(batches.pointCount / batches.steps.length)} points, band from minimum to maximum`,
        }
      : {}),
  }
  return { ...spec, yRange: fitToTail(spec, 'lower') }
}
