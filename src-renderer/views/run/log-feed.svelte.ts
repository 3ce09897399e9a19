/** A run's log as it grows: read in parts, so that a hundred thousand lines never stall the window, then followed. */
import { toWireError, type WireError } from '@contract/errors'
import type { LogEntry } from '@contract/run'
import type { Client } from '@contract/transport'
import { addToCounts, noLogCounts, toLogRows, type LogCounts, type LogRow } from '@panels/run/log-lines'

/** What is unpacked and cut into rows within a frame. */
const partLines = 4_000
/** What is logged meanwhile is taken in at this pace. */
const followMilliseconds = 100

export class LogFeed {
  readonly #client: Client
  readonly #run: string
  rows = $state.raw<readonly LogRow[]>([])
  counts = $state.raw<LogCounts>(noLogCounts)
  /** Whether all that was logged before it was opened is there. */
  isComplete = $state(false)
  error = $state.raw<WireError | null>(null)
  #last = 0
  #told: LogEntry[] = []
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(client: Client, run: string) {
    this.#client = client
    this.#run = run
  }

  /** Reads on from what is there and follows the log until what it returns is called. */
  follow(): () => void {
    let hasEnded = false
    const stop = this.#client.onEvent((event) => {
      if (event.event !== 'run-logged' || event.payload.run !== this.#run) return
      this.#told.push(event.payload.entry)
      if (this.isComplete) this.#takeSoon()
    })
    this.isComplete = false
    void this.#read(() => hasEnded)
    return () => {
      hasEnded = true
      stop()
      clearTimeout(this.#timer)
      this.#timer = undefined
    }
  }

  async #read(hasEnded: () => boolean): Promise<void> {
    try {
      for (;;) {
        const { entries } = await this.#client.request('runs.log', {
          run: this.#run,
          after: this.#last,
          limit: partLines,
        })
        if (hasEnded()) return
        this.#take(entries)
        if (entries.length < partLines) break
      }
      this.isComplete = true
      this.error = null
      this.#takeTold()
    } catch (error) {
      this.error = toWireError(error)
    }
  }

  #takeSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#takeTold()
    }, followMilliseconds)
  }
  #takeTold(): void {
    const told = this.#told
    this.#told = []
    this.#take(told)
  }
  /** What an answer has brought already may be told once more. */
  #take(entries: readonly LogEntry[]): void {
    const fresh = entries.filter(({ sequence }) => sequence > this.#last)
    if (fresh.length === 0) return
    this.#last = fresh.at(-1)?.sequence ?? this.#last
    this.rows = [...this.rows, ...toLogRows(fresh)]
    this.counts = addToCounts(this.counts, fresh)
  }
}
