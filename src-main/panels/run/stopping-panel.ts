/** The early-stopping track of the run page: the change of each epoch, and another rule over it. */
import type { SeriesOfRun } from '@contract/api'
import type { RunSummary } from '@contract/run'
import { decidingMetricOf } from '@contract/run-data'
import type { PanelReference, PanelSpec, PanelZone, Range } from '@charts/panel'
import { countOf, formatCount, formatMetric, formatValue, showNumber } from '../words/format'
import { showApart } from '@maths/digits'
import type { Replay } from '@maths/replay'
import { judgedBy, type Outcome, type WatchedRule } from '../what-if/what-if'
import { showDelta } from '../what-if/words'
import { percent, type OtherOutcome } from './what-if-bar'
import { lastReset } from './early-stopping-track'
import { bestPoint, nowOf, stopOf, xRangeOf, zonesOf } from './panels'

const none = new Float64Array()

/** Another rule than the run's own, and where it would have stopped; null where it would not. */
export type WhatIf = { readonly rule: WatchedRule; readonly stopEpoch: number | null }

/** A rule on one metric of a run, and how far the run has come. */
export type TrackedRule = {
  readonly metric: string
  readonly patience: number
  readonly minDelta: number
  /** What the metric is by. Steps may lie any number apart. */
  readonly unit: 'epoch' | 'step'
  readonly hasEnded: boolean
}

/** The lower chart: the change between consecutive epochs against minDelta. */
export function trackPanel(
  run: RunSummary,
  series: SeriesOfRun | undefined,
  track: Replay,
  whatIf: WhatIf | null = null,
): PanelSpec {
  const { minDelta = 0, monitor = 'validation_loss' } = run.recipe ?? {}
  const deciding = decidingMetricOf(run.recipe ?? {})
  return changePanel({ metric: monitor, minDelta, unit: 'epoch' }, track, {
    best: bestPoint(deciding, series?.epochs ?? [], series?.values[deciding] ?? none),
    whatIf: whatIf === null ? null : { minDelta: whatIf.rule.minDelta, stop: whatIf.stopEpoch },
    now: nowOf(run, track),
    zones: zonesOf(run, track),
    xRange: xRangeOf(run, series?.epochs.length ?? 0, true),
  })
}

/** Enough to see how the count went; of longer series the end is shown. */
export const mostTracked = 400

/** The same for a rule on any metric: its latest points, against the rule that is set or another one. */
export function ruleTrackPanel(
  rule: TrackedRule,
  whole: Replay,
  best: { readonly x: number; readonly y: number } | null,
  whatIf: (Pick<TrackedRule, 'patience' | 'minDelta'> & { readonly stop: number | null }) | null = null,
): PanelSpec {
  const epochs = whole.epochs.slice(-mostTracked)
  const steps = epochs.map(({ epoch }) => epoch)
  const [first = 0, last = 1] = [steps[0], steps.at(-1)]
  /** How far apart steps usually lie. */
  const stride = steps.length > 1 ? (last - first) / (steps.length - 1) : 1
  const isUnderWay = !rule.hasEnded && whole.stopEpoch === null && (epochs.at(-1)?.count ?? 0) > 0
  const window = windowOf(epochs, whole.stopEpoch, rule.patience, stride)
  return changePanel(
    rule,
    { epochs, stopEpoch: whole.stopEpoch },
    {
      best: best !== null && best.x >= first ? best : null,
      whatIf,
      now: isUnderWay ? [{ axis: 'x', at: last, colour: 'accent', dash: [] }] : [],
      zones: window === null ? [] : [window],
      xRange: [first - stride / 2, Math.max(last, window?.to ?? last, first + stride) + stride / 2],
    },
  )
}

