/** Errors of a run's validation images: its network with a checkpoint's weights, every pixel counted into bins. */
import type { ImageSet } from '../dataset/image-set'
import { binOf, errorBins } from '../maths/error-histogram'
import { forEachEvaluatedBatch } from './evaluate'
import { openTrained, type Asking, type Followed } from './trained-network'

export type ResidualOptions = Asking<'evaluate'> & Followed & { readonly set: ImageSet }

/**
 * Counts the errors (output - target) of all pixels, in the same batches as training evaluates.
 * @returns false when it was stopped; nothing is answered then.
 * @throws PlateauError `checkpoint-corrupt`
 */
export async function measureResiduals(options: ResidualOptions): Promise<boolean> {
  const { tf, set, send, between } = options
  const { network } = openTrained(options)
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
