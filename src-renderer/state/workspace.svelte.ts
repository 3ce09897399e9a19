/** The workspace as it is left: shown at once, kept a moment later, every change of it undone by Ctrl+Z. And its named views. */
import { toWireError, type WireError } from '@contract/errors'
import { misfitWords } from '@protocol/schema-words'
import type { Client } from '@contract/transport'
import {
  defaultLayout,
  viewFileSchema,
  workspaceLayoutSchema,
  type PanelSettings,
  type SavedView,
  type WorkspaceLayout,
} from '@contract/workspace'
import { usualColumns } from '@panels/runs/run-columns'
import type { Change, UndoState } from './undo.svelte'

/** A slider that is dragged is kept once. */
const keepMilliseconds = 400
/** Changes of one kind that follow each other this closely are undone together. */
const mergeMilliseconds = 1_500
/** What could not be kept is sent again at this pace. */
const retryMilliseconds = 5_000

export type LayoutChange = Partial<Omit<WorkspaceLayout, 'version'>>

export type ChangeOptions = {
  /** Changes with the same word that follow closely are one. */
  readonly merge?: string
  /** False for what nobody expects to undo: text that is being typed. */
  readonly isUndoable?: boolean
}

export class WorkspaceState {
  readonly #client: Client
  readonly #undo: UndoState
  readonly #fail: (error: unknown) => void
  #layout = $state.raw<WorkspaceLayout>(defaultLayout)
  #views = $state.raw<readonly SavedView[]>([])
  #viewId = $state<string | null>(null)
  #isLoaded = $state(false)
  #error = $state.raw<WireError | null>(null)
  #timer: ReturnType<typeof setTimeout> | undefined
  #isDirty = false
  #changes = 0
  #merging: { readonly word: string; readonly change: Change; at: number } | null = null
  #saveError = $state.raw<WireError | null>(null)
  /** Keeping that is under way. */
  #keeping: Promise<void> | null = null
  /** Whose workspace it is. */
  #project: string | null = null

  readonly #columns: () => readonly string[]
  #lastColumns: readonly string[] = usualColumns

