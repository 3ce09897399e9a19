/** The charts on the screen as figures: which one is at hand, the one whose export is open, and copying. */
import type { FigureSource, FigureStyle, FigureText, TableFormat } from '@contract/figure'
import type { Shell } from '@contract/shell'
import type { Client } from '@contract/transport'
import { drawingOf, readRemembered } from './figure-choices'
import { countOf } from '@panels/words/format'
import type { ToastState } from './toasts.svelte'

/** A chart as it stands on the screen now. */
export type FigureOffer = {
  readonly source: FigureSource
  /** What it is called: for the dialog's heading and the file's name. */
  readonly name: string
  /** What stands beside the name: how many runs. */
  readonly note: string
  /** What was already written on it, and the style that it has: in a report. */
  readonly text?: FigureText
  readonly style?: FigureStyle
}
/** Null while there is nothing to draw. */
export type FigureThunk = () => FigureOffer | null

const tableWords: Readonly<Record<TableFormat, string>> = {
  tsv: 'Table',
  markdown: 'Markdown table',
  latex: 'LaTeX table',
}

export class FiguresState {
  readonly #client: Client
  readonly #shell: Shell
  readonly #toasts: ToastState
  // Nothing is drawn from them.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #shown = new Map<Element, FigureThunk>()
  #askForFile: (() => void) | null = null
  #last: Element | null = null
  #open = $state.raw<FigureOffer | null>(null)

  constructor(client: Client, shell: Shell, toasts: ToastState) {
    this.#client = client
    this.#shell = shell
    this.#toasts = toasts
  }

  /** Whether any chart is on the screen. */
  get isOffered(): boolean {
    return this.#shown.size > 0
  }

  /** The figure whose dialog is open. */
  get open(): FigureOffer | null {
    return this.#open
  }

  /** For `{@attach}` on what a chart lies in: keys mean the one that the pointer or the focus was in last. */
  readonly offer =
    (figure: FigureThunk) =>
    (element: Element): (() => void) => {
      const take = () => (this.#last = element)
      this.#shown.set(element, figure)
      element.addEventListener('pointerenter', take)
      element.addEventListener('focusin', take)
      return () => {
        this.#shown.delete(element)
        if (this.#last === element) this.#last = null
        element.removeEventListener('pointerenter', take)
        element.removeEventListener('focusin', take)
      }
    }

  /** The one that an element shows; undefined where it shows none. */
  of(element: Element): FigureThunk | undefined {
    return this.#shown.get(element)
  }

  /** The one at hand, else the first on the screen; null when no chart of it can be drawn. */
  atHand(): FigureOffer | null {
    const last = this.#last === null ? undefined : this.#shown.get(this.#last)
    if (last) return last()
    const inOrder = [...this.#shown].sort(([left], [right]) =>
      left.compareDocumentPosition(right) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
    )
    for (const [, figure] of inOrder) {
      const offer = figure()
      if (offer !== null) return offer
    }
    return null
  }

  /** Opens the dialog. Without a figure it says why it does not. */
  export(offer: FigureOffer | null): void {
    if (offer === null) this.#toasts.fail(new Error('There is no chart with data on the screen.'))
    else this.#open = offer
  }
  /** @param offer the one whose dialog was closed: as a browser tells that later, another may be open by then, and stays. Whichever it is unless given. */
  close(offer: FigureOffer | null = this.#open): void {
    if (this.#open === offer) this.#open = null
  }

  /** Opens the field for a figure's file: a browser allows it from a key or a press only. */
  askForFile(): void {
    this.#askForFile?.()
  }
  /** Told when a file is asked for; calling what it returns ends that. */
  onAskForFile(listener: () => void): () => void {
    this.#askForFile = listener
    return () => (this.#askForFile = null)
  }

  /** Copies the figure as it would be exported in the style that was used last. */
  async copyPicture(offer: FigureOffer | null): Promise<void> {
    await this.#attempt(offer, async ({ source, text }) => {
      const { bytes } = await this.#client.request('figures.render', {
        ...drawingOf(readRemembered(), source, text),
        format: 'png',
      })
      await this.#shell.copyImage(bytes)
      return 'Image copied'
    })
  }

  /** Copies the numbers that the figure shows. */
  async copyTable(offer: FigureOffer | null, format: TableFormat): Promise<void> {
    await this.#attempt(offer, async ({ source }) => {
      const { text, rows } = await this.#client.request('figures.table', { source, format })
      await this.#shell.copyText(text)
      return `${tableWords[format]} with ${countOf(rows, 'row')} copied`
    })
  }

  async #attempt(offer: FigureOffer | null, act: (offer: FigureOffer) => Promise<string>): Promise<void> {
    try {
      if (offer === null) throw new Error('There is no chart with data on the screen.')
      this.#toasts.say(await act(offer))
    } catch (error) {
      this.#toasts.fail(error)
    }
  }
}
