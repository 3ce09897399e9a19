/** Columns over the runs of the home: asked for when something reads them, all that were read at once together. */
// Maps and sets here are bookkeeping, but for the one that has a signal for each column.
/* eslint-disable svelte/prefer-svelte-reactivity */
import { columnValue, type ColumnData, type ColumnValue, type RunRows } from '@contract/run-query'
import type { Client } from '@contract/transport'
import { AwaitedMap } from './awaited-map'

/** Rows of one answer. */
export const rowsAtOnce = 10_000

type Part = { readonly places: ReadonlyMap<number, number>; readonly data: ColumnData }

export class RunColumns {
  readonly #client: Client
  /**
   * By column: answers, the newest first, as a row that has changed is in a newer one. Whoever reads one does not work anew because another has come.
   */
  readonly #parts = new AwaitedMap<string, readonly Part[]>()
  #last: { readonly numbers: Float64Array; readonly places: ReadonlyMap<number, number> } | null = null
  readonly #wanted = new Set<string>()
  /** On their way. */
  readonly #asked = new Set<string>()
  /** Counts up whenever all is asked for anew. */
  #generation = 0
  #isAsking = false

  constructor(client: Client) {
    this.#client = client
  }

  /** The value of a run, by its short name; undefined where it has none, or while the column is on its way. */
  read(column: string, run: number): ColumnValue | undefined {
    const parts = this.#parts.get(column)
    if (parts === undefined) {
      this.#want(column)
      return undefined
    }
    for (const { places, data } of parts) {
      const place = places.get(run)
      if (place !== undefined) return columnValue(data, place)
    }
    return undefined
  }

  /** Whether a column is there; asks for it otherwise. */
  has(column: string): boolean {
    const isThere = this.#parts.get(column) !== undefined
    if (!isThere) this.#want(column)
    return isThere
  }

  /** Columns that are kept: a run that changes is asked for them. */
  get ids(): string[] {
    return this.#parts.keys()
  }

  /** What an answer says of some runs. @param isNew of columns that had no answer so far, too. */
  take({ numbers, columns }: RunRows, isNew = false): void {
    const places = this.#placesOf(numbers)
    for (const [id, data] of Object.entries(columns)) {
      const before = this.#parts.get(id)
      if (before === undefined && !isNew) continue
      // Of an earlier answer about the same runs nothing is read any more.
      this.#parts.set(id, join([{ places, data }, ...(before ?? []).filter((part) => part.places !== places)]))
    }
  }

  /** Asks anew for some columns that are read; what they say stays until then. */
  forget(isStale: (column: string) => boolean): void {
    for (const column of this.#parts.keys()) if (isStale(column)) this.#want(column)
  }

  /** Where each run is; one map for all answers about the same runs in the same order, as those about all of them are. */
  #placesOf(numbers: Float64Array): ReadonlyMap<number, number> {
    const before = this.#last
    if (before?.numbers.length === numbers.length && before.numbers.every((number, at) => number === numbers[at]))
      return before.places
    const places = new Map<number, number>()
    numbers.forEach((number, place) => places.set(number, place))
    // Of a few runs none is looked for again.
    if (numbers.length > mostParts) this.#last = { numbers, places }
    return places
  }

  /** Lets go of everything: what is read next is asked for anew. */
  clear(): void {
    this.#generation += 1
    this.#last = null
    this.#wanted.clear()
    this.#asked.clear()
    this.#parts.clear()
  }

  #want(column: string): void {
    if (this.#asked.has(column)) return
    this.#wanted.add(column)
    if (this.#isAsking) return
    this.#isAsking = true
    // Whatever is read while the window works this out comes in one answer.
    setTimeout(() => void this.#ask(), 0)
  }

  async #ask(): Promise<void> {
    const generation = this.#generation
    const columns = [...this.#wanted]
    this.#wanted.clear()
    this.#isAsking = false
    for (const column of columns) this.#asked.add(column)
    try {
      let before: number | undefined
      for (;;) {
        const page = await this.#client.request('runs.columns', {
          columns,
          count: rowsAtOnce,
          ...(before === undefined ? {} : { before }),
        })
        if (generation !== this.#generation) return
        this.take(page, true)
        before = page.numbers.at(-1)
        if (!page.more || before === undefined) return
      }
    } catch (error) {
      // They are asked for again with the next reader, or when the connection is back.
      console.warn(error)
    } finally {
      if (generation === this.#generation) for (const column of columns) this.#asked.delete(column)
    }
  }
}

/** Many small answers become one: a column is not looked for in a hundred places. */
const mostParts = 8

/** The newest ones become one, up to the first that is a good deal larger: thousands of runs are not gone through again for each that trains. */
function join(parts: readonly Part[]): readonly Part[] {
  if (parts.length <= mostParts) return parts
  let joined = 0
  let size = 0
  for (const { places } of parts) {
    if (joined > 0 && places.size > 2 * size) break
    joined += 1
    size += places.size
  }
  return joined < 2 ? parts : [toOne(parts.slice(0, joined)), ...parts.slice(joined)]
}

function toOne(parts: readonly Part[]): Part {
  const numbers: number[] = []
  const codes: number[] = []
  const values: ColumnValue[] = []
  const places = new Map<number, number>()
  for (const part of parts)
    for (const [run, place] of part.places) {
      if (places.has(run)) continue
      places.set(run, numbers.length)
      const value = columnValue(part.data, place)
      numbers.push(typeof value === 'number' ? value : 0)
      codes.push(typeof value === 'number' ? -1 : value === undefined ? -2 : values.push(value) - 1)
    }
  return { places, data: { numbers: Float64Array.from(numbers), codes: Int32Array.from(codes), values } }
}
