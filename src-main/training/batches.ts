/** Images as the tensors that a network takes. */
import { dataSet } from '../contract/config'
import { imageBytes } from '../dataset/cache'
import type { ImageSet } from '../dataset/dataset'
import type { Tensor, TensorFlow } from './kernels/kernels'

/** Bytes to [0, 1], as `ToTensor` divides. */
const unit = Float32Array.from({ length: 256 }, (_, byte) => byte / 255)

type Buffers = { readonly inputs: Float32Array; readonly targets: Float32Array }

/** Of the largest batch so far: made once for a set, as a megabyte thrown away with every batch costs more than filling it. */
const buffersOf = new WeakMap<ImageSet, Buffers>()

function takeBuffers(set: ImageSet, count: number): Buffers {
  const known = buffersOf.get(set)
  if (known && known.targets.length >= count * dataSet.targetSize) return known
  const made = {
    inputs: new Float32Array(count * imageBytes),
    targets: new Float32Array(count * dataSet.targetSize),
  }
  buffersOf.set(set, made)
  return made
}

/**
 * The images at `indices`: inputs [n, 32, 32, 3] in [0, 1] and targets [n, 784]. The caller disposes both before it gathers
 * the next batch of the same set, which lies in the same memory.
 */
export function gatherBatch(
  tf: TensorFlow,
  set: ImageSet,
  indices: ArrayLike<number>,
): { inputs: Tensor; targets: Tensor } {
  const count = indices.length
  const buffers = takeBuffers(set, count)
  const inputs = buffers.inputs.subarray(0, count * imageBytes)
  const targets = buffers.targets.subarray(0, count * dataSet.targetSize)
  for (let position = 0; position < count; position += 1) {
    const index = indices[position] ?? 0
    const from = index * imageBytes
    const to = position * imageBytes
    for (let byte = 0; byte < imageBytes; byte += 1) inputs[to + byte] = unit[set.images[from + byte] ?? 0] ?? 0
    targets.set(
      set.targets.subarray(index * dataSet.targetSize, (index + 1) * dataSet.targetSize),
      position * dataSet.targetSize,
    )
  }
  const { inputSide, inputChannels, targetSize } = dataSet
  return {
    inputs: tf.tensor4d(inputs, [count, inputSide, inputSide, inputChannels]),
    targets: tf.tensor2d(targets, [count, targetSize]),
  }
}
