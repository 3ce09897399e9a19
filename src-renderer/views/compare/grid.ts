/** The cells of a comparison: runs by architecture and loss, and what is drawn in each. */
import type { SeriesOfRun } from '@contract/api'
import type { Comparison } from '@contract/comparison'
import {
  architectureKinds,
  lossKinds,
  settingKeys,
  type ArchitectureKind,
  type LossKind,
  type RunConfig,
} from '@contract/config'
import { describeMetric, isBetter, type CommonMetricKey } from '@contract/metrics'
import type { RunSummary } from '@contract/run'
import {
  aheadOf,
  countOutside,
  fitToTail,
  fitX,
  fitY,
  type PanelMarker,
  type PanelReference,
  type PanelSeries,
  type PanelSpan,
  type PanelSpec,
  type Range,
  type Side,
} from '../../charts/panel'
import { countOf, formatMetric } from '../../components/format'
import { colourToken, lossDashes } from '../../components/run-look'
import { lossNames } from '@contract/settings'

/** `validation_loss` is each run's own loss, on its own scale. */
export type ComparedMetric = CommonMetricKey | 'validation_loss'

export type Cell = {
  readonly architecture: ArchitectureKind
  readonly loss: LossKind
  readonly runs: readonly RunSummary[]
}
export type Grid = {
  readonly architectures: readonly ArchitectureKind[]
  readonly losses: readonly LossKind[]
  readonly cells: readonly Cell[]
}

/** Architectures as rows, losses as columns, those that are there, in the contract's order. */
export function buildGrid(runs: readonly RunSummary[]): Grid {
  const architectures = architectureKinds.filter((kind) => runs.some(({ config }) => config.architecture === kind))
  const losses = lossKinds.filter((kind) => runs.some(({ config }) => config.loss === kind))
  const cells = architectures.flatMap((architecture) =>
    losses.map((loss) => ({
      architecture,
      loss,
      runs: runs.filter(({ config }) => config.architecture === architecture && config.loss === loss),
    })),
  )
  return { architectures, losses, cells }
}

/** Groups have fixed colours in a comparison: plain the first, pooled the second (design guide). */
export const groupSlot = (architecture: ArchitectureKind): number => (architecture === 'plain' ? 0 : 1)
export const groupColour = (architecture: ArchitectureKind): string => colourToken(groupSlot(architecture))

const none = new Float64Array()

type Values = (run: string) => SeriesOfRun | undefined

/** The mean over several seeds with minimum and maximum, for the epochs that all of them have. */
export function meanOf(series: readonly { x: ArrayLike<number>; y: ArrayLike<number> }[]): {
  x: number[]
  y: number[]
  low: number[]
  high: number[]
} {
  const count = Math.min(...series.map(({ x }) => x.length))
  const indices = Array.from({ length: Number.isFinite(count) ? count : 0 }, (_, index) => index)
  const at = (index: number) => series.map(({ y }) => y[index] ?? Number.NaN)
  return {
    x: indices.map((index) => series[0]?.x[index] ?? index + 1),
    y: indices.map((index) => at(index).reduce((sum, value) => sum + value, 0) / series.length),
    low: indices.map((index) => Math.min(...at(index))),
    high: indices.map((index) => Math.max(...at(index))),
  }
}

/** A run's points of the metric: none before its first epoch, and none when it was trained before the metric was there. */
function pointsOf(
  series: SeriesOfRun | undefined,
  metric: ComparedMetric,
): { x: ArrayLike<number>; y: ArrayLike<number> } {
  const y = series?.values[metric]
  return series && y ? { x: series.epochs, y } : { x: none, y: none }
}

/** Whether runs differ by their seeds alone, so that a mean over them means something. */
export function areRepetitions(configs: readonly RunConfig[]): boolean {
  const [first, ...others] = configs
  if (!first) return false
  const differs = (config: RunConfig) =>
    settingKeys.some((key) => key !== 'seed' && String(config[key]) !== String(first[key]))
  return !others.some(differs) && new Set(configs.map(({ seed }) => seed)).size === configs.length
}

