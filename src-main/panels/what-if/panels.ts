/** One small chart a run: the curve until the rule would have stopped it, and faintly what it trained on to. */
import { describeMetric } from '@contract/metrics'
import { fitToTail } from '@charts/ranges'
import type { PanelSpec } from '@charts/panel'
import { formatMetric } from '../words/format'
import { looksTogether, type DashRule } from '../words/run-look'
import { metricOfOutcomes, type Outcome, type RecordedRun, type WatchedRule } from './what-if'

/** Panels on equal axes, in the order of the outcomes. */
export function stopPanels(
  recorded: readonly RecordedRun[],
  outcomes: readonly Outcome[],
  rule: WatchedRule,
  dashes: DashRule = 'look',
): PanelSpec[] {
  const lookOf = looksTogether(
    recorded.map(({ run }) => run),
    dashes,
  )
  const metric = metricOfOutcomes(recorded, rule)
  const longest = Math.max(2, ...outcomes.map(({ ran }) => ran))
  const specs = recorded.map(({ run, series }, index): PanelSpec => {
    const { stopEpoch = null, best = null, bestUntilThen = null } = outcomes[index] ?? {}
    const { colour, dash } = lookOf(run)
    const y = series.values[metric] ?? new Float64Array()
    const x = y.length > 0 ? series.epochs : new Int32Array()
    const look = { label: run.name, colour, dash }
    const untilThen = stopEpoch === null ? x.length : x.indexOf(stopEpoch) + 1
    const isSameBest = best?.epoch === bestUntilThen?.epoch
    return {
      title: `${run.name}, ${metric}`,
      xTitle: 'epoch',
      series: [
        { ...look, id: run.id, x, y, width: 1.5, opacity: 0.35 },
        {
          ...look,
          id: `${run.id} until the stop`,
          x: x.subarray(0, untilThen),
          y: y.subarray(0, untilThen),
          width: 1.75,
          isBackground: true,
        },
      ],
      markers: [
        ...(best && !isSameBest ? [{ kind: 'best', x: best.epoch, y: best.value, colour: 'text-3' } as const] : []),
        ...(bestUntilThen ? [{ kind: 'best', x: bestUntilThen.epoch, y: bestUntilThen.value, colour } as const] : []),
      ],
      references: stopEpoch === null ? [] : [{ axis: 'x', at: stopEpoch, colour: 'text-2', dash: [4, 3] }],
      xRange: [1, longest],
      isEqualScale: true,
      format: (value) => formatMetric(metric, value),
    }
  })
  const all = { ...(specs[0] ?? emptySpec), series: specs.flatMap(({ series }) => series.slice(0, 1)) }
  const yRange = fitToTail(all, describeMetric(metric).direction === 'higher' ? 'higher' : 'lower')
  return specs.map((spec) => ({ ...spec, yRange }))
}

const emptySpec: PanelSpec = { title: '', xTitle: 'epoch', series: [], format: String }
