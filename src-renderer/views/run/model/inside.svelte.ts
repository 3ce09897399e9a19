/** A look inside a run: which images are looked at, what came of it, and which kept epoch is shown. */
import type { RequestOutput } from '@contract/api'
import { toWireError, type WireError } from '@contract/errors'
import type { ImageChoice } from '@contract/inside'
import type { Client } from '@contract/transport'
import { Play } from '../play.svelte'

export type Looked = RequestOutput<'inside.images'>
export type ChoiceKind = ImageChoice['by']

/** As many as stand beside each other. */
export const imagesShown = 8

export class InsideState {
  readonly #client: Client
  readonly #run: string
  readonly #play = new Play({
    count: () => this.last + 1,
    position: () => this.#position,
    show: (position) => {
      this.#position = position
    },
  })
  /** Counts what was asked: an answer that came late is of no use. */
  #asked = 0
  #kind = $state<ChoiceKind>('worst')
  #seed = $state(1)
  #places = $state.raw<readonly number[]>([])
  #looked = $state.raw<Looked | null>(null)
  #lookedFor = $state.raw<ImageChoice | null>(null)
  #position = $state(0)
  #ringed = $state(0)
  #isBusy = $state(false)
  #progress = $state.raw<{ readonly done: number; readonly total: number } | null>(null)
  #error = $state.raw<WireError | null>(null)

  constructor(client: Client, run: string) {
    this.#client = client
    this.#run = run
  }

  get kind(): ChoiceKind {
    return this.#kind
  }
  get seed(): number {
    return this.#seed
  }
  /** Those that were named, from 0. */
  get places(): readonly number[] {
    return this.#places
  }
  /** What is drawn; it stays until the next answer has come. */
  get looked(): Looked | null {
    return this.#looked
  }
  /** What was chosen when that was answered. */
  get lookedFor(): ImageChoice | null {
    return this.#lookedFor
  }
  get isPlaying(): boolean {
    return this.#play.isPlaying
  }
  get isBusy(): boolean {
    return this.#isBusy
  }
  /** Images measured; null until the process has loaded, and where nothing has to be measured. */
  get progress(): { readonly done: number; readonly total: number } | null {
    return this.#progress
  }
  get error(): WireError | null {
    return this.#error
  }
  /** Which of the kept epochs is shown, from 0. */
  get position(): number {
    return this.#position
  }
  /** Which of the shown images is looked at closer. */
  get ringed(): number {
    return this.#ringed
  }

  /** What is shown: outputs and losses at one of the kept epochs. */
  readonly shown = $derived(this.#looked?.at[this.#position] ?? null)
  readonly last = $derived((this.#looked?.at.length ?? 1) - 1)

  /** Hears how far measuring is, until what it returns is called, which lets go of what is under way. */
  follow(): () => void {
    const stop = this.#client.onEvent((event) => {
      if (event.event !== 'inside-progress' || event.payload.run !== this.#run || !this.#isBusy) return
      const { done, total } = event.payload
      this.#progress = { done, total }
    })
    return () => {
      stop()
      this.pause()
      if (this.#isBusy) void this.cancel()
    }
  }

  choose(kind: ChoiceKind): void {
    this.#kind = kind
    if (kind !== 'places' || this.#places.length > 0) void this.ask()
  }
  chooseSeed(seed: number): void {
    this.#seed = seed
    this.choose('random')
  }
  /** @param places from 0 */
  choosePlaces(places: readonly number[]): void {
    this.#places = places.slice(0, imagesShown)
    this.choose('places')
  }
  /** Puts an image before those that were named. */
  look(place: number): void {
    const others = this.#kind === 'places' ? this.#places : [...(this.#looked?.places ?? [])]
    this.choosePlaces([place, ...others.filter((other) => other !== place)])
  }

  ring(index: number): void {
    const count = this.#looked?.places.length ?? 0
    if (count > 0) this.#ringed = (index + count) % count
  }

  /** Shows another of the kept epochs. */
  show(position: number): void {
    this.pause()
    this.#position = Math.max(0, Math.min(this.last, position))
  }

  /** Plays from the epoch that is shown to the last; from the first when the last is shown. */
  play(): void {
    this.#play.play()
  }
  pause(): void {
    this.#play.pause()
  }

  /** Looks anew, as the choice is now: where the epoch that was shown is still there, it stays. */
  async ask(): Promise<void> {
    const asked = (this.#asked += 1)
    this.pause()
    this.#isBusy = true
    this.#progress = null
    this.#error = null
    try {
      const choice = this.#choice()
      const looked = await this.#client.request('inside.images', { run: this.#run, choice })
      if (asked !== this.#asked) return
      const before = this.shown?.epoch ?? looked.epoch
      const stays = looked.at.findIndex(({ epoch }) => epoch === before)
      this.#looked = looked
      this.#lookedFor = choice
      this.#position = Math.max(0, stays >= 0 ? stays : looked.at.findIndex(({ epoch }) => epoch === looked.epoch))
      this.#ringed = 0
    } catch (caught) {
      const error = toWireError(caught)
      if (asked === this.#asked && error.code !== 'cancelled') this.#error = error
    } finally {
      if (asked === this.#asked) this.#isBusy = false
    }
  }

  async cancel(): Promise<void> {
    this.#asked += 1
    this.#isBusy = false
    try {
      await this.#client.request('inside.cancel', {})
    } catch (caught) {
      this.#error = toWireError(caught)
    }
  }

  #choice(): ImageChoice {
    switch (this.#kind) {
      case 'places':
        return { by: 'places', places: [...this.#places] }
      case 'random':
        return { by: 'random', seed: this.#seed, count: imagesShown }
      default:
        return { by: this.#kind, count: imagesShown }
    }
  }
}
