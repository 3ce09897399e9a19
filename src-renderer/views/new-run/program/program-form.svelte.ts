/** The form of a program: which is chosen, what is typed, what would run, and the start. */
import type { RequestOutput } from '@contract/api'
import type { Program, ProgramRun, ProgramValues } from '@contract/programs'
import { seedParameter, seedsFrom } from '@model/programs/grid'
import type { App } from '../../../state/app.svelte'
import { issueOf, readTyped, typedOf, type Typed } from '../program-draft'
import { readRepeat } from '../repeat'
import { programStart } from '../../grid/program-subject'
import { countDifferences } from './copy-words'
import { EarlierRuns } from './earlier-runs.svelte'
import { ProgramEditor, type ProgramChange } from './program-editor.svelte'
import { draftOfStopping } from './settings-draft'

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
  /** As it is typed: how many seeds, one run each. */
  repeat = $state('1')
  /** The run that the form is a copy of; null for none. */
  copied = $state.raw<ProgramRun | null>(null)
  readonly earlier: EarlierRuns
  /** What the program is, as it is being changed. */
  readonly editor: ProgramEditor
  #isUnderWay = $state(false)
  /** The program whose values were filled in last. */
  #filled: string | null = null
  plan = $state.raw<ProgramPlan | null>(null)

  constructor(app: App) {
    this.#app = app
    this.earlier = new EarlierRuns(app)
    this.editor = new ProgramEditor(app)
  }

  /** The chosen one, or the first; null where the form is a copy of a run whose program is gone. */
  readonly program = $derived.by(() =>
    this.copied?.program === null
      ? null
      : (this.programs.find(({ id }) => id === this.#chosen) ?? this.programs[0] ?? null),
  )
  readonly values = $derived.by<ProgramValues>(() =>
    this.program === null ? {} : readTyped(this.program.parameters, this.typed),
  )
  /** Earlier runs to begin from, that which the form is a copy of among them. */
  readonly earlierRuns = $derived.by(() => {
    const { list } = this.earlier
    const { copied } = this
    return copied === null || list.some(({ run }) => run === copied.run) ? list : [...list, copied]
  })
  /** Values that the form began with: of the run that it is a copy of, else those saved with the program. */
  readonly #beginning = $derived.by<ProgramValues>(() =>
    this.program === null ? {} : (this.copied?.values ?? this.program.values),
  )
  /** Whether they can be saved with the program, for new runs to begin with. */
  readonly hasNewValues = $derived.by(
    () =>
      this.program !== null &&
      !this.isAdding &&
      this.editor.rights?.mayChange === true &&
      this.issues.length === 0 &&
      countDifferences(this.program.parameters, this.program.values, this.values) > 0,
  )
  /** How many values differ from those that the form began with. */
  readonly differences = $derived.by(() =>
    this.program === null || this.isAdding
      ? 0
      : countDifferences(this.program.parameters, this.#beginning, this.values),
  )
  /** What a run is stopped early by; null for nothing, undefined while its fields are wrong. */
  readonly stopping = $derived.by(() => this.editor.stopping)
  /** The parameter that is its seed; null where seeds cannot be told to it. */
  readonly seed = $derived.by(() =>
    this.program === null ? null : seedParameter(this.program.parameters, this.#app.runs.said.roles),
  )
  /** The values of each run, one for each seed; none while it is not known how many. */
  readonly runs = $derived.by<ProgramValues[]>(() => {
    const { seed, values } = this
    const count = seed === null ? 1 : readRepeat(this.repeat)
    if (count === null) return []
    if (seed === null || count === 1) return [values]
    return seedsFrom(seed, values, count).map((one) => ({ ...values, [seed.name]: one }))
  })
  readonly issues = $derived.by(() => (this.program?.parameters ?? []).flatMap((one) => issueOf(one, this.typed) ?? []))
  /** What is wrong with the program; what is wrong with values stands at their fields. */
  readonly problems = $derived.by(() => this.plan?.problems.filter(({ field }) => !field.startsWith('values.')) ?? [])
  readonly isReady = $derived.by(
    () =>
      this.program !== null &&
      !this.isAdding &&
      !this.#isUnderWay &&
      !this.editor.isChanged &&
      this.stopping !== undefined &&
      this.runs.length > 0 &&
      this.issues.length === 0 &&
      this.problems.length === 0,
  )

  choose(id: string): void {
    const isOther = id !== this.program?.id || this.copied !== null
    this.copied = null
    this.#chosen = id
    this.isAdding = false
    if (isOther) this.putBack()
  }

  /** Fills the form with what a run was started with. */
  copy(run: ProgramRun): void {
    this.#chosen = run.program
    this.copied = run
    this.repeat = '1'
    this.isAdding = false
    this.editor.show(this.program)
    this.editor.setStopping(draftOfStopping(run.earlyStopping))
    this.putBack()
  }
  /** Values as they were where the form began. */
  putBack(): void {
    this.#filled = this.program?.id ?? null
    this.typed = this.program === null ? {} : typedOf(this.program.parameters, this.#beginning)
  }
  /** The same for a run by its id, once what it needs is here. */
  async copyOf(run: string): Promise<void> {
    try {
      const [{ run: from }] = await Promise.all([this.#app.client.request('programs.run', { run }), this.load()])
      this.copy(from)
    } catch (error) {
      this.#app.toasts.fail(error)
    }
  }
  /** Opens the values as a grid. */
  openGrid(): void {
    const { program, values, stopping } = this
    if (program === null) return
    const start = programStart(program, values, this.#app.runs.said.roles)
    const rule = stopping === undefined ? {} : { earlyStopping: stopping }
    this.#app.router.go({ view: 'queue', grid: { ...start, ...rule } })
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
    if (this.program !== null && this.program.id !== this.#filled) this.putBack()
  }

  /** Asks a moment later for what would run. @returns what takes the question back */
  ask(): () => void {
    const { program, runs } = this
    if (program === null || this.issues.length > 0 || runs.length === 0) return () => undefined
    const request = { program: program.id, values: runs, project: this.#app.projects.id }
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

  /** Saves what is typed, or a change to what is saved; why not is in the editor. */
  async save(change?: ProgramChange): Promise<void> {
    const saved = await this.editor.save(change)
    if (saved === null) return
    await this.load()
    if (this.isAdding) this.choose(saved.id)
  }

  /** Starts what would run, once, and goes to where it is seen: one run's page, the queue for several. */
  async start(): Promise<void> {
    const { program } = this
    if (program === null || !this.isReady) return
    this.#isUnderWay = true
    const { client, runs, router, toasts, projects } = this.#app
    try {
      const { copied } = this
      const request = { program: program.id, values: this.runs, project: projects.id }
      const origin = copied === null ? {} : { parentRun: copied.run }
      const rule = this.stopping === undefined ? {} : { earlyStopping: this.stopping }
      const launched = (await client.request('programs.launch', { ...request, ...origin, ...rule })).runs
      runs.adopt(launched)
      const [run, second] = launched
      if (second) router.go({ view: 'queue', grid: null })
      else if (run) router.go({ view: 'run', run: run.id })
    } catch (error) {
      toasts.fail(error)
    } finally {
      this.#isUnderWay = false
    }
  }
}
