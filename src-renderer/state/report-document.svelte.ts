/**
 * One report as it is being written: changed at once, saved a moment later, and resolved to numbers whenever it or its runs change.
 * What could not be saved stays here.
 */
// Maps here are made anew each time, never changed.
/* eslint-disable svelte/prefer-svelte-reactivity */
import { toWireError, type WireError } from '@contract/errors'
import type { PlateauEvent } from '@contract/events'
import type { Report, ReportBlock, ResolvedBlock } from '@contract/report'
import type { Client } from '@contract/transport'
import { runsOfBlock } from '@panels/report/block-runs'
import { ReportSaving, type SaveState } from './report-saving.svelte'
import type { Change, UndoState } from './undo.svelte'

/** What a binding says now, by its expression. */
export type BoundValue = { readonly text: string; readonly error: string | null }

type Fields = Partial<Pick<Report, 'title' | 'runs' | 'style'>>

const resolveMilliseconds = 200
/** What trains is followed at this pace. */
const followMilliseconds = 600

export class ReportDocument {
  readonly id: string
  readonly #client: Client
  readonly #undo: UndoState
  /** What is written in, and saved. */
  #current: Report | null = null
  /** The same, for views. */
  #shown = $state.raw<Report | null>(null)
  #error = $state.raw<WireError | null>(null)
  #blocks = $state.raw<ReadonlyMap<string, ResolvedBlock>>(new Map())
  /** Not derived from these: what is derived ends with the view that made the document. */
  #values = $state.raw<ReadonlyMap<string, BoundValue>>(new Map())
  #resolveError = $state.raw<WireError | null>(null)
  #version = $state(0)
  readonly #saving: ReportSaving
  #resolveTimer: ReturnType<typeof setTimeout> | undefined
  #resolveDue = 0
  #asked = 0
  /** Whether a view shows it: only then does it follow its runs. */
  #isShown = false
  /** The change that further ones of the same word become part of. */
  #merging: string | null = null

