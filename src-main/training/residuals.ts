/** Errors of a run's validation images: its network with a checkpoint's weights, every pixel counted into bins. */
import type { TrainerCommand, TrainerMessage } from '../contract/trainer-protocol'
import type { ImageSet } from '../dataset/image-set'
import { binOf, errorBins } from '../maths/error-histogram'
import { readCheckpoint } from './checkpoints/choose'
import { restoreWeights } from './checkpoints/state'
import { forEachEvaluatedBatch } from './evaluate'
import type { Kernels, TensorFlow } from './kernels/kernels'
import { createNetwork } from './network'

type EvaluateCommand = Extract<TrainerCommand, { type: 'evaluate' }>

export type ResidualOptions = {
  readonly tf: TensorFlow
  readonly kernels: Kernels
  readonly command: EvaluateCommand
  readonly set: ImageSet
  readonly send: (message: TrainerMessage) => void
  /** Looked at before every batch, where it also yields. @returns false to stop. */
  readonly between: () => Promise<boolean>
}

/**
 * Counts the errors (output - target) of all pixels, in the same batches as training evaluates.
 * @returns false when it was stopped; nothing is answered then.
 * @throws PlateauError `checkpoint-corrupt`
 */
export async function measureResiduals(options: ResidualOptions): Promise<boolean> {
  const { tf, kernels, command, set, send, between } = options
  const network = createNetwork(tf, kernels, command.config)
  restoreWeights(tf, network, readCheckpoint(command.directory, command.checkpoint).contents)
  const counts = new Float64Array(errorBins.count)
  const isWhole = await forEachEvaluatedBatch(tf, network, set, between, ({ first, count, outputs, targets }) => {
    for (let index = 0; index < outputs.length; index += 1) {
      const bin = binOf((outputs[index] ?? 0) - (targets[index] ?? 0))
      if (bin >= 0) counts[bin] = (counts[bin] ?? 0) + 1
    }
    send({ type: 'evaluated', done: first + count, total: set.count })
  })
  if (isWhole) send({ type: 'residuals', images: set.count, counts })
  return isWhole
}
