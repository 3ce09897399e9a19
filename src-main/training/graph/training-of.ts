/** How a run takes its steps: as a graph, or operation by operation. */
import { createWeightAverage } from '../average'
import type { Kernels } from '../kernels/kernels'
import { handleOf } from '../kernels/native'
import { createNetwork } from '../network'
import { createOptimizer } from '../optimizers'
import { createTraining, type StepOptions } from '../step'
import { removeGraphFolder } from './session'
import { createGraphTraining, type GraphTraining, type Trained } from './graph-training'

export type RunTrainingOptions = StepOptions & {
  readonly kernels: Kernels
  /** Whole batches that are to be trained on. */
  readonly wholeBatches: number
  /** The folder of the run's checkpoints. */
  readonly directory: string
  /** Told why steps are no graph where they were to be one. */
  readonly onFallback: (reason: string) => void
}

/** From how many on a graph saves more than making it takes: about half a second. */
const leastBatches = 100

/** What trains a run's network batch by batch, to the same bits either way. Whoever asked for it disposes of it before the network. */
export function trainingOf(options: RunTrainingOptions): GraphTraining {
  const { tf, kernels, optimizer, average, config, set, norms, wholeBatches, directory, onFallback } = options
  const trainBatch = createTraining(options)
  removeGraphFolder(directory)
  // Gradients that wait for those of other batches outlive a batch, which is then no step.
  const isGraph = tf.getBackend() === 'tensorflow' && config.accumulationSteps === 1 && wholeBatches >= leastBatches
  if (!isGraph) return { trainBatch, dispose: () => undefined }
  return createGraphTraining({
    tf,
    handleOf,
    directory,
    onFallback,
    batchSize: config.batchSize,
    trained: {
      optimizer,
      values: valuesOf(options),
      trainBatch,
      // The first step makes the average; a measured one looks at its gradients.
      isApart: (isLast) => average?.hasValues === false || norms?.measures(isLast) === true,
    },
    makeTwin(): Trained {
      const twin = createNetwork(tf, kernels, config)
      const made = {
        network: twin,
        optimizer: createOptimizer(tf, kernels, twin.parameters, config),
        average: createWeightAverage(tf, kernels, config, twin),
      }
      made.average?.goOn()
      made.optimizer.steps = optimizer.steps + 1
      return {
        values: valuesOf(made),
        trainBatch: createTraining({ tf, config, set, ...made }),
        dispose() {
          made.optimizer.dispose()
          made.average?.network.dispose()
          twin.dispose()
        },
      }
    },
  })
}

const valuesOf = ({ network, optimizer, average }: Pick<StepOptions, 'network' | 'optimizer' | 'average'>) => [
  ...network.named.values(),
  ...Object.values(optimizer.slots).flat(),
  ...(average?.network.named.values() ?? []),
]
