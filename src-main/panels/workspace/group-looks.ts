/**
 * Which look a group of runs has, wherever groups are drawn or listed: workspace, Runs, Compare, and files of them. It is by the group's place among
 * those of the whole project, so that no view and no selection gives it another one.
 */
import { builtInArchitectures } from '@contract/config'
import { lookCount } from '@contract/looks'
import type { RunSummary } from '@contract/run'
import { assignSlotsInOrder, inOrderOfMaking, isMadeBefore } from '@model/looks'
import { lookOfSlot, type RunLook } from '../words/run-look'
import { groupIdOf, groupIds } from './run-list'

/**
 * Ids of groups in the order in which the first run of each was made, of all runs, shown or not. So a new run or another value moves no group.
 * @param before what it was: the same list where nothing has changed, so that whoever reads it is not told of a run that has.
 */
export function orderOfGroups(
  all: readonly RunSummary[],
  groupBy: readonly string[],
  before: readonly string[] = [],
): readonly string[] {
  const firsts = new Map<string, { readonly group: string; readonly id: string; readonly createdAt: string }>()
  const idOf = groupIds(groupBy)
  // The newest come first in it: from its end on hardly any takes the place of another.
  for (let at = all.length - 1; at >= 0; at -= 1) {
    const run = all[at]
    if (run === undefined) continue
    const group = idOf(run)
    const first = firsts.get(group)
    if (first === undefined || isMadeBefore(run, first))
      firsts.set(group, { group, id: run.id, createdAt: run.createdAt })
  }
  const order = inOrderOfMaking([...firsts.values()]).map(({ group }) => group)
  return areAlike(order, before) ? before : order
}

/** Groups by architecture alone that have a place of their own: plain the first, pooled the second (design guide). */
const placesOfArchitectures: ReadonlyMap<string, number> = new Map(
  builtInArchitectures.map((architecture, place) => [
    groupIdOf({ config: { architecture }, tags: [] }, ['architecture']),
    place,
  ]),
)

/** Places of groups by their ids, in {@link orderOfGroups}; behind the architectures with a place of their own where groups are those. */
export function placesOfGroups(order: readonly string[]): (id: string) => number {
  const fixed = order.some((id) => placesOfArchitectures.has(id)) ? placesOfArchitectures : new Map<string, number>()
  const others = order.filter((id) => !fixed.has(id))
  const places = new Map([...fixed, ...others.map((id, place) => [id, fixed.size + place] as const)])
  return (id) => places.get(id) ?? places.size
}

const areAlike = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((id, at) => id === right[at])

/**
 * The looks of groups that are shown together, no two alike while they are at most 24: who has the lower place keeps its own.
 * @returns the look of an id; @param place of one that is not among the shown, which has its own.
 */
export function looksByPlace(
  shown: readonly { readonly id: string; readonly place: number }[],
): (id: string, place?: number) => RunLook {
  const slots = assignSlotsInOrder(
    [...shown]
      .sort((left, right) => left.place - right.place)
      .map(({ id, place }) => ({ id, colourSlot: place % lookCount })),
  )
  const places = slots.size > 0 ? slots : new Map(shown.map(({ id, place }) => [id, place]))
  return (id, place = 0) => lookOfSlot(places.get(id) ?? place)
}

/** The dash that all runs of a group share; a solid line where they do not. */
export function sharedDash(
  runs: readonly RunSummary[],
  dashOf: (run: RunSummary) => readonly number[],
): readonly number[] {
  const [first] = runs
  const dash = first === undefined ? [] : dashOf(first)
  const isShared = runs.every((run) => {
    const other = dashOf(run)
    return other === dash || String(other) === String(dash)
  })
  return isShared ? dash : []
}
