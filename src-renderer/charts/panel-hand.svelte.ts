/** Which lines of a panel are at hand, where the pointer, the keyboard, or somebody outside of the panel is on them, and what is next to them. */
// Made and read within one derivation.
/* eslint-disable svelte/prefer-svelte-reactivity */
import { rowOf, tooltipRows, type TooltipRow } from '@charts/hover'
import { mostBeside, type InHand } from '@charts/hand-drawing'
import { nearestSeries, type NearestSeries } from '@charts/nearest'
import type { PanelSeries, PanelSpec } from '@charts/panel'
import { tipOf, type Tip } from '@charts/tip'
import type { Geometry, PlotArea } from './geometry'

/** How near a click has to be to a line to open it, in pixels. */
const clickReach = 24

type Around = {
  readonly spec: () => PanelSpec
  readonly geometry: () => Geometry
  readonly area: () => PlotArea
  /** The crosshair's x; null without one. */
  readonly crossX: () => number | null
  /** How far from it a line's nearest point may lie, in units of x. */
  readonly within: () => number
  /** Lines at hand by what is known outside of the panel; undefined where nobody outside follows. */
  readonly outside: () => readonly string[] | undefined
  /** Whether the crosshair was put by this panel. */
  readonly isOwner: () => boolean
  readonly tell: (id: string | null) => void
}

export class PanelHand {
  readonly #around: Around
  /** The line that pointer or keyboard are on within the panel. */
  #own = $state<string | null>(null)
  /** Whether the pointer is so near to it that a click opens it. */
  isClickable = $state(false)

  /** What the tooltip shows while it is held: it stays, and the pointer can go to it. */
  held: Tip | null = $state.raw(null)

  constructor(around: Around) {
    this.#around = around
  }