  /** @param columns that the run table begins with, by what the runs of the project have */
  constructor(
    client: Client,
    undo: UndoState,
    fail: (error: unknown) => void,
    columns: () => readonly string[] = () => usualColumns,
  ) {
    this.#columns = columns
    this.#client = client
    this.#undo = undo
    this.#fail = fail
    client.onEvent(({ event }) => {
      if (event === 'views-changed' && this.#isLoaded) void this.#readViews()
    })
    addEventListener('pagehide', () => void this.#keep())
  }

  get layout(): WorkspaceLayout {
    return this.#layout
  }
  /** Columns of the run table until others are chosen: the same object for as long as they are the same. */
  get usualColumns(): readonly string[] {
    const columns = this.#columns()
    const isSame =
      columns.length === this.#lastColumns.length && columns.every((id, at) => id === this.#lastColumns[at])
    return isSame ? this.#lastColumns : (this.#lastColumns = columns)
  }
  /** By name. */
  get views(): readonly SavedView[] {
    return this.#views
  }
  get isLoaded(): boolean {
    return this.#isLoaded
  }
  get error(): WireError | null {
    return this.#error
  }
  /** Why the last change of the layout is not kept yet: it stays, and is sent again. Null while all is well. */
  get saveError(): WireError | null {
    return this.#saveError
  }
  /** The named view that is open; null for none. */
  readonly view = $derived.by(() => this.#views.find(({ id }) => id === this.#viewId) ?? null)
  /** Whether the workspace differs from the view that is open. */
  readonly isChanged = $derived.by(() => this.view !== null && !isSame(this.view.layout, this.#layout))

  /**
   * Asks for what was left in a project; a layout of it with changes that are not kept yet stays, and is kept now.
   * To be called for another project only once {@link WorkspaceState.isKept} has said so.
   */
  async load(project: string): Promise<void> {
    if (this.#isDirty && project === this.#project) {
      await this.#keep()
      return
    }
    if (project !== this.#project) this.#begin(project)
    const changes = this.#changes
    try {
      const { layout, views } = await this.#client.request('workspace.get', { project })
      if (project !== this.#project) return
      // What was changed meanwhile is newer.
      if (changes === this.#changes) this.#layout = layout
      this.#takeViews(views)
      this.#viewId ??= views.find((view) => isSame(view.layout, layout))?.id ?? null
      this.#error = null
      this.#isLoaded = true
    } catch (error) {
      this.#error = toWireError(error)
    }
  }

  /** Nothing of the project before is shown or kept any more. */
  #begin(project: string): void {
    clearTimeout(this.#timer)
    this.#project = project
    this.#isDirty = false
    this.#isLoaded = false
    this.#layout = defaultLayout
    this.#views = []
    this.#viewId = null
    this.#merging = null
    this.#saveError = null
  }

  /** @throws before a project is open: nothing is there to be kept then. */
  get #owner(): string {
    if (this.#project === null) throw new Error('No project is open yet.')
    return this.#project
  }

  /**
   * Changes the layout.
   * @param label what was done, for the message that takes it back: "Panel removed".
   * @returns the change; null for one that nobody expects to take back, and where nothing becomes different: there is nothing to undo then.
   */
  change(label: string, change: LayoutChange, { merge, isUndoable = true }: ChangeOptions = {}): Change | null {
    const keys = Object.keys(change) as (keyof LayoutChange)[]
    const before = pick(this.#layout, keys)
    if (keys.every((key) => areEqual(before[key], change[key]))) return null
    this.#take(change)
    const now = performance.now()
    const merging = this.#merging
    this.#merging = null
    if (!isUndoable) return null
    if (
      merge !== undefined &&
      merging?.word === merge &&
      now - merging.at < mergeMilliseconds &&
      this.#undo.newestAt <= merging.at
    ) {
      this.#merging = { ...merging, at: now }
      return merging.change
    }
    let after = change
    const made = this.#push(
      label,
      () => {
        // What merged changes came to is what is done again.
        after = pick(this.#layout, keys)
        this.#take(before)
      },
      () => this.#take(after),
    )
    if (merge !== undefined) this.#merging = { word: merge, change: made, at: Math.max(now, this.#undo.newestAt) }
    return made
  }

  #push(label: string, undo: () => void, redo: () => void): Change {
    return this.#undo.push({ scope: 'layout', label, undo, redo, isSaved: () => this.isKept() })
  }

  /** The run that curves are held against, in the workspace and in comparisons; null for none. */
  setBaseline(run: string | null): void {
    this.change(run === null ? 'Baseline removed' : 'Baseline set', { baseline: run })
  }

  /** Changes the settings that all panels share but for their own. */
  changeSettings(label: string, change: Partial<PanelSettings>, options: ChangeOptions = {}): void {
    this.change(label, { settings: { ...this.#layout.settings, ...change } }, options)
  }

  /** Shows a named view. */
  openView(view: SavedView): void {
    const before = this.#viewId
    const { version: _, ...change } = view.layout
    const layout = pick(this.#layout, Object.keys(change) as (keyof LayoutChange)[])
    this.#take(change)
    this.#viewId = view.id
    this.#push(
      `View ${view.name} opened`,
      () => {
        this.#take(layout)
        this.#viewId = before
      },
      () => {
        this.#take(change)
        this.#viewId = view.id
      },
    )
  }

  /** Keeps the workspace under a name, as a new view. @throws PlateauError `name-taken`. */
  async saveAs(name: string): Promise<SavedView> {
    const view = await this.#client.request('views.save', { project: this.#owner, name, layout: this.#layout })
    this.#viewId = view.id
    await this.#readViews()
    return view
  }

  /** Keeps the workspace in the view that is open. @throws PlateauError */
  async save(): Promise<void> {
    const view = this.view
    if (view === null) return
    await this.#client.request('views.save', {
      project: this.#owner,
      id: view.id,
      name: view.name,
      layout: this.#layout,
    })
    await this.#readViews()
  }

  /** Saves a view as given under its id: renamed, or back after it was removed. @throws PlateauError `name-taken`. */
  async put(view: Pick<SavedView, 'name' | 'layout'> & { id?: string }): Promise<SavedView> {
    const saved = await this.#client.request('views.save', {
      project: this.#owner,
      ...(view.id === undefined ? {} : { id: view.id }),
      name: view.name,
      layout: view.layout,
    })
    await this.#readViews()
    return saved
  }

  /** @returns the change, which brings the view back. @throws PlateauError */
  removeView(view: SavedView): Promise<Change> {
    return this.#undo.making(this.#removeView(view))
  }

  async #removeView(view: SavedView): Promise<Change> {
    const remove = async () => {
      await this.#client.request('views.remove', { id: view.id })
      await this.#readViews()
    }
    await remove()
    return this.#undo.push({
      scope: 'view',
      label: `View ${view.name} removed`,
      undo: async () => void (await this.put(view)),
      redo: remove,
    })
  }

  async #readViews(): Promise<void> {
    const project = this.#owner
    try {
      const { views } = await this.#client.request('workspace.get', { project })
      if (project === this.#project) this.#takeViews(views)
    } catch (error) {
      this.#fail(error)
    }
  }

  #takeViews(views: readonly SavedView[]): void {
    this.#views = [...views].sort((left, right) => left.name.localeCompare(right.name))
  }

  #take(change: LayoutChange): void {
    this.#layout = { ...this.#layout, ...change }
    this.#isDirty = true
    this.#changes += 1
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#keep(), keepMilliseconds)
  }

  /** Keeps what is not kept yet. @returns whether all is; where it is not, {@link WorkspaceState.saveError} says why. */
  async isKept(): Promise<boolean> {
    await this.#keep()
    return this.#saveError === null
  }

  /** Keeps the layout now, one request at a time; what fails is tried again. */
  async #keep(): Promise<void> {
    clearTimeout(this.#timer)
    this.#keeping ??= this.#keepAll().finally(() => (this.#keeping = null))
    await this.#keeping
  }

  async #keepAll(): Promise<void> {
    try {
      while (this.#isDirty) {
        this.#isDirty = false
        await this.#client.request('workspace.set', { project: this.#owner, layout: this.#layout })
      }
      this.#saveError = null
    } catch (error) {
      this.#isDirty = true
      this.#saveError = toWireError(error)
      this.#timer = setTimeout(() => void this.#keep(), retryMilliseconds)
    }
  }
}

/** A view as a file. */
export function toViewFile(
  name: string,
  layout: WorkspaceLayout,
): { fileName: string; mediaType: string; text: string } {
  const text = `${JSON.stringify({ format: 'plateau-view', name, layout }, null, 2)}\n`
  const stem = name.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '') || 'view'
  return { fileName: `${stem.toLowerCase()}.plateau-view.json`, mediaType: 'application/json', text }
}

/** Reads a view's file. @throws Error with a sentence when it is none. */
export function fromViewFile(text: string): { name: string; layout: WorkspaceLayout } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Error('This file is not JSON, so it is not a view.', { cause: error })
  }
  const parsed = viewFileSchema.safeParse(value)
  if (!parsed.success) throw new Error(`This file is not a Plateau view: ${misfitWords(parsed.error, 'it')}.`)
  return { name: parsed.data.name, layout: parsed.data.layout }
}

function pick(layout: WorkspaceLayout, keys: readonly (keyof LayoutChange)[]): LayoutChange {
  return Object.fromEntries(keys.map((key) => [key, layout[key]]))
}

/** Through the schema, so that the order of keys does not matter. */
const isSame = (left: WorkspaceLayout, right: WorkspaceLayout): boolean =>
  left === right ||
  JSON.stringify(workspaceLayoutSchema.parse(left)) === JSON.stringify(workspaceLayoutSchema.parse(right))

/** Whether two values of one key of a layout are the same. */
const areEqual = (left: unknown, right: unknown): boolean =>
  left === right || JSON.stringify(left) === JSON.stringify(right)
