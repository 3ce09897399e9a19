/** What a program is, as it is being changed in the form: its fields, what is wrong with them, saving, and reading its script. */
import { PlateauError } from '@contract/errors'
import type { FoundEnvironment, Program, ProgramInput, ProgramParameter, ProgramProblem } from '@contract/programs'
import type { ProgramRights } from '@contract/shell'
import type { App } from '../../../state/app.svelte'
import { draftOfParameter } from './parameter-draft'
import {
  changedParts,
  draftOf,
  isSameStopping,
  readSettings,
  stoppingOf,
  type SettingsDraft,
  type StoppingDraft,
} from './settings-draft'

/** What would put a problem right. */
export type ProgramChange = NonNullable<ProgramProblem['fix']>['change']

/** Typing asks once. */
const askMilliseconds = 300

export class ProgramEditor {
  readonly #app: App
  /** The saved one that is being changed; null for one that is not there yet. */
  program = $state.raw<Program | null>(null)
  draft = $state.raw<SettingsDraft>(draftOf(null))
  /** Whether saving was asked for: until then, what is merely empty is not called wrong. */
  wasAsked = $state(false)
  /** Why it was not saved, and at which field; null where it was. */
  refusal = $state.raw<{ readonly field: string | undefined; readonly message: string } | null>(null)
  environments = $state.raw<readonly FoundEnvironment[]>([])
  isReading = $state(false)
  /** Whether anything can be saved here; null until that is known. */
  rights = $state.raw<ProgramRights | null>(null)

  constructor(app: App) {
    this.#app = app
  }

  readonly #read = $derived.by(() => readSettings(this.draft))
  /** As they would be saved; null while something is wrong. */
  readonly settings = $derived.by(() => this.#read.settings)
  readonly issues = $derived.by(() => {
    const { issues } = this.#read
    const { program, wasAsked, refusal } = this
    const shown = Object.entries(issues).filter(
      ([field]) => program !== null || wasAsked || !(field === 'name' || field === 'folder'),
    )
    const refused = refusal?.field === undefined ? [] : [[refusal.field, refusal.message] as const]
    return Object.fromEntries([...refused, ...shown])
  })
  /** What saving would change, in words; none for what is not there yet. */
  readonly changes = $derived.by(() =>
    this.program === null || this.settings === null ? [] : changedParts(this.program, this.settings),
  )
  readonly isChanged = $derived.by(() => this.program !== null && (this.settings === null || this.changes.length > 0))
  /** What a run is stopped by; null for nothing, undefined while its fields are wrong. */
  readonly stopping = $derived.by(() => stoppingOf(this.draft.stopping))
  /** What a run would be stopped by is not what the saved program says. */
  readonly isStoppingChanged = $derived.by(
    () =>
      this.program !== null &&
      this.stopping !== undefined &&
      !isSameStopping(this.stopping, this.program.earlyStopping),
  )

  /** Shows a program. What was changed stays while the saved one is the same. */
  show(program: Program | null): void {
    if (program?.id === this.program?.id && program?.savedAt === this.program?.savedAt && !this.#isNewer(program))
      return
    this.program = program
    this.putBack()
  }
  #isNewer(program: Program | null): boolean {
    return JSON.stringify(program?.parametersRead) !== JSON.stringify(this.program?.parametersRead)
  }
  putBack(): void {
    this.draft = draftOf(this.program)
    this.refusal = null
    this.wasAsked = false
  }
  set(change: Partial<SettingsDraft>): void {
    this.draft = { ...this.draft, ...change }
    this.refusal = null
  }
  setStopping(change: Partial<StoppingDraft>): void {
    this.set({ stopping: { ...this.draft.stopping, ...change } })
  }
  /** Takes these in place of the parameters. */
  setParameters(parameters: readonly ProgramParameter[]): void {
    this.set({ parameters: parameters.map(draftOfParameter) })
  }

  /** Asks whether anything can be saved here, so that it is said before somebody types. */
  async askRights(): Promise<void> {
    try {
      this.rights = await this.#app.shell.programRights()
    } catch (error) {
      this.#app.toasts.fail(error)
    }
  }

  /** Looks for environments in the folder, a moment after it was typed. @returns what takes that back */
  findEnvironments(): () => void {
    const folder = this.draft.folder.trim()
    if (folder === '') return () => undefined
    let isWanted = true
    const timer = setTimeout(() => {
      this.#app.client.request('programs.environments', { folder }).then(
        ({ environments }) => {
          if (isWanted) this.environments = environments
        },
        (error: unknown) => this.#app.toasts.fail(error),
      )
    }, askMilliseconds)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }

  /** Saves what is typed, or a change to what is saved. @returns the program; null where it was not saved, why is in `refusal` */
  async save(change?: ProgramChange): Promise<Program | null> {
    this.wasAsked = true
    this.refusal = null
    const { program, settings } = this
    const saved = program === null ? null : this.#settingsOf(program)
    const input = change === undefined ? settings : saved === null ? null : Object.assign({}, saved, change)
    if (input === null) return null
    try {
      const request = { ...(program === null ? {} : { id: program.id }), program: input }
      return (await this.#app.client.request('programs.save', request)).program
    } catch (error) {
      const field = error instanceof PlateauError ? error.field : undefined
      this.refusal = { field, message: error instanceof Error ? error.message : String(error) }
      return null
    }
  }
  #settingsOf({ id: _, savedAt: __, parametersRead: ___, ...settings }: Program): ProgramInput {
    return settings
  }

  /** Runs the script of the saved program for its parameters. @returns whether it has them */
  async readScript(): Promise<boolean> {
    const { program } = this
    if (program === null || this.isReading) return false
    this.isReading = true
    this.refusal = null
    try {
      this.show((await this.#app.client.request('programs.read-parameters', { program: program.id })).program)
      return true
    } catch (error) {
      const isCancelled = error instanceof PlateauError && error.code === 'cancelled'
      if (!isCancelled)
        this.refusal = { field: 'parameters', message: error instanceof Error ? error.message : String(error) }
      return false
    } finally {
      this.isReading = false
    }
  }
  stopReading(): void {
    const { program } = this
    if (program === null) return
    this.#app.client
      .request('programs.stop-reading', { program: program.id })
      .catch((error: unknown) => this.#app.toasts.fail(error))
  }
  /** Its runs stay. */
  async remove(): Promise<void> {
    const { program } = this
    if (program === null) return
    try {
      await this.#app.client.request('programs.remove', { program: program.id })
    } catch (error) {
      this.#app.toasts.fail(error)
    }
  }
}
