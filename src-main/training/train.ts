/** The training loop: epochs of shuffled batches, validation, early stopping; it yields at every batch. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { RunConfig } from '../contract/config'
import { assertEarlyStoppingRule, initialEarlyStoppingState, observeEpoch } from '../contract/early-stopping'
import type { TrainerMessage } from '../contract/trainer-protocol'
import type { RunData } from '../dataset/dataset'
import { createRandom, shuffle } from '../dataset/random'
import { evaluate } from './evaluate'
import type { Kernels, TensorFlow } from './kernels/kernels'
import { createNetwork } from './network'
import { createOptimizer } from './optimizers'
import { trainBatch } from './step'

export type TrainerEnd = Omit<Extract<TrainerMessage, { type: 'ended' }>, 'type'>

export type TrainingOptions = {
  readonly tf: TensorFlow
  readonly kernels: Kernels
  readonly config: RunConfig
  readonly data: RunData
  readonly send: (message: TrainerMessage) => void
  /** Looked at before every batch. */
  readonly isStopRequested: () => boolean
}

/** Batch messages are at most this often, and always for the last batch of an epoch. */
const batchMessageMilliseconds = 100

const seconds = (from: number): number => (performance.now() - from) / 1000

/** Trains to the end of the config, or until it is stopped, stops early, or diverges. */
export async function train(options: TrainingOptions): Promise<TrainerEnd> {
  const { tf, kernels, config, data, send, isStopRequested } = options
  const rule = config.earlyStopping ? { patience: config.patience ?? 1, minDelta: config.minDelta ?? 0 } : null
  if (rule) assertEarlyStoppingRule(rule)
  const network = createNetwork(tf, kernels, config)
  const optimizer = createOptimizer(tf, kernels, network.parameters, config)
  const step = { tf, network, optimizer, config, set: data.training }
  const order = createRandom(config.seed, 'shuffling')
  const indices = Uint32Array.from({ length: data.training.count }, (_, index) => index)
  const batches = Math.ceil(indices.length / config.batchSize)
  const began = performance.now()
  let earlyStopping = initialEarlyStoppingState

  for (let epoch = 1; epoch <= config.epochs; epoch += 1) {
    const epochBegan = performance.now()
    shuffle(indices, order)
    let lossSum = 0
    let lastMessage = performance.now()
    let imagesSinceMessage = 0
    for (let batch = 1; batch <= batches; batch += 1) {
      await nextTurn()
      if (isStopRequested()) return { reason: 'stopped', message: null, code: null }
      const chosen = indices.subarray((batch - 1) * config.batchSize, batch * config.batchSize)
      const loss = trainBatch(step, chosen)
      if (!Number.isFinite(loss))
        return diverged(`The training loss became ${loss} in epoch ${epoch}, batch ${batch} of ${batches}.`)
      lossSum += loss * chosen.length
      imagesSinceMessage += chosen.length
      const sinceMessage = performance.now() - lastMessage
      if (sinceMessage >= batchMessageMilliseconds || batch === batches) {
        send({
          type: 'batch',
          epoch,
          batch,
          batches,
          step: (epoch - 1) * batches + batch,
          loss,
          imagesPerSecond: imagesSinceMessage / (sinceMessage / 1000),
          elapsedSeconds: seconds(began),
        })
        lastMessage = performance.now()
        imagesSinceMessage = 0
      }
    }
    const trainingSeconds = seconds(epochBegan)
    send({ type: 'validating', epoch })
    const evaluation = await evaluate(tf, network, data.validation, config, async () => {
      await nextTurn()
      return !isStopRequested()
    })
    if (evaluation === null) return { reason: 'stopped', message: null, code: null }
    const { sampleOutputs, ...validation } = evaluation
    const values = { train_loss: lossSum / indices.length, ...validation }
    if (rule) earlyStopping = observeEpoch(earlyStopping, values[config.monitor ?? 'validation_loss'], rule)
    send({
      type: 'epoch',
      epoch,
      values,
      seconds: seconds(epochBegan),
      imagesPerSecond: indices.length / trainingSeconds,
      elapsedSeconds: seconds(began),
      quietEpochs: earlyStopping.quietEpochs,
      sampleOutputs,
    })
    send({
      type: 'log',
      level: 'info',
      message: `epoch ${epoch} train_loss ${values.train_loss.toPrecision(4)} validation_loss ${values.validation_loss.toPrecision(4)} val_mse ${values.val_mse.toPrecision(4)}`,
    })
    if (!Number.isFinite(values.validation_loss))
      return diverged(`The validation loss became ${values.validation_loss} in epoch ${epoch}.`)
    if (rule && earlyStopping.shouldStop) {
      return {
        reason: 'early-stopped',
        message: `${config.monitor ?? 'validation_loss'} changed by at most ${rule.minDelta} in each of ${rule.patience} epochs in a row, up to epoch ${epoch}.`,
        code: null,
      }
    }
  }
  return { reason: 'completed', message: null, code: null }
}

const diverged = (message: string): TrainerEnd => ({
  reason: 'diverged',
  message: `${message} A lower learning rate may help.`,
  code: 'diverged',
})
