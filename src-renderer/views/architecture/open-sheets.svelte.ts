/** The drafts that the editor has had open: a file that is opened is a step like any other, which is taken back and done again. */
import type { LayerSpec } from '@recipes/layer'
import type { Route } from '../../state/routes'
import type { ArchitectureDraft } from './architecture-draft.svelte'

export type EditorRoute = Extract<Route, { view: 'architecture' }>
export type Sheet = {
  /** What it was opened with: {@link wantedBy} its route. */
  readonly of: string
  readonly route: EditorRoute
  readonly draft: ArchitectureDraft
  /** What was open when it was opened from a file. */
  readonly before: Sheet | null
}

/** What a route asks for, apart from where it leads back to. */
export const wantedBy = ({ name, layers }: Pick<EditorRoute, 'name' | 'layers'>): string =>
  JSON.stringify([name, layers])

export class OpenSheets {
  readonly #go: (route: EditorRoute) => void
  readonly #begin: (route: EditorRoute) => ArchitectureDraft
  #open: Sheet | null = $state.raw(null)
  /** Taken back, and the layers that were shown then: once they are changed it is not done again. */
  #after: { readonly sheet: Sheet; readonly layers: readonly LayerSpec[] } | null = $state.raw(null)
  /** On its way from a file. */
  #brought: { readonly of: string; readonly before: Sheet | null } | null = null
  readonly #sheetAfter = $derived.by(() =>
    this.#after !== null && this.#after.layers === this.#open?.draft.editing.layers ? this.#after.sheet : null,
  )
  readonly canUndo = $derived.by(
    () => (this.#open?.draft.editing.past.length ?? 0) > 0 || (this.#open?.before ?? null) !== null,
  )
  readonly canRedo = $derived.by(() => (this.#open?.draft.editing.future.length ?? 0) > 0 || this.#sheetAfter !== null)

  /** @param go shows a route, which may be asked about first. @param begin makes the draft of one */
  constructor(go: (route: EditorRoute) => void, begin: (route: EditorRoute) => ArchitectureDraft) {
    this.#go = go
    this.#begin = begin
  }

  get open(): Sheet | null {
    return this.#open
  }

  /** What the route asks for, as it was left where that is one step away. */
  show(route: EditorRoute): void {
    const of = wantedBy(route)
    const { before = null } = this.#open ?? {}
    const after = this.#sheetAfter
    const brought = this.#brought?.of === of ? this.#brought : null
    this.#brought = null
    if (brought === null && before?.of === of) {
      this.#after = this.#open && { sheet: this.#open, layers: before.draft.editing.layers }
      this.#open = before
    } else if (brought === null && after?.of === of) {
      this.#after = null
      this.#open = after
    } else {
      this.#after = null
      this.#open = { of, route, draft: this.#begin(route), before: brought?.before ?? null }
    }
  }

  /** Opens a file's layers, as a new architecture. */
  bring(route: EditorRoute): void {
    const before = this.#open
    const of = wantedBy(route)
    this.#brought = { of, before }
    // The same file once more: what was made of it stays one step away.
    if (before?.of === of) this.show(route)
    else this.#go(route)
  }

  /** The open draft is kept by this name now. @param route of what is kept */
  saved(route: EditorRoute): void {
    if (this.#open !== null) this.#open = { ...this.#open, of: wantedBy(route), route }
  }

  undo(): void {
    const sheet = this.#open
    if (sheet === null) return
    if (sheet.draft.editing.past.length > 0 || sheet.before === null) sheet.draft.do({ type: 'undo' })
    else if (sheet.before.of === sheet.of) this.show(sheet.before.route)
    else this.#go(sheet.before.route)
  }

  redo(): void {
    const sheet = this.#open
    if (sheet === null) return
    const after = this.#sheetAfter
    if (sheet.draft.editing.future.length > 0 || after === null) sheet.draft.do({ type: 'redo' })
    else if (after.of === sheet.of) this.show(after.route)
    else this.#go(after.route)
  }
}
