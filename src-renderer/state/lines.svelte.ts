/**
 * Lines of the panels in sight. What all panels want is asked for together, a moment later; of many lines a coarse answer comes
 * first; facts of the core say what is stale, and only that is asked for again. What was read stays until the new is there.
 */
// Sets and maps here are bookkeeping that nothing is drawn from.
/* eslint-disable svelte/prefer-svelte-reactivity */
import { toWireError } from '@contract/errors'
import { fromSentLines, type Line, type LinesInput, type XAxisKind } from '@contract/lines'
import type { Smoothing } from '@contract/smoothing'
import type { Client } from '@contract/transport'
import { seriesOfKey } from '@model/expressions/keys'
import { bucketsOf, lineId, LineFeed, partsOfLine, type LinesWanted } from './line-feed.svelte'

/** Panels that come into sight one after the other within a frame ask together. */
const askMilliseconds = 0
/** What trains and what is logged is followed at this pace. */
const followMilliseconds = 250
/** Long enough for the next view to be there. */
const endedMilliseconds = 2_000
/** From so many lines on a coarse answer comes first. */
const manyLines = 200
const coarseBuckets = 64
/** What one request asks for: core and window take it in, and the answer, without holding up anybody. */
const largestRequest = 1_000

/** What a feed wanted when it asked. */
type Wish = { readonly wanted: LinesWanted; readonly asked: number }

type Ask = {
  readonly feeds: Map<LineFeed, Wish>
  readonly x: LinesInput['x']
  readonly range: readonly [number, number] | null
  readonly isLog: boolean
  readonly buckets: number
  readonly width: number | null
  readonly smoothing: Smoothing | null
  readonly ids: Set<string>
}

export class LinesState {
  readonly #client: Client
  readonly #feeds = new Set<LineFeed>()
  /** Feeds that have just ended: a panel that comes to fill the window begins with what it showed before. */
  readonly #ended = new Set<LineFeed>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #due = 0
  #isAsking = false

  constructor(client: Client) {
    this.#client = client
    client.onEvent((event) => {
      if (event.event === 'epoch-committed') this.#spoil(event.payload.run, null)
      else if (event.event === 'points-appended') this.#spoil(event.payload.run, event.payload.key)
    })
  }

  /** Begins a feed, which shows nothing until it is told what is wanted. `end` lets go of it. */
  begin(): {
    readonly feed: LineFeed
    readonly want: (wanted: LinesWanted | null) => void
    readonly end: () => void
  } {
    const feed = new LineFeed()
    this.#feeds.add(feed)
    return {
      feed,
      want: (wanted) => this.#want(feed, wanted),
      end: () => {
        this.#feeds.delete(feed)
        this.#ended.add(feed)
        setTimeout(() => this.#ended.delete(feed), endedMilliseconds)
      },
    }
  }

  /** Lines of the same stretch of x that another panel has, in whatever pixels: shown until its own come. */
  #borrow(feed: LineFeed, wanted: LinesWanted): void {
    const stretch = stretchOf(wanted)
    const found: Line[] = []
    for (const other of [...this.#ended, ...this.#feeds]) {
      const shown = other.wanted ?? other.last
      if (other === feed || shown === null || stretchOf(shown) !== stretch) continue
      for (const run of wanted.runs)
        for (const key of wanted.keys) {
          const line = other.get(run, key)
          if (line) found.push(line)
        }
    }
    if (found.length > 0) feed.take(found)
  }

  /** After a lost connection: whatever is shown may have moved on. */
  refresh(): void {
    for (const feed of this.#feeds) for (const id of idsOf(feed.wanted)) feed.stale.add(id)
    this.#askIn(askMilliseconds)
  }

  #want(feed: LineFeed, wanted: LinesWanted | null): void {
    const before = feed.wanted ?? feed.last
    if (wanted === null) {
      // Out of sight: what was read stays until it is seen again, and is then read anew.
      feed.last = feed.wanted ?? feed.last
      feed.wanted = null
      feed.stale.clear()
      return
    }
    const isBack = feed.wanted === null
    feed.wanted = wanted
    if (before === null) this.#borrow(feed, wanted)
    const runs = new Set(wanted.runs)
    const keys = new Set(wanted.keys)
    const isSameView = before !== null && wordOf(before) === wordOf(wanted)
    const isAnother = isBack || !isSameView
    let isMore = isAnother
    for (const run of runs)
      for (const key of keys) {
        if (!isAnother && feed.get(run, key) !== undefined) continue
        feed.stale.add(lineId(run, key))
        isMore = true
      }
    if (isMore) feed.expect(!isSameView)
    // Other x cannot stay behind an axis of another kind; another range or width can, until the new points are there.
    const isOtherX = before !== null && JSON.stringify(before.x) !== JSON.stringify(wanted.x)
    if (isOtherX) feed.clear()
    feed.keep(runs, keys)
    // With nothing here yet, nothing is known of them: asked of no runs at first, a panel would say that none has what is still to be read.
    if (isOtherX || (isMore && feed.count === 0)) feed.isComplete = false
    if (feed.stale.size === 0) feed.isComplete = true
    else if (isBack || isOtherX) this.#askIn(askMilliseconds)
    else this.#askBeforeFrame()
  }

  /** Epoch metrics, and what lies over another series, move on with every epoch; a series by step with its points. */
  #spoil(run: string, key: string | null): void {
    let isShown = false
    for (const feed of this.#feeds) {
      const { wanted } = feed
      if (!wanted?.runs.includes(run)) continue
      for (const shown of wanted.keys) {
        const isOver = typeof wanted.x === 'object' && wanted.x.key === key
        if (key !== null && !isOver && !seriesOfKey(shown).includes(key)) continue
        feed.stale.add(lineId(run, shown))
        isShown = true
      }
    }
    if (isShown) this.#askIn(followMilliseconds)
  }

