/** Values that are no numbers, or beyond every number: they have no place in a plot, and are marked at its edge and told below it. */
import type { NotFinite, PanelSeries, PanelSpec, Range } from './panel'

/** Those of a line of points. @param low @param high of what each y is the last of: an infinity within a bucket is its least or greatest. */
export function notFiniteOf(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  low: ArrayLike<number> | null = null,
  high: ArrayLike<number> | null = null,
): readonly NotFinite[] {
  const before = looked.get(y)
  if (before?.x === x && before.low === low && before.high === high) return before.found
  const found = lookFor(x, y, low, high)
  looked.set(y, { x, low, high, found })
  return found
}

type Values = ArrayLike<number>

/** What was found already: a panel's lines are looked through whenever one of them has come, and an array is not changed once it is drawn. */
const looked = new WeakMap<
  Values,
  {
    readonly x: Values
    readonly low: Values | null
    readonly high: Values | null
    readonly found: readonly NotFinite[]
  }
>()

function lookFor(x: Values, y: Values, low: Values | null, high: Values | null): readonly NotFinite[] {
  // Most lines have none: no list is made for them.
  if (areFinite(y) && areFinite(low) && areFinite(high)) return none
  const found: NotFinite[] = []
  for (let index = 0, size = Math.min(x.length, y.length); index < size; index += 1) {
    const at = x[index] ?? Number.NaN
    const value = y[index] ?? Number.NaN
    if (!Number.isFinite(value)) found.push({ at, value })
    if (high?.[index] === Number.POSITIVE_INFINITY && value !== Number.POSITIVE_INFINITY)
      found.push({ at, value: Number.POSITIVE_INFINITY })
    if (low?.[index] === Number.NEGATIVE_INFINITY && value !== Number.NEGATIVE_INFINITY)
      found.push({ at, value: Number.NEGATIVE_INFINITY })
  }
  return found
}

const none: readonly NotFinite[] = []

function areFinite(values: ArrayLike<number> | null): boolean {
  for (let index = 0, size = values?.length ?? 0; index < size; index += 1)
    if (!Number.isFinite(values?.[index])) return false
  return true
}

/** Those of a series: what it says itself, where its y was worked out from others, or those of its y. Looked for once for each array. */
function ofSeries({ x, y, notFinite }: PanelSeries): readonly NotFinite[] {
  if (notFinite !== undefined) return notFinite
  return notFiniteOf(x, y)
}

type Placed = { readonly series: PanelSeries; readonly points: readonly NotFinite[] }

/** Of every line that is drawn for itself, those within a range of x. */
export function notFiniteIn({ series }: PanelSpec, [from, to]: Range): Placed[] {
  return series.flatMap((line) => {
    if (line.isBackground === true || line.isUndrawn === true) return []
    const points = ofSeries(line).filter(({ at }) => at >= from && at <= to)
    return points.length === 0 ? [] : [{ series: line, points }]
  })
}

export type NotFiniteCounts = {
  readonly nan: number
  readonly above: number
  readonly below: number
  /** Of a line that is drawn of many points by few, whose buckets keep no NaN but their last: there may be more. */
  readonly isAtLeast?: boolean
}

export function countNotFinite(spec: PanelSpec, range: Range): NotFiniteCounts {
  const counts = { nan: 0, above: 0, below: 0 }
  let isAtLeast = false
  for (const { series, points: some } of notFiniteIn(spec, range)) {
    isAtLeast ||= series.isDecimated === true
    for (const { value } of some) counts[Number.isNaN(value) ? 'nan' : value > 0 ? 'above' : 'below'] += 1
  }
  return isAtLeast ? { ...counts, isAtLeast } : counts
}

const points = (count: number, one: string, many: string): string[] =>
  count === 0 ? [] : [count === 1 ? `1 point is ${one}` : `${count.toLocaleString('en')} points are ${many}`]

/** “3 points are not numbers”, “1 point is +Infinity”: none of what there is none of. */
export const notFiniteWords = ({ nan, above, below, isAtLeast = false }: NotFiniteCounts): string[] =>
  [
    ...points(nan, 'not a number', 'not numbers'),
    ...points(above, '+Infinity', '+Infinity'),
    ...points(below, '−Infinity', '−Infinity'),
  ].map((words) => (isAtLeast ? `at least ${words}` : words))

/** “2 points at or below 0 are not drawn”: what log axes have no place for. None where there is none. @param of what one of them is */
export const notPositiveWords = (count: number, of = 'point'): string[] =>
  count === 0
    ? []
    : [
        `${count.toLocaleString('en')} ${count === 1 ? of : `${of}s`} at or below 0 ${count === 1 ? 'is' : 'are'} not drawn`,
      ]

/** The last value of a line without a place within a range of x: what its name stands at where nothing of the line is seen. */
export const lastNotFinite = (series: PanelSeries, [from, to]: Range): NotFinite | null =>
  ofSeries(series).findLast(({ at }) => at >= from && at <= to) ?? null

/** A mark at the edge of the plot: a cross at its foot for what is no number, a triangle at its top or foot that points outwards. */
export type EdgeMark = {
  readonly kind: 'cross' | 'up' | 'down'
  readonly x: number
  readonly y: number
  readonly colour: string
}
/** Half of a mark, and how far apart marks of one line are, in pixels: more would be a bar. */
export const edgeMarkSize = 3
const leastApart = 6
/** Lines whose marks would lie upon each other have rows of their own, up to so many. */
const mostRows = 4

/** Where they stand, in pixels. */
export function edgeMarks(
  spec: PanelSpec,
  range: Range,
  toX: (value: number) => number,
  area: { readonly top: number; readonly bottom: number },
): EdgeMark[] {
  return notFiniteIn(spec, range).flatMap(({ series: { colour }, points: some }, index) => {
    const inset = edgeMarkSize * (1 + 2 * (index % mostRows))
    const last = new Map<EdgeMark['kind'], number>()
    return some.flatMap(({ at, value }): EdgeMark[] => {
      const kind = Number.isNaN(value) ? 'cross' : value > 0 ? 'up' : 'down'
      const x = toX(at)
      if (Math.abs(x - (last.get(kind) ?? Number.NEGATIVE_INFINITY)) < leastApart) return []
      last.set(kind, x)
      return [{ kind, x, y: kind === 'up' ? area.top + inset : area.bottom - inset, colour }]
    })
  })
}
