/** Stores what one trainer says and keeps its progress: an epoch is on the disk before anybody hears of it. */
import { isBetter } from '../../contract/metrics'
import type { RunProgress } from '../../contract/run'
import type { TrainerMessage } from '../../contract/trainer-protocol'
import type { BatchPoint } from '../../store/batch-chunks'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import type { EventBus } from '../events'

/** Batch points lie in memory this long at most; they are flushed with every epoch and at the end. */
const flushMilliseconds = 1_000

const batchLossKey = 'batch_loss'

export type RunRecorder = {
  /** @throws whatever the store throws: a full disk ends the run. */
  record(message: Exclude<TrainerMessage, { type: 'ended' | 'log' }>): void
  /** Stores the batch points that lie in memory. */
  flush(): void
  progress(): RunProgress | null
}

type Options = {
  readonly store: Store
  readonly events: EventBus
  readonly run: StoredRun
  /** Called after every write. */
  readonly onStored: () => void
}

export function createRunRecorder({ store, events, run, onStored }: Options): RunRecorder {
  const { config } = run
  const batches = Math.ceil(config.trainSize / config.batchSize)
  let pending: BatchPoint[] = []
  let lastFlush = Date.now()
  let best = Number.NaN
  let epochSeconds: number[] = []
  let progress: RunProgress = {
    run: run.id,
    epoch: 1,
    batch: 0,
    batches,
    phase: 'starting',
    batchLoss: null,
    imagesPerSecond: null,
    secondsLeft: null,
    quietEpochs: 0,
  }

  function moveTo(next: Partial<RunProgress>) {
    progress = { ...progress, ...next }
    progress = { ...progress, secondsLeft: estimateSecondsLeft() }
    events.publish('run-progress', progress)
  }

  /** From the run's own epochs once there are some, before that from the speed of its batches. */
  function estimateSecondsLeft(): number | null {
    const recent = epochSeconds.slice(-5)
    const speed = progress.imagesPerSecond
    const perEpoch =
      recent.length > 0
        ? recent.reduce((sum, seconds) => sum + seconds, 0) / recent.length
        : speed === null || !(speed > 0)
          ? null
          : (config.trainSize + config.validationSize / 3) / speed
    if (perEpoch === null) return null
    const done = epochSeconds.length + (progress.epoch > epochSeconds.length ? progress.batch / progress.batches : 0)
    return Math.max(0, (config.epochs - done) * perEpoch)
  }

  function storePending(): number | null {
    if (pending.length === 0) return null
    const count = store.batches.append(run.id, batchLossKey, pending)
    pending = []
    lastFlush = Date.now()
    return count
  }

  function flush() {
    const count = storePending()
    if (count !== null) events.publish('points-appended', { run: run.id, key: batchLossKey, count })
  }

  return {
    flush,
    progress: () => progress,
    record(message) {
      switch (message.type) {
        case 'ready':
          store.transaction(() => {
            const set = message.environment.dataHash
            store.samples.keepSet(set, message.sampleInputs, message.sampleTargets)
            store.runs.setEnvironment(run.id, message.environment, set)
          })
          onStored()
          moveTo({ phase: 'training' })
          break
        case 'batch':
          pending.push({ step: message.step, elapsedSeconds: message.elapsedSeconds, value: message.loss })
          if (Date.now() - lastFlush >= flushMilliseconds) flush()
          moveTo({
            phase: 'training',
            epoch: message.epoch,
            batch: message.batch,
            batchLoss: message.loss,
            imagesPerSecond: message.imagesPerSecond,
          })
          break
        case 'validating':
          moveTo({ phase: 'validating', epoch: message.epoch, batch: batches })
          break
        case 'epoch': {
          const { epoch, values, sampleOutputs } = message
          const stored: { count: number | null } = { count: null }
          store.epochs.commit(run.id, message, () => {
            stored.count = storePending()
            store.samples.keepOutputs(run.id, 'last', epoch, sampleOutputs)
            if (Number.isNaN(best) || isBetter('val_mse', values.val_mse, best)) {
              best = values.val_mse
              store.samples.keepOutputs(run.id, 'best', epoch, sampleOutputs)
            }
          })
          onStored()
          epochSeconds = [...epochSeconds, message.seconds]
          events.publish('epoch-committed', { run: run.id, epoch })
          if (stored.count !== null) {
            events.publish('points-appended', { run: run.id, key: batchLossKey, count: stored.count })
          }
          moveTo({ quietEpochs: message.quietEpochs, batch: batches, epoch })
          break
        }
      }
    },
  }
}
