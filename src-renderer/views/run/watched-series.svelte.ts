/** One series of a run, whole, for a rule that is replayed over it: read again while it grows. */
import { untrack } from 'svelte'
import type { RunSummary } from '@contract/run'
import type { Client } from '@contract/transport'
import { PatienceFeed, type WholeSeries } from './patience-feed.svelte'

export class WatchedSeries {
  readonly #feed: PatienceFeed
  readonly #key: () => string | null

  /** Made by a component: it follows the series for as long as that is there. @param key null while nothing is watched */
  constructor(client: Client, run: () => RunSummary, key: () => string | null) {
    this.#feed = new PatienceFeed(client, run().id)
    this.#key = key
    $effect(() => {
      const watched = key()
      const digest = watched === null ? undefined : run().series[watched]
      if (watched === null || digest === undefined) return
      const { by } = digest
      // Summaries follow what is logged at a pace of their own.
      void digest.count
      untrack(() => void this.#feed.load([{ key: watched, by }], by))
    })
  }

  /** Undefined until it is here. */
  get current(): WholeSeries | undefined {
    return this.#feed.series[this.#key() ?? '']
  }
  get error(): string | null {
    return this.#feed.error?.message ?? null
  }
}
