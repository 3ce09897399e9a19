/** Saving of one report a moment after each change: tried again where it fails, and stopped where another one was kept meanwhile. */
import { toWireError } from '@contract/errors'
import { reportSchema, type Report } from '@contract/report'
import type { Client } from '@contract/transport'

export type SaveState =
  | { readonly kind: 'saved' }
  | { readonly kind: 'unsaved' }
  /** A sentence on why; it is tried again. */
  | { readonly kind: 'failed'; readonly message: string }
  /** Another one has been kept since this one was read: nothing is saved until the writer has chosen between them. */
  | { readonly kind: 'conflict' }

/** What is saved. */
export type SavedDocument = {
  /** As it is written now. */
  readonly read: () => Report
  /** Told which one it is based on from now on. */
  readonly setSavedAt: (savedAt: string) => void
}

const saveMilliseconds = 500
const retryMilliseconds = 5_000

export class ReportSaving {
  readonly #client: Client
  readonly #document: SavedDocument
  #state = $state.raw<SaveState>({ kind: 'saved' })
  /** Changes that no answered save holds. */
  #isDirty = false
  /** Saving that is under way. */
  #saving: Promise<void> | null = null
  /** What was sent last without an answer: kept or not, nobody has said. */
  #unanswered: Report | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(client: Client, document: SavedDocument) {
    this.#client = client
    this.#document = document
  }

  get state(): SaveState {
    return this.#state
  }
  /** Changes that no answered save holds. */
  get isDirty(): boolean {
    return this.#isDirty
  }
  /** Whether something here is newer than what the core has. */
  isBusy(): boolean {
    return this.#saving !== null || this.#isDirty
  }

  /** Something was changed: it is saved a moment later. */
  change(): void {
    this.#isDirty = true
    if (this.#state.kind === 'saved') this.#state = { kind: 'unsaved' }
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), saveMilliseconds)
  }

  /** What the core keeps was taken in, and what was not saved is given up. */
  adopt(): void {
    clearTimeout(this.#timer)
    this.#isDirty = false
    this.#unanswered = null
    this.#state = { kind: 'saved' }
  }

  /** The writer has chosen what is written here. @throws Error with a sentence on why it could not be saved */
  async insist(): Promise<void> {
    this.#isDirty = true
    this.#state = { kind: 'unsaved' }
    await this.save()
  }

  /** Saves what is not saved yet, now. @throws Error with a sentence on why it could not be */
  async save(): Promise<void> {
    await this.flush()
    if (this.#state.kind === 'failed') throw new Error(`Not saved: ${this.#state.message}`)
    this.requireNoConflict()
  }

  /** @throws Error while there are two that differ */
  requireNoConflict(): void {
    if (this.#state.kind === 'conflict')
      throw new Error('The report was changed elsewhere. First choose which version to keep.')
  }

  /** Saves what is not saved yet, now. Says nothing: {@link ReportSaving.state} does. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    if (this.#state.kind === 'conflict') return
    this.#saving ??= this.#saveAll().finally(() => (this.#saving = null))
    await this.#saving
  }

  async #saveAll(): Promise<void> {
    try {
      while (this.#isDirty) {
        this.#isDirty = false
        this.#document.setSavedAt(await this.#send(this.#document.read()))
      }
      this.#state = { kind: 'saved' }
    } catch (error) {
      this.#isDirty = true
      const { code, message } = toWireError(error)
      if (code === 'report-changed') this.#state = { kind: 'conflict' }
      else {
        this.#state = { kind: 'failed', message }
        this.#timer = setTimeout(() => void this.flush(), retryMilliseconds)
      }
    }
  }

  /** @returns when what is kept now was saved. */
  async #send(report: Report): Promise<string> {
    const before = this.#unanswered
    this.#unanswered = report
    try {
      const { savedAt } = await this.#client.request('reports.save', { report })
      this.#unanswered = null
      return savedAt
    } catch (error) {
      if (toWireError(error).code !== 'report-changed') throw error
      this.#unanswered = null
      const kept = before === null ? null : await this.#client.request('reports.get', { report: report.id })
      if (before === null || kept === null || !saysTheSame(kept, before)) throw error
      // What is kept was sent before the connection broke: nobody else has written, and this one follows it.
      this.#isDirty = true
      return kept.savedAt
    }
  }
}

/** Whether two have the same content, whenever they were kept. */
function saysTheSame(one: Report, other: Report): boolean {
  // The schema puts every key in its place.
  const contentOf = (report: Report) => JSON.stringify({ ...reportSchema.parse(report), savedAt: '' })
  return contentOf(one) === contentOf(other)
}
