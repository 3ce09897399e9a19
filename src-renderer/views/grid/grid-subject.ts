/** What a grid is made of: the settings of what Plateau trains, or the parameters of a program. The sheet knows no more of either than this. */
import type { Axis, GridOrder } from '@contract/grid'
import type { QueuePlace } from '@contract/queue'
import type { RunSummary } from '@contract/run'

/** A run of the grid, the same whatever the order. What else it has is its subject's. */
export type GridRun = { readonly id: string }

export type Grid<Run extends GridRun = GridRun> = {
  /** Every run, in the order in which they would be queued. */
  readonly runs: readonly Run[]
  /** What cannot be run: values that do not go together, or too many of them. */
  readonly problem: string | null
}

export type ReadValue =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly sentence: string }

/** Runs as a table: a line in a cell for each combination of what its row and column do not say. */
export type GridMatrix = {
  /** What its rows are, for whoever reads it out. */
  readonly corner: string
  readonly columns: readonly { readonly name: string; readonly loss?: string }[]
  readonly rows: readonly {
    readonly name: string
    /** A colour of the run palette. */
    readonly slot?: number
    readonly cells: readonly {
      readonly column: string
      readonly lines: readonly { readonly label: string; readonly runs: readonly GridRun[] }[]
    }[]
  }[]
}

/** What the chosen runs would take. */
export type GridPlan = {
  /** In the order in which they were asked for. */
  readonly runs: readonly { readonly seconds: number | null; readonly sameAs: string | null }[]
  /** Null where nobody knows. */
  readonly totalSeconds: number | null
  readonly startsInSeconds: number
  /** Behind the time in the first line: "about 40 MB of checkpoints"; empty without. */
  readonly takes: string
  readonly facts: readonly { readonly label: string; readonly value: string }[]
  readonly help: string
  readonly warnings: readonly string[]
}

export type GridSubject = {
  /** The preset, run or program that it begins from. */
  readonly label: string
  readonly axes: readonly Axis[]
  nameOf(key: string): string
  /** Whether a setting can leave the sheet. */
  isLeading(key: string): boolean
  /** Settings that can be added to the sheet. */
  addable(axes: readonly Axis[]): string[]
  /** Values that a setting can still be given from a list; null for one whose values are typed. */
  choicesLeft(axis: Axis): readonly unknown[] | null
  /** What else can be typed for a setting with choices: "a weighted sum"; null for nothing. */
  typedBeside(key: string): string | null
  /** A value as it stands on its chip. */
  show(key: string, value: unknown): string
  /** The value that a setting begins with in the sheet. */
  firstValue(key: string, axes: readonly Axis[]): unknown
  /** What was typed for a setting, checked alone. */
  read(axis: Axis, text: string): ReadValue
  expand(axes: readonly Axis[], order: GridOrder): Grid
  /** "2 losses × 3 seeds", and the count it makes. */
  describeProduct(axes: readonly Axis[], count: number): { readonly product: string; readonly count: string }
  /** The settings of a run that the grid does not vary, in one line. */
  describeRest(run: GridRun, axes: readonly Axis[]): string
  matrix(runs: readonly GridRun[], axes: readonly Axis[]): GridMatrix
  /** A run in words, and as it stands on its chip: its seed. */
  describeRun(run: GridRun): string
  chipOf(run: GridRun): string
  /** What a chip is: a seed, or a run. */
  readonly chipNoun: string
  plan(runs: readonly GridRun[]): Promise<GridPlan>
  /** @throws PlateauError */
  launch(runs: readonly GridRun[], place: QueuePlace): Promise<readonly RunSummary[]>
}
