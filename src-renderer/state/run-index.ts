/** Rows of runs by their ids and short names, and in an order: newest first unless given. */
import type { RunRow } from './run-row'

export class RunIndex {
  readonly #byId = new Map<string, RunRow>()
  readonly #byNumber = new Map<number, RunRow>()
  #sorted: readonly RunRow[] = []
  /** Rows that stand in the place of others in the order that there is. */
  readonly #renewed = new Set<RunRow>()
  readonly #compare: (left: RunRow, right: RunRow) => number
  #isSorted = true
  #queued = 0

  constructor(compare = compareNewest) {
    this.#compare = compare
  }

  get(id: string): RunRow | undefined {
    return this.#byId.get(id)
  }
  /** The runs with these short names that are known, in the same order. */
  byNumbers(numbers: Float64Array): RunRow[] {
    const rows: RunRow[] = []
    // Of ten thousand numbers, an iterator would leave as many objects behind.
    numbers.forEach((number) => {
      const row = this.#byNumber.get(number)
      if (row !== undefined) rows.push(row)
    })
    return rows
  }
  has(id: string): boolean {
    return this.#byId.has(id)
  }
  /** Runs that wait; those that are held back are not counted. */
  get queued(): number {
    return this.#queued
  }

  put(row: RunRow): void {
    const before = this.#byId.get(row.id)
    if (before !== undefined) this.#forget(before)
    this.#byId.set(row.id, row)
    this.#byNumber.set(row.number, row)
    this.#queued += isWaiting(row)
    if (before !== undefined && this.#compare(before, row) === 0) {
      this.#renewed.delete(before)
      this.#renewed.add(row)
    } else this.#isSorted = false
  }
  delete(id: string): void {
    const before = this.#byId.get(id)
    if (before === undefined) return
    this.#forget(before)
    this.#byId.delete(id)
    this.#isSorted = false
  }
  /** Lets go of all. */
  clear(): void {
    for (const id of this.#byId.keys()) this.delete(id)
  }
  /** Lets go of all but these. */
  keep(ids: ReadonlySet<string>): void {
    for (const id of this.#byId.keys()) if (!ids.has(id)) this.delete(id)
  }

  #forget(row: RunRow): void {
    if (this.#byNumber.get(row.number) === row) this.#byNumber.delete(row.number)
    this.#queued -= isWaiting(row)
  }

  /** Another list after each change: of thousands of runs, a few that have changed are put into their places, and nothing is sorted. */
  inOrder(): readonly RunRow[] {
    const rows = this.#withRenewed() ?? [...this.#byId.values()].sort(this.#compare)
    this.#isSorted = true
    this.#renewed.clear()
    return (this.#sorted = rows)
  }

  /** Null where rows have come, gone or moved. */
  #withRenewed(): RunRow[] | null {
    if (!this.#isSorted) return null
    const rows = [...this.#sorted]
    for (const row of this.#renewed) {
      const at = placeOf(rows, row, this.#compare)
      // Of runs that this window has just made, several may be as new, and have no short names yet.
      if (rows[at]?.id !== row.id) return null
      rows[at] = row
    }
    return rows
  }
}

const isWaiting = ({ state, held }: RunRow): number => (state === 'queued' && !held ? 1 : 0)

function compareNewest(left: RunRow, right: RunRow): number {
  if (left.createdAt !== right.createdAt) return left.createdAt < right.createdAt ? 1 : -1
  return right.number - left.number
}

/** Where a row stands among rows in their order, one of which is it or is as new. */
function placeOf(rows: readonly RunRow[], row: RunRow, compare: (left: RunRow, right: RunRow) => number): number {
  let [from, to] = [0, rows.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    const at = rows[middle]
    if (at === undefined || compare(at, row) >= 0) to = middle
    else from = middle + 1
  }
  return from
}
