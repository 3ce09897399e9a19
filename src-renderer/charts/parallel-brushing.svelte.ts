/** Brushing an axis and moving it, by pointer: what is under way until it is released. */
import { moved, type Brushes, type ParallelSpec } from '@charts/parallel'
import { axisAt, brushBetween, brushPixels, type ParallelGeometry } from '@charts/parallel-geometry'
import { brushHalf } from '@charts/parallel-drawing'

/** How near to a brush's end the pointer takes hold of it, and what is still a click: in pixels. */
const handle = 6
const still = 4

type Panel = {
  readonly spec: () => ParallelSpec
  readonly geometry: () => ParallelGeometry
  readonly brushes: () => Brushes
  readonly onbrush: (brushes: Brushes) => void
  readonly onorder: (ids: readonly string[]) => void
}
/** `from` stays where it is, `to` follows the pointer; a whole brush that is moved keeps its length. */
type Brushing = { readonly axis: number; readonly from: number; readonly to: number; readonly grabbed: number | null }

export class ParallelBrushing {
  readonly #panel: Panel
  #brushing: Brushing | null = null
  #start = 0
  /** An axis whose name is dragged, and where the pointer is. */
  moving = $state.raw<{ readonly axis: number; readonly x: number } | null>(null)

  constructor(panel: Panel) {
    this.#panel = panel
  }
  get isUnderWay(): boolean {
    return this.#brushing !== null
  }

  set(id: string, brush: readonly [low: number, high: number] | null): void {
    const { [id]: _before, ...rest } = this.#panel.brushes()
    this.#panel.onbrush(brush ? { ...rest, [id]: brush } : rest)
  }

  /** @returns whether there is an axis to brush. */
  begin(x: number, y: number): boolean {
    const geometry = this.#panel.geometry()
    const axis = axisAt(geometry, x, brushHalf + 4)
    const placed = geometry.axes[axis]
    if (!placed || y < geometry.top - 8 || y > geometry.bottom + 8) return false
    this.#start = y
    const brush = this.#panel.brushes()[placed.axis.id]
    const [top, bottom] = brush ? brushPixels(placed, brush) : [Number.NaN, Number.NaN]
    if (Math.abs(y - top) <= handle) this.#brushing = { axis, from: bottom, to: top, grabbed: null }
    else if (Math.abs(y - bottom) <= handle) this.#brushing = { axis, from: top, to: bottom, grabbed: null }
    else if (y > top && y < bottom) this.#brushing = { axis, from: top, to: bottom, grabbed: y }
    else this.#brushing = { axis, from: y, to: y, grabbed: null }
    return true
  }
  move(y: number): void {
    const { top, bottom, axes } = this.#panel.geometry()
    const inside = (value: number) => Math.max(top, Math.min(bottom, value))
    if (!this.#brushing || Math.abs(y - this.#start) < still) return
    const { axis, from, to, grabbed } = this.#brushing
    const placed = axes[axis]
    if (!placed) return
    // A whole brush stops at the axis's ends and does not shrink there.
    const by =
      grabbed === null ? 0 : Math.max(top - Math.min(from, to), Math.min(bottom - Math.max(from, to), y - grabbed))
    if (grabbed === null) this.#brushing = { axis, from, to: inside(y), grabbed }
    const [start, end] = grabbed === null ? [from, inside(y)] : [from + by, to + by]
    this.set(placed.axis.id, brushBetween(placed, start, end))
  }
  /** A click on an axis takes its brush away. @returns whether it was a click. */
  end(y: number): boolean {
    const brushing = this.#brushing
    this.#brushing = null
    if (!brushing || Math.abs(y - this.#start) >= still) return false
    const id = this.#panel.geometry().axes[brushing.axis]?.axis.id
    if (id !== undefined && this.#panel.brushes()[id]) this.set(id, null)
    return true
  }
  cancel(): void {
    this.#brushing = null
    this.moving = null
  }

  /** Where an axis would land: its place among the others once it is taken out. */
  get landing(): number {
    if (!this.moving) return -1
    const { axes, gap } = this.#panel.geometry()
    if (gap === 0) return 0
    return Math.max(0, Math.min(axes.length - 1, Math.round((this.moving.x - (axes[0]?.x ?? 0)) / gap)))
  }
  drop(): void {
    const { moving, landing } = this
    this.moving = null
    if (moving && landing !== moving.axis) this.reorder(moving.axis, landing)
  }
  reorder(from: number, to: number): void {
    const ids = this.#panel.spec().axes.map(({ id }) => id)
    if (to < 0 || to >= ids.length || from === to) return
    this.#panel.onorder(moved(ids, from, to))
  }
}
