/** A run's settings as people read them: every setting, a few to a line. */
import type { RunConfig } from '@contract/config'
import { formatCount, showNumber } from '@panels/words/format'
import { describeLoss, optimizerNames } from '@panels/words/run-look'

/** One line for what belongs together, in the order of the form. */
export function configLines(config: RunConfig): { label: string; text: string }[] {
  const { optimizer, momentum, monitor, patience, minDelta = 0 } = config
  const line = (label: string, text: string) => ({ label, text })
  return [
    line('Architecture', config.architecture),
    line('Filters', config.filters.join(', ')),
    line('Kernel sizes', config.kernelSizes.join(', ')),
    line('Hidden units', String(config.hiddenUnits)),
    line('Activation', `${config.activation}, output ${config.outputActivation}`),
    line('Loss', describeLoss(config)),
    line('Optimizer', `${optimizerNames[optimizer]}${momentum === undefined ? '' : `, momentum ${momentum}`}`),
    line('Learning rate', showNumber(config.learningRate)),
    line('Batch size', String(config.batchSize)),
    line('Epochs', `at most ${formatCount(config.epochs)}`),
    line(
      'Early stopping',
      config.earlyStopping ? `${monitor}, patience ${patience}, minDelta ${showNumber(minDelta)}` : 'off',
    ),
    line('Images', `${formatCount(config.trainSize)} + ${formatCount(config.validationSize)} validation`),
    line('Seed', `${config.seed}, data seed ${config.dataSeed}`),
  ]
}
