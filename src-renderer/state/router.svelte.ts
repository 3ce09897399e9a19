/** Which view is open. The browser's own history carries it, so that back and forward work as anywhere. */
import { pathOf, queryViewOf, readPlace, type Address, type QueryView } from './paths'
import { usualChoices, type CompareChoices, type Route } from './routes'

export { compareTools } from './routes'
export type { CompareChoices, CompareTool, GridStart, ProgramGridStart, Route } from './routes'

/** What the browser's history keeps of a step. */
type Step = {
  readonly route?: Route
  /** The project's id. */
  readonly project?: string | null
  /** The line that its view found runs by. */
  readonly query?: string
  /** Its place among the steps of this window, from 0. */
  readonly index?: number
  /** What its scroll positions are kept under. */
  readonly id?: string
}

/** What keeps how a view is left, and brings it back. */
export type StepKeeper = {
  /** A step is left; its view is still in the page. */
  leave(step: string): void
  /** A step is come back to; its view is not in the page yet. */
  arrive(step: string): void
}

const stepsKey = 'plateau-steps'

const noQueries: Readonly<Record<QueryView, string>> = { runs: '', workspace: '' }

export class RouterState {
  #route = $state.raw<Route>({ view: 'home' })
  #choices = $state.raw<CompareChoices>(usualChoices)
  #compared: readonly string[] = []
  #opened: readonly string[] = []
  #project = $state<string | null>(null)
  #projectName = $state<string | null>(null)
  #queries = $state.raw(noQueries)
  #wanted = $state.raw<{ readonly view: QueryView; readonly line: string } | null>(null)
  #index = $state(0)
  #last = $state(0)
  #id: string
  #onProject: (project: string) => void = () => undefined
  #keeper: StepKeeper | null = null
  #guard: ((leave: () => void) => void) | null = null
  /** Closes what lies over the view. */
  #cover = $state.raw<(() => void) | null>(null)
  /** A step that was not to be taken is being taken back. */
  #isReturning = false

