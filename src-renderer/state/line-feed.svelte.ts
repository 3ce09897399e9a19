/** The lines that one panel shows: what it wants, what is there of it, and what is stale. */
// Sets and maps here are bookkeeping that nothing is drawn from.
/* eslint-disable svelte/prefer-svelte-reactivity */
import type { WireError } from '@contract/errors'
import type { Line, LinesInput } from '@contract/lines'
import type { Smoothing } from '@contract/smoothing'

export type LinesWanted = {
  readonly runs: readonly string[]
  readonly keys: readonly string[]
  readonly x: LinesInput['x']
  /** In units of x; null for the whole. */
  readonly range: readonly [number, number] | null
  /** Whether they are drawn on a log axis; not unless given. */
  readonly isLog?: boolean
  /** Pixels across. */
  readonly width: number
  /** Null for lines as they were measured. */
  readonly smoothing: Smoothing | null
}

/** Widths in steps, so that a window that is resized does not ask at each pixel. */
export const bucketsOf = (width: number): number => Math.min(8_192, Math.max(128, Math.ceil(width / 128) * 128))

/** Where a line is kept in a feed. */
export const lineId = (run: string, key: string): string => `${run}\n${key}`

/** The run and the key of {@link lineId}. */
export function partsOfLine(id: string): [run: string, key: string] {
  const end = id.indexOf('\n')
  return [id.slice(0, end), id.slice(end + 1)]
}

/** What one panel shows. */
export class LineFeed {
  // One signal for all of them: a thousand lines come in one answer.
  // By key and then by run: many are looked up for every drawing, and no words are made for it.
  readonly #lines = new Map<string, Map<string, Line>>()
  #version = $state(0)
  /** Null until it is asked for. */
  #count: number | null = null
  /** Null while it is out of sight. */
  wanted: LinesWanted | null = null
  /** What was wanted before it went out of sight. */
  last: LinesWanted | null = null
  readonly stale = new Set<string>()
  /** Lines of another range or another number of pixels: shown until the new ones come, and of no use to them. */
  readonly #outdated = new Set<string>()
  /** Counts up whenever other lines, another range or more pixels are wanted; what is logged meanwhile does not count. */
  asked = 0
  /** Requests for it that are under way. */
  pending = 0
  /** Whether all that was asked for is there, in the pixels asked for. */
  isWhole = $state(false)
  isComplete = $state(false)
  error = $state.raw<WireError | null>(null)

  /** Grows whenever lines have come: a reader of it follows them all at once. That nothing more comes is another signal. */
  get version(): number {
    return this.#version
  }
  /** Read after `version`, which says when it is another. */
  get(run: string, key: string): Line | undefined {
    return this.#lines.get(key)?.get(run)
  }
  /** How many lines with points are there. Read after `version`. */
  get count(): number {
    if (this.#count !== null) return this.#count
    let count = 0
    for (const lines of this.#lines.values()) for (const { x } of lines.values()) if (x.length > 0) count += 1
    return (this.#count = count)
  }
  take(lines: readonly Line[]): void {
    this.#count = null
    for (const line of lines) {
      let lines = this.#lines.get(line.key)
      if (lines === undefined) this.#lines.set(line.key, (lines = new Map<string, Line>()))
      lines.set(line.run, line)
      if (this.#outdated.size > 0) this.#outdated.delete(lineId(line.run, line.key))
    }
    this.#version += 1
  }
  /** Tells that something else is wanted than what is there. */
  expect(isAnother: boolean): void {
    this.asked += 1
    this.isWhole = false
    if (!isAnother) return
    for (const [key, lines] of this.#lines) for (const run of lines.keys()) this.#outdated.add(lineId(run, key))
  }
  /** Lets go of all lines; what is stale of them stays so. */
  clear(): void {
    this.#count = null
    this.#lines.clear()
    this.#outdated.clear()
  }
  /** Lets go of the lines of other runs and keys. */
  keep(runs: ReadonlySet<string>, keys: ReadonlySet<string>): void {
    this.#count = null
    for (const [key, lines] of this.#lines)
      for (const run of lines.keys()) if (!runs.has(run) || !keys.has(key)) lines.delete(run)
    for (const ids of [this.#outdated, this.stale])
      for (const id of ids) {
        const [run, key] = partsOfLine(id)
        if (!runs.has(run) || !keys.has(key)) ids.delete(id)
      }
  }
  /** The width of buckets that new points can go on with; null where the line is whole, or is read anew in other ones. */
  widthOf(id: string): number | null {
    const line = this.#find(id)
    return line && !this.#outdated.has(id) && line.x.length < 2 * bucketsOf(this.wanted?.width ?? 0) ? line.width : null
  }
  has(id: string): boolean {
    return this.#find(id) !== undefined
  }
  #find(id: string): Line | undefined {
    return this.get(...partsOfLine(id))
  }
}
