/** Where the axes of a parallel panel stand and where its lines run, in pixels. Plain TypeScript: no canvas. */
import { axisText, hasPlace, type ParallelAxis, type ParallelLine, type ParallelSpec } from './parallel'
import { showApart } from '@maths/digits'
import { shareOf, soundRange, valueAt, withMargin, withRatio } from './place'
import { shorten } from './shorten'
import { valueText } from './tick-text'
import { valueTicks } from './ticks'

export type ParallelTick = { readonly value: number; readonly text: string; readonly at: number }

export type PlacedAxis = {
  readonly axis: ParallelAxis
  readonly x: number
  readonly ticks: readonly ParallelTick[]
  /** Where a value stands; what the axis has no place for stands at the foot. */
  readonly toPixel: (value: number) => number
  /** A number, or the place of a choice: fractions lie between two. */
  readonly toValue: (pixel: number) => number
  /** How far apart lines of one value are spread, in pixels to each side: choices would lie upon each other. */
  readonly spread: number
  /** Lines without a value. */
  readonly missing: number
  /** Lines whose value a log axis has no place for. */
  readonly notPositive: number
}

/** Between an axis and the texts of its marks with the axis before it, in pixels. */
const besideMarks = 14

/** The texts of an axis's marks, as there is room for them before the axis beside; at the outer sides all of them. */
export function fittedMarks(
  { axes, gap }: Pick<ParallelGeometry, 'axes' | 'gap'>,
  { axis, x, ticks }: PlacedAxis,
  measure: (text: string) => number,
): readonly string[] {
  const isOuter = x === axes[0]?.x || x === axes.at(-1)?.x
  return ticks.map(({ text }) => {
    if (isOuter) return text
    const short = shorten(text, gap - besideMarks, measure)
    // A number without its middle is another number.
    return axis.kind === 'choice' || short === text ? short : ''
  })
}

export type AxisBrush = readonly [low: number, high: number]

/** Half of the height that a limit of a brush takes, in pixels. */
export const limitHalf = 8.5

/** Where the limits of a brush stand beside an axis of numbers, the greater above: on its ends, or beyond them where they would touch. None of choices, which their marks name. */
export function placedLimits(
  placed: PlacedAxis,
  brush: AxisBrush,
): readonly { readonly text: string; readonly middle: number }[] {
  const { axis } = placed
  if (axis.kind !== 'number') return []
  const [top, bottom] = brushPixels(placed, brush)
  const apart = bottom - top < 18 ? 9 : 0
  return [
    { text: axis.format(brush[1]), middle: top - apart },
    { text: axis.format(brush[0]), middle: bottom + apart },
  ]
}

/** Whether a text beside an axis, around `at`, has room beside limits that stand on its side. */
export const isClearOf = (limits: readonly { readonly middle: number }[], at: number): boolean =>
  limits.every(({ middle }) => Math.abs(middle - at) >= limitHalf + leastMarkGap / 2)

/** Where a text stands that belongs at `at` beside an axis: there, or as near as limits leave it room. */
export function clearOf(limits: readonly { readonly middle: number }[], at: number): number {
  if (isClearOf(limits, at)) return at
  const step = limitHalf + leastMarkGap / 2
  const free = limits
    .flatMap(({ middle }) => [middle - step, middle + step])
    .filter((place) => isClearOf(limits, place))
  return free.sort((left, right) => Math.abs(left - at) - Math.abs(right - at))[0] ?? at
}

/** What is said at the foot of an axis of the lines that end there: "3 none", "2 ≤ 0". Empty where none does. */
export const footText = ({ axis, missing, notPositive }: PlacedAxis): string =>
  [
    ...(missing > 0 ? [`${missing.toLocaleString('en')} ${axisText(axis, Number.NaN)}`] : []),
    ...(notPositive > 0 ? [`${notPositive.toLocaleString('en')} ≤ 0`] : []),
  ].join(', ')

export type ParallelGeometry = {
  readonly top: number
  readonly bottom: number
  /** Where lines without a value end. */
  readonly foot: number
  readonly axes: readonly PlacedAxis[]
  /** Between two axes. */
  readonly gap: number
}

const margin = { left: 64, right: 92, top: 40, bottom: 38 } as const
/** Further down where axes have something under their names. */
const topBelowImportance = 54
const footDistance = 22
/** Up to this many different numbers each have a mark of their own. */
const mostOwnMarks = 6

/**
 * @param width and height of the panel, in pixels.
 * @param sides room at the left of the first axis, at the right of the last and below them, in pixels.
 */
