/** Where a run's training goes on: everything that an uninterrupted run would have at that point. */
import { initialEarlyStoppingState, type EarlyStoppingState } from '../../contract/early-stopping'
import type { TrainerCommand } from '../../contract/trainer-protocol'
import type { WeightAverage } from '../average'
import type { TensorFlow } from '../kernels/kernels'
import type { Network } from '../network'
import type { Optimizer } from '../optimizers'
import { initialRateState, type RateState } from '../rate'
import type { Checkpoint } from './choose'
import type { CheckpointRecord } from './record'
import { restoreState } from './state'

export type Position = {
  /** The last epoch that was trained; 0 at the beginning. */
  readonly epoch: number
  /** Seconds of training until then. */
  readonly elapsedSeconds: number
  readonly earlyStopping: EarlyStoppingState
  readonly rate: RateState
}

type ResumeOptions = {
  readonly tf: TensorFlow
  readonly network: Network
  readonly optimizer: Optimizer
  /** Of the weights; null for a run without one. */
  readonly average: WeightAverage | null
  readonly start: Extract<TrainerCommand, { type: 'start' }>
  /** What it goes on from; null from the beginning. */
  readonly checkpoint: Checkpoint | null
}

/**
 * Puts a checkpoint's values into network, optimizer and average; without one they stay as they were made.
 * @throws PlateauError `checkpoint-corrupt`
 */
export function resumeTraining({ tf, network, optimizer, average, start, checkpoint }: ResumeOptions): Position {
  if (checkpoint === null)
    return { epoch: 0, elapsedSeconds: 0, earlyStopping: initialEarlyStoppingState, rate: initialRateState }
  const { record, contents } = checkpoint
  restoreState(tf, { network, optimizer, average }, record.kind, contents)
  if (record.kind === 'whole') optimizer.steps = record.optimizerSteps
  return {
    epoch: record.epoch,
    elapsedSeconds: record.elapsedSeconds,
    earlyStopping: start.resetsEarlyStopping ? resetEarlyStopping(record, start) : record.earlyStopping,
    rate: record.rate,
  }
}

/** The count anew, under a rule that may monitor another series: the loss before the next is that series' own. */
function resetEarlyStopping(
  { epoch, values }: CheckpointRecord,
  { config }: ResumeOptions['start'],
): EarlyStoppingState {
  const previous = values[config.monitor ?? 'validation_loss']
  return {
    epochs: epoch,
    previous: previous !== undefined && Number.isFinite(previous) ? previous : null,
    quietEpochs: 0,
    shouldStop: false,
  }
}
