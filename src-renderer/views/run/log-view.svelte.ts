/** What of a log is shown: one level or all, what is looked for, the hit at hand, and whether it follows. */
import { filterRows, searchRows, stepHit, type LogFilter, type LogRow } from '@panels/run/log-lines'
import type { LogFeed } from './log-feed.svelte'

export class LogView {
  readonly #feed: LogFeed
  filter = $state.raw<LogFilter>({ level: 'all', hasDebug: false })
  follows = $state(true)
  #words = $state('')
  #hit = $state(-1)
  /** Told which row to bring into sight; the lines that are drawn set it. */
  reveal: ((row: number) => void) | null = null
  /** Told by the lines: the first row in sight. */
  firstInSight = 0

  constructor(feed: LogFeed) {
    this.#feed = feed
  }

  readonly shown: readonly LogRow[] = $derived.by(() => filterRows(this.#feed.rows, this.filter))
  /** Indices of rows. */
  readonly hits: readonly number[] = $derived.by(() => searchRows(this.shown, this.#words))
  /** Index among the hits; -1 for none. */
  readonly hit: number = $derived.by(() => Math.min(this.#hit, this.hits.length - 1))
  readonly row: number = $derived.by(() => this.hits[this.hit] ?? -1)

  get words(): string {
    return this.#words
  }
  /** Looks for other words: from the hit that is nearest to what is in sight. */
  look(words: string): void {
    this.#words = words
    const nearest = this.hits.findIndex((row) => row >= this.firstInSight)
    this.#hit = nearest < 0 ? this.hits.length - 1 : nearest
    if (this.row >= 0) this.reveal?.(this.row)
  }
  /** Goes to the next hit, or the one before. */
  step(way: 1 | -1): void {
    this.#hit = stepHit(this.hits.length, this.hit, way)
    this.follows = false
    if (this.row >= 0) this.reveal?.(this.row)
  }
}
