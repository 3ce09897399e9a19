/** What a tooltip shows of all values at one x: the line at hand, those next to it by value, the baseline, and what of the rest is worth saying. */
import { quantile } from '@maths/statistics'
import type { TooltipRow } from './hover'
import type { PanelSpec } from './panel'

/** So many lines are shown whole. */
const mostTogether = 8
/** Of more, so many on each side of the one at hand are shown, and so many of those have a dot and stand out. */
const [shownBeside, markedBeside] = [3, 2]

export type Tip = {
  /** The one at hand first, then the others, highest first. */
  readonly rows: readonly TooltipRow[]
  /** Whether the first row is the line at hand. */
  readonly hasHand: boolean
  /** How many are better than the line at hand, and it; null where it has no value there. */
  readonly rank: { readonly place: number; readonly of: number } | null
  readonly baseline: { readonly row: TooltipRow; readonly difference: number | null } | null
  /** What is not shown. */
  readonly more: { readonly count: number; readonly low: number; readonly high: number } | null
  /** Of a density: the middle of all values, and what eight of ten lie between. */
  readonly spread: { readonly median: number; readonly low: number; readonly high: number } | null
  /** Lines that had ended before. */
  readonly ended: number
  /** Lines with a dot: the one at hand and its neighbours, all where they are few. */
  readonly marked: readonly TooltipRow[]
}

/** Lines that ended before x, further away than `within`. */
function endedBefore({ series }: PanelSpec, x: number, within: number): number {
  let count = 0
  for (const { x: along, isBackground } of series)
    if (isBackground !== true && along.length > 0 && (along[along.length - 1] ?? x) < x - within) count += 1
  return count
}

/** Its rank among all values, 1 for the best. */
function rankOf(rows: readonly TooltipRow[], { y }: TooltipRow, better: PanelSpec['better']): Tip['rank'] {
  if (Number.isNaN(y)) return null
  let [ahead, of] = [0, 0]
  for (const { y: value } of rows) {
    if (!Number.isNaN(value)) of += 1
    if (better === 'lower' ? value < y : value > y) ahead += 1
  }
  return { place: ahead + 1, of }
}

/** The rows beside one in their order, at most so many on each side. */
const beside = (rows: readonly TooltipRow[], at: number, count: number): TooltipRow[] =>
  at < 0 ? [] : [...rows.slice(Math.max(0, at - count), at), ...rows.slice(at + 1, at + 1 + count)]

/** Of rows that are highest first, those that are not shown. */
function restOf(rows: readonly TooltipRow[], shown: ReadonlySet<TooltipRow>): Tip['more'] {
  let count = 0
  let first: TooltipRow | null = null
  let last: TooltipRow | null = null
  for (const row of rows) {
    if (shown.has(row)) continue
    count += 1
    if (Number.isNaN(row.y)) continue
    first ??= row
    last = row
  }
  if (count === 0) return null
  return { count, low: last?.y ?? Number.POSITIVE_INFINITY, high: first?.y ?? Number.NEGATIVE_INFINITY }
}

/** Lines that are drawn as such where the others are a density. */
const namedOf = ({ series }: PanelSpec): ReadonlySet<string> =>
  new Set(series.flatMap(({ id, isDense }) => (isDense === true ? [] : [id])))

/** @param rows highest first. */
function spreadOf(rows: readonly TooltipRow[]): Tip['spread'] {
  const values = rows.flatMap(({ y }) => (Number.isFinite(y) ? [y] : [])).reverse()
  if (values.length === 0) return null
  return { median: quantile(values, 0.5), low: quantile(values, 0.1), high: quantile(values, 0.9) }
}

/**
 * @param rows every value there (hover, tooltipRows), highest first.
 * @param hand the line at hand; where it has no value there, the one of its nearest point.
 */
export function tipOf(
  spec: PanelSpec,
  rows: readonly TooltipRow[],
  hand: TooltipRow | null,
  x: number,
  within = 0,
): Tip {
  const baselineId = spec.series.find(({ isBaseline }) => isBaseline === true)?.id
  const baselineRow = rows.find(({ id }) => id === baselineId && id !== hand?.id) ?? null
  const others = baselineRow === null ? rows : rows.filter((row) => row !== baselineRow)
  const at = hand === null ? -1 : others.findIndex(({ id }) => id === hand.id)
  const own = others[at] ?? hand
  const isFew = rows.length <= mostTogether
  const named = spec.density === undefined ? null : namedOf(spec)
  const besideIt = isFew
    ? others.filter((row) => row !== own)
    : named !== null
      ? others.filter((row) => row !== own && named.has(row.id)).slice(0, mostTogether)
      : own === null || at < 0
        ? others.slice(0, 2 * shownBeside)
        : beside(others, at, shownBeside)
  const shown = [...(own === null ? [] : [own]), ...besideIt]
  const known = new Set([...shown, ...(baselineRow === null ? [] : [baselineRow])])
  return {
    rows: shown,
    hasHand: own !== null,
    rank: own === null || at < 0 || isFew ? null : rankOf(rows, own, spec.better),
    baseline:
      baselineRow === null
        ? null
        : { row: baselineRow, difference: own === null || own.id === baselineId ? null : own.y - baselineRow.y },
    more: restOf(rows, known),
    spread: named === null ? null : spreadOf(rows),
    ended: isFew ? 0 : endedBefore(spec, x, within),
    marked: isFew
      ? rows
      : [...(at < 0 || own === null ? [] : [own]), ...(named === null ? beside(others, at, markedBeside) : [])],
  }
}
