/** The training loop: epochs of shuffled batches, validation, early stopping, checkpoints; it yields at every batch. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { RunConfig } from '../contract/config'
import {
  assertEarlyStoppingRule,
  initialEarlyStoppingState,
  observeEpoch,
  type EarlyStoppingRule,
} from '../contract/early-stopping'
import { isBetter } from '../contract/metrics'
import type { LogEntry } from '../contract/run'
import { decidingMetricOf } from '../contract/run-data'
import type { TrainerCommand, TrainerMessage } from '../contract/trainer-protocol'
import type { MetricKind } from '../recipes/metric'
import type { RunData } from '../dataset/image-set'
import { orderOfEpoch } from '../dataset/random'
import { createWeightAverage } from './average'
import { createBackground } from './background'
import { chooseCheckpoint } from './checkpoints/choose'
import { checkpointContents } from './checkpoints/contents'
import { resumeTraining } from './checkpoints/resume'
import { createStateCapture } from './checkpoints/state'
import type { CheckpointWriter } from './checkpoints/writer'
import { engineVersionOf, kernelsOf, type EngineVersion } from './engine'
import { evaluate } from './evaluate'
import { trainingOf } from './graph/training-of'
import { loadInitialWeights } from './initial-weights'
import { classWeightsOf } from './losses'
import type { Kernels, TensorFlow } from './kernels/kernels'
import { createNetwork } from './network'
import { createNormRecorder } from './norms'
import { createOptimizer } from './optimizers'
import { createRate } from './rate'
import { createSystemSampler } from './system-samples'

export type TrainerEnd = Omit<Extract<TrainerMessage, { type: 'ended' }>, 'type'>
export type StartCommand = Extract<TrainerCommand, { type: 'start' }>

export type TrainingOptions = {
  readonly tf: TensorFlow
  readonly kernels: Kernels
  readonly start: StartCommand
  readonly data: RunData
  readonly checkpoints: CheckpointWriter
  readonly send: (message: TrainerMessage) => void
  /** Told before the first batch, with the epoch that it goes on from (0 from the beginning) and the version that it is trained by. */
  readonly onReady: (fromEpoch: number, engineVersion: EngineVersion) => void
  /** Looked at before every batch. */
  readonly isStopRequested: () => boolean
}

/** Batch messages are at most this often, and always for the last batch of an epoch. */
const batchMessageMilliseconds = 100

const seconds = (from: number): number => (performance.now() - from) / 1000
const stopped: TrainerEnd = { reason: 'stopped', message: null, code: null }

/**
 * Trains to the last epoch that was asked for, or until it is stopped, stops early, or diverges. However it ends, the last
 * epoch that was trained to its end is on the disk by then.
 * @throws PlateauError `checkpoint-corrupt`, `disk-full` or `home-unwritable`
 */
