/** Where the words of a chart stand: beside what they name, on no other words, and where no line runs. */
import type { Cover } from './cover'
import type { Side } from './panel'

export type Bounds = {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** A line of text around `middle`, which begins at, ends at, or is centred on `x`. In pixels. */
export type Place = { readonly x: number; readonly middle: number; readonly align: 'left' | 'center' | 'right' }

type Taken = { readonly left: number; readonly right: number; readonly middle: number }

/** Of a line of text, in pixels. */
const lineHeight = 14
/** A label may move so many lines up or down before it is left out. */
const tries = [0, -1, 1, -2, 2] as const

const leftOf = ({ x, align }: Place, width: number): number =>
  align === 'left' ? x : align === 'right' ? x - width : x - width / 2

export class LabelPlaces {
  readonly #taken: Taken[] = []
  readonly #bounds: Bounds

  constructor(bounds: Bounds) {
    this.#bounds = bounds
  }

  #isFree({ left, right, middle }: Taken): boolean {
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
  find(left: number, width: number, middle: number): { left: number; middle: number } | null {
    const place = this.choose(
      width,
      tries.map((lines): Place => ({ x: left, middle: middle + lines * lineHeight, align: 'left' })),
    )
    return place && { left: place.x, middle: place.middle }
  }

  /**
   * Of the wanted places, moved into the bounds, the first that no other label has and no line runs through; the one that fewest run
   * through where there is none. Null where other labels have them all.
   * @param mostLines that may run through it; any number unless given.
   */
  choose(
    width: number,
    wanted: readonly Place[],
    cover: Cover = () => 0,
    mostLines = Number.POSITIVE_INFINITY,
  ): Place | null {
    const { left: least, right: most, top, bottom } = this.#bounds
    if (width > most - least) return null
    let best: { place: Place; taken: Taken } | null = null
    let fewest = mostLines + 1
    for (const place of wanted) {
      const { middle } = place
      if (middle < top + lineHeight / 2 || middle > bottom - lineHeight / 2) continue
      const wantedLeft = leftOf(place, width)
      const left = Math.min(most - width, Math.max(least, wantedLeft))
      const taken = { left, right: left + width, middle }
      if (!this.#isFree(taken)) continue
      const lines = cover({ left, right: left + width, top: middle - lineHeight / 2, bottom: middle + lineHeight / 2 })
      if (lines >= fewest) continue
      fewest = lines
      best = { place: { ...place, x: place.x + left - wantedLeft }, taken }
      if (lines === 0) break
    }
    if (best === null) return null
    this.#taken.push(best.taken)
    return best.place
  }
}

/** The wanted side, unless the plot ends there. */
export function sideWithRoom(wanted: Side, at: number, area: { top: number; bottom: number }): Side {
  if (wanted === 'above' && at < area.top + 22) return 'below'
  if (wanted === 'below' && at > area.bottom - 20) return 'above'
  return wanted
}

type Area = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }

/** A marker this near to an edge has its words at the other side of it, in pixels. */
const nearEdge = { left: 60, right: 90 } as const
/** From a marker to the middle of its words, and so on a line further each. */
const besideMarker = { above: [-15, -29, -43, -57], below: [16, 30, 44] } as const
/** From a marker's middle to words beside it. */
const beyondMarker = 9

/** Where the words of a marker may stand, the best first. @param isAtName whether the marker stands where a line's name begins. */
export function markerPlaces(
  { x, y, side = 'above' }: { readonly x: number; readonly y: number; readonly side?: Side },
  area: Area,
  isAtName: boolean,
): Place[] {
  const wanted = sideWithRoom(side, y, area)
  const sides = [wanted, wanted === 'above' ? 'below' : 'above'] as const
  const ending: Place['align'][] = ['right']
  const aligns: Place['align'][] =
    isAtName || area.right - x < nearEdge.right
      ? ending
      : x - area.left < nearEdge.left
        ? ['left', 'center']
        : ['center', 'right', 'left']
  const placesAt = (line: number): Place[] =>
    aligns.flatMap((align) =>
      sides.flatMap((one) => {
        const by = besideMarker[one][line]
        return by === undefined ? [] : [{ x: align === 'right' ? x - 2 : x, middle: y + by, align }]
      }),
    )
  // Beside it, as far down or up as the plot goes: in the hollow of a curve.
  const beside = aligns
    .filter((align) => align !== 'center')
    .flatMap((align): Place[] =>
      [Math.min(y + 16, area.bottom - lineHeight / 2), Math.max(y - 16, area.top + lineHeight / 2)].map((middle) => ({
        x: align === 'right' ? x - beyondMarker : x + beyondMarker,
        middle,
        align,
      })),
    )
  return [...placesAt(0), ...beside, ...[1, 2, 3].flatMap(placesAt)]
}

/** Middles of words that belong to a place along x: at the top of the plot, just above it, at its foot. */
const middlesIn = ({ top, bottom }: Area): number[] => [
  top + 8,
  top + 8 + lineHeight,
  top + 8 - lineHeight,
  bottom - 8,
  bottom - 8 - lineHeight,
]

/** Beside the words in a bracket at least so much of its line is seen, in pixels. */
const leastOfBracket = 6

/** Where the words of a bracket may stand: in a gap of its line, or above and below it where that would leave nothing of it. */
export function bracketPlaces(from: number, to: number, middle: number, at: number, half: number): Place[] {
  const places = [0, -lineHeight, lineHeight, -2 * lineHeight].map((by): Place => ({
    x: middle,
    middle: at + by,
    align: 'center',
  }))
  return to - from >= 2 * (half + leastOfBracket) ? places : places.slice(1)
}

/** Where the words of a vertical line may stand: at either side of it. @param x of the line. */
export const verticalPlaces = (x: number, area: Area): Place[] =>
  middlesIn(area).flatMap((middle): Place[] => [
    { x: x + 6, middle, align: 'left' },
    { x: x - 6, middle, align: 'right' },
  ])

/** Where the words of a zone may stand: right of it. @param x of its end. */
export const zonePlaces = (x: number, area: Area): Place[] =>
  middlesIn(area).map((middle) => ({ x: x + 8, middle, align: 'left' }))

/** Where the words of a horizontal line may stand in its plot: at its beginning, its end or its middle, above and below. */
export function horizontalPlaces(y: number, inside: Side, area: Area): Place[] {
  const by = sideWithRoom(inside, y, area) === 'below' ? 10 : -10
  const along: Pick<Place, 'x' | 'align'>[] = [
    { x: area.left + 24, align: 'left' },
    { x: area.right - 8, align: 'right' },
    { x: (area.left + area.right) / 2, align: 'center' },
  ]
  return [by, -by].flatMap((beside) => along.map((place) => ({ ...place, middle: y + beside })))
}
