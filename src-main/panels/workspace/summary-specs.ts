/** Scatter, bar and parallel panels of the workspace, from what is known of each run: no series is read for them. */
import { cameToPlannedEnd, type RunSummary } from '@contract/run'
import type { PanelDefinition, PanelSettings } from '@contract/workspace'
import { mean } from '@maths/statistics'
import { unitsSaidOf } from '@model/units'
import type { BarEntry, BarSpec } from '@charts/bars'
import { isWithin, type Brushes, type ParallelAxis, type ParallelLine, type ParallelSpec } from '@charts/parallel'
import type { ScatterPoint, ScatterSpec } from '@charts/scatter'
import { countOf } from '../words/format'
import { configLabel } from '../words/config-values'
import { groupOwner } from './line-spec'
import { titleOf } from './panels'
import { quantityId, quantityTitle, scaleOf } from './quantities'
import { groupLooksOf, looksOf, type ShownRuns } from './shown-runs'

type Of<Kind extends PanelDefinition['kind']> = Extract<PanelDefinition, { kind: Kind }>

/** One point a run that has both numbers; those outside the brush are faded. */
export function scatterSpec(
  panel: Of<'scatter'>,
  settings: PanelSettings,
  shown: ShownRuns,
  faded: readonly RunSummary[],
): ScatterSpec {
  const lookOf = looksOf(shown, settings)
  const units = unitsSaidOf(shown.all)
  const horizontal = scaleOf(panel.horizontal, shown.all)
  const vertical = scaleOf(panel.vertical, shown.all)
  const pointOf =
    (isFaded: boolean) =>
    (run: RunSummary): ScatterPoint[] => {
      const [x, y] = [horizontal.valueOf(run), vertical.valueOf(run)]
      if (!Number.isFinite(x) || !Number.isFinite(y)) return []
      const { colour, dash, label, richLabel } = lookOf(run)
      return [
        {
          id: run.id,
          label,
          ...(richLabel ? { richLabel } : {}),
          colour,
          isHollow: dash.length > 0,
          x,
          y,
          isFaded,
          note: noteOf(run),
        },
      ]
    }
  return {
    title: titleOf(panel),
    xTitle: quantityTitle(panel.horizontal, units),
    yTitle: quantityTitle(panel.vertical, units),
    points: [...faded.flatMap(pointOf(true)), ...shown.runs.flatMap(pointOf(false))],
    logX: horizontal.isLog,
    // Choices have no order of size.
    logY: settings.yScale === 'log' && vertical.choices === null,
    ...(horizontal.choices === null ? {} : { choicesX: horizontal.choices }),
    ...(vertical.choices === null ? {} : { choicesY: vertical.choices }),
    ...(horizontal.unit === undefined ? {} : { unitX: horizontal.unit }),
    ...(vertical.unit === undefined ? {} : { unitY: vertical.unit }),
    formatX: horizontal.format,
    formatY: vertical.format,
  }
}

/** The usual settings of a run as far as it has them. */
const noteOf = (run: RunSummary): string =>
  (['architecture', 'loss', 'optimizer', 'batchSize'] as const)
    .filter((key) => run.config[key] !== undefined)
    .map((key) => (key === 'batchSize' ? `batch ${configLabel(run, key)}` : configLabel(run, key)))
    .join(', ')

/** One bar a run; or, where runs are grouped, one a group with its mean and its runs as ticks. */
export function barSpec(panel: Of<'bar'>, settings: PanelSettings, shown: ShownRuns): BarSpec {
  const scale = scaleOf(panel.quantity, shown.all)
  const lookOf = looksOf(shown, settings)
  const groupLookOf = groupLooksOf(shown, settings)
  const groups = panel.by === 'group' ? shown.groups : null
  const bars: BarEntry[] = groups
    ? groups.map((group) => {
        const measured = group.runs.filter((run) => Number.isFinite(scale.valueOf(run)))
        const values = measured.map(scale.valueOf)
        const look = groupLookOf(group)
        const unfinished = measured.filter((run) => !cameToPlannedEnd(run)).length
        return {
          id: groupOwner(group),
          label: look.label,
          colour: look.colour,
          value: mean(values),
          ticks: values,
          countNote: `${countOf(values.length, 'run')}${unfinished === 0 ? '' : `, ${unfinished} unfinished`}`,
        }
      })
    : shown.runs.map((run) => {
        const { colour, label } = lookOf(run)
        const note = run.config.loss === undefined ? {} : { note: configLabel(run, 'loss') }
        return { id: run.id, label, ...note, colour, value: scale.valueOf(run) }
      })
  return {
    title: titleOf(panel),
    valueTitle: quantityTitle(panel.quantity, unitsSaidOf(shown.all)),
    ...(scale.unit === undefined ? {} : { valueUnit: scale.unit }),
    bars,
    format: scale.format,
  }
}

/** One line a run over settings and metrics. Runs outside of a brush are there too: the panel fades them. */
export function parallelSpec(
  panel: Of<'parallel'>,
  settings: PanelSettings,
  shown: ShownRuns,
  runs: readonly RunSummary[],
): ParallelSpec {
  const lookOf = looksOf(shown, settings)
  const scales = panel.axes.map((quantity) => ({ quantity, scale: scaleOf(quantity, shown.all) }))
  const axes = scales.map(({ quantity, scale }): ParallelAxis => {
    const named = { id: quantityId(quantity), label: quantityTitle(quantity, unitsSaidOf(shown.all)) }
    return scale.choices === null
      ? {
          ...named,
          kind: 'number',
          isLog: scale.isLog,
          ...(scale.unit === undefined ? {} : { unit: scale.unit }),
          format: scale.format,
        }
      : { ...named, kind: 'choice', choices: scale.choices }
  })
  const lines = runs.map((run): ParallelLine => {
    return { id: run.id, ...lookOf(run), values: scales.map(({ scale }) => scale.valueOf(run)) }
  })
  return { title: titleOf(panel), axes, lines }
}

/** Runs that lie within the brushes of a parallel panel. */
export function withinBrushes(
  panel: Of<'parallel'>,
  settings: PanelSettings,
  all: readonly RunSummary[],
  runs: readonly RunSummary[],
  brushes: Brushes,
): RunSummary[] {
  if (Object.keys(brushes).length === 0) return [...runs]
  const shown: ShownRuns = { all, runs, groups: null, groupBy: [], baseline: null }
  const spec = parallelSpec(panel, settings, shown, runs)
  const kept = new Set(spec.lines.filter((line) => isWithin(spec, line, brushes)).map(({ id }) => id))
  return runs.filter(({ id }) => kept.has(id))
}