/** The points that fill the window of patience, as far as it would reach; null when none is quiet. */
function windowOf(
  epochs: Replay['epochs'],
  stop: number | null,
  patience: number,
  stride: number,
): { from: number; to: number } | null {
  const at = stop === null ? epochs.length - 1 : epochs.findIndex(({ epoch }) => epoch === stop)
  const count = epochs[at]?.count ?? 0
  const from = epochs[Math.max(0, at - count + 1)]?.epoch
  const here = epochs[at]?.epoch
  if (count === 0 || from === undefined || here === undefined) return null
  return { from: from - stride / 2, to: here + (stop === null ? patience - count : 0) * stride + stride / 2 }
}

type ChangeParts = {
  readonly best: { readonly x: number; readonly y: number } | null
  readonly whatIf: { readonly minDelta: number; readonly stop: number | null } | null
  readonly now: readonly PanelReference[]
  readonly zones: readonly PanelZone[]
  readonly xRange: Range
}

function changePanel(
  { metric, minDelta, unit }: Pick<TrackedRule, 'metric' | 'minDelta' | 'unit'>,
  track: Replay,
  { best, whatIf, now, zones, xRange }: ChangeParts,
): PanelSpec {
  const reset = lastReset(track)
  const changes = track.epochs.flatMap(({ change }) => (change === null ? [] : [change]))
  // The first changes are far larger than all that matters: the axis ends at a few times minDelta, or at the usual change.
  const sorted = [...changes].sort((left, right) => left - right)
  const usual = sorted[Math.floor(sorted.length * 0.7)] ?? minDelta
  const ceiling = Math.max(minDelta * 3, usual * 1.3) || 1
  return {
    title: `Change of ${metric}`,
    xTitle: unit,
    series: [
      {
        id: 'change',
        label: 'change',
        colour: 'text-3',
        x: track.epochs.map(({ epoch }) => epoch),
        y: track.epochs.map(({ change }) => change ?? Number.NaN),
        isUndrawn: true,
      },
    ],
    bars: track.epochs.flatMap(({ epoch, change, quiet }) =>
      change === null
        ? []
        : [
            {
              x: epoch,
              y: Math.min(change, ceiling),
              colour: quiet ? 'accent' : 'line-strong',
              isCut: change > ceiling,
            },
          ],
    ),
    references: [
      { axis: 'y', at: minDelta, colour: 'accent', dash: [], label: `minDelta ${showNumber(minDelta)}` },
      ...whatIfReferences(minDelta, whatIf, ceiling),
      ...now,
      ...stopOf(track, best?.x === track.stopEpoch ? 'stop, best' : 'stop'),
      ...(best && best.x !== track.stopEpoch
        ? [{ axis: 'x', at: best.x, colour: 'text-3', label: 'best' } as const]
        : []),
    ],
    markers: (reset ? [reset] : []).flatMap(({ epoch, change }) =>
      change === null
        ? []
        : [
            {
              kind: 'reached',
              x: epoch,
              y: Math.min(change, ceiling),
              colour: 'text-2',
              label: `reset at ${epoch}`,
            } as const,
          ],
    ),
    zones: [...zones],
    xRange,
    yRange: [0, ceiling * 1.05],
    isEqualScale: true,
    format: (value) => showChange(value, minDelta),
    labelRoom: 104,
  }
}

/** Two digits, or as many as tell a change from minDelta: one that is above it never reads as equal to it. */
function showChange(value: number, minDelta: number): string {
  if (value === 0) return '0'
  const text = formatValue(value, 2)
  return value !== minDelta && Number(text) === Number(formatValue(minDelta, 2))
    ? showApart([value, minDelta])(value)
    : text
}

/** Lines so close to each other, as a share of the axis, cannot both be named at their right ends. */
const leastApart = 0.2

function whatIfReferences(own: number, whatIf: ChangeParts['whatIf'], ceiling: number): PanelReference[] {
  if (whatIf === null) return []
  const { minDelta, stop } = whatIf
  const above = minDelta - own
  const inside = Math.abs(above) > leastApart * ceiling ? {} : ({ inside: above > 0 ? 'above' : 'below' } as const)
  const look = { colour: 'text-2', dash: [4, 3] } as const
  return [
    ...(minDelta === own
      ? []
      : [{ axis: 'y', at: minDelta, ...look, ...inside, label: `what if ${showDelta(minDelta)}` } as const]),
    ...(stop === null ? [] : [{ axis: 'x', at: stop, ...look, label: 'would stop' } as const]),
  ]
}

