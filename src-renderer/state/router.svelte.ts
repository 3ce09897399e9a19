/** Which view is open. The browser's own history carries it, so that back and forward work as anywhere. */
import { pathOf, readPath } from './paths'
import { usualChoices, type CompareChoices, type Route } from './routes'

export { compareTools } from './routes'
export type { CompareChoices, CompareTool, GridStart, ProgramGridStart, Route } from './routes'

/** What the browser's history keeps of a step. */
type Step = { readonly route?: Route; /** The project's id. */ readonly project?: string | null }

export class RouterState {
  #route = $state.raw<Route>({ view: 'home' })
  #choices = $state.raw<CompareChoices>(usualChoices)
  #project: string | null = null
  #projectName: string | null = null
  #onProject: (project: string) => void = () => undefined

  constructor() {
    const kept = history.state as Step | null
    if (kept?.route) {
      this.#take(kept.route)
      this.#project = kept.project ?? null
    } else this.#readAddress()
    addEventListener('popstate', (event) => {
      const step = event.state as Step | null
      if (!step?.route) {
        // An address that somebody typed, or the step before the first.
        this.#readAddress()
        return
      }
      this.#take(step.route)
      this.#leadTo(step.project ?? null)
    })
  }

  /** What the address or the history says of the project that should be open: an id, or a name; null for nothing. */
  get project(): string | null {
    return this.#project
  }

  /** Told of the project, by id or name, that a step back or forward leads to where it is another one. */
  onProject(listener: (project: string) => void): void {
    this.#onProject = listener
  }

  /**
   * A project is open: the steps from here on are in it, and the address says so.
   * @param route what is shown of it, as a new step; without, what is shown now is of it
   */
  enter(id: string, name: string, route?: Route): void {
    this.#project = id
    this.#projectName = name
    if (route === undefined) this.replace(this.#route)
    else this.go(route)
  }

  /** The project that is open has another name. */
  name(id: string, name: string): void {
    if (id === this.#project && name !== this.#projectName) this.enter(id, name)
  }

  #readAddress(): void {
    const place = readPath(typeof location === 'undefined' ? '' : location.hash)
    this.#take(place?.route ?? { view: 'home' })
    this.#leadTo(place?.project ?? null)
  }

  #leadTo(project: string | null): void {
    if (project === null || project === this.#project || project === this.#projectName) return
    this.#project = project
    this.#projectName = null
    this.#onProject(project)
  }

  get route(): Route {
    return this.#route
  }
  /** Of the open comparison, or the newest ones of this window. */
  get compareChoices(): CompareChoices {
    return this.#choices
  }

  go(route: Route): void {
    history.pushState(this.#step(route), '', pathOf(route, this.#projectName))
  }

  /** Without a step to go back to. */
  replace(route: Route): void {
    history.replaceState(this.#step(route), '', pathOf(route, this.#projectName))
  }

  /** Changes how the open comparison stands, without a step to go back to. */
  chooseCompare(change: Partial<CompareChoices>): void {
    if (this.#route.view === 'compare') this.replace({ ...this.#route, choices: { ...this.#choices, ...change } })
  }

  #step(route: Route): Step {
    return { route: this.#take(route), project: this.#project }
  }

  /** @returns the route as the history keeps it: a comparison with its choices, so that going back finds them. */
  #take(route: Route): Route {
    if (route.view === 'compare' && route.choices) this.#choices = route.choices
    this.#route = route.view === 'compare' ? { ...route, choices: this.#choices } : route
    return this.#route
  }
}
