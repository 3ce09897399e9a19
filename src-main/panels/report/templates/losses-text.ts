/** Why the values of losses differ in scale, for the losses and the optimizer at hand. */
import type { LossKind, KnownConfig } from '@contract/config'
import { lossNames } from '@contract/settings'
import { listOf } from '../descriptions'

type LossGroup = { readonly id: string; readonly config: KnownConfig | undefined }

/** Paragraphs. Every number is bound, but for those of the definitions. @param curves how text names their figure */
export function describeLosses(groups: readonly LossGroup[], curves: string): string[] {
  const configs = groups.flatMap(({ config }) => config ?? [])
  const kinds = [...new Set(configs.flatMap(({ loss }) => loss ?? []))]
  const has = (kind: LossKind) => kinds.includes(kind)
  const { beta } = configs.find(({ loss }) => loss === 'smooth-l1') ?? {}
  const { delta } = configs.find(({ loss }) => loss === 'huber') ?? {}
  const definitions = [
    ...(has('mse') ? ['MSE is the square of the error.'] : []),
    ...(beta === undefined
      ? []
      : [
          `Smooth L1 is the square over ${beta === 1 ? 'two' : `two times beta (${beta})`} for errors below ${beta}, and linear above.`,
        ]),
    ...(delta === undefined ? [] : [`Huber is half the square for errors below ${delta}, and linear above.`]),
    ...(has('l1')
      ? ['L1 is the size of the error itself, whose gradient is the same for small errors and for large ones.']
      : []),
  ]
  return [
    `${listOf(kinds.map((kind) => lossNames[kind]))} measure the same error on different scales (${curves}). ${definitions.join(' ')}`,
    describeScale(groups, beta),
    describeGradient(configs, beta),
  ].filter((paragraph) => paragraph !== '')
}

/** Smooth L1 beside MSE: a smaller number that is no better. */
function describeScale(groups: readonly LossGroup[], beta: number | undefined): string {
  const smooth = groups.find(({ config }) => config?.loss === 'smooth-l1')
  const squared = groups.find(
    ({ config }) => config?.loss === 'mse' && config.architecture === smooth?.config?.architecture,
  )
  if (smooth === undefined || squared === undefined || beta === undefined) {
    return 'A smaller value of one loss is therefore no better than a larger one of another.'
  }
  const share =
    beta === 1
      ? 'half as large as MSE at the same quality'
      : `1/${Math.round(2 * beta * 1e6) / 1e6} of MSE at the same quality`
  return (
    (beta >= 1
      ? `Targets lie between 0 and 1, and after the first epochs outputs nearly do: almost every error is below ${beta}, where Smooth L1 is ${share}.`
      : `For errors below ${beta}, Smooth L1 is ${share}.`) +
    ` The best validation loss of ${smooth.id}, {{best validation_loss of ${smooth.id}}}, and that of ${squared.id}, {{best validation_loss of ${squared.id}}}, must not be read against each other; in val_mse the two come to {{best val_mse of ${smooth.id}}} and {{best val_mse of ${squared.id}}}.`
  )
}

/** What half a gradient does depends on the optimizer. */
function describeGradient(configs: readonly KnownConfig[], beta: number | undefined): string {
  if (beta !== 1 || !configs.some(({ loss }) => loss === 'mse')) return ''
  const optimizers = new Set(configs.map(({ optimizer }) => optimizer))
  if (optimizers.size > 1) return ''
  return optimizers.has('sgd')
    ? 'The gradient is half as large, too. SGD takes steps in proportion to it, so that training on Smooth L1 is training on MSE at half the learning rate: the loss falls less suddenly.'
    : 'The gradient is half as large, too. The optimizer divides by the usual size of the gradient, so that the factor all but cancels and the two losses train much alike.'
}
