/** Settings as the sentences of a report: the network, the data, the optimizer, the rule of early stopping. */
import { buildLayers } from '@contract/architecture'
import type { RunConfig } from '@contract/config'
import { outputSizeOf } from '@contract/run-data'
import type { RunSummary } from '@contract/run'
import { formatCount, showNumber } from '../words/format'
import { optimizerNames } from '@contract/settings'
import { activations } from '@recipes/registry/activations'
import { optimizerPhrases } from '@recipes/registry/optimizers'
import { classWeightPhrases } from '@recipes/class-weights'
import { phrasesOfAugmenting } from '@recipes/registry/augmentations'
import { schedulePhrases } from '@recipes/registry/schedules'
import { stepPhrases } from '@recipes/step-settings'

/** “a”, “a and b”, “a, b and c”; parts that hold commas themselves are parted by semicolons. */
export function listOf(parts: readonly string[]): string {
  if (parts.length < 2) return parts[0] ?? ''
  const separator = parts.some((part) => part.includes(',')) ? '; ' : ', '
  return `${parts.slice(0, -1).join(separator)}${separator === '; ' ? '; and ' : ' and '}${parts.at(-1) ?? ''}`
}

const words = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'] as const
const countWord = (count: number): string => words[count] ?? formatCount(count)

/** Each network among the runs once: “two convolutions with 16 and 32 filters (3 × 3), each followed by ReLU, then ...”. */
export function describeArchitecture(runs: readonly RunSummary[]): string[] {
  return [
    ...new Set(
      runs.map(({ recipe, parameters }) =>
        recipe === null ? 'a network whose settings this version cannot read' : describeNetwork(recipe, parameters),
      ),
    ),
  ]
}

function describeNetwork(config: RunConfig, parameters: number | null): string {
  const { filters, kernelSizes, hiddenUnits, outputActivation } = config
  const count = parameters === null ? '' : `: ${formatCount(parameters)} trainable parameters`
  if (!filters || !kernelSizes || hiddenUnits === undefined || !config.activation || !outputActivation)
    return `the architecture ${config.architecture} of ${formatCount(buildLayers(config).length)} layers${count}`
  const activation = activations[config.activation].phrase
  const sizes = [...new Set(kernelSizes)]
  const kernels = (sizes.length === 1 ? sizes : kernelSizes).map((size) => `${size} × ${size}`)
  const several = filters.length > 1
  const layers = buildLayers(config)
  const pool = layers.find((layer) => layer.kind === 'max-pooling')
  const after = [
    ...(layers.some(({ kind }) => kind === 'batch-normalization') ? ['batch normalization'] : []),
    activation,
    ...(pool === undefined ? [] : [`${pool.size} × ${pool.size} max pooling`]),
  ]
  const output = activations[outputActivation].phrase
  return (
    `${several ? `${countWord(filters.length)} convolutions` : 'one convolution'} with ${inWords(filters.map(String))} filters (${inWords(kernels)}), ` +
    `${several ? 'each ' : ''}followed by ${inWords(after)}, then a dense layer of ${formatCount(hiddenUnits)} units with ${activation} ` +
    `and ${formatCount(outputSizeOf(config))} outputs with ${output}${count}`
  )
}

/** As `listOf` for parts without commas. */
const inWords = (parts: readonly string[]): string =>
  parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`

const each = (configs: readonly RunConfig[], describe: (config: RunConfig) => string): string[] => [
  ...new Set(configs.map(describe)),
]

/** “SGD with learning rate 0.01, momentum 0.9 and batches of 64”. */
export function describeOptimizer(configs: readonly RunConfig[]): string[] {
  return each(configs, (config) => {
    const parts = [
      ...optimizerPhrases(config, showNumber),
      ...schedulePhrases(config, showNumber),
      ...stepPhrases(config, showNumber),
      `batches of ${formatCount(config.batchSize)}`,
      ...classWeightPhrases(config.classWeights),
    ]
    return `${optimizerNames[config.optimizer]} with ${inWords(parts)}`
  })
}

/** “10,000 training and 2,000 validation images”. */
export function describeData(configs: readonly RunConfig[]): string[] {
  return each(
    configs,
    ({ trainSize, validationSize, augment }) =>
      `${formatCount(trainSize)} training${augmenting(augment)} and ${formatCount(validationSize)} validation images`,
  )
}

/** Within the sentence on images: " (in each epoch flipped horizontally with probability 0.5)". */
const augmenting = (augment: string): string => {
  const phrases = phrasesOfAugmenting(augment)
  return phrases.length === 0 ? '' : ` (in each epoch ${inWords(phrases)})`
}

/** The rule as a person would tell it, for runs that share one; several rules one after the other. */
export function describeStoppingRule(configs: readonly RunConfig[]): string {
  const sentences = each(configs, ({ earlyStopping, monitor, patience, minDelta, epochs }) =>
    !earlyStopping || monitor === undefined || patience === undefined || minDelta === undefined
      ? `Early stopping was off: each run trains for all ${formatCount(epochs)} epochs.`
      : `An epoch counts as quiet when ${monitor} changes by no more than ${showNumber(minDelta)} from the previous epoch, up or down. ` +
        `${patience === 1 ? 'The first quiet epoch stops a run' : `${capital(countWord(patience))} quiet epochs in a row stop a run`}; the limit is ${formatCount(epochs)} epochs.`,
  )
  return sentences.length < 2 ? (sentences[0] ?? '') : `The runs had different rules. ${sentences.join(' ')}`
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
