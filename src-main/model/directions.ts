/** Which way a series gets better (records.md 2): chosen, said by its author, known to Plateau, or told by the words of its name. */
import { describeMetric } from '../contract/metrics'
import type { Direction } from '../protocol/names'

export type { Direction } from '../protocol/names'

/** Directions by key, as chosen in a project or said by authors. */
export type Directions = Readonly<Record<string, Direction>>

/** The direction of a key, first that there is: one that was chosen, the catalogue's, that of its name. */
export function directionOf(key: string, chosen: Directions = {}): Direction {
  return Object.hasOwn(chosen, key) ? (chosen[key] ?? 'none') : describeMetric(key).direction
}
