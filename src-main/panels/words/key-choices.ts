/** What is chosen of keys, in words. */
import type { DirectionChoice, RoleChoice } from '@contract/choices'
import { visibleLine } from '@contract/text'

/** Code points of a key in a sentence or on a button. */
const mostShown = 60

/** A key on one line, cut where it would fill the window. */
export function shortKey(key: string): string {
  const points = Array.from(visibleLine(key))
  return points.length <= mostShown ? points.join('') : `${points.slice(0, mostShown - 1).join('')}…`
}

export const directionWords: Readonly<Record<DirectionChoice, string>> = {
  lower: 'Lower is better',
  higher: 'Higher is better',
  none: 'No direction',
}

export const roleWords: Readonly<Record<RoleChoice, string>> = {
  seed: 'Seed: runs are repeated over it',
  loss: 'Loss: what a run minimizes',
  none: 'A setting like any other',
}
