/** Slots of the run palette: the first architecture of a project takes c1 c3 c4 c7 in turn, the second c2 c5 c6 c8. */

const familyOfFirst = [0, 2, 3, 6] as const
const familyOfSecond = [1, 4, 5, 7] as const

/**
 * The slot for the next run.
 * @param earlier the project's runs in the order they were made.
 */
export function nextColourSlot(
  earlier: readonly { readonly architecture: string; readonly slot: number }[],
  architecture: string,
): number {
  const order = [...new Set([...earlier.map((run) => run.architecture), architecture])]
  const family = order.indexOf(architecture) % 2 === 0 ? familyOfFirst : familyOfSecond
  const used = earlier.filter((run) => run.architecture === architecture).length
  return family[used % family.length] ?? 0
}
