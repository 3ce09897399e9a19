/** What a window can show, and how it stands. */
import type { RunConfigInput } from '@contract/config'
import type { Axis, GridAxis } from '@contract/grid'
import type { ProgramStopping, ProgramValues } from '@contract/programs'
import type { ReportTemplate } from '@contract/report'
import type { WatchedRule } from '@panels/what-if/what-if'
import type { BandKind, RelativeKind } from '@contract/workspace'

/** What a grid is launched from: settings that all of its runs share, and those with several values. */
export type GridStart = {
  /** The preset or run it comes from. */
  readonly label: string
  readonly base: RunConfigInput
  readonly axes: readonly GridAxis[]
}

/** The same of a saved program: values that all of its runs share, and parameters with several. */
export type ProgramGridStart = {
  readonly label: string
  /** Its id. */
  readonly program: string
  /** What its runs are stopped early by; as the program says without. */
  readonly earlyStopping?: ProgramStopping | null
  readonly values: ProgramValues
  readonly axes: readonly Axis[]
}

/** What the compare tab shows of the runs. */
export const compareTools = ['grid', 'samples', 'what-if', 'losses'] as const
export type CompareTool = (typeof compareTools)[number]

/** How the runs stand beside each other in the grid of the compare tab. */
export type CompareChoices = {
  /** The settings of rows and columns; null for those that tell the compared runs apart. */
  readonly rows: string | null
  readonly columns: string | null
  /** They were chosen of the runs that are compared, and stay where these are equal in them. */
  readonly keepsKeys: boolean
  readonly band: BandKind
  readonly layout: 'grid' | 'overlay'
  /** `own`: each run's validation loss, whose scales differ. */
  readonly scale: 'common' | 'own'
  /** Null for the metric that most of the runs have. */
  readonly common: string | null
  /** What lies along x where some runs have the metric by epoch and others by step. */
  readonly by: 'epoch' | 'step'
  /** Against the workspace's baseline run. */
  readonly relative: RelativeKind
  /** Whether runs that did not come to their planned end count in means, bands and intervals. */
  readonly includesUnfinished: boolean
  /** Whether chosen runs that failed or diverged are compared as well. */
  readonly includesFailed: boolean
}
export const usualChoices: CompareChoices = {
  rows: null,
  columns: null,
  keepsKeys: false,
  band: 'min-max',
  layout: 'grid',
  scale: 'common',
  common: null,
  by: 'epoch',
  relative: 'none',
  includesUnfinished: false,
  includesFailed: false,
}

export type Route =
  | { readonly view: 'home' }
  | { readonly view: 'welcome' }
  /** `place`: what of them is shown at first; the history without. */
  | { readonly view: 'runs'; readonly place?: 'bin' }
  | { readonly view: 'projects' }
  /** `changes`: over the settings of the parent run, or over the usual ones without. */
  | { readonly view: 'new-run'; readonly parentRun: string | null; readonly changes?: RunConfigInput }
  /**
   * The editor. `name`: what it begins from, a built-in one or one of one's own, or an empty one without. `layers`: as JSON, where they are not those that
   * the name has now. The others are those of the form of New run that it leads back to.
   */
  | {
      readonly view: 'architecture'
      readonly name: string | null
      readonly layers?: string
      readonly parentRun: string | null
      readonly changes?: RunConfigInput
    }
  | { readonly view: 'run'; readonly run: string }
  /** `panel`: the one that fills the window. */
  | { readonly view: 'workspace'; readonly panel?: string }
  /** Without `choices` the newest ones of this window stand. */
  | {
      readonly view: 'compare'
      readonly runs: readonly string[]
      readonly tool?: CompareTool
      readonly choices?: CompareChoices
      /** What early stopping is replayed under at first; the runs' own rule without. */
      readonly rule?: WatchedRule
    }
  /** `grid`: the sheet is open, with what it starts from or the usual start. */
  | { readonly view: 'queue'; readonly grid: GridStart | ProgramGridStart | 'usual' | null }
  /** `report`: the open one. `filling`: a template whose runs are being chosen, these to begin with. */
  | {
      readonly view: 'reports'
      readonly report: string | null
      readonly filling?: { readonly template: ReportTemplate; readonly runs: readonly string[] }
    }
  | { readonly view: 'settings' }
  /** An address that leads nowhere: nobody knows it, or `project` is none of this home's. */
  | { readonly view: 'unknown'; readonly address: string; readonly project?: string }
