// The set is made and read within one call.
/* eslint-disable svelte/prefer-svelte-reactivity */
/** What-if on the run page: which metric is watched, with how much patience, and what that would have made of the run. */
import { untrack } from 'svelte'
import type { LinesInput } from '@contract/lines'
import type { RunSummary } from '@contract/run'
import type { Client } from '@contract/transport'
import { xText } from '@charts/x-text'
import type { StopMark } from '@panels/run/series-panel'
import {
  describePatience,
  judgingKey,
  outcomeOfPatience,
  percent,
  watchableKeys,
  type PatienceOutcome,
  type PatienceSentence,
} from '@panels/run/what-if-bar'
import { PatienceFeed, whyNotReplayed, type WholeSeries } from './patience-feed.svelte'

/** What is logged meanwhile is read again at this pace. */
const followMilliseconds = 1_000

type Watched = {
  readonly run: () => RunSummary
  readonly keys: () => readonly string[]
  readonly x: () => LinesInput['x']
  /** The metric that is watched before another one is chosen; null where none has a best. */
  readonly lead: () => string | null
}

export class Patience {
  readonly #of: Watched
  readonly #feed: PatienceFeed
  #chosen = $state<string | null>(null)
  patience = $state(5)

  /** Made by a component: it follows the run for as long as that is there. */
  constructor(client: Client, of: Watched) {
    this.#of = of
    this.#feed = new PatienceFeed(client, of.run().id)
    let timer: ReturnType<typeof setTimeout> | undefined
    let asked = ''
    const load = () => {
      const { series } = of.run()
      const keys = [...new Set([this.watched, this.judging])].filter((key) => key !== null)
      void this.#feed.load(
        keys.map((key) => ({ key, by: series[key]?.by ?? 'step' })),
        of.x(),
      )
    }
    $effect(() => {
      const { watched, judging } = this
      if (watched === null || judging === null) return
      const { series } = of.run()
      const word = JSON.stringify([watched, judging, of.x()])
      const counts = [series[watched]?.count, series[judging]?.count]
      void counts
      untrack(() => {
        // Another choice is answered at once; what is logged meanwhile, now and then.
        if (word !== asked) load()
        else
          timer ??= setTimeout(() => {
            timer = undefined
            load()
          }, followMilliseconds)
        asked = word
      })
    })
    $effect(() => () => clearTimeout(timer))
  }

  readonly watchable: readonly string[] = $derived.by(() => watchableKeys(this.#of.keys(), this.#of.run().directions))
  readonly watched: string | null = $derived.by(() =>
    this.#chosen !== null && this.watchable.includes(this.#chosen) ? this.#chosen : this.#of.lead(),
  )
  readonly judging: string | null = $derived.by(() =>
    this.watched === null ? null : judgingKey(this.watched, this.watchable, this.#of.run().directions),
  )
  readonly #series: { readonly watched: WholeSeries; readonly judged: WholeSeries } | null = $derived.by(() => {
    const watched = this.#feed.series[this.watched ?? '']
    const judged = this.#feed.series[this.judging ?? '']
    return watched === undefined || judged === undefined ? null : { watched, judged }
  })
  readonly outcome: PatienceOutcome | null = $derived.by(() => {
    const both = this.#series
    if (!both?.watched.isWhole || !both.judged.isWhole || both.watched.values.length === 0) return null
    return outcomeOfPatience(both.watched, both.judged, this.patience, this.#of.run().directions)
  })
  readonly sentence: PatienceSentence = $derived.by(() => {
    if (this.#feed.error) return { result: '', rest: this.#feed.error.message }
    const both = this.#series
    if (both === null) return { result: '', rest: '' }
    const why = whyNotReplayed(both.watched) ?? whyNotReplayed(both.judged)
    if (why !== null) return { result: '', rest: `${why} Choose another metric.` }
    return this.outcome === null
      ? { result: '', rest: 'No point yet.' }
      : describePatience(this.patience, both.judged.key, this.outcome, this.#of.run().state === 'ended')
  })
  readonly #mark: StopMark | null = $derived.by(() => {
    const stopStep = this.outcome?.stopStep ?? null
    const share = this.outcome?.share ?? null
    const watched = this.#series?.watched
    if (stopStep === null || watched === undefined) return null
    const at = indexOf(watched.steps, stopStep)
    const [from, to] = [watched.x[at] ?? Number.NaN, watched.x[watched.x.length - 1] ?? Number.NaN]
    if (!Number.isFinite(from) || !Number.isFinite(to)) return null
    const { series } = this.#of.run()
    const saved = share === null || share < 0.005 ? '' : `, ${percent(share)} saved`
    const unit = series[watched.key]?.by === 'epoch' ? 'epoch' : 'step'
    return {
      from,
      to,
      label: `would stop at ${unit} ${xText('step', stopStep, [0, stopStep])}${saved}`,
    }
  })

  watch(key: string): void {
    this.#chosen = key
  }

  /** Where the rule would have stopped, for panels of the section that is watched. */
  markFor(key: string): StopMark | null {
    const { watched } = this
    if (watched === null || this.#mark === null) return null
    const section = (one: string) => one.slice(0, one.indexOf('/') + 1)
    return key === watched || (section(key) !== '' && section(key) === section(watched)) ? this.#mark : null
  }
}

function indexOf(steps: ArrayLike<number>, step: number): number {
  for (let index = 0; index < steps.length; index += 1) if (steps[index] === step) return index
  return steps.length - 1
}
