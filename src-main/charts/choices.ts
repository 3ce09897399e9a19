/** Axes of choices: values along them are indices into names, as of an architecture or a loss. */
import type { Range } from './panel'
import { shorten } from './shorten'

/** Least room for a name beside another, and for one above another, in pixels. */
const leastRoom = { beside: 30, above: 16 } as const
/** Between two names beside each other, in pixels. */
const gap = 8
/** Names at the left of a plot: what they take of a page at most, and in pixels. */
const mostOfPage = 0.3
const mostWidth = 150

/** The range of the choices that are shown, each in the middle of as much room as the others have. */
export const fitChoices = (least: number, greatest: number): Range => [least - 0.5, greatest + 0.5]

/** Every choice within a range; where they are more than have room, every second, third and so on. @param length of the axis in pixels. */
export function choiceTicks([low, high]: Range, length: number, direction: keyof typeof leastRoom): number[] {
  const every = Math.max(1, Math.ceil((leastRoom[direction] * (high - low)) / Math.max(1, length)))
  const first = Math.ceil(low)
  const count = Math.floor((Math.floor(high) - first) / every) + 1
  return Array.from({ length: Math.max(0, count) }, (_, index) => first + index * every)
}

/** What names beside each other have room for, in pixels. @param ticks as {@link choiceTicks} has them. */
export const roomBeside = ([low, high]: Range, length: number, ticks: readonly number[]): number =>
  (length / (high - low)) * ((ticks[1] ?? 1) - (ticks[0] ?? 0)) - gap

/** What names at the left of a plot have room for. @param page its width and all that is beside it, in pixels. */
export const roomAtLeft = (page: number): number => Math.min(mostWidth, page * mostOfPage)

/** A choice's name as its axis has room for it; empty between choices. */
export const choiceText = (
  choices: readonly string[],
  value: number,
  room: number,
  measure: (text: string) => number,
): string => shorten(choices[value] ?? '', room, measure)
