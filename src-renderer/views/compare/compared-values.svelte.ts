/** What a comparison draws of runs: every epoch, or lines of a series by step in the pixels that there are, again in finer ones after a zoom. */
import { onDestroy, untrack } from 'svelte'
import type { RunSummary } from '@contract/run'
import type { Range } from '@charts/panel'
import { unitsOf, type StepUnit } from '@panels/compare/axis'
import { valuesOfLine, type RunValues } from '@panels/compare/curves'
import type { ComparedMetric } from '@panels/compare/grid'
import { ZoomGroup } from '../../charts/zoom-group.svelte'
import type { App } from '../../state/app.svelte'

export type Compared = {
  /** With the baseline, which need not be one of the compared. */
  readonly runs: readonly RunSummary[]
  readonly metric: ComparedMetric
  readonly unit: StepUnit
}

export class ComparedValues {
  readonly #app: App
  readonly #of: () => Compared
  readonly #feed
  readonly #zoomGroup = new ZoomGroup()
  #zoomed = $state.raw<Range | null>(null)
  /** Pixels across of what is drawn. */
  width = $state(0)

  /** Made while a component is, and ends with it. */
  constructor(app: App, of: () => Compared) {
    this.#app = app
    this.#of = of
    const { feed, want, end } = app.lines.begin()
    this.#feed = feed
    onDestroy(end)
    $effect(() => {
      if (!this.#comesAsLines) return app.series.follow(of().runs.map(({ id }) => id))
    })
    $effect(() => {
      const { runs, metric, unit } = of()
      const isWanted = this.#comesAsLines && this.width > 0 && runs.length > 0
      const ids = runs.map(({ id }) => id)
      const wanted = isWanted
        ? { runs: ids, keys: [metric], x: unit, range: this.#zoomed, width: this.width, smoothing: null }
        : null
      untrack(() => want(wanted))
    })
  }

  readonly #comesAsLines = $derived.by(() => {
    const { runs, metric } = this.#of()
    return unitsOf(metric, runs).has('step')
  })

  /** Undefined while they are on their way. */
  readonly of = (run: string): RunValues | undefined => {
    if (!this.#comesAsLines) return this.#app.series.get(run)
    void this.#feed.version
    const { metric } = this.#of()
    const line = this.#feed.get(run, metric)
    return line === undefined ? undefined : valuesOfLine(metric, line)
  }

  get error(): string | null {
    const error = this.#comesAsLines ? this.#feed.error : this.#app.series.error
    return error?.message ?? null
  }

  /** Panels of long lines zoom together, so that one request has finer points for all; others each for itself. */
  get zoomGroup(): ZoomGroup | undefined {
    return this.#comesAsLines ? this.#zoomGroup : undefined
  }
  zoom(view: { readonly x: Range } | null): void {
    this.#zoomed = view?.x ?? null
  }
}
