/** Which of the workspace's open runs lie within what is brushed on axes of parallel coordinates. */
// Sets here are made and read within one derivation.
/* eslint-disable svelte/prefer-svelte-reactivity */
import { untrack } from 'svelte'
import type { RunSummary } from '@contract/run'
import type { PanelDefinition } from '@contract/workspace'
import type { Brushes } from '@charts/parallel'
import { valuesOfAxes, withinBrushes, type AxisValues } from '@panels/workspace/summary-specs'
import type { RunRow } from '../../state/run-row'

type Around = {
  readonly all: () => readonly RunSummary[]
  /** Those whose eye is open, in the order of the list. */
  readonly open: () => readonly RunRow[]
  /** The panel with an id. */
  readonly panel: (id: string) => (PanelDefinition & { readonly isHidden?: boolean }) | undefined
}

export class BrushedRuns {
  readonly #around: Around
  /** By panel: what is brushed on its axes. */
  #brushes = $state.raw<Readonly<Record<string, Brushes>>>({})

  constructor(around: Around) {
    this.#around = around
  }

  of(panel: string): Brushes {
    return this.#brushes[panel] ?? {}
  }
  brush(panel: string, brushes: Brushes): void {
    this.#brushes = { ...this.#brushes, [panel]: brushes }
  }
  clear(): void {
    this.#brushes = {}
  }

  /** Panels and their axes that are brushed: the same text wherever the brushes are moved to. */
  readonly #axes: string = $derived.by(() =>
    JSON.stringify(Object.entries(this.#brushes).map(([panel, brushes]) => [panel, Object.keys(brushes)])),
  )
  /** What the open runs have there: read once for a brush, and not for each of its places. */
  readonly #values = $derived.by(() => {
    // Where brushes lie on their axes changes nothing here.
    void this.#axes
    const brushed = untrack(() => this.#brushes)
    return Object.entries(brushed).flatMap(([id, brushes]): (AxisValues & { panel: string })[] => {
      const panel = this.#around.panel(id)
      if (panel?.kind !== 'parallel' || panel.isHidden) return []
      const axes = Object.keys(brushes)
      return valuesOfAxes(panel, this.#around.all(), this.#around.open(), axes).map((of) => ({ panel: id, ...of }))
    })
  })
  /** Runs that lie within every brush. */
  readonly within: readonly RunRow[] = $derived.by(() => {
    const limits = this.#values.flatMap(({ panel, axis, values }) => {
      const brush = this.#brushes[panel]?.[axis]
      return brush === undefined ? [] : [{ values, brush }]
    })
    return withinBrushes(this.#around.open(), limits)
  })
  readonly isAny: boolean = $derived.by(() =>
    Object.values(this.#brushes).some((brushes) => Object.keys(brushes).length > 0),
  )
  /** As objects: the ids of ten thousand would be read anew with each move of the pointer. */
  readonly #kept: ReadonlySet<RunSummary> = $derived.by(() => new Set(this.within))
  readonly faded: readonly RunRow[] = $derived.by(() =>
    this.isAny ? this.#around.open().filter((run) => !this.#kept.has(run)) : [],
  )
  /** @param run as `open` has it */
  has(run: RunSummary): boolean {
    return this.#kept.has(run)
  }
}
