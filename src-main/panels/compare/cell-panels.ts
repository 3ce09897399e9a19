/** One panel a cell on equal axes, the other cells behind it, with the overtaking that the verdict tells where it belongs. */
import type { Comparison, ComparisonGroup } from '@contract/comparison'
import { describeMetric } from '@contract/metrics'
import { cameToPlannedEnd, type RunSummary, type SeriesDigest } from '@contract/run'
import { directionsOf, rolesOf } from '@model/comparison/metric'
import { directionOf } from '@model/directions'
import { roleOf } from '@model/roles'
import type { BandKind } from '@contract/workspace'
import { countOutside, extent, fitToTail, fitX, fitY, notPastZero } from '@charts/ranges'
import type { PanelMarker, PanelReference, PanelSeries, PanelSpan, PanelSpec, Range, Side } from '@charts/panel'
import { countOf, formatCount, formatMetric, formatValue } from '../words/format'
import { unitOf, xAxisOf, xRangeOf, type StepUnit } from './axis'
import { cellCurves, fitRelative, pointsOf, type Baseline, type RunValues, type ValuesOf } from './curves'
import { valueTexts } from './verdict-words'
import { cellName, gridLooks, type Cell, type ComparedMetric, type Grid, type GridLooks } from './grid'
import type { DashRule } from '../words/run-look'

export type CellPanel = {
  readonly cell: Cell
  readonly spec: PanelSpec
  /** Points that the equal axes leave out. */
  readonly outside: number
  /** Runs drawn one by one, as they differ in more than the seed. */
  readonly mixed: number
}

export type Shown = {
  readonly metric: ComparedMetric
  /** What it is drawn by, where runs are unlike in that; epochs without. */
  readonly by?: StepUnit | null
  readonly values: ValuesOf
  readonly comparison: Comparison | null
  readonly band: BandKind
  readonly baseline: Baseline
  /** Whether runs that did not come to their planned end are part of means and bands. */
  readonly includesUnfinished: boolean
  /** The y axis holds every point, and not only what comes after the first epochs. */
  readonly showsAll: boolean
  /** What dashes of runs say that have a cell for themselves. */
  readonly dashes?: DashRule
}

/** Which way a metric is read as getting better: as was said of these runs, and downwards where nothing says so. */
export const betterSideOf = (metric: ComparedMetric, runs: readonly Pick<RunSummary, 'directions'>[]) =>
  directionOf(metric, directionsOf(runs)) === 'higher' ? 'higher' : 'lower'

/** A value, difference or ratio as the axis and the tooltip show it. */
export function formatShown(metric: ComparedMetric, baseline: Baseline): (value: number) => string {
  if (baseline === null) return (value) => formatMetric(metric, value)
  if (baseline.kind === 'ratio') return (value) => formatValue(value, 3)
  return (value) => `${value > 0 ? '+' : ''}${formatValue(value, 3)}`
}

/** The y range that curves are read in, with room for words on the better side. @param isLow whether cells are, below each other: then words have no room within, and the range goes on past 0 for them. */
function valueRange(
  series: readonly PanelSeries[],
  { showsAll, baseline }: Shown,
  better: 'lower' | 'higher',
  isLow: boolean,
): Range {
  if (baseline !== null && !showsAll) return fitRelative(series, baseline.kind === 'ratio' ? 1 : 0)
  const spec: PanelSpec = { title: '', xTitle: '', series, format: String }
  const [low, high] = showsAll ? fitY(spec, fitX(spec)) : fitToTail(spec, better)
  if (baseline !== null) return [low, high]
  const room = (high - low) * 0.2
  const range: Range = better === 'higher' ? [low, high + room] : [low - room, high]
  return isLow ? range : notPastZero(range, extent(spec, fitX(spec)) ?? [low, high])
}

/**
 * Every cell's panel. On a common metric all axes are equal; on the runs' own losses they are equal within a column of one
 * loss, as each loss is a scale of its own.
 */
