/** The cells of a comparison: runs by architecture and loss, and what is drawn in each. */
import type { SeriesOfRun } from '@contract/api'
import type { Comparison } from '@contract/comparison'
import { architectureKinds, lossKinds, type ArchitectureKind, type LossKind } from '@contract/config'
import { describeMetric, isBetter, type CommonMetricKey } from '@contract/metrics'
import type { RunSummary } from '@contract/run'
import {
  countOutside,
  fitToTail,
  type PanelMarker,
  type PanelReference,
  type PanelSeries,
  type PanelSpan,
  type PanelSpec,
} from '../../charts/panel'
import { formatValue } from '../../components/format'
import { colourToken, lossDashes } from '../../components/run-look'

export type ComparedMetric = CommonMetricKey | 'train_loss'

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
export const groupColour = (architecture: ArchitectureKind): string => (architecture === 'plain' ? 'c1' : 'c2')

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
  if (begun.length > 1 && !isBackground) {
    const mean = meanOf(begun)
    return [
      {
        id: `${cell.architecture}/${cell.loss}`,
        label: `mean of ${begun.length} seeds`,
        ...look,
        x: mean.x,
        y: mean.y,
        band: { low: mean.low, high: mean.high },
      },
    ]
  }
  return begun.map(({ run, x, y }) => ({ id: run.id, label: run.name, ...look, x, y }))
}

export type CellPanels = readonly { readonly cell: Cell; readonly spec: PanelSpec; readonly outside: number }[]

/** Every cell's panel on equal axes, the other cells behind it; with the overtaking that the headline tells where it belongs. */
export function cellPanels(
  grid: Grid,
  metric: ComparedMetric,
  valuesOf: Values,
  comparison: Comparison | null,
): CellPanels {
  const title = describeMetric(metric).label
  const format = metric === 'val_psnr' ? (value: number) => value.toFixed(1) : (value: number) => formatValue(value, 3)
  const precise = metric === 'val_psnr' ? (value: number) => value.toFixed(2) : formatValue
  const drawn = grid.cells.map((cell) => ({ cell, own: cellSeries(cell, metric, valuesOf, false) }))
  const everything: PanelSpec = { title, xTitle: 'epoch', series: drawn.flatMap(({ own }) => own), format }
  const longest = Math.max(2, ...drawn.flatMap(({ own }) => own.map(({ x }) => x.length)))
  const yRange = fitToTail(everything, describeMetric(metric).direction === 'higher' ? 'higher' : 'lower')
  return drawn.map(({ cell, own }) => {
    const others = grid.cells
      .filter((other) => other !== cell)
      .flatMap((other) => cellSeries(other, metric, valuesOf, true))
    const spec: PanelSpec = {
      title: `${title}, ${cell.architecture}, ${cell.loss}`,
      xTitle: 'epoch',
      series: [...others, ...own],
      xRange: [1, longest],
      yRange,
      format,
      ...annotate(cell, metric, valuesOf, comparison, precise),
      labelRoom: 14,
    }
    return { cell, spec, outside: countOutside(spec, yRange) }
  })
}

function annotate(
  cell: Cell,
  metric: ComparedMetric,
  valuesOf: Values,
  comparison: Comparison | null,
  format: (value: number) => string,
): { markers: PanelMarker[]; references: PanelReference[]; spans: PanelSpan[] } {
  const colour = groupColour(cell.architecture)
  const ids = new Set(cell.runs.map(({ id }) => id))
  let best: { x: number; y: number } | null = null
  for (const { id } of cell.runs) {
    const series = valuesOf(id)
    const values = series?.values[metric]
    values?.forEach((y, index) => {
      if (Number.isFinite(y) && (best === null || isBetter(metric, y, best.y)))
        best = { x: series?.epochs[index] ?? 0, y }
    })
  }
  const found = best as { x: number; y: number } | null
  const markers: PanelMarker[] = found
    ? [{ kind: 'best', ...found, colour, label: `${format(found.y)} at ${found.x}` }]
    : []
  if (comparison?.metric !== metric) return { markers, references: [], spans: [] }
  // Within one loss, the run of the other architecture whose best this cell's run passes or reaches.
  const own = comparison.overtakings.filter((entry) => {
    if (!ids.has(entry.follower) || ids.has(entry.leader)) return false
    const leader = comparison.rows.find(({ run }) => run === entry.leader)
    const follower = comparison.rows.find(({ run }) => run === entry.follower)
    return leader?.loss === follower?.loss && leader?.seed === follower?.seed
  })
  const [shown] = own
  if (!shown) return { markers, references: [], spans: [] }
  const references: PanelReference[] = [{ axis: 'y', at: shown.target, colour: 'cross', dash: [2, 3] }]
  if (shown.reachedEpoch === null || shown.epochsLater === null) return { markers, references, spans: [] }
  const distance = Math.abs(shown.epochsLater)
  const words =
    shown.epochsLater === 0
      ? 'at the same epoch'
      : `${distance} ${distance === 1 ? 'epoch' : 'epochs'} ${shown.epochsLater > 0 ? 'later' : 'earlier'}`
  return {
    markers: [...markers, { kind: 'reached', x: shown.reachedEpoch, y: shown.target, colour }],
    references,
    spans:
      shown.epochsLater === 0
        ? []
        : [{ from: shown.targetEpoch, to: shown.reachedEpoch, y: shown.target, label: words }],
  }
}

/** All runs on one panel, labelled at their ends. */
export function overlayPanel(runs: readonly RunSummary[], metric: ComparedMetric, valuesOf: Values): PanelSpec {
  const title = describeMetric(metric).label
  const spec: PanelSpec = {
    title,
    xTitle: 'epoch',
    series: runs.map((run) => ({
      id: run.id,
      label: run.name,
      colour: colourToken(run.colourSlot),
      dash: lossDashes[run.config.loss],
      ...pointsOf(valuesOf(run.id), metric),
      ...(runs.length <= 12 ? { directLabel: run.name } : {}),
    })),
    format: metric === 'val_psnr' ? (value) => value.toFixed(1) : (value) => formatValue(value),
    labelRoom: runs.length <= 12 ? 150 : 14,
  }
  return { ...spec, yRange: fitToTail(spec, describeMetric(metric).direction === 'higher' ? 'higher' : 'lower') }
}
