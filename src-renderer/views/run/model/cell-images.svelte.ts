/** Images of one cell of the confusion matrix, a few at a time, the surest first. */
import { toWireError, type WireError } from '@contract/errors'
import type { Client } from '@contract/transport'
import { imagesOfCell, type ConfusionCell } from '@panels/samples/confusion-table'
import { imagesShown, type Looked } from './inside.svelte'

export class CellImages {
  readonly #client: Client
  readonly #run: string
  /** Counts what was asked: an answer that came late is of no use. */
  #asked = 0
  #cell = $state.raw<ConfusionCell | null>(null)
  #places = $state.raw<readonly number[]>([])
  #first = $state(0)
  #looked = $state.raw<Looked | null>(null)
  #isBusy = $state(false)
  #error = $state.raw<WireError | null>(null)

  constructor(client: Client, run: string) {
    this.#client = client
    this.#run = run
  }

  get cell(): ConfusionCell | null {
    return this.#cell
  }
  /** Of all images in the cell. */
  get places(): readonly number[] {
    return this.#places
  }
  /** Which of them is the first that is shown, from 0. */
  get first(): number {
    return this.#first
  }
  /** Those that are shown; of the last answer until the next has come. */
  get looked(): Looked | null {
    return this.#looked
  }
  get isBusy(): boolean {
    return this.#isBusy
  }
  get error(): WireError | null {
    return this.#error
  }

  /** @param of what was measured of all images, whose classes the matrix has */
  async choose(cell: ConfusionCell, { measured, epoch }: Pick<Looked, 'measured' | 'epoch'>): Promise<void> {
    this.#cell = cell
    this.#places = measured.classes === null ? [] : imagesOfCell(measured.classes, cell.row, cell.column)
    this.#looked = null
    await this.turn(0, epoch)
  }

  /** Shows those from another one on. */
  async turn(first: number, epoch: number): Promise<void> {
    const asked = (this.#asked += 1)
    this.#first = first
    this.#error = null
    const places = this.#places.slice(first, first + imagesShown)
    if (places.length === 0) {
      this.#isBusy = false
      return
    }
    this.#isBusy = true
    try {
      const looked = await this.#client.request('inside.images', {
        run: this.#run,
        epoch,
        choice: { by: 'places', places },
      })
      if (asked === this.#asked) this.#looked = looked
    } catch (caught) {
      if (asked === this.#asked) this.#error = toWireError(caught)
    } finally {
      if (asked === this.#asked) this.#isBusy = false
    }
  }
}
