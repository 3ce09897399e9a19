/** What runs of the open project look like wherever they are listed or drawn. */
import { dashRule, lookOfRun, looksTogether, type DashRule, type RunLook } from '@panels/words/run-look'
import type { RunSummary } from '@contract/run'
import type { RunsState } from './runs.svelte'
import type { WorkspaceState } from './workspace.svelte'

type Drawn = Pick<RunSummary, 'id' | 'colourSlot' | 'createdAt' | 'config'>

export class LooksState {
  readonly #runs: RunsState
  readonly #workspace: WorkspaceState

  constructor(runs: RunsState, workspace: WorkspaceState) {
    this.#runs = runs
    this.#workspace = workspace
  }

  /** What dashes say in a panel that leaves them to the loss. */
  readonly dashesByLoss: DashRule = $derived.by(() => dashRule('loss', this.#runs.keys.losses))
  /** What they say everywhere else: as the workspace has it. */
  readonly dashes: DashRule = $derived.by(() =>
    dashRule(this.#workspace.layout.settings.dashBy, this.#runs.keys.losses),
  )

  /** A run by itself. */
  of(run: Drawn): RunLook {
    return lookOfRun(run, this.dashes)
  }
  /** Runs that are shown together, no two alike while they are at most 24. */
  together(runs: readonly Drawn[]): (run: Drawn) => RunLook {
    return looksTogether(runs, this.dashes)
  }
}
