/**
 * Slots of the run palette: the first architecture of a project takes c1 c3 c4 c7, the second c2 c5 c6 c8; of these the one that the
 * fewest of its runs have, as people change colours and let runs go.
 */

const familyOfFirst = [0, 2, 3, 6] as const
const familyOfSecond = [1, 4, 5, 7] as const

/**
 * The slot for the next run.
 * @param earlier the project's runs in the order they were made; those in the bin are not shown.
 */
export function nextColourSlot(
  earlier: readonly { readonly architecture: unknown; readonly slot: number; readonly isShown: boolean }[],
  architecture: string,
): number {
  const order = [...new Set([...earlier.map((run) => run.architecture), architecture])]
  const family = order.indexOf(architecture) % 2 === 0 ? familyOfFirst : familyOfSecond
  const alike = earlier.filter((run) => run.isShown && run.architecture === architecture)
  const usesOf = (slot: number) => alike.filter((run) => run.slot === slot).length
  return family.reduce((best: number, slot) => (usesOf(slot) < usesOf(best) ? slot : best), family[0])
}