export function cellPanels(grid: Grid, shown: Shown): CellPanel[] {
  const { metric, values, baseline, band, includesUnfinished, dashes = 'look' } = shown
  const looks = gridLooks(grid, dashes)
  const all = grid.cells.flatMap(({ runs }) => runs)
  const better = betterSideOf(metric, all)
  const isOwnLoss = !describeMetric(metric).comparableAcrossLosses
  const isByColumn = isOwnLoss && roleOf(grid.columnKey, rolesOf(all)) === 'loss' && baseline?.kind !== 'ratio'
  const draw = (cell: Cell, isBackground: boolean) =>
    cellCurves(cellName(cell), cell.runs, (run) => pointsOf(values, run, metric, baseline), {
      band,
      look: isBackground ? backgroundLook : looks.ofCell(cell),
      lookOf: isBackground ? () => backgroundLook : looks.ofRun,
      isBackground,
      includesUnfinished,
    })
  const drawn = grid.cells.map((cell) => ({ cell, own: draw(cell, false), behind: draw(cell, true) }))
  const unit = unitOf(metric, all, shown.by)
  const xRange = xRangeOf(
    metric,
    all,
    unit,
    drawn.flatMap(({ own }) => own.runs),
  )
  const ranges = new Map(
    (isByColumn ? [...new Set(grid.cells.map(({ column }) => column))] : [null]).map((column) => [
      column,
      valueRange(
        drawn.flatMap(({ cell, own }) => (column === null || cell.column === column ? own.runs : [])),
        shown,
        better,
        grid.rows.length > 1 && grid.columns.length > 1,
      ),
    ]),
  )
  return drawn.map(({ cell, own }) => {
    const yRange = ranges.get(isByColumn ? cell.column : null) ?? [0, 1]
    const others = drawn
      .filter(
        ({ cell: other }) => other !== cell && own.series.length > 0 && (!isByColumn || other.column === cell.column),
      )
      .flatMap(({ behind }) => behind.series)
    const spec: PanelSpec = {
      title: `${describeMetric(metric).label}, ${cellName(cell)}`,
      ...xAxisOf(unit),
      series: [...others, ...own.series],
      xRange,
      yRange,
      isEqualScale: true,
      format: formatShown(metric, baseline),
      ...(baseline === null
        ? annotate(grid, cell, shown, { unit, better, looks })
        : own.series.length > 0
          ? annotateBaseline(baseline)
          : {}),
      labelRoom: 14,
    }
    const view = { x: xRange, y: yRange }
    return { cell, spec, outside: countOutside({ ...spec, series: own.series }, view), mixed: own.mixed }
  })
}

const backgroundLook = { colour: 'line-strong', dash: [] } as const

type Annotations = { markers: PanelMarker[]; references: PanelReference[]; spans: PanelSpan[] }

/** The line that the baseline run itself would be. */
export function annotateBaseline({ kind, name }: NonNullable<Baseline>): Annotations {
  const at = kind === 'ratio' ? 1 : 0
  return {
    markers: [],
    references: [{ axis: 'y', at, colour: 'cross', dash: [2, 3], label: name, inside: 'above' }],
    spans: [],
  }
}

/**
 * The best point of a cell's runs, of those alone that the verdict takes: what was stopped before its planned end is drawn, and its best would
 * contradict the group's, unless the cell has nothing else. Of a series by step that is drawn by step from its digest, as what is
 * drawn of it may be decimated.
 */
function bestOf(cell: Cell, shown: Shown, unit: StepUnit, better: 'lower' | 'higher'): Point | null {
  const taken = shown.includesUnfinished ? cell.runs : cell.runs.filter(cameToPlannedEnd)
  const pointsOfRuns = (runs: readonly RunSummary[]) =>
    runs.flatMap((run) => {
      const digest = shown.values(run.id) === undefined ? undefined : run.series[shown.metric]
      if (digest?.by === 'step' && unit === 'step') return extremeOf(digest, better) ?? []
      return bestDrawn(shown.values(run.id), shown.metric, better) ?? []
    })
  return bestPoint(pointsOfRuns(taken), better) ?? bestPoint(pointsOfRuns(cell.runs), better)
}

type Point = { readonly x: number; readonly y: number }