  #askIn(milliseconds: number): void {
    const due = performance.now() + milliseconds
    if (this.#timer !== undefined && this.#due <= due) return
    clearTimeout(this.#timer)
    this.#due = due
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      void this.#ask()
    }, milliseconds)
  }

  /** After a zoom: the core works while the window draws what it has, and panels that zoom together have told by then. */
  #askBeforeFrame(): void {
    if (this.#isAsking) return
    this.#isAsking = true
    queueMicrotask(() => {
      this.#isAsking = false
      void this.#ask()
    })
  }

  async #ask(): Promise<void> {
    await Promise.all(collect(this.#feeds).map((ask) => this.#answer(ask)))
  }

  async #answer(ask: Ask): Promise<void> {
    const ids = [...ask.ids]
    const open = new Set(ask.feeds.keys())
    for (const feed of open) feed.pending += 1
    const end = (feed: LineFeed) => {
      if (!open.delete(feed)) return
      feed.pending -= 1
      if (feed.pending === 0 && feed.stale.size > 0) this.#askBeforeFrame()
    }
    try {
      const isFirst = [...ask.feeds.keys()].some((feed) => ids.some((id) => !feed.has(id)))
      // One behind the other: asked for together, the core would send the first once it has worked out both. The other is asked for
      // before the coarse one is drawn, so that the core works meanwhile.
      const rest = isFirst && ids.length > manyLines ? await this.#readCoarse(ask, ids) : ids
      const onLast = () => {
        for (const [feed, { asked }] of ask.feeds) {
          end(feed)
          feed.error = null
          if (feed.asked === asked) feed.isComplete = true
          if (feed.pending === 0 && feed.asked === asked) feed.isWhole = true
        }
      }
      if (rest.length > 0) await this.#read(ask, rest, ask.buckets, { onLast })
      else onLast()
    } catch (error) {
      // The next fact, or the connection that is back, asks again.
      for (const feed of ask.feeds.keys()) {
        end(feed)
        feed.error = toWireError(error)
      }
    }
  }

  /** @returns the lines of more points than came: those of few are whole already. */
  async #readCoarse(ask: Ask, ids: readonly string[]): Promise<readonly string[]> {
    const whole = new Set<string>()
    await this.#read(ask, ids, Math.min(coarseBuckets, ask.buckets), {
      // Finer ones that are there already stay.
      isWanted: (feed, line) => line.width === null || feed.get(line.run, line.key) === undefined,
      // Without their bands: filling a thousand of them takes four times as long as their lines, and the whole is on its way.
      toTaken: (line) => {
        if (line.width !== null) return { ...line, low: null, high: null }
        whole.add(lineId(line.run, line.key))
        return line
      },
    })
    return ids.filter((id) => !whole.has(id))
  }

  async #read(
    ask: Ask,
    ids: readonly string[],
    buckets: number,
    {
      onLast,
      isWanted = () => true,
      toTaken = (line) => line,
    }: {
      /** Told before the last of what was asked for is handed out. */
      readonly onLast?: () => void
      /** Which of the lines that come a feed takes. */
      readonly isWanted?: (feed: LineFeed, line: Line) => boolean
      /** What of a line is taken. */
      readonly toTaken?: (line: Line) => Line
    },
  ): Promise<void> {
    for (let from = 0; from < ids.length; from += largestRequest) {
      const series = ids.slice(from, from + largestRequest).map((id) => {
        const [run, key] = partsOfLine(id)
        return { run, key }
      })
      const sent = await this.#client.request('series.lines', {
        series,
        x: ask.x,
        buckets,
        ...(ask.range === null ? {} : { range: [ask.range[0], ask.range[1]] as [number, number] }),
        ...(ask.width === null ? {} : { width: ask.width }),
        ...(ask.isLog ? { scale: 'log' as const } : {}),
        ...(ask.smoothing === null ? {} : { smoothing: ask.smoothing }),
      })
      const lines = fromSentLines(sent.lines).map(toTaken)
      const isLast = from + largestRequest >= ids.length
      if (isLast) onLast?.()
      let isFirst = true
      for (const [feed, { wanted }] of ask.feeds) {
        // Many lines are drawn one panel after the other: whatever else the window is asked comes in between.
        if (!isFirst && lines.length > manyLines) await new Promise((over) => setTimeout(over))
        isFirst = false
        // An answer to what is no longer asked: another one is on its way.
        if (feed.wanted === null || wordOf(feed.wanted) !== wordOf(wanted)) continue
        const runs = new Set(feed.wanted.runs)
        const keys = new Set(feed.wanted.keys)
        const taken = lines.filter((line) => runs.has(line.run) && keys.has(line.key) && isWanted(feed, line))
        // What comes of others is no news to it: a thousand lines are not drawn again for it.
        if (taken.length > 0) feed.take(taken)
      }
    }
  }
}

