/**
 * The rows of a long list that are in the page. A row that leaves it gives its place in the page to one that comes: what a row is made of takes far longer
 * to make than to fill anew, and a sort or a jump brings as many rows as are in sight. Places are made a few at a time.
 */
// Maps and sets here are bookkeeping that nothing is drawn from.
/* eslint-disable svelte/prefer-svelte-reactivity */
import { untrack } from 'svelte'
import { inTurn } from '../charts/turns'

type Listed = { readonly id: string }

export type RowSlot<Row> = {
  /** Of its place in the page: what it is keyed by, and its `data-slot`. */
  readonly slot: number
  readonly row: Row
}

/**
 * Hands out places: a row keeps its own, and one that comes takes that of one that has left.
 * @param before what was handed out last
 * @param kindOf rows of one kind are made of the same parts
 * @param isHeld places that are not handed on: what has the focus, or is open, belongs to a run
 */
export function handOut<Row extends Listed>(
  before: readonly RowSlot<Row>[],
  rows: readonly Row[],
  kindOf: (row: Row) => string = () => '',
  isHeld: (slot: number) => boolean = () => false,
): RowSlot<Row>[] {
  const wordsOf = (row: Row) => `${kindOf(row)}\n${row.id}`
  const own = new Map(before.map(({ slot, row }) => [wordsOf(row), slot]))
  const staying = new Set(rows.map(wordsOf))
  const free = Map.groupBy(
    before.filter(({ slot, row }) => !staying.has(wordsOf(row)) && !isHeld(slot)),
    ({ row }) => kindOf(row),
  )
  const taken = new Map<string, number>()
  let last = Math.max(-1, ...before.map(({ slot }) => slot))
  return rows.map((row) => {
    const kept = own.get(wordsOf(row))
    if (kept !== undefined) return { slot: kept, row }
    const kind = kindOf(row)
    const at = taken.get(kind) ?? 0
    taken.set(kind, at + 1)
    return { slot: free.get(kind)?.[at]?.slot ?? (last += 1), row }
  })
}

/** Places that are made in one go. */
const atOnce = 4

/** To be made while a component is. */
export class RowSlots<Row extends Listed> {
  readonly #wanted: () => readonly Row[]
  readonly #kindOf: ((row: Row) => string) | undefined
  #element: HTMLElement | null = null
  /** How many places there may be by now. */
  #made = $state(atOnce)
  #before: readonly RowSlot<Row>[] = []

  /** @param wanted the rows in sight and around it, in their order, each with an id of its own */
  constructor(wanted: () => readonly Row[], kindOf?: (row: Row) => string) {
    this.#wanted = wanted
    this.#kindOf = kindOf
    $effect(() => {
      const { length } = this.#wanted()
      const made = this.#made
      if (made < length) return inTurn(() => (this.#made = Math.min(length, made + atOnce)))
      // Where there were fewer rows for a while, their places are gone.
      if (made > length) untrack(() => (this.#made = Math.max(atOnce, length)))
    })
  }

  /** For `{@attach}` on what the rows are in. */
  readonly attach = (element: HTMLElement): (() => void) => {
    this.#element = element
    return () => (this.#element = null)
  }

  readonly list: readonly RowSlot<Row>[] = $derived.by(() => {
    const rows = this.#wanted()
    const held = this.#held()
    return (this.#before = handOut(
      this.#before,
      rows.length <= this.#made ? rows : rows.slice(0, this.#made),
      this.#kindOf,
      (slot) => held.has(slot),
    ))
  })

  /** How many of the rows that are wanted are not made yet. */
  readonly missing: number = $derived.by(() => this.#wanted().length - this.list.length)

  #held(): ReadonlySet<number> {
    const held = new Set<number>()
    const box = this.#element
    if (box === null) return held
    for (const inside of [document.activeElement, box.querySelector(':popover-open')]) {
      const slot = inside?.closest<HTMLElement>('[data-slot]')?.dataset.slot
      if (slot !== undefined && inside !== null && box.contains(inside)) held.add(Number(slot))
    }
    return held
  }
}
