/** Several runs' outputs at one epoch, or at each one's best, and playing through the epochs of all. */
import { toWireError, type WireError } from '@contract/errors'
import type { RunSummary } from '@contract/run'
import type { Client } from '@contract/transport'
import { epochsAhead, frameMilliseconds, positionOf } from '../run/sample-epochs'
import { Play } from '../run/play.svelte'
import { SamplePlayer } from '../run/sample-player.svelte'

export type EpochChoice = 'same' | 'best'

export class SampleColumn {
  readonly run: string
  readonly player: SamplePlayer
  /** Of reading what there is. */
  error = $state.raw<WireError | null>(null)

  constructor(client: Client, run: string) {
    this.run = run
    this.player = new SamplePlayer(client, run)
  }
}

/** A run as the table shows it; `valMse` of the epoch that is drawn, null before it is known. */
export type ShownRun = { readonly run: RunSummary; readonly column: SampleColumn; readonly valMse: number | null }

export class SampleDiffState {
  readonly #client: Client
  readonly #play = new Play({
    count: () => this.lastEpoch,
    position: () => this.epoch - 1,
    show: (position) => this.#showPlayed(position + 1),
  })
  #columns = $state.raw<readonly SampleColumn[]>([])
  #choice = $state<EpochChoice>('same')
  /** Null until somebody chose one: then the last that all runs have. */
  #chosenEpoch = $state<number | null>(null)

  constructor(client: Client) {
    this.#client = client
  }

  get columns(): readonly SampleColumn[] {
    return this.#columns
  }
  get choice(): EpochChoice {
    return this.#choice
  }
  get isPlaying(): boolean {
    return this.#play.isPlaying
  }

  readonly #lasts = $derived(this.#columns.flatMap(({ player }) => player.epochs.at(-1) ?? []))
  /** Of the run that has most; 0 before any was read. */
  readonly lastEpoch = $derived(Math.max(0, ...this.#lasts))
  readonly epoch = $derived(this.#chosenEpoch ?? (this.#lasts.length === 0 ? 0 : Math.min(...this.#lasts)))
  readonly frameMilliseconds = $derived(frameMilliseconds(this.lastEpoch))

  /** Shows these runs, in this order; what is known of those that stay is kept. */
  async setRuns(runs: readonly string[]): Promise<void> {
    this.pause()
    this.#columns = runs.map(
      (run) => this.#columns.find((column) => column.run === run) ?? new SampleColumn(this.#client, run),
    )
    await Promise.all(this.#columns.map((column) => this.#load(column)))
    await this.#show()
  }

  async choose(choice: EpochChoice): Promise<void> {
    this.pause()
    this.#choice = choice
    await this.#show()
  }

  /** Shows an epoch of all runs; one that has ended before shows its last. */
  async goTo(epoch: number): Promise<void> {
    this.pause()
    this.#choice = 'same'
    this.#chosenEpoch = Math.min(this.lastEpoch, Math.max(1, epoch))
    await this.#show()
  }

  /** Plays to the last epoch; from the first when the last is shown. */
  play(): void {
    if (this.lastEpoch > 1) this.#choice = 'same'
    this.#play.play()
  }

  pause(): void {
    this.#play.pause()
  }

  async #showPlayed(epoch: number): Promise<void> {
    this.#chosenEpoch = epoch
    for (const { player } of this.#columns) {
      const from = positionOf(player.epochs, epoch)
      player.fetchAhead(player.epochs.slice(from + 1, from + 1 + epochsAhead))
    }
    await this.#show()
  }

  async #show(): Promise<void> {
    const { epoch } = this
    await Promise.all(
      this.#columns.map(({ player }) => {
        if (this.#choice === 'best') return player.show('best')
        return player.show(player.epochs[positionOf(player.epochs, epoch)] ?? 'last')
      }),
    )
  }

  async #load(column: SampleColumn): Promise<void> {
    try {
      column.player.take(await this.#client.request('samples.get', { run: column.run }))
      column.error = null
    } catch (error) {
      column.error = toWireError(error)
    }
  }
}