  constructor(id: string, client: Client, undo: UndoState) {
    this.id = id
    this.#client = client
    this.#undo = undo
    this.#saving = new ReportSaving(client, {
      read: () => this.#whole(),
      setSavedAt: (savedAt) => this.#put({ ...this.#whole(), savedAt }),
    })
  }

  /** Null until it has come. */
  get report(): Report | null {
    return this.#shown
  }
  get error(): WireError | null {
    return this.#error
  }
  get saveState(): SaveState {
    return this.#saving.state
  }
  /** A frozen one is not written in. */
  get isFrozen(): boolean {
    return this.#shown !== null && this.#shown.frozenAt !== null
  }
  /** As it was last resolved; undefined for a block that is new. */
  resolved(block: string): ResolvedBlock | undefined {
    return this.#blocks.get(block)
  }
  /** Why the last try to resolve failed; what was there before stays. */
  get resolveError(): WireError | null {
    return this.#resolveError
  }
  /** Counts up when the runs behind the report have moved on. */
  get version(): number {
    return this.#version
  }
  /** All bindings of the report by their expression, as last resolved. */
  get values(): ReadonlyMap<string, BoundValue> {
    return this.#values
  }

  /** Reads it from the core, unless something here is not saved yet. */
  async load(): Promise<void> {
    if (this.#saving.isDirty) {
      await this.flush()
      return
    }
    try {
      this.#takeIn(await this.#client.request('reports.get', { report: this.id }))
      this.#error = null
    } catch (error) {
      this.#error = toWireError(error)
    }
  }

  /** Follows its runs until what it returns is called. */
  show(): () => void {
    this.#isShown = true
    if (this.#current !== null) this.#resolveIn(0, true)
    return () => {
      this.#isShown = false
      void this.flush()
    }
  }

  /** Takes in the report as the core keeps it. */
  #adopt(report: Report): void {
    this.#put(report)
    this.#error = null
    this.#saving.adopt()
    this.#resolveIn(0)
  }

  /** @param merge changes with the same word, one after the other, are undone as one. */
  replaceBlock(block: ReportBlock, label: string, merge: string | null = null): void {
    const before = this.#find(block.id)
    const isPart = merge !== null && merge === this.#merging
    this.#putBlock(block)
    this.#merging = merge
    if (isPart) return
    let after = block
    this.#push(label, {
      undo: () => {
        after = this.#find(before.id)
        this.#putBlock(before)
      },
      redo: () => this.#putBlock(after),
    })
  }

  insertBlock(index: number, block: ReportBlock, label: string): Change {
    this.#insert(index, block)
    return this.#push(label, { undo: () => this.#remove(block.id), redo: () => this.#insert(index, block) })
  }

  removeBlock(id: string, label: string): Change {
    const index = this.#indexOf(id)
    let block = this.#find(id)
    this.#remove(id)
    return this.#push(label, {
      undo: () => this.#insert(index, block),
      redo: () => {
        block = this.#find(id)
        this.#remove(id)
      },
    })
  }

  /** @param to its index among the blocks once it stands there. */
  moveBlock(id: string, to: number, label: string): void {
    const from = this.#indexOf(id)
    if (to === from || to < 0 || to >= this.#whole().blocks.length) return
    const move = (index: number) => {
      const block = this.#find(id)
      const rest = this.#whole().blocks.filter((other) => other.id !== id)
      this.#change({ blocks: rest.toSpliced(index, 0, block) })
    }
    move(to)
    this.#push(label, { undo: () => move(from), redo: () => move(to) })
  }

  setFields(fields: Fields, label: string): void {
    const { title, runs, style } = this.#whole()
    const before: Fields = {
      ...(fields.title === undefined ? {} : { title }),
      ...(fields.runs === undefined ? {} : { runs }),
      ...(fields.style === undefined ? {} : { style }),
    }
    this.#change(fields)
    this.#push(label, { undo: () => this.#change(before), redo: () => this.#change(fields) })
  }

  /** Keeps this moment's numbers, or follows the runs again. What was written is saved first. @throws PlateauError */
  async freeze(frozen: boolean): Promise<void> {
    await this.save()
    this.#adopt(await this.#client.request('reports.freeze', { report: this.id, frozen }))
    this.#version += 1
  }

  /** Saves what is not saved yet, now. @throws Error with a sentence on why it could not be */
  save = (): Promise<void> => this.#saving.save()
  /** The same, and says nothing: `saveState` does. */
  flush = (): Promise<void> => this.#saving.flush()
  /** @throws Error while there are two that differ */
  requireNoConflict = (): void => this.#saving.requireNoConflict()

  /** Of two that differ, the one that is kept: what was written here is given up. @throws PlateauError when it cannot be read. */
  async takeOther(): Promise<void> {
    this.#adoptOther(await this.#client.request('reports.get', { report: this.id }))
  }

  /** Of two that differ, this one, over the one that is kept. @throws Error when that cannot be read, or is frozen. */
  async keepMine(): Promise<void> {
    const kept = await this.#readKept()
    if (kept !== null && kept.frozenAt !== null) throw new Error('The other version is frozen and cannot be replaced.')
    if (kept !== null) this.#put({ ...this.#whole(), savedAt: kept.savedAt })
    await this.#saving.insist()
  }

  /** What the core keeps; null when it was deleted. */
  async #readKept(): Promise<Report | null> {
    try {
      return await this.#client.request('reports.get', { report: this.id })
    } catch (error) {
      if (toWireError(error).code === 'report-not-found') return null
      throw error
    }
  }

  /** What was just read; whatever was written here meanwhile is newer. */
  #takeIn(kept: Report): void {
    if (this.#saving.isBusy() || kept.savedAt === this.#current?.savedAt) return
    if (this.#current === null) this.#adopt(kept)
    else this.#adoptOther(kept)
  }

  /** Takes in what was written elsewhere. Changes made here before fit it no longer, and are not taken back. */
  #adoptOther(report: Report): void {
    this.#undo.forget(this.id)
    this.#merging = null
    this.#adopt(report)
    this.#version += 1
  }

  /** What the core tells of runs and of this report. */
  hear(event: PlateauEvent): void {
    if (this.#current === null) {
      // Deleted, and perhaps there again.
      if (event.event === 'reports-changed' && event.payload.report === this.id) void this.load()
      return
    }
    switch (event.event) {
      case 'epoch-committed':
      case 'run-changed':
        if (!this.isFrozen && this.#names(event.payload.run)) this.#follow()
        break
      case 'runs-removed':
        if (!this.isFrozen && event.payload.runs.some((run) => this.#names(run))) this.#follow()
        break
      case 'choices-changed':
        if (!this.isFrozen) this.#follow()
        break
      case 'reports-changed':
        if (event.payload.report === this.id) void this.#compare()
        break
      default:
    }
  }

  /** After a lost connection: what waits is saved, and the runs may have moved on. */
  refresh(): void {
    this.#follow()
    void this.load()
  }

  /** Another client may have written in it: what is being written here is not taken away. */
  async #compare(): Promise<void> {
    if (this.#saving.isBusy()) return
    try {
      this.#takeIn(await this.#client.request('reports.get', { report: this.id }))
    } catch (error) {
      // What is written here outlives a deletion elsewhere; a connection that breaks is followed by a refresh.
      if (this.#saving.isBusy() || toWireError(error).code !== 'report-not-found') return
      this.#error = toWireError(error)
      this.#put(null)
    }
  }

  #put(report: Report | null): void {
    this.#current = report
    this.#shown = report
  }
  #whole(): Report {
    if (this.#current === null) throw new Error('The report has not loaded yet.')
    return this.#current
  }
  #names(run: string): boolean {
    const { runs, blocks } = this.#whole()
    // A query may find any run, or lose it.
    if (blocks.some((block) => block.kind !== 'text' && block.where !== undefined)) return true
    return runs.includes(run) || blocks.some((block) => runsOfBlock(block).includes(run))
  }
  #indexOf(id: string): number {
    return this.#whole().blocks.findIndex((block) => block.id === id)
  }
  #find(id: string): ReportBlock {
    const block = this.#whole().blocks[this.#indexOf(id)]
    if (block === undefined) throw new Error('The block is no longer in the report.')
    return block
  }
  #putBlock(block: ReportBlock): void {
    this.#change({ blocks: this.#whole().blocks.map((other) => (other.id === block.id ? block : other)) })
  }
  #insert(index: number, block: ReportBlock): void {
    this.#change({ blocks: this.#whole().blocks.toSpliced(index, 0, block) })
  }
  #remove(id: string): void {
    this.#change({ blocks: this.#whole().blocks.filter((block) => block.id !== id) })
  }

  #change(change: Fields & Partial<Pick<Report, 'blocks'>>): void {
    if (this.isFrozen) throw new Error('This report is frozen. Unfreeze it to edit it.')
    this.#merging = null
    this.#put({ ...this.#whole(), ...change })
    this.#saving.change()
    this.#resolveIn(resolveMilliseconds)
  }

  #push(label: string, way: { undo: () => void; redo: () => void }): Change {
    return this.#undo.push({
      scope: 'report',
      of: [this.id],
      label,
      ...way,
      isSaved: async () => {
        await this.flush()
        return this.saveState.kind === 'saved'
      },
    })
  }

  #follow(): void {
    if (!this.#isShown || this.#current === null) return
    this.#resolveIn(followMilliseconds, true)
  }

  #resolveIn(milliseconds: number, isFollowing = false): void {
    const due = performance.now() + milliseconds
    // A sooner one is on its way; a burst of facts does not put it off.
    if (this.#resolveTimer !== undefined && this.#resolveDue <= due && isFollowing) return
    clearTimeout(this.#resolveTimer)
    this.#resolveDue = due
    this.#resolveTimer = setTimeout(() => {
      this.#resolveTimer = undefined
      if (isFollowing) this.#version += 1
      void this.#resolve()
    }, milliseconds)
  }

  async #resolve(): Promise<void> {
    const report = this.#current
    if (report === null) return
    this.#asked += 1
    const asked = this.#asked
    try {
      const { blocks } = await this.#client.request('reports.resolve', { report })
      // An answer to what has been changed since: another one is on its way.
      if (asked !== this.#asked) return
      this.#blocks = new Map(blocks.map((block) => [block.id, block]))
      this.#values = new Map(
        blocks.flatMap((block) =>
          block.kind === 'text' ? block.bindings.map(({ expression, ...value }) => [expression, value] as const) : [],
        ),
      )
      this.#resolveError = null
    } catch (error) {
      if (asked === this.#asked) this.#resolveError = toWireError(error)
    }
  }
}