function cellSeries(cell: Cell, metric: ComparedMetric, valuesOf: Values, isBackground: boolean): PanelSeries[] {
  const lines = cell.runs.map((run) => ({
    run,
    ...pointsOf(valuesOf(run.id), metric),
  }))
  const look = {
    colour: isBackground ? 'line-strong' : groupColour(cell.architecture),
    dash: isBackground ? [] : lossDashes[cell.loss],
    ...(isBackground ? { isBackground, width: 1 } : { width: 1.75 }),
  }
  const begun = lines.filter(({ x }) => x.length > 0)
  if (begun.length > 1 && areRepetitions(begun.map(({ run }) => run.config))) {
    const mean = meanOf(begun)
    return [
      {
        id: `${cell.architecture}/${cell.loss}`,
        label: `mean of ${begun.length} seeds`,
        ...look,
        x: mean.x,
        y: mean.y,
        ...(isBackground ? {} : { band: { low: mean.low, high: mean.high } }),
      },
    ]
  }
  return begun.map(({ run, x, y }) => ({ id: run.id, label: run.name, ...look, x, y }))
}

export type CellPanel = {
  readonly cell: Cell
  readonly spec: PanelSpec
  /** Points that the equal axes leave out. */
  readonly outside: number
}

const directionOf = (metric: ComparedMetric) => (describeMetric(metric).direction === 'higher' ? 'higher' : 'lower')

/** The common x range: to the last epoch, or while runs are under way a little ahead of it. */
function epochRange(runs: readonly RunSummary[]): Range {
  const longest = Math.max(2, ...runs.map(({ epochs }) => epochs))
  const active = runs.filter(({ state }) => state !== 'ended')
  if (active.length === 0) return [1, longest]
  const planned = Math.max(...active.map(({ config }) => config.epochs))
  return [1, Math.max(longest, aheadOf(longest, planned)[1])]
}

/** The y range that the curves of several cells are read in, with room for words on the better side. */
function valueRange(series: readonly PanelSeries[], metric: ComparedMetric, showsAll: boolean): Range {
  const spec: PanelSpec = { title: '', xTitle: '', series, format: String }
  const [low, high] = showsAll ? fitY(spec, fitX(spec)) : fitToTail(spec, directionOf(metric))
  const room = (high - low) * 0.14
  return directionOf(metric) === 'higher' ? [low, high + room] : [low - room, high]
}

/**
 * Every cell's panel, the other cells behind it, with the overtaking that the verdict tells where it belongs. On a common
 * metric all axes are equal; on the runs' own losses they are equal within a column, as each loss is a scale of its own.
 */
export function cellPanels(
  grid: Grid,
  metric: ComparedMetric,
  valuesOf: Values,
  comparison: Comparison | null,
  showsAll = false,
): CellPanel[] {
  const isOwn = metric === 'validation_loss'
  const drawn = grid.cells.map((cell) => ({ cell, own: cellSeries(cell, metric, valuesOf, false) }))
  const xRange = epochRange(grid.cells.flatMap(({ runs }) => runs))
  const rangeOf = new Map(
    grid.losses.map((loss) => {
      const column = drawn.filter(({ cell }) => !isOwn || cell.loss === loss)
      return [
        loss,
        valueRange(
          column.flatMap(({ own }) => own),
          metric,
          showsAll,
        ),
      ] as const
    }),
  )
  return drawn.map(({ cell, own }) => {
    const yRange = rangeOf.get(cell.loss) ?? [0, 1]
    const others = grid.cells
      .filter((other) => other !== cell && own.length > 0 && (!isOwn || other.loss === cell.loss))
      .flatMap((other) => cellSeries(other, metric, valuesOf, true))
    const spec: PanelSpec = {
      title: `${describeMetric(metric).label}, ${cell.architecture}, ${lossNames[cell.loss]}`,
      xTitle: 'epoch',
      series: [...others, ...own],
      xRange,
      yRange,
      isEqualScale: true,
      format: (value) => formatMetric(metric, value),
      ...annotate(cell, metric, valuesOf, comparison),
      labelRoom: 14,
    }
    return { cell, spec, outside: countOutside(spec, { x: xRange, y: yRange }) }
  })
}

