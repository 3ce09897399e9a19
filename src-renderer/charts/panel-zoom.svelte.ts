/** What a line panel is zoomed to, by pointer, wheel or keyboard, alone or with its group. */
import type { View } from '@charts/chart'
import type { Geometry, PlotArea } from './geometry'
import { fitX } from '@charts/ranges'
import type { PanelSpec, Range, XKind } from '@charts/panel'
import { shareOf, valueAt } from '@charts/place'
import { atLeast, leastSpan, pan, union, within, zoomAbout } from './zoom'
import type { ZoomGroup } from './zoom-group.svelte'

/** A rectangle under way, in pixels of the panel. */
export type Drag = { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number }

/** A drag that is no higher than this, in pixels, zooms along x alone. */
const flat = 12
/** A press that moves less than this is a click. */
const still = 5
/** By how much one turn of the wheel, or one press of a key, zooms. */
const wheelFactor = 1.25
const keyFactor = 1.5

const sorted = (a: number, b: number): Range => (a < b ? [a, b] : [b, a])
export const isFlat = ({ y0, y1 }: Drag): boolean => Math.abs(y1 - y0) < flat
export const isClick = ({ x0, y0, x1, y1 }: Drag): boolean => Math.abs(x1 - x0) < still && Math.abs(y1 - y0) < still
const isSame = (left: Range, right: Range): boolean => left[0] === right[0] && left[1] === right[1]

type Panel = {
  readonly spec: () => PanelSpec
  readonly isLog: () => boolean
  readonly isLogX: () => boolean
  readonly group: () => ZoomGroup | undefined
}

export class PanelZoom {
  readonly #panel: Panel
  #own = $state.raw<{ readonly x: Range; readonly y?: Range } | null>(null)
  /** What was shown before the zoom: data that come for the zoom may cover less. */
  #held = $state.raw<Range | null>(null)
  drag = $state.raw<Drag | null>(null)
  /** Where a pan began: the pointer, and what was shown. */
  #pan: { readonly at: number; readonly x: Range } | null = null

  constructor(panel: Panel) {
    this.#panel = panel
  }

  get #kind(): XKind {
    return this.#panel.spec().xKind ?? 'epoch'
  }
  /** Null when the whole is shown. */
  get current(): Partial<View> | null {
    const group = this.#panel.group()
    if (!group) return this.#own
    const x = group.rangeOf(this.#kind)
    if (!x) return null
    // The y of another zoom is not this one's.
    return this.#own?.y && isSame(this.#own.x, x) ? { x, y: this.#own.y } : { x }
  }
  /** All there is along x. */
  get whole(): Range {
    return union(fitX(this.#panel.spec()), this.#held)
  }
  /** Whether the whole is shown while data for all of it are still to come. */
  get isAwaiting(): boolean {
    return this.#held !== null
  }

  /** To be called whenever the zoom or the data have changed. */
  hold(): void {
    const fitted = fitX(this.#panel.spec())
    if (this.current) this.#held ??= fitted
    else if (this.#held && fitted[0] <= this.#held[0] && fitted[1] >= this.#held[1]) this.#held = null
  }
  /** Other lines than before: what was held is of no more use. */
  forget(): void {
    if (!this.current) this.#held = null
  }

  reset(): void {
    this.#set(null)
  }
  #set(x: Range | null, y?: Range): void {
    this.#own = x ? { x, ...(y ? { y } : {}) } : null
    this.#panel.group()?.set(this.#kind, x)
  }
  /** Keeps x inside of the whole; all of it is no zoom, unless y is zoomed to. */
  #show(x: Range, y?: Range): void {
    const { whole } = this
    const isLog = this.#panel.isLogX()
    const kept = within(atLeast(x, leastSpan(this.#kind, whole), isLog), whole, isLog)
    if (!kept && !y) this.reset()
    else this.#set(kept ?? whole, y)
  }

  begin(x: number, y: number, view: View, isPan: boolean): void {
    if (isPan) this.#pan = { at: x, x: view.x }
    else this.drag = { x0: x, y0: y, x1: x, y1: y }
  }
  get isPanning(): boolean {
    return this.#pan !== null
  }
  move(x: number, y: number, area: PlotArea): void {
    if (this.#pan) {
      const share = (this.#pan.at - x) / Math.max(1, area.right - area.left)
      this.#show(pan(this.#pan.x, share, this.#panel.isLogX()), this.current?.y)
    } else if (this.drag) {
      const inside = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value))
      this.drag = { ...this.drag, x1: inside(x, area.left, area.right), y1: inside(y, area.top, area.bottom) }
    }
  }
  cancel(): void {
    this.drag = null
    this.#pan = null
  }
  /** @returns whether it was a click and nothing was zoomed. */
  end(geometry: Geometry): boolean {
    const { drag } = this
    const wasPan = this.#pan !== null
    this.cancel()
    if (!drag || wasPan) return false
    if (isClick(drag)) return true
    const x = sorted(geometry.toValueX(drag.x0), geometry.toValueX(drag.x1))
    // A flat drag zooms along x alone; y then fits what is shown.
    if (isFlat(drag)) this.#show(x)
    else this.#show(x, sorted(geometry.toValueY(drag.y0), geometry.toValueY(drag.y1)))
    return false
  }

  wheel(delta: number, atX: number, atY: number, view: View): void {
    const factor = delta > 0 ? wheelFactor : 1 / wheelFactor
    const y = this.current?.y
    const x = zoomAbout(view.x, atX, factor, this.#panel.isLogX())
    this.#show(x, y ? zoomAbout(y, atY, factor, this.#panel.isLog()) : undefined)
  }
  /** @param at the crosshair, or null for the middle. */
  step(direction: 'in' | 'out', at: number | null, view: View): void {
    const factor = direction === 'out' ? keyFactor : 1 / keyFactor
    const isLog = this.#panel.isLogX()
    this.#show(zoomAbout(view.x, at ?? valueAt(0.5, view.x, isLog), factor, isLog), this.current?.y)
  }
  /** Moves what is shown so that it holds x, when it does not. */
  follow(x: number, { x: [from, to] }: View): void {
    if (!this.current || (x >= from && x <= to)) return
    const isLog = this.#panel.isLogX()
    this.#show(pan([from, to], shareOf(x, [from, to], isLog) - 0.5, isLog), this.current.y)
  }
}