/** What is shown of the lines, as a word to compare by. */
const wordOf = ({ x, range, isLog = false, width, smoothing }: LinesWanted): string =>
  JSON.stringify([x, range, isLog, bucketsOf(width), smoothing])
const stretchOf = ({ x, range, smoothing }: LinesWanted): string => JSON.stringify([x, range, smoothing])
const idsOf = (wanted: LinesWanted | null): string[] =>
  wanted === null ? [] : wanted.runs.flatMap((run) => wanted.keys.map((key) => lineId(run, key)))

/** What is stale of all feeds, as few requests: one for each x, range and number of buckets, and each width that goes on. */
function collect(feeds: Iterable<LineFeed>): Ask[] {
  const asks = new Map<string, Ask>()
  for (const feed of feeds) {
    const { wanted } = feed
    // Smoothing a long series anew takes the core a while: a slider that is drawn asks for where it is once the last answer has come.
    if (wanted === null || (wanted.smoothing !== null && feed.pending > 0)) continue
    const view = wordOf(wanted)
    for (const id of feed.stale) {
      const width = feed.widthOf(id)
      const word = `${view} ${width}`
      let ask = asks.get(word)
      if (ask === undefined) {
        const { x, range, isLog = false, smoothing } = wanted
        const buckets = bucketsOf(wanted.width)
        ask = { feeds: new Map(), x, range, isLog, buckets, width, smoothing, ids: new Set() }
        asks.set(word, ask)
      }
      ask.feeds.set(feed, { wanted, asked: feed.asked })
      ask.ids.add(id)
    }
    feed.stale.clear()
  }
  return [...asks.values()]
}

/** Words for the kinds of x, as they stand in choices. */
export const xAxisWords: Readonly<Record<XAxisKind, string>> = {
  epoch: 'Epoch',
  step: 'Step',
  relative: 'Relative time',
  wall: 'Wall time',
}
