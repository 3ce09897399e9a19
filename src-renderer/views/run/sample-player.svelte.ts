/** What the network made of the fixed images, epoch by epoch: which epoch is shown, and playing through them. */
import type { RunSamples } from '@contract/api'
import { toWireError, type WireError } from '@contract/errors'
import type { Client } from '@contract/transport'
import { Play } from './play.svelte'
import { epochsAhead, epochsToKeep, positionOf } from './sample-epochs'

/** What is shown: one of the two that move while a run trains, or an epoch that was chosen. */
type Shown = 'best' | 'last' | number

export class SamplePlayer {
  readonly #client: Client
  readonly #run: string
  readonly #play = new Play({
    count: () => this.epochs.length,
    position: () => this.position,
    show: (position) => this.#showPlayed(position),
  })
  /** By epoch; the oldest go first. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #cache = new Map<number, Float32Array>()
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #asked = new Set<number>()
  #samples = $state.raw<RunSamples | null>(null)
  #shown = $state<Shown>('best')
  #outputs = $state.raw<{ readonly epoch: number; readonly outputs: Float32Array } | null>(null)
  #error = $state.raw<WireError | null>(null)

  constructor(client: Client, run: string) {
    this.#client = client
    this.#run = run
  }

  get samples(): RunSamples | null {
    return this.#samples
  }
  /** What is drawn; it stays until the next epoch's has come. */
  get outputs(): { readonly epoch: number; readonly outputs: Float32Array } | null {
    return this.#outputs
  }
  get isPlaying(): boolean {
    return this.#play.isPlaying
  }
  get error(): WireError | null {
    return this.#error
  }
  get shown(): Shown {
    return this.#shown
  }

  readonly epochs = $derived(this.#samples?.epochs ?? new Int32Array())
  /** Index of the epoch that is shown among those that can be. */
  readonly position = $derived(positionOf(this.epochs, this.#outputs?.epoch ?? 0))

  /** Takes in what was read anew: a run that began again has other epochs. */
  take(samples: RunSamples): void {
    if (samples.epochs.length < this.epochs.length) this.#cache.clear()
    this.#samples = samples
    for (const known of [samples.best, samples.last]) if (known) this.#cache.set(known.epoch, known.outputs)
    void this.#draw()
  }

  /** Resolves when it is drawn, or when it could not be had. */
  show(shown: Shown): Promise<void> {
    this.pause()
    this.#shown = shown
    return this.#draw()
  }

  /** Asks for the epochs that are shown soon. */
  fetchAhead(epochs: Iterable<number>): void {
    for (const epoch of epochs) void this.#fetch(epoch)
  }

  /** Plays from the epoch that is shown to the last; from the first when the last is shown. */
  play(): void {
    this.#play.play()
  }

  pause(): void {
    this.#play.pause()
  }

  async #showPlayed(position: number): Promise<void> {
    this.#shown = this.epochs[position] ?? 'last'
    this.fetchAhead(this.epochs.slice(position + 1, position + 1 + epochsAhead))
    await this.#draw()
  }

  async #draw(): Promise<void> {
    const samples = this.#samples
    const wanted = this.#shown
    if (samples === null) return
    const epoch = typeof wanted === 'number' ? wanted : samples[wanted]?.epoch
    if (epoch === undefined) {
      this.#outputs = null
      return
    }
    await this.#fetch(epoch)
    const outputs = this.#cache.get(epoch)
    // Another epoch may have been asked for meanwhile.
    if (outputs && this.#shown === wanted) this.#outputs = { epoch, outputs }
  }

  async #fetch(epoch: number): Promise<void> {
    if (this.#cache.has(epoch) || this.#asked.has(epoch)) return
    this.#asked.add(epoch)
    try {
      const { outputs } = await this.#client.request('samples.at', { run: this.#run, epoch })
      this.#cache.set(epoch, outputs)
      for (const oldest of [...this.#cache.keys()].slice(0, Math.max(0, this.#cache.size - epochsToKeep)))
        this.#cache.delete(oldest)
      this.#error = null
    } catch (error) {
      this.#error = toWireError(error)
      this.pause()
    } finally {
      this.#asked.delete(epoch)
    }
  }
}
