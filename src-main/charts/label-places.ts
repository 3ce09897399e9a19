/** Where labels of a file have been written, so that none is written over another or beyond the canvas. */

type Rectangle = { readonly left: number; readonly right: number; readonly middle: number }
export type Bounds = {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Of a line of text, in pixels. */
const lineHeight = 14
/** A label may move so many lines up or down before it is left out. */
const tries = [0, -1, 1, -2, 2] as const

export class LabelPlaces {
  readonly #taken: Rectangle[] = []
  readonly #bounds: Bounds

  constructor(bounds: Bounds) {
    this.#bounds = bounds
  }

  #isFree({ left, right, middle }: Rectangle): boolean {
    return this.#taken.every(
      (other) =>
        right + 3 <= other.left || left - 3 >= other.right || Math.abs(middle - other.middle) >= lineHeight - 1,
    )
  }

  /** Takes a place as it is: of what is laid out already. */
  take(left: number, width: number, middle: number): void {
    this.#taken.push({ left, right: left + width, middle })
  }

  /** The nearest free place for a label, within the bounds. Null where there is none: the label is left out. */
  find(wantedLeft: number, width: number, wantedMiddle: number): { left: number; middle: number } | null {
    const { left: least, right: most, top, bottom } = this.#bounds
    if (width > most - least) return null
    const left = Math.min(most - width, Math.max(least, wantedLeft))
    for (const lines of tries) {
      const middle = wantedMiddle + lines * lineHeight
      if (middle < top + lineHeight / 2 || middle > bottom - lineHeight / 2) continue
      const place = { left, right: left + width, middle }
      if (!this.#isFree(place)) continue
      this.#taken.push(place)
      return { left, middle }
    }
    return null
  }
}
