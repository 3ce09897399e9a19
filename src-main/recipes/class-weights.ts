/** What the classes of a run count for in its loss: all alike, the rarer the more, or as somebody says. */

import { readDecimal } from './decimal'

/** What is written where all count alike, and what every run was trained with before there was a choice. */
export const noClassWeights = 'none'
/** What is written for n / (classes x images of the class), as scikit-learn's `balanced` is. */
export const balancedClassWeights = 'balanced'

const greatestWeight = 1e6

/** The weights that a text gives, by label; null for those two words, or what is wrong with it, in words that go on from the setting's name. */
export function readClassWeights(text: string): readonly number[] | null | string {
  const words = text.trim().split(/\s+/)
  const [first = ''] = words
  if (words.length === 1 && (first === noClassWeights || first === balancedClassWeights)) return null
  const weights = words.map((word) => readDecimal(word) ?? Number.NaN)
  return weights.every((weight) => Math.fround(weight) > 0 && weight <= greatestWeight)
    ? weights
    : `must be ${noClassWeights}, ${balancedClassWeights}, or a number above 0 for each class, with spaces between them`
}

/** With as few signs as it can be read from. What cannot be read stays as it is. */
export function canonicalClassWeights(text: string): string {
  const read = readClassWeights(text)
  return read === null || typeof read === 'string' ? text.trim() : read.join(' ')
}

/** Why weights do not fit so many classes, in words that go on from the setting's name; null where they do. */
export function refuseClassWeights(text: string, classes: number): string | null {
  const read = readClassWeights(text)
  if (read === null || typeof read === 'string' || read.length === classes) return null
  return `needs ${classes} numbers, one for each class, and has ${read.length}`
}

/**
 * What each class counts for, by label; null where all count alike.
 * @param labels of the training images. One class without any counts 1 where they are balanced.
 */
export function weightsOfClasses(
  text: string,
  labels: Iterable<number> & { readonly length: number },
  classes: number,
): Float32Array | null {
  const counts = new Uint32Array(classes)
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1
  return weightsOfCounts(text, counts)
}

/** The same of so many training images of each class. */
export function weightsOfCounts(text: string, counts: Uint32Array): Float32Array | null {
  const given = readClassWeights(text)
  if (typeof given === 'string') throw new RangeError(`Class weights ${given}.`)
  if (given !== null) return Float32Array.from(given)
  if (text.trim() === noClassWeights) return null
  const present = counts.filter((count) => count > 0).length
  const total = counts.reduce((sum, count) => sum + count, 0)
  return Float32Array.from(counts, (count) => (count === 0 ? 1 : total / (present * count)))
}

/** "classes weighted by how rare they are": what a report says of it. */
export function classWeightPhrases(text: string = noClassWeights): string[] {
  const read = readClassWeights(text)
  if (Array.isArray(read)) return [`classes weighted ${read.join(', ')}`]
  return text === balancedClassWeights ? ['classes weighted by how rare they are'] : []
}
