/** What the run page reads beside the summary and the epochs: pictures, points by step, attempts and checkpoints. */
import type { Attempt, CheckpointFile } from '@contract/checkpoint'
import { toWireError, type WireError } from '@contract/errors'
import type { Client } from '@contract/transport'
import type { BatchSeries } from '@panels/run/panels'
import { SamplePlayer } from './sample-player.svelte'

/** Batches come ten a second; the chart follows at this pace. */
const batchMilliseconds = 500
/** About one for each two pixels of the widest chart. */
const batchBuckets = 600

export class RunDetails {
  readonly #client: Client
  readonly #run: string
  readonly player: SamplePlayer
  /** Series by step, by their keys; absent until read. */
  points = $state.raw<Readonly<Partial<Record<string, BatchSeries>>>>({})
  attempts = $state.raw<readonly Attempt[]>([])
  checkpoints = $state.raw<readonly CheckpointFile[]>([])
  /** Of the last reading that failed; null once one of its kind has come. */
  error = $state.raw<WireError | null>(null)

  constructor(client: Client, run: string) {
    this.#client = client
    this.#run = run
    this.player = new SamplePlayer(client, run)
  }

  async loadSamples(): Promise<void> {
    await this.#read(async () => {
      this.player.take(await this.#client.request('samples.get', { run: this.#run }))
    })
  }

  async loadRecord(): Promise<void> {
    await this.#read(async () => {
      const { attempts, checkpoints } = await this.#client.request('runs.get', { run: this.#run })
      this.attempts = attempts
      this.checkpoints = checkpoints
    })
  }

  /** Reads series by step and follows them until what it returns is called. */
  followPoints(keys: readonly string[]): () => void {
    const load = () =>
      this.#read(async () => {
        const request = (key: string) =>
          this.#client.request('series.batches', { run: this.#run, key, buckets: batchBuckets })
        const read = await Promise.all(keys.map(request))
        this.points = { ...this.points, ...Object.fromEntries(read.map((series) => [series.key, series])) }
      })
    let timer: ReturnType<typeof setTimeout> | undefined
    void load()
    const stop = this.#client.onEvent((event) => {
      if (event.event !== 'points-appended' || event.payload.run !== this.#run) return
      if (!keys.includes(event.payload.key)) return
      timer ??= setTimeout(() => {
        timer = undefined
        void load()
      }, batchMilliseconds)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }

  async #read(load: () => Promise<void>): Promise<void> {
    try {
      await load()
      this.error = null
    } catch (caught) {
      this.error = toWireError(caught)
    }
  }
}
