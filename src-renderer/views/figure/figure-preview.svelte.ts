/** The picture in the figure dialog: asked for a moment after a change, one at a time, the latest wins. */
import type { RequestInput } from '@contract/api'
import type { FigureSource } from '@contract/figure'
import { toWireError, type WireError } from '@contract/errors'
import type { Client } from '@contract/transport'

/** What is shown: the drawing as a picture for the screen and as the file it will be, or the first rows of its numbers. */
export type Wanted =
  | {
      readonly kind: 'picture'
      readonly screen: RequestInput<'figures.render'>
      readonly file: RequestInput<'figures.render'>
    }
  | { readonly kind: 'table'; readonly source: FigureSource }

/** Typing and dragging are followed once they rest. */
const restMilliseconds = 120
/** Of a table: as many as have room. */
const tableLines = 12

export class FigurePreview {
  readonly #client: Client
  #timer: ReturnType<typeof setTimeout> | undefined
  #wanted: Wanted | null = null
  #asked: Wanted | null = null
  #isEnded = false
  /** Address of the picture; the one before stays until the next is there. */
  picture = $state.raw<string | null>(null)
  /** Its height for its width; null before it is seen. */
  ratio = $state<number | null>(null)
  table = $state.raw<{ readonly lines: readonly string[]; readonly rows: number } | null>(null)
  /** Of the file as it would be written; null while that is not known. */
  bytes = $state<number | null>(null)
  /** Why there is no picture or table. */
  error = $state.raw<WireError | null>(null)
  /** Why there is no file of the chosen format, where the picture could be drawn. */
  refusal = $state.raw<{ readonly format: string; readonly message: string } | null>(null)
  /** Whether what is shown is what was asked for last. */
  isCurrent = $state(false)

  constructor(client: Client) {
    this.#client = client
  }

  want(wanted: Wanted): void {
    this.#wanted = wanted
    this.isCurrent = false
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#read(), restMilliseconds)
  }

  /** To be called when the dialog goes. */
  end(): void {
    this.#isEnded = true
    clearTimeout(this.#timer)
    if (this.picture !== null) URL.revokeObjectURL(this.picture)
  }

  /** Asks until what is shown is what is wanted. */
  async #read(): Promise<void> {
    if (this.#asked !== null) return
    while (this.#wanted !== this.#asked && this.#wanted !== null && !this.#isEnded) {
      const wanted: Wanted = this.#wanted
      this.#asked = wanted
      try {
        await this.#show(wanted)
        if (this.#wanted === wanted) this.error = null
      } catch (error) {
        if (this.#wanted === wanted) this.error = toWireError(error)
      }
      if (this.#wanted === wanted) this.isCurrent = true
    }
    this.#asked = null
  }

  async #show(wanted: Wanted): Promise<void> {
    this.bytes = null
    if (wanted.kind === 'table') {
      const { text, rows } = await this.#client.request('figures.table', { source: wanted.source, format: 'tsv' })
      this.table = { lines: text.split('\n').slice(0, tableLines), rows }
      return
    }
    const { bytes, mediaType } = await this.#client.request('figures.render', wanted.screen)
    if (this.#isEnded) return
    const before = this.picture
    this.picture = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: mediaType }))
    if (before !== null) URL.revokeObjectURL(before)
    if (this.#wanted !== wanted) return
    try {
      const file = await this.#client.request('figures.render', wanted.file)
      if (this.#wanted === wanted) {
        this.bytes = file.bytes.byteLength
        this.refusal = null
      }
    } catch (error) {
      const { field, message } = toWireError(error)
      if (field !== 'format') throw error
      if (this.#wanted === wanted) this.refusal = { format: wanted.file.format, message }
    }
  }
}
