/** Runs of frozen reports, as any version has kept them. */
import { describeMetric } from '../../contract/metrics'
import type { RunSummary, SeriesDigest } from '../../contract/run'
import { dataNameOf } from '../../contract/run-data'
import { readStoredConfig } from '../../contract/stored-config'
import { capabilitiesOf } from '../../model/capabilities'
import { emptyDigest } from '../../model/digests'
import { flatRecord, noConfig } from '../../protocol/config'

/** What earlier versions said of a run: last and best of its metrics instead of digests, and its settings as far as they were read. */
type EarlierRun = Omit<RunSummary, 'recipe' | 'series'> & {
  readonly config: Readonly<Record<string, unknown>>
  readonly otherSettings?: Readonly<Record<string, string>>
  readonly metrics: Readonly<Record<string, { last: number; best: number; bestEpoch: number }>>
  readonly stepSeries?: readonly string[]
}

const isEarlier = (run: RunSummary | EarlierRun): run is EarlierRun => 'metrics' in run

/** A kept run as one of today. What was never kept of it is not made up: the extreme that is not the best, and points of series by step. */
export function readFrozenRun(run: RunSummary | EarlierRun): RunSummary {
  if (!isEarlier(run)) return run
  const { metrics, stepSeries = [], otherSettings = {}, config, ...rest } = run
  const others = Object.entries(otherSettings).map(([key, text]) => [key, JSON.parse(text) as unknown] as const)
  const { issues: _issues, ...settings } = readStoredConfig({ ...config, ...Object.fromEntries(others) })
  const hash = rest.environment?.dataHash
  const read = {
    ...rest,
    ...settings,
    // Reports that were frozen before runs had marks are of runs that could be read.
    problems: 'problems' in run ? rest.problems : [],
    origin: { kind: 'trained', facts: {} } as const,
    data: { id: dataNameOf({}), name: dataNameOf({}), hash: typeof hash === 'string' ? hash : '' },
    summary: noConfig,
    directions: {},
    roles: {},
    series: flatRecord([
      ...Object.entries(metrics).map(([key, metric]) => [key, digestOf(key, metric, rest.epochs)] as const),
      ...stepSeries.map((key) => [key, emptyDigest('step')] as const),
    ]),
  }
  return { ...read, capabilities: capabilitiesOf({ ...read, hasSamples: rest.environment !== null }) }
}

function digestOf(key: string, metric: EarlierRun['metrics'][string], epochs: number): SeriesDigest {
  const { last, best, bestEpoch } = metric
  const known = { ...emptyDigest('epoch'), count: Math.max(1, epochs), firstStep: bestEpoch, lastStep: epochs, last }
  if (Number.isNaN(best)) return { ...known, nan: known.count }
  if (best === Number.POSITIVE_INFINITY) return { ...known, infinite: 1, positiveInfinityStep: bestEpoch }
  if (best === Number.NEGATIVE_INFINITY) return { ...known, infinite: 1, negativeInfinityStep: bestEpoch }
  return describeMetric(key).direction === 'higher'
    ? { ...known, maximum: best, maximumStep: bestEpoch }
    : { ...known, minimum: best, minimumStep: bestEpoch }
}
