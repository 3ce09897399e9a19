/** The words of every setting: for the form's labels and the command line's help alike. */
import type { KnownConfig, LossKind, SettingKey } from './config'

export type SettingSection = 'architecture' | 'loss' | 'training' | 'early-stopping' | 'data'

export type SettingField = {
  readonly label: string
  /** One sentence. */
  readonly help: string
  /** Shown inside the field. */
  readonly unit: string
  readonly section: SettingSection
}

const field = (section: SettingSection, label: string, unit: string, help: string): SettingField => ({
  section,
  label,
  unit,
  help,
})

export const settingFields: Readonly<Record<SettingKey, SettingField>> = {
  architecture: field('architecture', 'Architecture', '', 'Which of the two networks is trained.'),
  filters: field('architecture', 'Filters', '', 'Output channels of each convolution, in order.'),
  kernelSizes: field('architecture', 'Kernel sizes', '', 'Side of each convolution, odd.'),
  hiddenUnits: field('architecture', 'Hidden units', '', 'Width of the dense layer before the output.'),
  activation: field('architecture', 'Activation', '', 'After each convolution and the hidden layer.'),
  outputActivation: field('architecture', 'Output activation', '', 'After the last layer; linear means none.'),
  loss: field('loss', 'Loss', '', 'What training lowers.'),
  beta: field('loss', 'beta', '', 'Smooth L1 is squared below beta and linear above it.'),
  delta: field('loss', 'delta', '', 'Huber is squared below delta and linear above it.'),
  optimizer: field('training', 'Optimizer', '', "With PyTorch's defaults."),
  learningRate: field('training', 'Learning rate', '', 'Adam usually trains between 0.0001 and 0.01.'),
  momentum: field('training', 'Momentum', '', 'Of SGD and RMSprop.'),
  weightDecay: field(
    'training',
    'Weight decay',
    '',
    'L2 penalty: this share of each parameter is added to its gradient.',
  ),
  nesterov: field('training', 'Nesterov', '', 'SGD takes the gradient as if its momentum had already moved it.'),
  batchSize: field('training', 'Batch size', 'images', 'Images in one step.'),
  epochs: field('training', 'Epochs', 'at most', 'Passes over the training images.'),
  seed: field('data', 'Seed', '', 'Start weights and order.'),
  dataSeed: field('data', 'Data seed', '', 'Which training images are taken.'),
  trainSize: field('data', 'Training images', 'of 50,000', 'Taken from the training batches.'),
  validationSize: field(
    'data',
    'Validation images',
    'of 10,000',
    'The first of the test batch; they also drive early stopping.',
  ),
  earlyStopping: field('early-stopping', 'Early stopping', '', 'Ends a run whose monitored value no longer changes.'),
  monitor: field('early-stopping', 'Watch', '', 'The value that is compared from epoch to epoch.'),
  patience: field('early-stopping', 'Patience', 'epochs', 'Quiet epochs in a row after which the run stops.'),
  minDelta: field('early-stopping', 'minDelta', '', 'Largest change that still counts as quiet.'),
}

/** Losses as people write them. */
export const lossNames: Readonly<Record<LossKind, string>> = {
  mse: 'MSE',
  'smooth-l1': 'Smooth L1',
  l1: 'L1',
  huber: 'Huber',
}

/** A run's loss in words; of a run whose loss cannot be read, that. */
export const lossName = ({ loss }: Pick<KnownConfig, 'loss'>): string =>
  loss === undefined ? 'unknown loss' : lossNames[loss]

/** A setting's issue as a sentence: "Learning rate must be at most 1." */
export function issueSentence(fieldKey: SettingKey | '', message: string): string {
  return `${fieldKey === '' ? 'The config' : settingFields[fieldKey].label} ${message}.`
}
