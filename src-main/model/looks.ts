/** Looks of runs: which of the 24 a new run takes, and which each has beside others that are shown with it (design guide, "Looks"). */
import { lookCount } from '../contract/looks'

/** What has a look of its own: a run. */
export type LookHolder = {
  readonly id: string
  /** Its own look, from 0 on. */
  readonly colourSlot: number
  /** Of two with the same look the one made first keeps it. */
  readonly createdAt: string
}

const allSlots = Array.from({ length: lookCount }, (_, slot) => slot)

/**
 * The look of the next run: the lowest one that none of the project's newest runs has, so that the newest 24 are told apart. Where those
 * have all 24, that of the oldest of them, which is then no longer among the newest.
 * @param earlier slots of the project's runs that are not in the bin, the oldest first.
 */
export function nextSlot(earlier: readonly number[]): number {
  const newest = earlier.slice(-lookCount)
  const taken = new Set(newest)
  return allSlots.find((slot) => !taken.has(slot)) ?? newest[0] ?? 0
}

/**
 * The looks of runs that are shown together. Who was made first with a look has it, whoever else is shown; of the others each borrows the
 * lowest one that is free, in the order in which they were made. So no two are alike while at most 24 are shown, and showing or hiding
 * a run changes nothing of those that have their own. From the 25th on there are not enough: each has its own, and looks repeat.
 * @returns slots by ids, of more than 24 none. It depends on which runs are shown, and not on their order.
 */
export function assignSlots(shown: readonly LookHolder[]): ReadonlyMap<string, number> {
  const known = new Map<string, LookHolder>()
  for (const one of shown) {
    known.set(one.id, one)
    if (known.size > lookCount) return new Map()
  }
  return assignSlotsInOrder(inOrderOfMaking([...known.values()]))
}

/** The same where another order says who comes first, as of groups. @param inOrder each id once. */
export function assignSlotsInOrder(
  inOrder: readonly Pick<LookHolder, 'id' | 'colourSlot'>[],
): ReadonlyMap<string, number> {
  if (inOrder.length > lookCount) return new Map()
  const slots = new Map<string, number>()
  const taken = new Set<number>()
  const borrowers = inOrder.filter(({ id, colourSlot }) => {
    if (taken.has(colourSlot)) return true
    taken.add(colourSlot)
    slots.set(id, colourSlot)
    return false
  })
  for (const { id } of borrowers) {
    const free = allSlots.find((slot) => !taken.has(slot)) ?? 0
    taken.add(free)
    slots.set(id, free)
  }
  return slots
}

/** The oldest first. Runs of one launch may have the same time. */
export const inOrderOfMaking = <Run extends Pick<LookHolder, 'id' | 'createdAt'>>(runs: readonly Run[]): Run[] =>
  runs.toSorted((left, right) => (isMadeBefore(left, right) ? -1 : 1))

/** Whether a run comes before another in that order. */
export const isMadeBefore = (
  left: Pick<LookHolder, 'id' | 'createdAt'>,
  right: Pick<LookHolder, 'id' | 'createdAt'>,
): boolean => left.createdAt < right.createdAt || (left.createdAt === right.createdAt && left.id < right.id)
