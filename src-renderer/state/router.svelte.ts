/** Which view is open. The browser's own history carries it, so that back and forward work as anywhere. */
import type { RunConfigInput } from '@contract/config'
import type { GridAxis } from '@contract/grid'

/** What a grid is launched from: settings that all of its runs share, and those with several values. */
export type GridStart = {
  /** The preset or run it comes from. */
  readonly label: string
  readonly base: RunConfigInput
  readonly axes: readonly GridAxis[]
}

/** What the compare tab shows of the runs. */
export const compareTools = ['grid', 'samples', 'what-if', 'losses'] as const
export type CompareTool = (typeof compareTools)[number]

export type Route =
  | { readonly view: 'home' }
  | { readonly view: 'welcome' }
  | { readonly view: 'runs' }
  /** `changes`: over the settings of the parent run, or over the usual ones without. */
  | { readonly view: 'new-run'; readonly parentRun: string | null; readonly changes?: RunConfigInput }
  | { readonly view: 'run'; readonly run: string }
  /** `panel`: the one that fills the window. */
  | { readonly view: 'workspace'; readonly panel?: string }
  | { readonly view: 'compare'; readonly runs: readonly string[]; readonly tool?: CompareTool }
  /** `grid`: the sheet is open, with what it starts from or the usual start. */
  | { readonly view: 'queue'; readonly grid: GridStart | 'usual' | null }
  | { readonly view: 'settings' }

export class RouterState {
  #route = $state.raw<Route>({ view: 'home' })

  constructor() {
    const kept = (history.state as { route?: Route } | null)?.route
    if (kept) this.#route = kept
    addEventListener('popstate', (event) => {
      this.#route = (event.state as { route?: Route } | null)?.route ?? { view: 'home' }
    })
  }

  get route(): Route {
    return this.#route
  }

  go(route: Route): void {
    this.#route = route
    history.pushState({ route }, '')
  }

  /** Without a step to go back to. */
  replace(route: Route): void {
    this.#route = route
    history.replaceState({ route }, '')
  }
}