  readonly #byId: ReadonlyMap<string, PanelSeries> = $derived.by(
    () => new Map(this.#around.spec().series.map((line) => [line.id, line])),
  )
  /** How many lines are drawn as such. */
  readonly count: number = $derived.by(() => countLines(this.#around.spec()))
  /** Several where a run has several lines. Whoever follows outside may have gone on to another one. */
  readonly ids: readonly string[] = $derived.by(() => {
    const outside = this.#around.outside()
    const own = this.#own
    if (outside === undefined) return own === null ? [] : [own]
    return own !== null && outside.includes(own) ? [own] : outside
  })
  readonly lines: readonly PanelSeries[] = $derived.by(() => this.ids.flatMap((id) => this.#byId.get(id) ?? []))
  /** Every value at the crosshair, highest first. */
  readonly rows: readonly TooltipRow[] = $derived.by(() => {
    const x = this.#around.crossX()
    return x === null ? [] : tooltipRows(this.#around.spec(), x, this.#around.within())
  })
  /** Of the lines at hand alone. */
  readonly rowsAtHand: readonly TooltipRow[] = $derived.by(() => {
    const x = this.#around.crossX()
    if (x === null) return []
    const rows = this.lines.flatMap((line) => rowOf(line, x) ?? [])
    return rows.filter((row) => Math.abs(row.x - x) <= this.#around.within())
  })
  readonly tip: Tip | null = $derived.by(() => {
    const x = this.#around.crossX()
    if (x === null) return null
    const [line] = this.lines
    return tipOf(this.#around.spec(), this.rows, line === undefined ? null : rowOf(line, x), x, this.#around.within())
  })
  /** In the order in which they are copied: the one at hand first. */
  readonly copied: readonly TooltipRow[] = $derived.by(() => {
    const first = this.tip?.hasHand === true ? this.tip.rows[0] : undefined
    return first === undefined ? this.rows : [first, ...this.rows.filter(({ id }) => id !== first.id)]
  })
  readonly #neighbours: readonly string[] = $derived.by(() => {
    if (!this.#around.isOwner() || this.lines.length === 0) return []
    return (this.tip?.marked ?? []).map(({ id }) => id).filter((id) => !this.ids.includes(id))
  })
  readonly #isNamedBeside: boolean = $derived.by(() =>
    this.#around.spec().series.some(({ directLabel }) => directLabel !== undefined),
  )
  #before: InHand = { hand: [], neighbours: [], baseline: null, isNamedBeside: false }
  /** What is drawn over the lines: the same object as before where it is the same. */
  readonly drawn: InHand = $derived.by(() => {
    const { series } = this.#around.spec()
    const next: InHand = {
      hand: this.lines,
      // Few lines stand out by themselves.
      neighbours: this.count > mostBeside ? this.#neighbours.flatMap((id) => this.#byId.get(id) ?? []) : [],
      baseline: series.find(({ isBaseline }) => isBaseline === true) ?? null,
      isNamedBeside: this.#isNamedBeside,
    }
    const before = this.#before
    const isSame =
      next.baseline === before.baseline &&
      next.isNamedBeside === before.isNamedBeside &&
      areSame(next.hand, before.hand) &&
      areSame(next.neighbours, before.neighbours)
    return isSame ? before : (this.#before = next)
  })

  /** Whether another panel, or somebody outside of all, says what is at hand. */
  get isFollowing(): boolean {
    return !this.#around.isOwner()
  }

  /** Where the values are, and how far from there a line's nearest point may lie. */
  get at(): { readonly x: number; readonly within: number } | null {
    const x = this.#around.crossX()
    return x === null ? null : { x, within: this.#around.within() }
  }

  /** The line that is nearest to a pixel of the panel. */
  nearest(x: number, y: number): NearestSeries | null {
    const { toAnyPixelX, toPixelY, toValueX } = this.#around.geometry()
    const { series } = this.#around.spec()
    return nearestSeries(series, { x: toAnyPixelX, y: toPixelY }, { x, y }, toValueX(x), this.#around.area())
  }
  /** The pointer is there. */
  point(x: number, y: number): void {
    const nearest = this.nearest(x, y)
    this.isClickable = nearest !== null && nearest.distance <= clickReach
    this.#put(nearest?.id ?? null)
  }
  /** The keyboard has moved the crosshair: a line stays at hand for as long as it has a value there. */
  keep(): void {
    const { rows } = this
    if (!rows.some(({ id }) => this.ids.includes(id))) this.#put(rows[0]?.id ?? null)
  }
  /** To the next line above or below. */
  step(by: 1 | -1): void {
    const at = this.rows.findIndex(({ id }) => this.ids.includes(id))
    const next = this.rows[Math.max(0, Math.min(this.rows.length - 1, at < 0 ? 0 : at + by))]
    if (next) this.#put(next.id)
  }
  /** What a click opens there; null where it is near to no line. */
  clickedAt(x: number, y: number): string | null {
    const nearest = this.nearest(x, y)
    return nearest === null || nearest.distance > clickReach ? null : nearest.id
  }
  /** Holds the tooltip, or lets go of it. */
  hold(): void {
    if (this.held === null) this.held = this.tip
    else this.letGo()
  }
  letGo(): void {
    this.held = null
  }
  /** The pointer or the keyboard is on a row of the tooltip. */
  pick(id: string): void {
    this.#put(id)
  }
  leave(): void {
    this.isClickable = false
    this.#put(null)
  }
  #put(id: string | null): void {
    const isKnown = id === null ? this.#own === null : this.#own === id && this.ids.includes(id)
    if (isKnown) return
    this.#own = id
    this.#around.tell(id)
  }
}

const countLines = ({ series }: PanelSpec): number =>
  series.reduce((count, { isBackground, isDense }) => count + (isBackground === true || isDense === true ? 0 : 1), 0)

const areSame = (left: readonly PanelSeries[], right: readonly PanelSeries[]): boolean =>
  left.length === right.length && left.every((line, at) => line === right[at])
