/** Why the values of losses differ in scale, for the losses and the optimizer at hand. */
import { lossKinds } from '@contract/config'
import { lossName, optimizerNames } from '@contract/settings'
import type { FlatConfig } from '@protocol/config'
import { optimizerKinds, optimizers } from '@recipes/registry/optimizers'
import { isRunLoss, losses, parametersIn, parametersOfLoss, termsOfLoss } from '@recipes/registry/losses'
import { listOf } from '../descriptions'

type LossGroup = { readonly id: string; readonly config: FlatConfig | undefined }

/** Paragraphs. Every number is bound, but for those of the definitions. @param curves how text names their figure; null where none can be drawn */
export function describeLosses(groups: readonly LossGroup[], curves: string | null): string[] {
  const configs = groups.flatMap(({ config }) => (config === undefined ? [] : [config]))
  const trained = [...new Set(configs.map(({ loss }) => loss).filter(isRunLoss))]
  const given = configs.find(({ loss }) => loss === 'smooth-l1')?.beta
  const beta = typeof given === 'number' ? given : undefined
  const definitions = lossKinds.flatMap((kind) => {
    // By the run that trains on it alone, or on a sum with it.
    const having = configs.filter(({ loss }) => termsOfLoss(loss).some((term) => term.kind === kind))
    const config = having.find(({ loss }) => loss === kind) ?? having[0]
    // A parameter that cannot be read is not made up.
    if (config === undefined || parametersOfLoss(kind).some((key) => typeof config[key] !== 'number')) return []
    return [losses[kind].words.sentence(parametersIn(config))]
  })
  return [
    `${listOf(trained.map((loss) => lossName({ loss })))} measure the same error on different scales${curves === null ? '' : ` (${curves})`}. ${definitions.join(' ')}`,
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
    return 'A smaller value of one loss is therefore not better than a larger value of another.'
  }
  const share =
    beta === 1 ? 'half of MSE at the same quality' : `1/${Math.round(2 * beta * 1e6) / 1e6} of MSE at the same quality`
  return (
    (beta >= 1
      ? `Targets lie between 0 and 1, and after the first few epochs so do nearly all outputs. Almost every error is then below ${beta}, where Smooth L1 is ${share}.`
      : `For errors below ${beta}, Smooth L1 is ${share}.`) +
    ` So do not compare the best validation loss of ${smooth.id}, {{best validation_loss of ${smooth.id}}}, with that of ${squared.id}, {{best validation_loss of ${squared.id}}}. In val_mse they are {{best val_mse of ${smooth.id}}} and {{best val_mse of ${squared.id}}}.`
  )
}

/** What half a gradient does depends on the optimizer. */
function describeGradient(configs: readonly FlatConfig[], beta: number | undefined): string {
  if (beta !== 1 || !configs.some(({ loss }) => loss === 'mse')) return ''
  const [named, another] = new Set(configs.map(({ optimizer }) => optimizer))
  const used = optimizerKinds.find((kind) => kind === named)
  if (another !== undefined || configs.length === 0) return ''
  return used !== undefined && !optimizers[used].isScaleFree
    ? `The gradient is half as large too. ${optimizerNames[used]} takes steps in proportion to the gradient, so training on Smooth L1 is the same as training on MSE at half the learning rate: the loss falls more gradually.`
    : 'The gradient is half as large too. The optimizer divides by the typical size of the gradient, so the factor nearly cancels out and the two losses train in much the same way.'
}
