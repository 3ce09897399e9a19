/** What the run page reads beside the summary and the epochs: pictures, log, loss by batch. */
import type { RunSamples } from '@contract/api'
import { toWireError, type WireError } from '@contract/errors'
import type { LogEntry } from '@contract/run'
import type { Client } from '@contract/transport'
import type { BatchSeries } from './panels'

/** Batches come ten a second; the chart follows at this pace. */
const batchMilliseconds = 500
/** About one for each two pixels of the widest chart. */
const batchBuckets = 600

export class RunDetails {
  readonly #client: Client
  readonly #run: string
  samples = $state.raw<RunSamples | null>(null)
  entries = $state.raw<readonly LogEntry[]>([])
  batches = $state.raw<BatchSeries | null>(null)
  /** Of the last reading that failed; null once one of its kind has come. */
  error = $state.raw<WireError | null>(null)

  constructor(client: Client, run: string) {
    this.#client = client
    this.#run = run
  }

  async loadSamples(): Promise<void> {
    await this.#read(async () => {
      this.samples = await this.#client.request('samples.get', { run: this.#run })
    })
  }

  /** Reads the log and follows it until what it returns is called. */
  followLog(): () => void {
    void this.#read(async () => {
      const { entries } = await this.#client.request('runs.log', { run: this.#run })
      this.entries = entries
    })
    return this.#client.onEvent((event) => {
      if (event.event !== 'run-logged' || event.payload.run !== this.#run) return
      const { entry } = event.payload
      // What the answer has brought already may be told once more.
      if (entry.sequence > (this.entries.at(-1)?.sequence ?? -1)) this.entries = [...this.entries, entry]
    })
  }

  /** Reads the loss by batch and follows it until what it returns is called. */
  followBatches(): () => void {
    const load = () =>
      this.#read(async () => {
        this.batches = await this.#client.request('series.batches', {
          run: this.#run,
          key: 'batch_loss',
          buckets: batchBuckets,
        })
      })
    let timer: ReturnType<typeof setTimeout> | undefined
    void load()
    const stop = this.#client.onEvent((event) => {
      if (event.event !== 'points-appended' || event.payload.run !== this.#run) return
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