type Annotations = { markers: PanelMarker[]; references: PanelReference[]; spans: PanelSpan[] }

function bestOf(cell: Cell, metric: ComparedMetric, valuesOf: Values): { x: number; y: number } | null {
  let best: { x: number; y: number } | null = null
  for (const { id } of cell.runs) {
    const series = valuesOf(id)
    const values = series?.values[metric] ?? none
    for (const [index, y] of values.entries()) {
      if (Number.isFinite(y) && (best === null || isBetter(metric, y, best.y)))
        best = { x: series?.epochs[index] ?? 0, y }
    }
  }
  return best
}

/** A cell's best point, and against the other architecture under the same loss: its best, whether and when it is reached. */
function annotate(cell: Cell, metric: ComparedMetric, valuesOf: Values, comparison: Comparison | null): Annotations {
  const colour = groupColour(cell.architecture)
  const format = (value: number) => formatMetric(metric, value)
  // Lines come from the worse side: words about the best stand on the better one.
  const [better, worse]: [Side, Side] = directionOf(metric) === 'higher' ? ['above', 'below'] : ['below', 'above']
  const best = bestOf(cell, metric, valuesOf)
  const marker = (side: Side): PanelMarker[] =>
    best ? [{ kind: 'best', ...best, colour, label: `${format(best.y)} at ${best.x}`, side }] : []
  const ids = new Set(cell.runs.map(({ id }) => id))
  const rowOf = (run: string) => comparison?.rows.find((row) => row.run === run)
  const shown =
    comparison?.metric === metric
      ? comparison.overtakings.find(({ follower, leader }) => {
          if (!ids.has(follower) || ids.has(leader)) return false
          const [left, right] = [rowOf(leader), rowOf(follower)]
          return left?.loss === right?.loss && left?.seed === right?.seed
        })
      : undefined
  if (!shown) return { markers: marker(worse), references: [], spans: [] }

  const { target, targetEpoch, reachedEpoch, epochsLater } = shown
  const reference: PanelReference = { axis: 'y', at: target, colour: 'cross', dash: [2, 3] }
  if (reachedEpoch === null || epochsLater === null) {
    const label = `${rowOf(shown.leader)?.architecture ?? 'the other'}’s best ${format(target)}`
    return { markers: marker(worse), references: [{ ...reference, label, inside: better }], spans: [] }
  }
  const reached: PanelMarker = { kind: 'reached', x: reachedEpoch, y: target, colour }
  const isEarlier = epochsLater < 0
  const label = `${countOf(Math.abs(epochsLater), 'epoch')} ${isEarlier ? 'earlier' : 'later'}`
  return {
    // After it passed, the curve is on the better side of the target: the bracket takes the other one.
    markers: [...marker(isEarlier ? better : worse), reached],
    references: [reference],
    spans:
      epochsLater === 0
        ? []
        : [{ from: targetEpoch, to: reachedEpoch, y: target, label, side: isEarlier ? worse : better }],
  }
}

/** So many runs can be named at the ends of their lines. */
const mostDirectLabels = 8

/** All runs on one panel, named at the right end where they end together; the legend names them all. */
export function overlayPanel(runs: readonly RunSummary[], metric: ComparedMetric, valuesOf: Values): PanelSpec {
  const xRange = epochRange(runs)
  const last = Math.max(0, ...runs.map(({ epochs }) => epochs))
  const isNamed = runs.length <= mostDirectLabels
  const spec: PanelSpec = {
    title: describeMetric(metric).label,
    xTitle: 'epoch',
    series: runs.map((run) => ({
      id: run.id,
      label: run.name,
      colour: colourToken(run.colourSlot),
      dash: lossDashes[run.config.loss],
      ...pointsOf(valuesOf(run.id), metric),
      ...(isNamed && run.epochs === last ? { directLabel: run.name } : {}),
    })),
    xRange,
    format: (value) => formatMetric(metric, value),
    labelRoom: isNamed ? 150 : 14,
  }
  return { ...spec, yRange: fitToTail(spec, directionOf(metric)) }
}