function extremeOf(digest: SeriesDigest, better: 'lower' | 'higher'): Point | null {
  const [y, x] = better === 'higher' ? [digest.maximum, digest.maximumStep] : [digest.minimum, digest.minimumStep]
  return y === null || x === null ? null : { x, y }
}

function bestDrawn(drawn: RunValues | undefined, metric: ComparedMetric, better: 'lower' | 'higher'): Point | null {
  const ys = (better === 'higher' ? drawn?.bounds?.high : drawn?.bounds?.low) ?? drawn?.values[metric]
  if (drawn === undefined || ys === undefined) return null
  return bestPoint(
    Array.from(ys, (y, index) => ({ x: drawn.epochs[index] ?? 0, y })),
    better,
  )
}

/** The first of the best; null without one that is a number. */
function bestPoint(points: readonly Point[], better: 'lower' | 'higher'): Point | null {
  let best: Point | null = null
  for (const point of points)
    if (Number.isFinite(point.y) && (best === null || (better === 'higher' ? point.y > best.y : point.y < best.y)))
      best = point
  return best
}

/** A cell's best point, and against the group that it is compared with in its column: its best, whether and when it is reached. */
function annotate(
  grid: Grid,
  cell: Cell,
  shown: Shown,
  { unit, better: direction, looks }: { unit: StepUnit; better: 'lower' | 'higher'; looks: GridLooks },
): Annotations {
  const { metric, comparison } = shown
  const { colour } = looks.ofCell(cell)
  const isAnswered =
    comparison?.metric === metric && comparison.rowKey === grid.rowKey && comparison.columnKey === grid.columnKey
  const format = isAnswered ? valueTexts(comparison).best : (value: number) => formatMetric(metric, value)
  // Lines come from the worse side: words about the best stand on the better one.
  const [better, worse]: [Side, Side] = direction === 'higher' ? ['above', 'below'] : ['below', 'above']
  const best = bestOf(cell, shown, unit, direction)
  const marker = (side: Side): PanelMarker[] =>
    best ? [{ kind: 'best', ...best, colour, label: `${format(best.y)} at ${formatCount(best.x)}`, side }] : []
  const groups = isAnswered ? comparison.groups : []
  const own = groups.find(({ row, column }) => row === cell.row && column === cell.column)
  const against = groups.find(({ id, column }) => id === own?.against && column === cell.column)
  if (typeof against?.best !== 'number' || !own) return { markers: marker(worse), references: [], spans: [] }

  const reference: PanelReference = { axis: 'y', at: against.best, colour: 'cross', dash: [2, 3] }
  const found = bestRunsOvertaking(comparison, own, against)
  const { reachedEpoch = null, epochsLater = null } = found ?? {}
  if (!found || reachedEpoch === null || epochsLater === null) {
    const label = `${against.row}’s best ${format(against.best)}`
    return { markers: marker(worse), references: [{ ...reference, label, inside: better }], spans: [] }
  }
  const reached: PanelMarker = { kind: 'reached', x: reachedEpoch, y: found.target, colour }
  const isEarlier = epochsLater < 0
  const isOne = own.runs.length < 2 && against.runs.length < 2
  const seeds = isOne ? '' : own.areSeeds && against.areSeeds ? ', best seeds' : ', best runs'
  const word = isEarlier ? 'earlier' : 'later'
  const label = `${countOf(Math.abs(epochsLater), found.by)} ${word}${seeds}`
  const shortLabel = `${formatCount(Math.abs(epochsLater))} ${word}`
  return {
    // After it passed, the curve is on the better side of the target: the bracket takes the other one.
    markers: [...marker(isEarlier ? better : worse), reached],
    references: [reference],
    spans:
      epochsLater === 0
        ? []
        : [
            {
              from: found.targetEpoch,
              to: reachedEpoch,
              y: found.target,
              label,
              shortLabel,
              side: isEarlier ? worse : better,
            },
          ],
  }
}

/** Of each group's best run: a mean has no best of its own (definitions.md). */
function bestRunsOvertaking(comparison: Comparison | null, own: ComparisonGroup, against: ComparisonGroup) {
  return comparison?.overtakings.find(({ follower, leader }) => follower === own.bestRun && leader === against.bestRun)
}