/** What another rule would have made of the run, beside what is set on it. */
export function describeWhatIf(run: RunSummary, own: WatchedRule, rule: WatchedRule, outcome: Outcome): string {
  const metric = judgedBy(rule.monitor, [run])
  const { stopEpoch, bestUntilThen } = outcome
  const best = bestUntilThen === null ? '' : ` with a best ${metric} of ${formatMetric(metric, bestUntilThen.value)}`
  const ending =
    stopEpoch === null
      ? `this run would not have stopped by epoch ${outcome.ran}.`
      : `this run would have stopped at epoch ${stopEpoch}${best}.`
  return `With patience ${rule.patience} and minDelta ${showDelta(rule.minDelta)}, ${ending} Set on the run: patience ${own.patience}, minDelta ${showDelta(own.minDelta)}.`
}

/** One sentence beneath the track. */
export function describeTrack(run: RunSummary, track: Replay): string {
  const { patience = 1, monitor = '', minDelta = 0 } = run.recipe ?? {}
  return describeRuleTrack(
    { metric: monitor, patience, minDelta, unit: 'epoch', hasEnded: run.state === 'ended' },
    track,
  )
}

/** The same for a rule on any metric. */
export function describeRuleTrack({ metric, patience, unit, hasEnded }: TrackedRule, track: Replay): string {
  const reset = lastReset(track)
  const before = reset
    ? ` ${unit === 'epoch' ? 'Epoch' : 'Step'} ${formatStep(unit, reset.epoch)} had reset the count from ${reset.lost} to 0.`
    : ''
  if (track.stopEpoch !== null)
    return `${metric} was quiet for ${countOf(patience, unit)} in a row: stopped at ${unit} ${formatStep(unit, track.stopEpoch)}.${before}`
  const last = track.epochs.at(-1)
  if (!last || last.count === 0)
    return `${hasEnded ? `There were never ${countOf(patience, `quiet ${unit}`)} in a row.` : `The last ${unit} was not quiet.`}${before}`
  if (hasEnded) return `${last.count} of ${patience} quiet ${unit}s when the run ended.${before}`
  const left = patience - last.count
  const next = left === 1 ? 'the next one is' : `the next ${left} are`
  // Steps lie any number apart: where the next ones come is not known.
  const where = unit === 'epoch' ? ` at epoch ${last.epoch + left}` : ''
  return `${last.count} of ${patience} quiet ${unit}s: stops${where} if ${next} quiet.${before}`
}

const formatStep = (unit: TrackedRule['unit'], step: number): string =>
  unit === 'epoch' ? String(step) : formatCount(step)

/** What another rule would have made of a run, or one of a run that has none: where it would have stopped, and the share of time it would have saved. */
export function describeOtherRule(
  { metric, unit }: Pick<TrackedRule, 'metric' | 'unit'>,
  rule: Pick<TrackedRule, 'patience' | 'minDelta'>,
  { stop, share, best, bestUntilThen }: OtherOutcome,
): string {
  const how = `With patience ${rule.patience} and minDelta ${showDelta(rule.minDelta)} on ${metric}, this run would`
  if (stop === null) return `${how} not have stopped by itself so far.`
  const saved = share === null || share < 0.005 ? '' : `, ${percent(share)} of its time earlier`
  const lost =
    best === null || bestUntilThen === null
      ? ''
      : best === bestUntilThen
        ? `, with the same best of ${formatValue(best)}`
        : `, with a best of ${formatValue(bestUntilThen)} in place of ${formatValue(best)}`
  return `${how} have stopped at ${unit} ${formatStep(unit, stop)}${saved}${lost}.`
}
