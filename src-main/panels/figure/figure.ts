/**
 * A figure: one or several panels on one page. Worked out from plain data, so that a worker that draws files, a report that stands alone
 * and the window make the same.
 */
import type { RunSamples, SeriesOfRun } from '@contract/api'
import type { LayerSpec } from '@contract/architecture'
import type { Comparison } from '@contract/comparison'
import type { confusionNumbers, FigureSource } from '@contract/figure'
import type { Line } from '@contract/lines'
import type { RunSummary } from '@contract/run'
import type { BarSpec } from '@charts/bars'
import type { RichText } from '@charts/mathematics'
import type { LineSymbol, PanelSpec } from '@charts/panel'
import type { Brushes, ParallelSpec } from '@charts/parallel'
import type { ScatterSpec } from '@charts/scatter'
import type { ConfusionTable } from '../samples/confusion-table'
import type { DashRule } from '../words/run-look'

/** What a figure is worked out from: only what can be cloned to a worker or written as JSON with typed arrays. */
export type FigureData = {
  readonly source: FigureSource
  /** The figure's own runs, in their order. */
  readonly runs: readonly RunSummary[]
  /** Runs that decide on colours, dashes and axes of choices without being drawn: all of the history where the window uses all. */
  readonly all: readonly RunSummary[]
  /** What dashes of runs say, of a panel where it leaves them to the loss; absent in reports that were frozen when they said the loss alone. */
  readonly dashes?: DashRule
  readonly lines: readonly Line[]
  readonly series: readonly SeriesOfRun[]
  readonly comparison: Comparison | null
  /** Counts of errors by the bins of maths/error-histogram, by run id. */
  readonly errors: Readonly<Record<string, Float64Array>>
  readonly samples: readonly (RunSamples & {
    /** Outputs at the epoch that the source asks for; null where the run has none. */
    readonly shown: { readonly epoch: number; readonly outputs: Float32Array } | null
  })[]
  /** Of a figure of chosen images, which stand in `samples` in their order: what they are in the validation set. */
  readonly chosen?: {
    /** From 0. */
    readonly places: readonly number[]
    /** Of each image at the epoch that is shown. */
    readonly losses: Float64Array
    /** The epoch by whose losses they were chosen, and of how many images. */
    readonly by: number
    readonly total: number
  }
  /** By run id. */
  readonly layers: Readonly<Record<string, readonly LayerSpec[]>>
  /** Of a figure of one, and the step that it was kept at. */
  readonly confusion?: { readonly step: number; readonly table: ConfusionTable }
}

/** What dashes of its runs say. */
export const dashesOf = ({ dashes = 'loss' }: Pick<FigureData, 'dashes'>): DashRule => dashes

/** A picture of so many pixels, RGBA, drawn without smoothing. */
export type PixelImage = { readonly width: number; readonly height: number; readonly rgba: Uint8ClampedArray }

/** What a diagram of layers draws. */
export type Network = {
  readonly layers: readonly LayerSpec[]
  /** What the first one gets, without the batch. */
  readonly input: readonly number[]
}

/** Counts by two classes, true by row, darker for a larger share of the row. */
export type MatrixPart = {
  readonly kind: 'matrix'
  readonly table: ConfusionTable
  readonly numbers: (typeof confusionNumbers)[number]
  readonly notes: readonly string[]
}

/** Lines in the place of a picture. */
export type CellWords = { readonly lines: readonly string[]; readonly colour: string }
export const isWords = (cell: PixelImage | CellWords | null): cell is CellWords => cell !== null && 'lines' in cell

export type FigurePart =
  | { readonly kind: 'line'; readonly spec: PanelSpec; readonly yTitle: string }
  | { readonly kind: 'scatter'; readonly spec: ScatterSpec }
  | { readonly kind: 'bar'; readonly spec: BarSpec }
  | { readonly kind: 'parallel'; readonly spec: ParallelSpec; readonly brushes: Brushes }
  | {
      readonly kind: 'images'
      /** Row by row; words stand over as many columns as their title does, and null leaves a place empty. */
      readonly cells: readonly (readonly (PixelImage | CellWords | null)[])[]
      /** An empty one: the column belongs to the one before it, whose title stands above both. */
      readonly columnTitles: readonly string[]
      readonly rowTitles: readonly string[]
      readonly notes: readonly string[]
    }
  | ({ readonly kind: 'layers'; readonly name: string } & Network)
  | MatrixPart

export type Figure = {
  /** What it is called where nobody gave a title. */
  readonly title: string
  /** The same with its mathematics, where a person typed it. */
  readonly richTitle?: RichText
  readonly parts: readonly {
    readonly part: FigurePart
    /** Written above the part: a cell's values. Empty where there is one part only. */
    readonly title: string
    /** The same with its mathematics, where a person typed a template that has some. */
    readonly richTitle?: RichText
    /** Share of the height among parts below each other; 1 unless some are lower. */
    readonly weight: number
  }[]
  /** That its runs are some of those that were listed, and of how many: "first 1,000 of 10,000 runs". */
  readonly someOf?: string
  /** Parts stand in so many columns, row by row. */
  readonly columns: number
  /** The columns mean nothing: where parts have no room there may be more or fewer of them. */
  readonly flows?: boolean
  /** For legends outside of the plots: each look once. */
  readonly legend: readonly {
    readonly label: string
    /** The same with its mathematics, where a person typed a template that has some. */
    readonly richLabel?: RichText
    readonly colour: string
    readonly dash: readonly number[]
    /** Of scatter points, filled or hollow. */
    readonly isPoint?: boolean
    readonly isHollow?: boolean
    /** What stands on the line at intervals, where colours do not tell lines apart. */
    readonly symbol?: LineSymbol
  }[]
  /** What dashes say, where names do not say it already: "dashed: Smooth L1". */
  readonly dashKeys?: Figure['legend']
}