export function parallelGeometry(
  spec: ParallelSpec,
  width: number,
  height: number,
  sides: { readonly left: number; readonly right: number; readonly bottom?: number } = margin,
): ParallelGeometry {
  const hasImportance = spec.awaitsImportance === true || spec.axes.some(({ importance }) => importance !== undefined)
  const top = hasImportance ? topBelowImportance : margin.top
  const bottom = Math.max(top + 20, height - (sides.bottom ?? margin.bottom))
  const gap = spec.axes.length > 1 ? Math.max(1, width - sides.left - sides.right) / (spec.axes.length - 1) : 0
  const foot = bottom + footDistance
  return {
    top,
    bottom,
    foot,
    gap,
    axes: spec.axes.map((axis, index) => {
      const x = spec.axes.length > 1 ? sides.left + index * gap : width / 2
      const { missing, notPositive } = atFoot(spec, index)
      const place = { top, bottom, foot }
      const scale = axis.kind === 'choice' ? choiceScale(axis.choices.length, place) : numberScale(spec, index, place)
      const all = axis.kind === 'choice' ? axis.choices.map((text, value) => ({ value, text })) : scale.marks
      const marks = standingApart(all, scale.toPixel)
      return {
        axis,
        x,
        missing,
        notPositive,
        spread: axis.kind === 'choice' ? Math.min(14, ((bottom - top) / axis.choices.length) * 0.12) : scale.spread,
        toPixel: (value: number) => (hasPlace(axis, value) ? scale.toPixel(value) : foot),
        toValue: scale.toValue,
        ticks: marks.map(({ value, text }) => ({ value, text, at: scale.toPixel(value) })),
      }
    }),
  }
}

function atFoot({ axes, lines }: ParallelSpec, index: number): Pick<PlacedAxis, 'missing' | 'notPositive'> {
  const axis = axes[index]
  let [missing, notPositive] = [0, 0]
  for (const { values } of lines) {
    const value = values[index] ?? Number.NaN
    if (Number.isNaN(value)) missing += 1
    else if (axis !== undefined && !hasPlace(axis, value)) notPositive += 1
  }
  return { missing, notPositive }
}

type Mark = Pick<ParallelTick, 'value' | 'text'>

/** Texts of marks stand so far from each other at least, from middle to middle, in pixels. */
const leastMarkGap = 13

/** Marks without those that would touch one above them. */
function standingApart(marks: readonly Mark[], toPixel: (value: number) => number): readonly Mark[] {
  let before = Number.NaN
  return marks.filter(({ value }) => {
    const at = toPixel(value)
    if (Math.abs(at - before) < leastMarkGap) return false
    before = at
    return true
  })
}

type Place = { readonly top: number; readonly bottom: number }
type AxisScale = {
  readonly toPixel: (value: number) => number
  readonly toValue: (pixel: number) => number
  /** Numbers as they are written, and where those stand. */
  readonly marks: readonly Mark[]
  readonly spread: number
}

function choiceScale(count: number, { top, bottom }: Place): AxisScale {
  const slot = (bottom - top) / Math.max(1, count)
  return {
    toPixel: (value) => top + (value + 0.5) * slot,
    toValue: (pixel) => (pixel - top) / slot - 0.5,
    marks: [],
    spread: 0,
  }
}

/** Greater values lie higher. */
function numberScale(spec: ParallelSpec, index: number, { top, bottom }: Place): AxisScale {
  const axis = spec.axes[index]
  const isLog = axis?.kind === 'number' && axis.isLog
  const found = spreadOn(spec, index, isLog)
  const values = found.values ?? []
  const [low, high] = found.low <= found.high ? [found.low, found.high] : [isLog ? 0.1 : 0, 1]
  // A single value stands in the middle.
  const range = soundRange(low < high ? [low, high] : isLog ? withRatio(low, low, 2) : withMargin(low, low, 0.5), isLog)
  const hasOwnMarks = found.values !== null
  const limited = (value: number) => (isLog && value <= 0 ? 0 : Math.max(0, Math.min(1, shareOf(value, range, isLog))))
  return {
    toPixel: (value) => bottom - limited(value) * (bottom - top),
    toValue: (pixel) => valueAt((bottom - pixel) / (bottom - top), range, isLog),
    marks: axis?.kind !== 'number' ? [] : hasOwnMarks ? ownMarks(axis, values) : roundMarks(axis, low, high),
    spread: hasOwnMarks && values.length < spec.lines.length ? 3 : 0,
  }
}

/** Least and greatest of what an axis can show, and the different values, ascending, while they are few: ten thousand lines are gone through once. */
function spreadOn(
  { lines }: ParallelSpec,
  index: number,
  isLog: boolean,
): { readonly low: number; readonly high: number; readonly values: readonly number[] | null } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const different = new Set<number>()
  for (const { values } of lines) {
    const value = values[index] ?? Number.NaN
    if (!Number.isFinite(value) || (isLog && value <= 0)) continue
    if (value < low) low = value
    if (value > high) high = value
    if (different.size <= mostOwnMarks) different.add(value)
  }
  const values = different.size > mostOwnMarks ? null : [...different].sort((left, right) => left - right)
  return { low, high, values }
}

type NumberAxis = Extract<ParallelAxis, { kind: 'number' }>

/** Values of lines as marks, each where its text says. */
function ownMarks({ unit }: NumberAxis, values: readonly number[]): Mark[] {
  const show = showApart(values)
  // Whole numbers are settings and counts: 32768, and not 32770.
  const areWhole = values.every(Number.isSafeInteger)
  return values.map((exact) => {
    const value = areWhole ? exact : Number(show(exact))
    return { value, text: valueText({ isLog: false, unit }, value, [value]) }
  })
}

