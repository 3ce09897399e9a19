/** A few of many runs that stand for all of them: evenly from the best to the worst. */
import { evenPlaces } from '@maths/pick-evenly'

/** So many runs are compared together: lines that can be told apart, and a verdict that is there at once. */
export const mostCompared = 100

/** The best value of a run; undefined, or not a number, where it has none. */
type Best = number | null | undefined

/**
 * The places of at most `most` of the runs, the best and the worst among them, best first. Runs without a finite value stand for nothing, and are taken
 * only where the others do not suffice.
 */
export function spreadFromBest(bests: readonly Best[], most: number, direction: 'lower' | 'higher'): number[] {
  const valued = bests.flatMap((value, place) =>
    typeof value === 'number' && Number.isFinite(value) ? [{ place, value }] : [],
  )
  valued.sort((left, right) => (direction === 'higher' ? right.value - left.value : left.value - right.value))
  const ordered = valued.map(({ place }) => place)
  if (ordered.length >= most) return evenPlaces(ordered.length, most).flatMap((at) => ordered[at] ?? [])
  const isValued = new Set(ordered)
  const others = bests.flatMap((_, place) => (isValued.has(place) ? [] : [place]))
  return [...ordered, ...evenPlaces(others.length, most - ordered.length).flatMap((at) => others[at] ?? [])]
}
