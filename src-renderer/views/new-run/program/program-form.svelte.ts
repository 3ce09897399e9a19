/** The form of a program: which is chosen, what is typed, what would run, and the start. */
import type { RequestOutput } from '@contract/api'
import type { Program, ProgramInput, ProgramValues } from '@contract/programs'
import type { App } from '../../../state/app.svelte'
import { issueOf, readTyped, type Typed } from '../program-draft'

export type ProgramPlan = RequestOutput<'programs.plan'>

/** Typing asks once. */
const askMilliseconds = 120

export class ProgramFormState {
  readonly #app: App
  programs = $state.raw<readonly Program[]>([])
  #chosen = $state<string | null>(null)
  /** By parameter, as it is typed. */
  typed = $state.raw<Typed>({})
  isAdding = $state(false)
  #isUnderWay = $state(false)
  /** Why the program was not saved; empty where it was. */
  refusal = $state('')
  plan = $state.raw<ProgramPlan | null>(null)

  constructor(app: App) {
    this.#app = app
  }

  /** The chosen one, or the first. */
  readonly program = $derived.by(() => this.programs.find(({ id }) => id === this.#chosen) ?? this.programs[0] ?? null)
  readonly values = $derived.by<ProgramValues>(() =>
    this.program === null ? {} : readTyped(this.program.parameters, this.typed),
  )
  readonly issues = $derived.by(() => (this.program?.parameters ?? []).flatMap((one) => issueOf(one, this.typed) ?? []))
  /** What is wrong with the program; what is wrong with values stands at their fields. */
  readonly problems = $derived.by(() => this.plan?.problems.filter(({ field }) => !field.startsWith('values.')) ?? [])
  readonly isReady = $derived.by(
    () =>
      this.program !== null &&
      !this.isAdding &&
      !this.#isUnderWay &&
      this.issues.length === 0 &&
      this.problems.length === 0,
  )

  choose(id: string): void {
    if (id !== this.program?.id) this.typed = {}
    this.#chosen = id
    this.isAdding = false
  }

  /** Keeps the list as it is in the home. @returns what ends that */
  follow(): () => void {
    const load = () => {
      this.load().catch((error: unknown) => this.#app.toasts.fail(error))
    }
    load()
    return this.#app.client.onEvent(({ event }) => {
      if (event === 'programs-changed') load()
    })
  }

  async load(): Promise<void> {
    this.programs = (await this.#app.client.request('programs.list', {})).programs
  }

  /** Asks a moment later for what would run. @returns what takes the question back */
  ask(): () => void {
    const { program } = this
    if (program === null || this.issues.length > 0) return () => undefined
    const request = { program: program.id, values: [this.values], project: this.#app.projects.id }
    let isWanted = true
    const timer = setTimeout(() => {
      this.#app.client.request('programs.plan', request).then(
        (answer) => {
          if (isWanted) this.plan = answer
        },
        (error: unknown) => this.#app.toasts.fail(error),
      )
    }, askMilliseconds)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }

  /** Adds a program, or with `id` changes one; why not is in {@link refusal}. */
  async save(input: ProgramInput, id?: string): Promise<void> {
    this.refusal = ''
    try {
      const request = { ...(id === undefined ? {} : { id }), program: input }
      const saved = (await this.#app.client.request('programs.save', request)).program
      await this.load()
      this.choose(saved.id)
    } catch (error) {
      this.refusal = error instanceof Error ? error.message : String(error)
    }
  }

  /** Starts what would run, once, and goes to its page. */
  async start(): Promise<void> {
    const { program } = this
    if (program === null || !this.isReady) return
    this.#isUnderWay = true
    const { client, runs, router, toasts, projects } = this.#app
    try {
      const request = { program: program.id, values: [this.values], project: projects.id }
      const launched = (await client.request('programs.launch', request)).runs
      runs.adopt(launched)
      if (launched[0]) router.go({ view: 'run', run: launched[0].id })
    } catch (error) {
      toasts.fail(error)
    } finally {
      this.#isUnderWay = false
    }
  }
}
