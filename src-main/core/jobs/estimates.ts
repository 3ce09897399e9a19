/** What a run will take of memory and disk, before it is launched. */
import { buildLayers, countParameters } from '../../contract/architecture'
import { activationValues, slotsOf } from '../../contract/architecture-memory'
import type { RunConfig } from '../../contract/config'
import { shapesOf, taskOf } from '../../contract/run-data'
import { sizeOfShape } from '../../recipes/data-source'
import { inferLayers } from '../../recipes/infer-layers'
import { metricBytesPerImage } from '../../recipes/registry/metrics'
import { mostSpread, type CheckpointKeeping } from '../../contract/preferences'

/** Multiply-adds of one forward pass for one image. */
export const countMultiplyAdds = (config: RunConfig): number =>
  inferLayers(buildLayers(config), shapesOf(config).input).multiplyAdds

/** TensorFlow and Node by themselves. */
const baseMemoryBytes = 450e6

/**
 * What a trainer takes: the libraries, the images as float32, the parameters with gradients, optimizer slots, the average of weights and the copy of
 * them that is being written as a checkpoint, activations of a batch.
 */
export function estimateMemory(config: RunConfig): number {
  const layers = buildLayers(config)
  const { input, target } = shapesOf(config)
  // Inputs lie in memory as bytes, targets as float32.
  const images =
    (config.trainSize + config.validationSize) * (sizeOfShape(input) + sizeOfShape(target) * 4) +
    config.validationSize * metricBytesPerImage(taskOf(config), target)
  const slots = slotsOf(config)
  // Gradients that wait for others to make a step.
  const accumulated = config.accumulationSteps > 1 ? 1 : 0
  const parameters = countParameters(layers, input) * 4 * (2 + accumulated + slots + (1 + slots))
  const activations = activationValues(inferLayers(layers, input).rows)
  return baseMemoryBytes + images + parameters + activations * 4 * 3 * config.batchSize
}

export type DiskEstimate = { readonly whileTraining: number; readonly kept: number }

/**
 * Bytes of a run's checkpoints: the most that lie there while it trains (two whole ones, the one being written, the best one's weights and those of
 * epochs in between), and what stays once it has completed. Headers and batch norm's statistics are small beside them.
 */
export function estimateDisk(config: RunConfig, keeping: CheckpointKeeping): DiskEstimate {
  const weights = countParameters(buildLayers(config), shapesOf(config).input) * 4
  const whole = weights * (1 + slotsOf(config))
  const between = keeping === 'spread' ? Math.min(mostSpread, config.epochs) : 0
  const kept: Record<CheckpointKeeping, number> = {
    best: weights,
    'best-and-last': 2 * weights,
    spread: (2 + between) * weights,
    whole: weights + whole,
  }
  return { whileTraining: 3 * whole + (1 + between) * weights, kept: kept[keeping] }
}