  constructor() {
    const kept = history.state as Step | null
    this.#id = kept?.id ?? newId()
    // A project that was not there may be by now.
    if (kept?.route && kept.route.view !== 'unknown') {
      this.#takeStep(kept)
      this.#project = kept.project ?? null
    } else this.#readAddress()
    this.#index = kept?.index ?? 0
    this.#last = Math.max(this.#index, readLast())
    addEventListener('popstate', (event) => this.#pop(event.state as Step | null))
  }

  /** What the address or the history says of the project that should be open: an id, or a name; null for nothing. */
  get project(): string | null {
    return this.#project
  }

  /** Told of the project, by id or name, that a step back or forward leads to where it is another one. */
  onProject(listener: (project: string) => void): void {
    this.#onProject = listener
  }

  /** Told of each step that is left and of those that are come back to. */
  keepSteps(keeper: StepKeeper): void {
    this.#keeper = keeper
  }

  /**
   * A project is open: the steps from here on are in it, and the address says so.
   * @param route what is shown of it, as a new step; without, what is shown now is of it
   */
  enter(id: string, name: string, route?: Route): void {
    if (id !== this.#project) this.#compared = this.#opened = []
    if (id !== this.#project && name !== this.#project) this.#queries = noQueries
    this.#project = id
    this.#projectName = name
    if (route === undefined) this.replace(this.#route)
    else this.go(route)
  }

  /** The project that is open has another name. */
  name(id: string, name: string): void {
    if (id === this.#project && name !== this.#projectName) this.enter(id, name)
  }

  /** There is no project of the name that the address has: the window says so, and the address stays. */
  lose(project: string): void {
    const { pathname, search, hash } = here()
    this.replace({ view: 'unknown', address: `${pathname}${search}${hash}`, project })
  }

  /** Of what is shown now: path, query and what stands behind the #. */
  get address(): string {
    return this.addressOf(this.#route)
  }

  /** Of what could be shown of the open project, for another window. */
  addressOf(route: Route): string {
    return pathOf(route, this.#projectName, this.#queryOf(route) ?? '')
  }

  /** The line that a view found runs by, which the address or a step of the history has and the view does not have yet. */
  wantedQuery(view: QueryView): string | null {
    return this.#wanted?.view === view ? this.#wanted.line : null
  }

  /** A view finds runs by this line now. */
  tellQuery(view: QueryView, line: string): void {
    if (this.#wanted?.view === view) this.#wanted = null
    if (line === this.#queries[view]) return
    this.#queries = { ...this.#queries, [view]: line }
    if (queryViewOf(this.#route) === view) this.replace(this.#route)
  }
  #queryOf(route: Route): string | undefined {
    const view = queryViewOf(route)
    return view === null ? undefined : this.#queries[view]
  }
  #wantQuery(route: Route, line: string | null | undefined): void {
    const view = queryViewOf(route)
    this.#wanted = view === null || typeof line !== 'string' ? null : { view, line }
    if (this.#wanted !== null) this.#queries = { ...this.#queries, [this.#wanted.view]: this.#wanted.line }
  }

  get route(): Route {
    return this.#route
  }
  /** Of the open comparison, or the newest ones of this window. */
  get compareChoices(): CompareChoices {
    return this.#choices
  }

  /** Runs that were compared last in this window; none where nobody chose any. */
  get compared(): readonly string[] {
    return this.#compared
  }

  /** With which runs the last comparison was opened: others may have been picked since. */
  get opened(): readonly string[] {
    return this.#opened
  }

  get canGoBack(): boolean {
    return this.#cover !== null || this.#index > 0
  }
  get canGoForward(): boolean {
    return this.#index < this.#last
  }
  back(): void {
    if (this.#cover !== null) this.#cover()
    else if (this.canGoBack) history.back()
  }
  forward(): void {
    if (this.canGoForward) history.forward()
  }

  /**
   * What is shown is not left without being asked about. @param ask is given what leaves it after all; nothing is left while it is not called
   * @returns what takes the guard away
   */
  guard(ask: (leave: () => void) => void): () => void {
    this.#guard = ask
    return () => {
      if (this.#guard === ask) this.#guard = null
    }
  }

  /**
   * Something lies over what is shown: a step back closes it, and leaves nothing.
   * @returns what is called once it is closed in another way
   */
  cover(close: () => void): () => void {
    this.#cover = close
    return () => {
      if (this.#cover === close) this.#cover = null
    }
  }

  /** @returns whether somebody is asked first. */
  #asks(leave: () => void): boolean {
    const ask = this.#guard
    ask?.(() => {
      this.#guard = null
      leave()
    })
    return ask !== null
  }

  /** Shows something else, as a step that one can go back from; what is shown already is no step. */
  go(route: Route): void {
    if (this.#asks(() => this.go(route))) return
    if (route.view === 'compare') this.#opened = route.runs
    this.#keeper?.leave(this.#id)
    const before = this.#step()
    this.#take(route)
    if (isSame(before.route, this.#route)) {
      this.#write()
      return
    }
    this.#index += 1
    this.#last = this.#index
    this.#id = newId()
    if (typeof sessionStorage !== 'undefined') sessionStorage.setItem(stepsKey, String(this.#last))
    history.pushState(this.#step(), '', this.address)
  }

  /** Without a step to go back to. */
  replace(route: Route): void {
    this.#take(route)
    this.#write()
  }

  /** Changes how the open comparison stands, without a step to go back to. */
  chooseCompare(change: Partial<CompareChoices>): void {
    if (this.#route.view === 'compare') this.replace({ ...this.#route, choices: { ...this.#choices, ...change } })
  }

  #pop(step: Step | null): void {
    if (this.#isReturning) {
      this.#isReturning = false
      return
    }
    const by = (step?.index ?? this.#index + 1) - this.#index
    if (by === -1 && this.#cover !== null) {
      this.#isReturning = true
      history.go(1)
      this.#cover()
      return
    }
    if (by !== 0 && this.#asks(() => history.go(by))) {
      this.#isReturning = true
      history.go(-by)
      return
    }
    this.#keeper?.leave(this.#id)
    this.#id = step?.id ?? newId()
    if (step?.route) {
      this.#index = step.index ?? 0
      this.#keeper?.arrive(this.#id)
      this.#takeStep(step)
      this.#leadTo(step.project ?? null)
      return
    }
    // An address that somebody typed is a new step, behind which there are none.
    this.#index += 1
    this.#last = this.#index
    this.#readAddress()
  }

  #readAddress(): void {
    const { project, route, query } = readPlace(here())
    this.#take(route)
    this.#wantQuery(route, query)
    if (project !== null) this.#leadTo(project)
    // As the address would be written now, and so that the step is known when somebody comes back to it.
    if (this.#projectName !== null && route.view !== 'home') this.#write()
  }

  #leadTo(project: string | null): void {
    if (project === null || project === this.#project || project === this.#projectName) return
    this.#project = project
    this.#projectName = null
    this.#onProject(project)
  }

  #step(): Step {
    const query = this.#queryOf(this.#route)
    return {
      route: this.#route,
      project: this.#project,
      ...(query === undefined ? {} : { query }),
      index: this.#index,
      id: this.#id,
    }
  }

  #write(): void {
    history.replaceState(this.#step(), '', this.address)
  }

  #takeStep({ route, query }: Step): void {
    if (route === undefined) return
    this.#take(route)
    this.#wantQuery(route, query)
  }

  /** A comparison is kept with its choices, so that going back finds them. */
  #take(route: Route): void {
    if (route.view === 'compare') {
      // A step of an earlier version has fewer.
      if (route.choices) this.#choices = { ...usualChoices, ...route.choices }
      else if (String(route.runs) !== String(this.#compared)) this.#choices = { ...this.#choices, keepsKeys: false }
      this.#compared = route.runs
    }
    this.#route = route.view === 'compare' ? { ...route, choices: this.#choices } : route
  }
}

/** What the address bar says; nothing where there is none. */
const here = (): Address => (typeof location === 'undefined' ? { pathname: '/', search: '', hash: '' } : location)

/** Which of its steps was the last one before this tab was reloaded: the browser does not say it. */
const readLast = (): number =>
  typeof sessionStorage === 'undefined' ? 0 : Number(sessionStorage.getItem(stepsKey) ?? 0) || 0

const newId = (): string => globalThis.crypto.randomUUID()

const isSame = (left: Route | undefined, right: Route): boolean => JSON.stringify(left) === JSON.stringify(right)
