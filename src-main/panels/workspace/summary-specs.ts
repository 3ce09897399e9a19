/** Scatter, bar and parallel panels of the workspace, from what is known of each run: no series is read for them. */
import type { SettingImportance } from '@contract/importance'
import { cameToPlannedEnd, type RunSummary } from '@contract/run'
import type { PanelDefinition, PanelSettings, Quantity } from '@contract/workspace'
import { rankCorrelation } from '@maths/importance/rank-correlation'
import { mean } from '@maths/statistics'
import { unitsSaidOf } from '@model/units'
import type { BarEntry, BarSpec } from '@charts/bars'
import type { Brushes, ParallelAxis, ParallelLine, ParallelSpec } from '@charts/parallel'
import type { ScatterPoint, ScatterSpec } from '@charts/scatter'
import { countOf } from '../words/format'
import { configLabel } from '../words/config-values'
import { groupOwner } from './line-spec'
import { importanceText, isImportanceQuiet, signed } from '../runs/importance-words'
import { colourByOf, metricOfColour, metricShares } from './metric-colours'
import { titleOf } from './panels'
import { quantityId, quantityLabel, quantityTitle, scaleOf, valuesOn, type QuantityScale } from './quantities'
import { comparedIn, groupLooksOf, looksOf, type ShownRuns } from './shown-runs'

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
  const points = shown.runs.flatMap(pointOf(false))
  const areNumbers = horizontal.choices === null && vertical.choices === null
  return {
    title: titleOf(panel, shown.groupBy),
    xTitle: quantityTitle(panel.horizontal, units),
    yTitle: quantityTitle(panel.vertical, units),
    points: [...faded.flatMap(pointOf(true)), ...points],
    ...(areNumbers ? correlationOf(points) : {}),
    logX: isScatterLogX(panel, settings, horizontal),
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

/** Whether a scatter has a log x axis: as was chosen for it, as all panels have one, or where its values call for it. Choices have no order of size. */
export function isScatterLogX(
  panel: Of<'scatter'>,
  settings: Pick<PanelSettings, 'xScale'>,
  { choices, isLog }: Pick<QuantityScale, 'choices' | 'isLog'>,
): boolean {
  if (choices !== null) return false
  const own = panel.settings.xScale
  return own === undefined ? settings.xScale === 'log' || isLog : own === 'log'
}

/** Not of what lies outside of a brush. */
function correlationOf(points: readonly ScatterPoint[]): Pick<ScatterSpec, 'correlation'> {
  const found = rankCorrelation(
    points.map(({ x }) => x),
    points.map(({ y }) => y),
  )
  if (found === null) return {}
  return { correlation: `rank correlation ${signed(found.value)}, ${signed(found.low)} to ${signed(found.high)}` }
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
    title: titleOf(panel, shown.groupBy),
    valueTitle: quantityTitle(panel.quantity, unitsSaidOf(shown.all)),
    ...(scale.unit === undefined ? {} : { valueUnit: scale.unit }),
    ...(isBarLog(panel) ? { isLog: true } : {}),
    bars,
    format: scale.format,
  }
}

/** Whether bars have a log axis: as was chosen for them alone. */
export const isBarLog = ({ settings }: Of<'bar'>): boolean => settings.xScale === 'log'

/** Whether an axis of parallel coordinates is logarithmic: as was chosen for it, or where its values call for it. Choices have no order of size. */
export function isParallelLog(
  quantity: Quantity,
  { axisScales }: Pick<PanelSettings, 'axisScales'>,
  { choices, isLog, spansDecades }: Pick<QuantityScale, 'choices' | 'isLog' | 'spansDecades'>,
): boolean {
  if (choices !== null) return false
  const own = axisScales?.[quantityId(quantity)]
  return own === undefined ? isLog || spansDecades : own === 'log'
}

/** What parallel lines are drawn from but for their looks: the same whatever is brushed. */
export type ParallelMeasures = {
  readonly scales: readonly { readonly quantity: Quantity; readonly scale: QuantityScale }[]
  /** Of each run, one for each axis. */
  readonly values: readonly (readonly number[])[]
}

/** @param all every run, in which choices keep their places. */
export function parallelMeasures(
  panel: Of<'parallel'>,
  all: readonly RunSummary[],
  runs: readonly RunSummary[],
): ParallelMeasures {
  const scales = panel.axes.map((quantity) => ({ quantity, scale: scaleOf(quantity, all) }))
  return { scales, values: runs.map((run) => scales.map(({ scale }) => scale.valueOf(run))) }
}

