/** How high the dock of the run page is, kept by this window as it was left. */
import { z } from 'zod'

const storageKey = 'plateau.run-dock'
const schema = z.object({ height: z.number().min(0).max(4_000), isFolded: z.boolean() })
const usual = { height: 148, isFolded: false }
export const leastDockHeight = 60
/** What is left of the page above it. */
const leastAbove = 220
const stepPixels = 24

export class DockSize {
  #kept = $state.raw(read())

  get isFolded(): boolean {
    return this.#kept.isFolded
  }
  /** Of what is below its bar, in pixels, where the page has so many. */
  heightIn(pageHeight: number): number {
    return Math.max(leastDockHeight, Math.min(this.#kept.height, pageHeight - leastAbove))
  }
  fold(isFolded: boolean): void {
    this.#keep({ ...this.#kept, isFolded })
  }
  resize(height: number): void {
    this.#keep({ isFolded: false, height: Math.max(leastDockHeight, Math.round(height)) })
  }
  /** @param way 1 makes it higher. */
  step(way: 1 | -1, pageHeight: number): void {
    this.resize(this.heightIn(pageHeight) + way * stepPixels)
  }

  #keep(next: typeof usual): void {
    this.#kept = next
    localStorage.setItem(storageKey, JSON.stringify(next))
  }
}

function read(): typeof usual {
  const kept = localStorage.getItem(storageKey)
  if (kept === null) return usual
  try {
    const parsed = schema.safeParse(JSON.parse(kept))
    return parsed.success ? parsed.data : usual
  } catch {
    // Not ours, or cut short: as if nothing had been kept.
    return usual
  }
}