export async function train(options: TrainingOptions): Promise<TrainerEnd> {
  const { tf, start, data, send, isStopRequested } = options
  const { config, lastEpoch } = start
  const rule = config.earlyStopping ? { patience: config.patience ?? 1, minDelta: config.minDelta ?? 0 } : null
  if (rule) assertEarlyStoppingRule(rule)
  const deciding = decidingMetricOf(config)
  const log = (level: LogEntry['level'], message: string) => send({ type: 'log', level, message })
  const { engineVersion, kernels, network, optimizer, average, position } = takeUp(options, log)
  if (position.epoch === 0 && start.initialWeights !== undefined) {
    await loadInitialWeights(tf, network, config, start.initialWeights)
    log('info', 'The first weights are those of a file.')
  }
  options.onReady(position.epoch, engineVersion)
  // A run that is continued may have its rule taken away.
  let earlyStopping = rule ? position.earlyStopping : initialEarlyStoppingState
  let best = bestOf(
    start.earlier.filter(({ epoch }) => epoch <= position.epoch),
    deciding,
  )
  const captureState = createStateCapture(network, optimizer, average)
  const norms = config.norms ? createNormRecorder(tf, network) : null
  const training = trainingOf({
    ...{ tf, network, optimizer, config, set: data.training, average, norms },
    ...{ kernels, directory: start.directory },
    wholeBatches: Math.floor(data.training.count / config.batchSize) * (lastEpoch - position.epoch),
    onFallback: (reason) => log('info', `Steps are taken operation by operation, which is slower. ${reason}`),
  })
  // What is validated and kept.
  const resulting = average?.network ?? network
  const weights = classWeightsOf(config, data.training)
  const images = data.training.count
  const batches = Math.ceil(images / config.batchSize)
  const stepsPerEpoch = Math.ceil(batches / config.accumulationSteps)
  const rate = createRate(config, stepsPerEpoch, position.rate)
  const began = performance.now() - position.elapsedSeconds * 1000
  const sampler = start.systemMetrics ? createSystemSampler(send) : null
  const background = createBackground()

  async function trainEpoch(epoch: number): Promise<TrainerEnd | null> {
    const epochBegan = performance.now()
    const order = orderOfEpoch(images, config.seed, epoch)
    let lossSum = 0
    let lastMessage = performance.now()
    let imagesSinceMessage = 0
    for (let batch = 1; batch <= batches; batch += 1) {
      await nextTurn()
      background.check()
      if (isStopRequested()) return stopped
      const batchBegan = performance.now()
      const chosen = order.subarray((batch - 1) * config.batchSize, batch * config.batchSize)
      const learningRate = rate.at((epoch - 1) * stepsPerEpoch + Math.floor((batch - 1) / config.accumulationSteps))
      const before = (epoch - 1) * batches + batch - 1
      const loss = training.trainBatch(chosen, { learningRate, epoch, isLast: batch === batches, batch: before })
      if (!Number.isFinite(loss))
        return diverged(`The training loss became ${loss} in epoch ${epoch}, batch ${batch} of ${batches}.`)
      lossSum += loss * chosen.length
      imagesSinceMessage += chosen.length
      const now = { step: (epoch - 1) * batches + batch, elapsedSeconds: seconds(began) }
      sampler?.afterBatch({ ...now, images: chosen.length, seconds: seconds(batchBegan) })
      const sinceMessage = performance.now() - lastMessage
      if (sinceMessage >= batchMessageMilliseconds || batch === batches) {
        const imagesPerSecond = imagesSinceMessage / (sinceMessage / 1000)
        send({
          type: 'batch',
          ...{ epoch, batch, batches, loss, imagesPerSecond },
          ...(rate.changes ? { learningRate } : {}),
          ...now,
        })
        lastMessage = performance.now()
        imagesSinceMessage = 0
      }
    }
    const trainingSeconds = seconds(epochBegan)
    send({ type: 'validating', epoch })
    const between = async () => {
      await nextTurn()
      background.check()
      return !isStopRequested()
    }
    const evaluation = await evaluate(tf, resulting, data.validation, config, between, weights)
    if (evaluation === null) return stopped
    const { sampleOutputs, confusion } = evaluation
    const values = { train_loss: lossSum / images, ...evaluation.metrics }
    if (rule)
      earlyStopping = observeEpoch(earlyStopping, values[config.monitor ?? 'validation_loss'] ?? Number.NaN, rule)
    if (rate.observe(values.validation_loss))
      log(
        'info',
        `epoch ${epoch} lowered the learning rate to ${Number(rate.at(epoch * stepsPerEpoch).toPrecision(6))}`,
      )
    const value = values[deciding] ?? Number.NaN
    const isBest = best === null || isBetter(deciding, value, best.value)
    if (isBest) best = { epoch, value }
    const isDiverged = !Number.isFinite(values.validation_loss)
    const isLast = epoch === lastEpoch || earlyStopping.shouldStop
    const message = {
      type: 'epoch',
      epoch,
      values,
      seconds: seconds(epochBegan),
      imagesPerSecond: images / trainingSeconds,
      elapsedSeconds: seconds(began),
      endedAt: Date.now(),
      quietEpochs: earlyStopping.quietEpochs,
      sampleOutputs,
      ...(confusion === null ? {} : { confusion }),
      ...(norms === null ? {} : { norms: norms.take() }),
    } as const
    // Never more than one at a time: they are made of the same memory.
    await background.finish()
    // Nobody goes on from values that are not numbers, and they would take the place of some that are.
    const contents = isDiverged
      ? []
      : checkpointContents(captureState(), {
          run: start.run,
          engineVersion,
          epoch,
          step: epoch * batches,
          optimizerSteps: optimizer.steps,
          elapsedSeconds: message.elapsedSeconds,
          config,
          values,
          earlyStopping,
          rate: rate.state,
          best: best === null ? { epoch, valMse: value } : { epoch: best.epoch, valMse: best.value },
        })
    await background.begin(async () => {
      const kept = contents.filter(({ kind }) => kind === 'whole' || isBest || isLast || start.keepsWeights === true)
      send({ ...message, checkpoints: await options.checkpoints.write(kept) })
      log(
        'info',
        `epoch ${epoch} train_loss ${values.train_loss.toPrecision(4)} validation_loss ${values.validation_loss.toPrecision(4)} ${deciding} ${value.toPrecision(4)}`,
      )
    })
    if (isDiverged) return diverged(`The validation loss became ${values.validation_loss} in epoch ${epoch}.`)
    return null
  }

  try {
    for (let epoch = position.epoch; ; epoch += 1) {
      // Here and not after an epoch: a run may have been cut off between its last epoch and its end.
      if (rule && earlyStopping.shouldStop) return stoppedEarly(config, rule, epoch)
      if (epoch >= lastEpoch) return { reason: 'completed', message: null, code: null }
      const end = await trainEpoch(epoch + 1)
      if (end) return end
    }
  } finally {
    await background.finish()
  }
}

/** What is trained, as it was where it is gone on from. */
function takeUp(
  { tf, start, kernels: newest }: TrainingOptions,
  log: (level: LogEntry['level'], message: string) => void,
) {
  const { config } = start
  const checkpoint = chooseCheckpoint(start, engineVersionOf(config), log)
  const engineVersion = engineVersionOf(config, checkpoint?.record.engineVersion ?? start.engineVersion)
  const kernels = kernelsOf(newest, engineVersion)
  const network = createNetwork(tf, kernels, config)
  const optimizer = createOptimizer(tf, kernels, network.parameters, config)
  const average = createWeightAverage(tf, kernels, config, network)
  const position = resumeTraining({ tf, network, optimizer, average, start, checkpoint })
  return { engineVersion, kernels, network, optimizer, average, position }
}

type Best = { readonly epoch: number; readonly value: number }

/** The first of the best, as an uninterrupted run would have found it. */
function bestOf(earlier: StartCommand['earlier'], deciding: MetricKind): Best | null {
  let best: Best | null = null
  for (const { epoch, value } of [...earlier].sort((a, b) => a.epoch - b.epoch))
    if (best === null || isBetter(deciding, value, best.value)) best = { epoch, value }
  return best
}

const stoppedEarly = (config: RunConfig, rule: EarlyStoppingRule, epoch: number): TrainerEnd => ({
  reason: 'early-stopped',
  message: `${config.monitor ?? 'validation_loss'} changed by at most ${rule.minDelta} in each of ${rule.patience} epochs in a row, up to epoch ${epoch}.`,
  code: null,
})

const diverged = (message: string): TrainerEnd => ({
  reason: 'diverged',
  message: `${message} Try a lower learning rate.`,
  code: 'diverged',
})
