/** What a network says of an image: of its outputs, one for each class. */
import type { RunSamples } from '@contract/api'
import { indexOfGreatest } from '@recipes/confusion'
import { sizeOfShape } from '@recipes/data-source'
import { logSoftmax } from '@recipes/softmax'

export type Said = {
  readonly truth: string
  /** Null before the first epoch, and of outputs that are no numbers. */
  readonly said: string | null
  /** Its probability. */
  readonly share: number
  readonly isRight: boolean
}

/** @param image which of the samples. @param outputs of all of them at an epoch, one image behind the other */
export function saidOf(
  { shapes, targets, classes }: Pick<RunSamples, 'shapes' | 'classes'> & { readonly targets: Float32Array },
  outputs: Float32Array | null,
  image: number,
): Said {
  const count = sizeOfShape(shapes.target)
  const nameOf = (label: number): string => classes[label] ?? `class ${label}`
  const truth = indexOfGreatest(targets, image * count, count)
  const label = outputs === null ? -1 : indexOfGreatest(outputs, image * count, count)
  if (outputs === null || label < 0) return { truth: nameOf(truth), said: null, share: Number.NaN, isRight: false }
  const share = Math.exp(logSoftmax(outputs, image * count, count)[label] ?? Number.NaN)
  return { truth: nameOf(truth), said: nameOf(label), share, isRight: label === truth }
}
