/** The early-stopping track of the run page: the change of each epoch, and another rule over it. */
import type { SeriesOfRun } from '@contract/api'
import type { RunSummary } from '@contract/run'
import type { PanelReference, PanelSpec } from '@charts/panel'
import { countOf, formatMetric, formatValue, showNumber } from '../words/format'
import { showApart } from '@maths/digits'
import type { Replay } from '@maths/replay'
import { judgedBy, type Outcome, type WatchedRule } from '../what-if/what-if'
import { showDelta } from '../what-if/words'
import { lastReset } from './early-stopping-track'
import { bestPoint, nowOf, stopOf, xRangeOf, zonesOf } from './panels'

const none = new Float64Array()

/** Another rule than the run's own, and where it would have stopped; null where it would not. */
export type WhatIf = { readonly rule: WatchedRule; readonly stopEpoch: number | null }

/** The lower chart: the change between consecutive epochs against minDelta. */
export function trackPanel(
  run: RunSummary,
  series: SeriesOfRun | undefined,
  track: Replay,
  whatIf: WhatIf | null = null,
): PanelSpec {
  const { minDelta = 0, monitor = 'validation_loss' } = run.recipe ?? {}
  const best = bestPoint('val_mse', series?.epochs ?? [], series?.values.val_mse ?? none)
  const reset = lastReset(track)
  const changes = track.epochs.flatMap(({ change }) => (change === null ? [] : [change]))
  // The first changes are far larger than all that matters: the axis ends at a few times minDelta, or at the usual change.
  const sorted = [...changes].sort((left, right) => left - right)
  const usual = sorted[Math.floor(sorted.length * 0.7)] ?? minDelta
  const ceiling = Math.max(minDelta * 3, usual * 1.3) || 1
  return {
    title: `Change of ${monitor}`,
    xTitle: 'epoch',
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
      ...whatIfReferences(run, whatIf, ceiling),
      ...nowOf(run, track),
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
    zones: zonesOf(run, track),
    xRange: xRangeOf(run, series?.epochs.length ?? 0, true),
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

function whatIfReferences(run: RunSummary, whatIf: WhatIf | null, ceiling: number): PanelReference[] {
  if (whatIf === null) return []
  const { rule, stopEpoch } = whatIf
  const above = rule.minDelta - (run.recipe?.minDelta ?? 0)
  const inside = Math.abs(above) > leastApart * ceiling ? {} : ({ inside: above > 0 ? 'above' : 'below' } as const)
  const look = { colour: 'text-2', dash: [4, 3] } as const
  return [
    ...(rule.minDelta === run.recipe?.minDelta
      ? []
      : [{ axis: 'y', at: rule.minDelta, ...look, ...inside, label: `what if ${showDelta(rule.minDelta)}` } as const]),
    ...(stopEpoch === null ? [] : [{ axis: 'x', at: stopEpoch, ...look, label: 'would stop' } as const]),
  ]
}

/** What another rule would have made of the run, beside what is set on it. */
export function describeWhatIf(run: RunSummary, own: WatchedRule, rule: WatchedRule, outcome: Outcome): string {
  const metric = judgedBy(rule.monitor)
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
  const { patience = 1, monitor = '' } = run.recipe ?? {}
  const reset = lastReset(track)
  const before = reset ? ` Epoch ${reset.epoch} had reset the count from ${reset.lost} to 0.` : ''
  if (track.stopEpoch !== null)
    return `${monitor} was quiet for ${patience} epochs in a row: stopped at epoch ${track.stopEpoch}.${before}`
  const last = track.epochs.at(-1)
  if (!last || last.count === 0)
    return `${run.state === 'ended' ? `There were never ${countOf(patience, 'quiet epoch')} in a row.` : 'The last epoch was not quiet.'}${before}`
  if (run.state === 'ended') return `${last.count} of ${patience} quiet epochs when the run ended.${before}`
  return `${last.count} of ${patience} quiet epochs: stops at epoch ${last.epoch + patience - last.count} if ${patience - last.count === 1 ? 'the next one is' : `the next ${patience - last.count} are`} quiet.`
}
