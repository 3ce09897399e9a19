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

export type Route =
  | { readonly view: 'home' }
  | { readonly view: 'welcome' }
  | { readonly view: 'runs' }
  | { readonly view: 'new-run'; readonly parentRun: string | null }
  | { readonly view: 'run'; readonly run: string }
  | { readonly view: 'compare'; readonly runs: readonly string[] }
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
