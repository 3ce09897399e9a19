/** Images as the tensors that a network takes. */
import { writeInputs, type ImageSet } from '../dataset/image-set'
import { sizeOfShape } from '../recipes/data-source'
import type { Tensor, TensorFlow } from './kernels/kernels'

type Buffers = { readonly inputs: Float32Array; readonly targets: Float32Array }

/** Of the largest batch so far: made once for a set, as a megabyte thrown away with every batch costs more than filling it. */
const buffersOf = new WeakMap<ImageSet, Buffers>()

function takeBuffers(set: ImageSet, count: number): Buffers {
  const known = buffersOf.get(set)
  const [inputSize, targetSize] = [sizeOfShape(set.shapes.input), sizeOfShape(set.shapes.target)]
  if (known && known.targets.length >= count * targetSize) return known
  const made = {
    inputs: new Float32Array(count * inputSize),
    targets: new Float32Array(count * targetSize),
  }
  buffersOf.set(set, made)
  return made
}

/**
 * The images at `indices`: inputs [n, height, width, channels] in [0, 1] and targets [n, values]. The caller disposes both before it gathers
 * the next batch of the same set, which lies in the same memory.
 * @param epoch of training, which noise and augmentation depend on; 0 where inputs are the same whenever they are looked at.
 */
export function gatherBatch(
  tf: TensorFlow,
  set: ImageSet,
  indices: ArrayLike<number>,
  epoch = 0,
): { inputs: Tensor; targets: Tensor } {
  const count = indices.length
  const { input, target } = set.shapes
  const [inputSize, targetSize] = [sizeOfShape(input), sizeOfShape(target)]
  const buffers = takeBuffers(set, count)
  const inputs = buffers.inputs.subarray(0, count * inputSize)
  const targets = buffers.targets.subarray(0, count * targetSize)
  const augment = epoch === 0 ? null : (set.augment ?? null)
  const targetAt = (position: number) => targets.subarray(position * targetSize, (position + 1) * targetSize)
  if (augment?.makesTargets !== true)
    for (let position = 0; position < count; position += 1) {
      const index = indices[position] ?? 0
      if (set.targets.length === 0) set.stream?.target(index, targetAt(position))
      else targets.set(set.targets.subarray(index * targetSize, (index + 1) * targetSize), position * targetSize)
    }
  if (augment === null) writeInputs(set, indices, epoch, inputs)
  else {
    writeInputs(set, indices, epoch, inputs, (bytes, position) =>
      augment.target(bytes, targetAt(position), indices[position] ?? 0, epoch),
    )
    augment.mix({ inputs, targets, count }, indices[0] ?? 0, epoch)
  }
  return {
    inputs: tf.tensor4d(inputs, [count, ...input]),
    targets: tf.tensor2d(targets, [count, targetSize]),
  }
}
