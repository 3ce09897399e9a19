/** What the system tab draws: the machine's side of a run, over the epochs. */
import type { SeriesOfRun } from '@contract/api'
import { describeMetric } from '@contract/metrics'
import { systemSampleSeconds } from '@contract/preferences'
import type { RunSummary } from '@contract/run'
import type { PanelSpec } from '@charts/panel'
import { formatBytes, formatCount, formatDuration } from '../words/format'
import { colourToken } from '../words/run-look'
import type { BatchSeries } from './panels'

/** Sampled while a run trains, about every two seconds. */
export const sampledKeys = ['cpu_percent', 'memory_bytes', 'images_per_second'] as const
export type SampledKey = (typeof sampledKeys)[number]
type SystemKey = SampledKey | 'epoch_seconds'

/** Why an ended run has no samples, as a sentence. */
export function whyNoSamples({ trainingSeconds, attempts }: Pick<RunSummary, 'trainingSeconds' | 'attempts'>): string {
  // Each attempt begins to count anew.
  return trainingSeconds < systemSampleSeconds * Math.max(1, attempts)
    ? `CPU and memory were not recorded: the first sample is taken after ${systemSampleSeconds} s, and this run had ended by then.`
    : 'CPU and memory were not recorded: system metrics were off while this run trained.'
}

/** Memory is drawn in gigabytes, so that the axis has numbers that can be read. */
const gigabyte = 1e9

const formats: Record<SystemKey, (value: number) => string> = {
  cpu_percent: (value) => `${Math.round(value)}%`,
  memory_bytes: (value) => formatBytes(value * gigabyte),
  images_per_second: (value) => `${formatCount(value)} images/s`,
  epoch_seconds: (value) => (value < 9.95 ? `${value.toFixed(1)} s` : formatDuration(value)),
}

/** Optimizer steps in one epoch of the run; NaN where nothing says so. */
export const stepsPerEpoch = ({ stepsPerEpoch: steps }: Pick<RunSummary, 'stepsPerEpoch'>): number =>
  steps ?? Number.NaN

/** Steps as a number of epochs, to two decimals: so that all charts of a run share their axis. */
export function toEpochs(steps: ArrayLike<number>, perEpoch: number): Float64Array {
  return Float64Array.from(steps, (step) => Math.round((step / perEpoch) * 100) / 100)
}

/** Where the axis of a run's system charts begins: before the first epoch is over where something was sampled within it. */
const [withinFirst, firstEpoch] = [0, 1]

type Drawn = { readonly x: ArrayLike<number>; readonly y: ArrayLike<number>; readonly from: number }

function panelOf(run: RunSummary, key: SystemKey, { x, y, from }: Drawn): PanelSpec {
  const most = Math.max(0, ...Array.from(y).filter(Number.isFinite))
  const last = Math.max(from + 1, run.epochs, x[x.length - 1] ?? 0)
  return {
    title: key === 'memory_bytes' ? 'Memory, GB' : describeMetric(key).label,
    xTitle: 'epoch',
    series: [{ id: key, label: key, colour: colourToken(run.colourSlot), x, y, width: 1.5 }],
    xRange: [from, last],
    // From 0: half the speed is half the height.
    yRange: [0, most > 0 ? most * 1.1 : 1],
    format: formats[key],
  }
}

/** CPU, memory or speed as it was sampled. */
export function sampledPanel(run: RunSummary, key: SampledKey, samples: BatchSeries | undefined): PanelSpec {
  const y = samples?.last ?? new Float64Array()
  const drawn = key === 'memory_bytes' ? y.map((bytes) => bytes / gigabyte) : y
  return panelOf(run, key, { x: toEpochs(samples?.steps ?? [], stepsPerEpoch(run)), y: drawn, from: withinFirst })
}

/**
 * Speed or time of whole epochs: there for every run, sampled or not.
 * @param isBesideSamples whether charts of samples stand beside it, whose axis it shares.
 */
export function epochPanel(
  run: RunSummary,
  key: 'images_per_second' | 'epoch_seconds',
  series: SeriesOfRun | undefined,
  isBesideSamples: boolean,
): PanelSpec {
  const y = series?.values[key] ?? []
  const x = y.length > 0 ? (series?.epochs ?? []) : []
  return panelOf(run, key, { x, y, from: isBesideSamples ? withinFirst : firstEpoch })
}

/** "mean 1,050 images/s, at most 1,118 images/s" beside a chart's title, of values as they are drawn; empty without any. */
export function summarizeValues(key: SystemKey, values: ArrayLike<number>): string {
  const finite = Array.from(values).filter(Number.isFinite)
  if (finite.length === 0) return ''
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length
  return `mean ${formats[key](mean)}, max ${formats[key](Math.max(...finite))}`
}
