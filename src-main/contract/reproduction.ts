/** The report's comparison as presets: two architectures x two losses, all else identical (definitions: "The reproduction"). */
import { architectureKinds, type RunConfigInput } from './config'
import { expandGrid, type GridOrder } from './grid'

export const reproductionPresets = ['quick', 'full'] as const
export type ReproductionPreset = (typeof reproductionPresets)[number]

const shared: RunConfigInput = {
  optimizer: 'sgd',
  learningRate: 0.01,
  momentum: 0.9,
  batchSize: 64,
  outputActivation: 'linear',
  activation: 'relu',
}

const presets: Record<ReproductionPreset, RunConfigInput> = {
  quick: { ...shared, trainSize: 5_000, validationSize: 1_000, epochs: 20, earlyStopping: false },
  full: {
    ...shared,
    trainSize: 10_000,
    validationSize: 2_000,
    epochs: 150,
    earlyStopping: true,
    monitor: 'val_mse',
    patience: 5,
    minDelta: 5e-5,
  },
}

export const reproductionLosses = ['mse', 'smooth-l1'] as const

export type ReproductionOptions = {
  readonly preset: ReproductionPreset
  /** Repetitions with seeds 1 to N. */
  readonly seeds?: number | undefined
  readonly trainSize?: number | undefined
  readonly order?: GridOrder | undefined
}

/** The configs of a reproduction in the order they are queued: seed by seed unless told otherwise, loss by loss, plain before pooled. */
export function reproductionConfigs({ preset, seeds = 1, trainSize, order }: ReproductionOptions): RunConfigInput[] {
  const base = { ...presets[preset], ...(trainSize === undefined ? {} : { trainSize }) }
  return expandGrid(
    base,
    [
      { key: 'loss', values: reproductionLosses },
      { key: 'architecture', values: architectureKinds },
      { key: 'seed', values: Array.from({ length: seeds }, (_, index) => index + 1) },
    ],
    order,
  )
}

/** What the report's text gives, and what is assumed here, as the welcome view lists them. */
export const reproductionProvenance = {
  given: [
    '784 outputs for a 28 × 28 image',
    'Kinds and order of the layers of both models, kernel sizes, padding, batch norm, halving pooling',
    'MSE and Smooth L1',
    'Early stopping when the loss hardly changes between epochs',
    'Identical settings apart from the architecture',
    '0.01256 at epoch 34, reached by the other model 62 epochs later',
  ],
  assumed: [
    'The task: CIFAR-10 to grey 28 × 28, flipped both ways',
    'Data set size: quick 5,000 and full 10,000 training images',
    'Widths: plain 16, 32, 128; pooled 32, 64, 128, 1024',
    'SGD, learning rate 0.01, momentum 0.9, batch 64: fitted to the report’s curve',
    'ReLU inside, no activation at the output',
    'Limits: quick 20 epochs; full up to 150, patience 5, minDelta 5e-5 on val_mse',
  ],
} as const