/**
 * One line a run over settings and metrics. Runs outside of a brush are there too: the panel fades them.
 * @param measures of the same runs, where they are known already.
 */
export function parallelSpec(...of: ParallelParts): ParallelSpec {
  const steps = parallelSpecInSteps(...of)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

type ParallelParts = [
  panel: Of<'parallel'>,
  settings: PanelSettings,
  shown: ShownRuns,
  runs: readonly RunSummary[],
  importance?: ReadonlyMap<string, SettingImportance>,
  measures?: ParallelMeasures,
]

/** Runs whose lines are made in one step. */
const linesAtOnce = 500

/** The same, some lines with each step: of ten thousand runs at once the window would be held up. */
export function* parallelSpecInSteps(
  ...[panel, settings, shown, runs, importance = new Map(), measures]: ParallelParts
): Generator<undefined, ParallelSpec, undefined> {
  const { scales, values } = measures ?? parallelMeasures(panel, shown.all, runs)
  const colourBy = colourByOf(panel, settings)
  const metric = metricOfColour(colourBy)
  const lookOf = looksOf(shown, { ...settings, colourBy, ...(metric === null ? {} : { dashBy: null }) })
  const units = unitsSaidOf(shown.all)
  const axes = scales.map(({ quantity, scale }): ParallelAxis => {
    const mattered = quantity.kind === 'config' ? importance.get(quantity.key) : undefined
    const named = {
      id: quantityId(quantity),
      label: quantityTitle(quantity, units),
      ...(mattered === undefined ? {} : { importance: importanceOf(mattered) }),
    }
    return scale.choices === null
      ? {
          ...named,
          kind: 'number',
          isLog: isParallelLog(quantity, settings, scale),
          ...(scale.unit === undefined ? {} : { unit: scale.unit }),
          format: scale.format,
        }
      : { ...named, kind: 'choice', choices: scale.choices }
  })
  const shares = metric === null ? null : metricShares(comparedIn(shown), metric)
  yield
  const lines: ParallelLine[] = []
  for (const [at, run] of runs.entries()) {
    const { id } = run
    const rank = shares?.get(id)
    lines.push({ id, ...lookOf(run), values: values[at] ?? [], ...(rank === undefined ? {} : { rank }) })
    if (lines.length % linesAtOnce === 0) yield
  }
  return {
    title: titleOf(panel, shown.groupBy),
    axes,
    lines,
    ...(metric === null ? {} : { colouring: quantityLabel(metric), ownLookOf: ownLooks(settings, shown, runs) }),
  }
}

/** Looks of runs by their ids, as charts have them that are not coloured by a metric. Worked out for those that are asked for. */
function ownLooks(
  settings: PanelSettings,
  shown: ShownRuns,
  runs: readonly RunSummary[],
): NonNullable<ParallelSpec['ownLookOf']> {
  const colourBy = metricOfColour(settings.colourBy) === null ? settings.colourBy : null
  let lookOf: ReturnType<typeof looksOf> | null = null
  return (id) => {
    const run = runs.find((one) => one.id === id)
    lookOf ??= looksOf(shown, { ...settings, colourBy })
    return run && lookOf(run)
  }
}

const importanceOf = (setting: SettingImportance): NonNullable<ParallelAxis['importance']> => ({
  value: Math.max(0, setting.importance.mean),
  text: importanceText(setting),
  isQuiet: isImportanceQuiet(setting),
})

/** What runs have on an axis of parallel coordinates, a place for each run; NaN for none. */
export type AxisValues = { readonly axis: string; readonly values: Float64Array }

/** @param all every run, in which choices keep their places. @param ids of the axes that are wanted; what is no axis of the panel is left out */
export const valuesOfAxes = (
  { axes }: Pick<Of<'parallel'>, 'axes'>,
  all: readonly RunSummary[],
  runs: readonly RunSummary[],
  ids: readonly string[],
): AxisValues[] =>
  axes.flatMap((quantity) => {
    const axis = quantityId(quantity)
    return ids.includes(axis) ? [{ axis, values: Float64Array.from(runs, valuesOn(quantity, all).of) }] : []
  })

/** Runs that lie within brushes. @param limits the values of these runs on each brushed axis, and what they are to lie between */
export function withinBrushes<Run extends RunSummary>(
  runs: readonly Run[],
  limits: readonly { readonly values: Float64Array; readonly brush: Brushes[string] }[],
): readonly Run[] {
  if (limits.length === 0) return runs
  return runs.filter((_, at) =>
    limits.every(({ values, brush: [low, high] }) => {
      const value = values[at] ?? Number.NaN
      return value >= low && value <= high
    }),
  )
}
