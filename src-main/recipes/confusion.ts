/**
 * Counts of images by the class that they have and the class that a network says: the confusion matrix as scikit-learn's `confusion_matrix` has it, a row
 * for each true class, and what follows from it.
 */

/** classes x classes counts, the true class by row. */
export type Confusion = { readonly classes: number; readonly counts: Float64Array }

export const emptyConfusion = (classes: number): Confusion => ({ classes, counts: new Float64Array(classes * classes) })

/** The index of the greatest of some values, the first of several; of values that are not all numbers, none: -1. */
export function indexOfGreatest(values: ArrayLike<number>, offset: number, count: number): number {
  let greatest = -1
  for (let index = 0; index < count; index += 1) {
    const value = values[offset + index] ?? Number.NaN
    if (Number.isNaN(value)) return -1
    if (greatest < 0 || value > (values[offset + greatest] ?? Number.NaN)) greatest = index
  }
  return greatest
}

/**
 * Whether the true class is among the `most` greatest outputs. Of equal ones the first counts as the greater.
 * @returns false where an output is no number
 */
export function isAmongGreatest(
  values: ArrayLike<number>,
  offset: number,
  count: number,
  truth: number,
  most: number,
): boolean {
  const own = values[offset + truth] ?? Number.NaN
  let greater = 0
  for (let index = 0; index < count; index += 1) {
    const value = values[offset + index] ?? Number.NaN
    if (Number.isNaN(value) || Number.isNaN(own)) return false
    if (value > own || (value === own && index < truth)) greater += 1
  }
  return greater < most
}

const countAt = ({ classes, counts }: Confusion, truth: number, said: number): number =>
  counts[truth * classes + said] ?? 0

/** Images of a class, and images of which it was said. */
function totals(confusion: Confusion, at: number): { truth: number; said: number } {
  let [truth, said] = [0, 0]
  for (let other = 0; other < confusion.classes; other += 1) {
    truth += countAt(confusion, at, other)
    said += countAt(confusion, other, at)
  }
  return { truth, said }
}

/**
 * scikit-learn's `f1_score(average="macro")`: the mean over classes of the harmonic mean of precision and recall, 0 for one that was neither there nor
 * said. Classes that are not among the images and were never said do not count.
 */
export function macroF1(confusion: Confusion): number {
  let sum = 0
  let present = 0
  for (let at = 0; at < confusion.classes; at += 1) {
    const { truth, said } = totals(confusion, at)
    if (truth + said === 0) continue
    present += 1
    sum += (2 * countAt(confusion, at, at)) / (truth + said)
  }
  return present === 0 ? Number.NaN : sum / present
}