const mostRoundMarks = 6

function roundMarks({ isLog, unit }: NumberAxis, low: number, high: number): Mark[] {
  const values = valueTicks({ isLog, unit }, low, high, mostRoundMarks)
  return values.map((value) => ({ value, text: valueText({ isLog, unit }, value, values) }))
}

/** A number between -1 and 1 that is the same for a line wherever it stands in the list. */
function offsetOf(id: string): number {
  // FNV-1a, with its last bits mixed into the first: ids of runs differ at their ends.
  let hash = 2_166_136_261
  for (let index = 0; index < id.length; index += 1) hash = Math.imul(hash ^ id.charCodeAt(index), 16_777_619)
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_519)
  return (((hash ^ (hash >>> 13)) >>> 0) / 4_294_967_295) * 2 - 1
}

/** Heights of one line at each axis. */
export function heightsOf(geometry: ParallelGeometry, line: ParallelLine): readonly number[] {
  const offset = offsetOf(line.id)
  return geometry.axes.map((placed, index) => heightAt(placed, line.values[index] ?? Number.NaN, offset))
}

const heightAt = ({ axis, toPixel, spread }: PlacedAxis, value: number, offset: number): number =>
  toPixel(value) + (hasPlace(axis, value) ? offset * spread : 0)

/** How far a curve's handles reach towards the next axis. */
export const bend = 0.4

/** The height of a curve between two axes. @param share of the way, 0 to 1. */
export function curveHeight(from: number, to: number, share: number): number {
  let low = 0
  let high = 1
  // The curve's x grows with its parameter: halving finds it to a thousandth of the way.
  for (let step = 0; step < 12; step += 1) {
    const t = (low + high) / 2
    const x = 3 * (1 - t) ** 2 * t * bend + 3 * (1 - t) * t ** 2 * (1 - bend) + t ** 3
    if (x < share) low = t
    else high = t
  }
  const t = (low + high) / 2
  const first = (1 - t) ** 3 + 3 * (1 - t) ** 2 * t
  return from * first + to * (1 - first)
}

/**
 * The line that runs nearest to a pixel, no further above or below than `within`; null without one.
 * @param isPreferred whichever line is one of these comes before all others, as those within the brushes do.
 */
export function nearestLine(
  geometry: ParallelGeometry,
  lines: readonly ParallelLine[],
  x: number,
  y: number,
  within: number,
  isPreferred: (line: ParallelLine) => boolean = () => true,
): ParallelLine | null {
  const first = geometry.axes[0]?.x ?? 0
  if (geometry.axes.length < 2 || x < first - within) return null
  const at = Math.min(geometry.axes.length - 2, Math.max(0, Math.floor((x - first) / geometry.gap)))
  const share = (x - first) / geometry.gap - at
  if (share > 1 + within / geometry.gap) return null
  const [left, right] = [geometry.axes[at], geometry.axes[at + 1]]
  if (!left || !right) return null
  let any: ParallelLine | null = null
  let preferred: ParallelLine | null = null
  // The nearest of all is never further away than the nearest of the preferred ones.
  let least = within
  let leastPreferred = within
  for (const line of lines) {
    const offset = offsetOf(line.id)
    const from = heightAt(left, line.values[at] ?? Number.NaN, offset)
    const to = heightAt(right, line.values[at + 1] ?? Number.NaN, offset)
    // A curve stays between its ends: most of ten thousand need no more than that.
    if (y < Math.min(from, to) - leastPreferred || y > Math.max(from, to) + leastPreferred) continue
    const distance = Math.abs(curveHeight(from, to, Math.max(0, Math.min(1, share))) - y)
    if (distance > leastPreferred) continue
    if (distance <= least) {
      least = distance
      any = line
    }
    if (!isPreferred(line)) continue
    leastPreferred = distance
    preferred = line
  }
  return preferred ?? any
}

/** Which axis a pixel belongs to, no further than `within` beside it; -1 without one. */
export function axisAt(geometry: ParallelGeometry, x: number, within: number): number {
  return geometry.axes.findIndex((axis) => Math.abs(axis.x - x) <= within)
}

/** Two heights as a brush of an axis; of choices those whose places lie between. Null where nothing does. */
export function brushBetween(
  placed: PlacedAxis,
  from: number,
  to: number,
): readonly [low: number, high: number] | null {
  const [first, second] = [placed.toValue(from), placed.toValue(to)]
  const [low, high] = first < second ? [first, second] : [second, first]
  if (placed.axis.kind === 'number') return [low, high]
  const inside: readonly [number, number] = [Math.max(0, Math.ceil(low)), Math.floor(high)]
  return inside[0] <= inside[1] ? inside : null
}

/** Upper and lower end of a brush in pixels; a choice has all of its place. */
export function brushPixels(
  placed: PlacedAxis,
  [low, high]: readonly [low: number, high: number],
): readonly [top: number, bottom: number] {
  const half = placed.axis.kind === 'choice' ? 0.5 : 0
  const ends = [placed.toPixel(low - half), placed.toPixel(high + half)].sort((left, right) => left - right)
  return [ends[0] ?? 0, ends[1] ?? 0]
}
