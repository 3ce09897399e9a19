/** Stores what one trainer says and keeps its progress: an epoch is on the disk before anybody hears of it. */
import { normKeys } from '../../contract/norms'
import { confusionCorner, confusionKey } from '../../contract/media'
import type { RunEnvironment, RunProgress } from '../../contract/run'
import type { TrainerMessage } from '../../contract/trainer-protocol'
import type { NewMedium } from '../../store/media'
import type { Store } from '../../store/store'
import type { EventBus } from '../events'
import { createPendingPoints } from './pending-points'
import { createRunProgress, type TrainedRun } from './run-progress'

/** What a trainer says while it trains; an evaluation's messages are never a run's. */
export type RecordedMessage = Exclude<TrainerMessage, { type: 'ended' | 'log' }>
type MessageOf<Type extends RecordedMessage['type']> = Extract<RecordedMessage, { type: Type }>

export type RunRecorder = {
  /** @throws whatever the store throws: a full disk ends the run. */
  record(message: RecordedMessage): void
  /** Stores the points that lie in memory. */
  flush(): void
  progress(): RunProgress
}

type Options = {
  readonly store: Store
  readonly events: EventBus
  readonly run: TrainedRun
  /** Epochs that earlier attempts have committed, and their seconds. */
  readonly earlierSeconds: readonly number[]
  readonly onReady: (environment: RunEnvironment, fromEpoch: number) => void
  /** Called after every write. */
  readonly onStored: () => void
  /** Called once an epoch is committed. */
  readonly onEpoch: () => void
}

/** Series that come many times an epoch, by the message that brings them. */
const batchLossKey = 'batch_loss'
const learningRateKey = 'learning_rate'
const systemKeys = {
  cpuPercent: 'cpu_percent',
  memoryBytes: 'memory_bytes',
  imagesPerSecond: 'images_per_second',
} as const

/** The confusion matrix of an epoch, as a table like those that programs log. */
function confusionMedium(run: TrainedRun, classes: readonly string[], epoch: number, counts: Float64Array): NewMedium {
  const rows = classes.map((name, truth) => [
    name,
    ...counts.subarray(truth * classes.length, (truth + 1) * classes.length),
  ])
  const details = JSON.stringify({ columns: [confusionCorner, ...classes], rows })
  const place = { run: run.number, kind: 'table', key: confusionKey, step: epoch, place: 0 } as const
  return { ...place, sha256: null, bytes: details.length, time: Date.now(), details }
}

export function createRunRecorder(options: Options): RunRecorder {
  const { store, events, run, onStored } = options
  const { config } = run
  const points = createPendingPoints(store, run.id)
  const progress = createRunProgress(events, run, options.earlierSeconds)
  const { batches } = progress

  function tell(counts: ReadonlyMap<string, number>): void {
    for (const [key, count] of counts) events.publish('points-appended', { run: run.id, key, count })
  }

  const flush = (): void => tell(store.transaction(points.store))

  function flushWhenDue(): void {
    if (points.isDue()) flush()
  }

  function begin({ environment, fromEpoch, sampleInputs, sampleTargets }: MessageOf<'ready'>): void {
    store.transaction(() => {
      const set = environment.dataHash
      store.samples.keepSet(set, sampleInputs, sampleTargets)
      store.runs.setEnvironment(run.id, environment, set)
      // It trains: however that ends is its end now.
      store.earlierEnds.forget(run.id)
      // What was trained past the checkpoint comes again, point for point; what clients logged does not.
      store.batches.cut(
        run.id,
        [batchLossKey, learningRateKey, ...Object.values(systemKeys), ...normKeys(config)],
        fromEpoch * batches,
      )
    })
    progress.goBackTo(fromEpoch)
    options.onReady(environment, fromEpoch)
    onStored()
    progress.beginEpochAfter(fromEpoch)
  }

  function addBatch(message: MessageOf<'batch'>): void {
    const { epoch, batch, loss, learningRate, imagesPerSecond } = message
    points.add(batchLossKey, message, loss)
    if (learningRate !== undefined) points.add(learningRateKey, message, learningRate)
    flushWhenDue()
    progress.moveTo({ phase: 'training', epoch, batch, batchLoss: loss, imagesPerSecond })
  }

  function addSystem(message: MessageOf<'system'>): void {
    for (const [field, key] of Object.entries(systemKeys) as [keyof typeof systemKeys, string][])
      points.add(key, message, message[field])
    flushWhenDue()
    progress.moveTo({ memoryBytes: message.memoryBytes, cpuPercent: message.cpuPercent })
  }

  function commitEpoch(message: MessageOf<'epoch'>): void {
    const { epoch, sampleOutputs, checkpoints, confusion, norms = {} } = message
    const end = { step: epoch * batches, elapsedSeconds: message.elapsedSeconds }
    for (const [key, value] of Object.entries(norms)) points.add(key, end, value)
    let counts = new Map<string, number>()
    store.epochs.commit(run.id, message, () => {
      counts = points.store()
      store.samples.keepOutputs(run.id, epoch, sampleOutputs)
      if (confusion) store.media.put(confusionMedium(run, store.runs.classesOf(config), epoch, confusion))
      for (const file of checkpoints) store.checkpoints.keep(run.id, file, new Date().toISOString())
    })
    onStored()
    progress.countEpoch(message.seconds)
    events.publish('epoch-committed', { run: run.id, epoch })
    tell(counts)
    options.onEpoch()
    progress.endEpoch(epoch, message.quietEpochs)
  }

  return {
    flush,
    progress: progress.current,
    record(message) {
      switch (message.type) {
        case 'ready':
          begin(message)
          break
        case 'batch':
          addBatch(message)
          break
        case 'validating':
          progress.moveTo({ phase: 'validating', epoch: message.epoch, batch: batches })
          break
        case 'system':
          addSystem(message)
          break
        case 'epoch':
          commitEpoch(message)
          break
        case 'evaluated':
        case 'measured':
        case 'residuals':
          throw new Error(`A trainer that trains said ${message.type}`)
      }
    },
  }
}
