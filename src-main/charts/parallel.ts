/** Parallel coordinates as data: one line a run over several axes, each a number or a choice. */
import type { RichText } from './mathematics'
import type { ColourToken, TickUnit } from './panel'

export type ParallelAxis = {
  readonly id: string
  readonly label: string
  /** How much it matters for the last axis, from 0 on; quiet where that may be chance. */
  readonly importance?: { readonly value: number; readonly text: string; readonly isQuiet: boolean }
  /** Why a line has no value here: `diverged`. `none` unless given. */
  readonly noneText?: string
} & (
  | {
      readonly kind: 'number'
      readonly isLog: boolean
      /** Of plain numbers unless given. */
      readonly unit?: TickUnit
      readonly format: (value: number) => string
    }
  /** Values are indices into the choices. */
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
)

export type ParallelLine = {
  readonly id: string
  readonly label: string
  readonly richLabel?: RichText
  readonly colour: ColourToken
  readonly dash: readonly number[]
  /** Lines of higher ranks lie upon others: the better ones, where colours say a metric. */
  readonly rank?: number
  /** One for each axis; NaN for none. What an axis has no place for it counts at its foot. */
  readonly values: readonly number[]
}

export type ParallelSpec = {
  readonly title: string
  readonly axes: readonly ParallelAxis[]
  readonly lines: readonly ParallelLine[]
  readonly highlighted?: string
  /** How much axes matter is still being worked out: it has its room already, so that nothing moves when it comes. */
  readonly awaitsImportance?: boolean
  /** What colours say, in one hue, the best last: then each line has a step of it, and they have no legend. */
  readonly colouring?: string
  /** A line's look where colours say nothing else: it has that while it is at hand. */
  readonly ownLookOf?: (id: string) => Pick<ParallelLine, 'colour' | 'dash'> | undefined
}

/** By axis id: the values between which lines are kept. */
export type Brushes = Readonly<Record<string, readonly [low: number, high: number]>>

/** A test of whether a line lies within every brush; a line without a value lies in none. */
export function isWithin(spec: Pick<ParallelSpec, 'axes'>, brushes: Brushes): (line: ParallelLine) => boolean {
  const limits = spec.axes.flatMap(({ id }, index) => {
    const brush = brushes[id]
    return brush === undefined ? [] : [{ index, low: brush[0], high: brush[1] }]
  })
  return ({ values }) =>
    limits.every(({ index, low, high }) => {
      const value = values[index] ?? Number.NaN
      return value >= low && value <= high
    })
}

/** Whether an axis has a place for a value: a log one has none at or below 0. */
export const hasPlace = (axis: ParallelAxis, value: number): boolean =>
  !Number.isNaN(value) && !(axis.kind === 'number' && axis.isLog && value <= 0)

/** An axis's value as text; `none`, or why there is none, for NaN. */
export function axisText(axis: ParallelAxis, value: number): string {
  if (Number.isNaN(value)) return axis.noneText ?? 'none'
  return axis.kind === 'number' ? axis.format(value) : (axis.choices[value] ?? String(value))
}

/** The different values that lines have on an axis, ascending: those it has a place for. */
export function valuesOn(spec: ParallelSpec, index: number): readonly number[] {
  const values = new Set<number>()
  const axis = spec.axes[index]
  for (const line of spec.lines) {
    const value = line.values[index] ?? Number.NaN
    if (axis !== undefined && hasPlace(axis, value)) values.add(value)
  }
  return [...values].sort((left, right) => left - right)
}

/** The axes with one of them taken to another place: ids in their new order. */
export function moved(ids: readonly string[], from: number, to: number): readonly string[] {
  const order = [...ids]
  const [taken] = order.splice(from, 1)
  if (taken !== undefined) order.splice(Math.max(0, Math.min(order.length, to)), 0, taken)
  return order
}

/**
 * A brush with one of its limits taken to the next value that any line has; from all of the axis where there is none yet. Null when it
 * is all of the axis again. @param values ascending.
 */
export function stepBrush(
  values: readonly number[],
  brush: readonly [low: number, high: number] | undefined,
  limit: 'low' | 'high',
  by: 1 | -1,
): readonly [low: number, high: number] | null {
  if (values.length === 0) return null
  const last = values.length - 1
  const firstAbove = values.findIndex((value) => value >= (brush?.[0] ?? Number.NEGATIVE_INFINITY))
  let low = firstAbove < 0 ? last : firstAbove
  let high = Math.max(
    low,
    values.findLastIndex((value) => value <= (brush?.[1] ?? Number.POSITIVE_INFINITY)),
  )
  if (limit === 'low') low = Math.max(0, Math.min(high, low + by))
  else high = Math.min(last, Math.max(low, high + by))
  if (low === 0 && high === last) return null
  return [values[low] ?? 0, values[high] ?? 0]
}
