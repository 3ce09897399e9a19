/** When a run that goes on was last heard of, and what time it is now: for the age of its last point. */
import type { RunSummary } from '@contract/run'
import { fromSentLines } from '@contract/lines'
import type { Client } from '@contract/transport'

const tickMilliseconds = 1_000
/** Of so many series the last points are looked at: those that have come furthest. */
const mostLooked = 4

export class LastPoint {
  readonly #client: Client
  /** Milliseconds since 1970; null before any is known. */
  at = $state<number | null>(null)
  now = $state(Date.now())

  constructor(client: Client) {
    this.#client = client
  }

  /** Follows a run until what it returns is called. */
  follow(run: RunSummary): () => void {
    void this.#look(run)
    const timer = setInterval(() => (this.now = Date.now()), tickMilliseconds)
    const stop = this.#client.onEvent((event) => {
      const isPoint = event.event === 'points-appended' || event.event === 'epoch-committed'
      if (isPoint && event.payload.run === run.id) this.at = this.now = Date.now()
    })
    return () => {
      clearInterval(timer)
      stop()
    }
  }

  async #look({ id, series }: RunSummary): Promise<void> {
    const furthest = Object.keys(series)
      .sort((left, right) => (series[right]?.lastStep ?? 0) - (series[left]?.lastStep ?? 0))
      .slice(0, mostLooked)
    if (furthest.length === 0) return
    try {
      const { lines } = await this.#client.request('series.lines', {
        series: furthest.map((key) => ({ run: id, key })),
        x: 'wall',
        buckets: 1,
      })
      const times = fromSentLines(lines).flatMap(({ x }) => x.at(-1) ?? [])
      if (times.length > 0) this.at = Math.max(this.at ?? 0, ...times)
    } catch {
      // The age is left out: what failed is said where the lines are drawn, which ask for the same.
    }
  }
}
