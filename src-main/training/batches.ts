/** Images as the tensors that a network takes. */
import { dataSet } from '../contract/config'
import { imageBytes } from '../dataset/cache'
import type { ImageSet } from '../dataset/dataset'
import type { Tensor, TensorFlow } from './kernels/kernels'

/** Bytes to [0, 1], as `ToTensor` divides. */
const unit = Float32Array.from({ length: 256 }, (_, byte) => byte / 255)

/** The images at `indices`: inputs [n, 32, 32, 3] in [0, 1] and targets [n, 784]. The caller disposes both. */
export function gatherBatch(
  tf: TensorFlow,
  set: ImageSet,
  indices: ArrayLike<number>,
): { inputs: Tensor; targets: Tensor } {
  const count = indices.length
  const inputs = new Float32Array(count * imageBytes)
  const targets = new Float32Array(count * dataSet.targetSize)
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
