/** What a network takes of memory in training, layer by layer: float32 throughout. */
import { sizeOfShape } from '../recipes/data-source'
import type { LayerRow } from '../recipes/infer-layers'
import { optimizers } from '../recipes/registry/optimizers'
import type { RunConfig } from './config'

const bytesPerValue = 4

/** A layer's values, a block's with all that is in it. */
export type LayerMemory = {
  /** What it gives for one image. */
  readonly image: number
  /** What it learns. */
  readonly weights: number
}

export type NetworkMemory = {
  /** What all layers give for one image. */
  readonly image: number
  /** The same for a batch, with the gradients that go back through them. */
  readonly batch: number
  readonly weights: number
  /** What the optimizer keeps beside each weight, and the average of weights. */
  readonly optimizer: number
  /** A batch, weights with their gradients, and what the optimizer keeps. */
  readonly total: number
}

/** Values that all of these layers give for one image, a block's own beside those of what is in it. */
export const activationValues = (rows: readonly Pick<LayerRow, 'outputShape'>[]): number =>
  rows.reduce((sum, { outputShape }) => sum + sizeOfShape(outputShape), 0)

/** Numbers that are kept beside every weight: the optimizer's slots, and an average. */
export const slotsOf = ({ optimizer, averageDecay }: Pick<RunConfig, 'optimizer' | 'averageDecay'>): number =>
  optimizers[optimizer].slots.length + (averageDecay > 0 ? 1 : 0)

/** Of each row, in their order. @param rows a block before what is in it */
export function memoryByLayer(rows: readonly Pick<LayerRow, 'depth' | 'outputShape' | 'parameters'>[]): LayerMemory[] {
  const values: number[] = []
  /** Of the layers behind, those within the nearest block that is not met yet, by depth. */
  const inner: number[] = []
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const { depth = 0, outputShape = [] } = rows[index] ?? {}
    const own = sizeOfShape(outputShape) + (inner[depth + 1] ?? 0)
    values[index] = own
    inner[depth + 1] = 0
    inner[depth] = (inner[depth] ?? 0) + own
  }
  return rows.map(({ parameters }, index) => ({
    image: (values[index] ?? 0) * bytesPerValue,
    weights: parameters * bytesPerValue,
  }))
}

/** Bytes of a whole network. @param parameters trainable ones */
export function memoryOfNetwork(
  rows: readonly Pick<LayerRow, 'outputShape'>[],
  parameters: number,
  training: Pick<RunConfig, 'batchSize' | 'optimizer' | 'averageDecay'>,
): NetworkMemory {
  const image = activationValues(rows) * bytesPerValue
  const batch = image * training.batchSize * 2
  const weights = parameters * bytesPerValue
  const optimizer = weights * slotsOf(training)
  return { image, batch, weights, optimizer, total: batch + 2 * weights + optimizer }
}
