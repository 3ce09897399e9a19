/** How long a run will take, before it is launched. */
import { buildLayers, countParameters, summarizeLayers } from '../../contract/architecture'
import type { ArchitectureKind, RunConfig } from '../../contract/config'
import type { CheckpointKeeping } from '../../contract/preferences'
import type { BackendKind, RunSummary } from '../../contract/run'

export type Speed = { readonly imagesPerSecond: number; readonly basis: 'measured' | 'reference' }

/**
 * Images/s that the default widths reach on a machine like the one the figures were taken on, by threads for native (1, then
 * 2 and more) and for wasm; only until a run like the new one was measured here.
 */
const referenceSpeeds: Record<BackendKind, Record<ArchitectureKind, readonly [oneThread: number, more: number]>> = {
  native: { plain: [1_950, 3_200], pooled: [1_500, 2_300] },
  wasm: { plain: [315, 315], pooled: [231, 231] },
}

/** A validation image costs a forward pass only: about a third of a training image. */
const validationShare = 1 / 3

/** Multiply-adds of one forward pass for one image. */
export function countMultiplyAdds(config: RunConfig): number {
  return summarizeLayers(buildLayers(config)).reduce((sum, { layer, outputShape, parameters }) => {
    if (layer.kind === 'convolution') {
      const [height = 1, width = 1] = outputShape
      return sum + parameters * height * width
    }
    return layer.kind === 'dense' ? sum + parameters : sum
  }, 0)
}

/** The speed to expect: from the newest run of the same kind here, else from the reference table; scaled by the work. */
export function expectSpeed(
  config: RunConfig,
  backend: BackendKind,
  threads: number,
  earlier: readonly RunSummary[],
  defaults: (architecture: ArchitectureKind) => RunConfig,
): Speed {
  const alike = earlier.filter(
    (run) =>
      run.imagesPerSecond !== null &&
      run.config.architecture === config.architecture &&
      run.environment?.backend === backend,
  )
  const measured = alike.find((run) => run.environment?.threads === threads)
  if (measured?.imagesPerSecond) {
    const scale = countMultiplyAdds(measured.config) / countMultiplyAdds(config)
    return { imagesPerSecond: measured.imagesPerSecond * scale, basis: 'measured' }
  }
  const [oneThread, more] = referenceSpeeds[backend][config.architecture]
  const scale = countMultiplyAdds(defaults(config.architecture)) / countMultiplyAdds(config)
  return { imagesPerSecond: (threads > 1 ? more : oneThread) * scale, basis: 'reference' }
}

/** Seconds of one epoch, validation included. */
export function secondsPerEpoch(config: RunConfig, imagesPerSecond: number): number {
  return (config.trainSize + config.validationSize * validationShare) / imagesPerSecond
}

/** TensorFlow and Node by themselves. */
const baseMemoryBytes = 450e6

/** Of each validation image: weighted mean and variance of its target at 18 x 18 positions in double precision, for val_ssim. */
const similarityBytes = 18 * 18 * 2 * 8

/** Numbers that each optimizer keeps beside every parameter. */
const optimizerSlots: Record<RunConfig['optimizer'], number> = { adam: 2, sgd: 1, rmsprop: 2 }

/**
 * What a trainer takes: the libraries, the images as float32, the parameters with gradients, optimizer slots and the copy of
 * them that is being written as a checkpoint, activations of a batch.
 */
export function estimateMemory(config: RunConfig): number {
  const layers = buildLayers(config)
  const images =
    (config.trainSize + config.validationSize) * (3_072 + 784 * 4) + config.validationSize * similarityBytes
  const slots = optimizerSlots[config.optimizer]
  const parameters = countParameters(layers) * 4 * (2 + slots + (1 + slots))
  const activations = summarizeLayers(layers).reduce(
    (sum, { outputShape }) => sum + outputShape.reduce((product, size) => product * size, 1),
    0,
  )
  return baseMemoryBytes + images + parameters + activations * 4 * 3 * config.batchSize
}

export type DiskEstimate = { readonly whileTraining: number; readonly kept: number }

/**
 * Bytes of a run's checkpoints: at most while it trains (two whole ones, the one being written, the best one's weights), and
 * what stays once it has completed. Headers and batch norm's statistics are small beside them.
 */
export function estimateDisk(config: RunConfig, keeping: CheckpointKeeping): DiskEstimate {
  const weights = countParameters(buildLayers(config)) * 4
  const whole = weights * (1 + optimizerSlots[config.optimizer])
  const kept: Record<CheckpointKeeping, number> = {
    best: weights,
    'best-and-last': 2 * weights,
    whole: weights + whole,
  }
  return { whileTraining: 3 * whole + weights, kept: kept[keeping] }
}
