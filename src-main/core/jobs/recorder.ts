/** Stores what one trainer says and keeps its progress: an epoch is on the disk before anybody hears of it. */
import type { RunConfig } from '../../contract/config'
import { normKeys } from '../../contract/norms'
import { confusionCorner, confusionKey } from '../../contract/media'
import type { RunEnvironment, RunProgress } from '../../contract/run'
import type { TrainerMessage } from '../../contract/trainer-protocol'
import { median } from '../../maths/statistics'
import type { NewMedium } from '../../store/media'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import type { EventBus } from '../events'

/** Points lie in memory this long at most; they are flushed with every epoch and at the end. */
const flushMilliseconds = 1_000

/** What a trainer says while it trains; an evaluation's messages are never a run's. */
export type RecordedMessage = Exclude<TrainerMessage, { type: 'ended' | 'log' }>

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
  readonly run: Pick<StoredRun, 'id' | 'number' | 'lastEpoch'> & { readonly config: RunConfig }
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
function confusionMedium(
  run: Options['run'],
  classes: readonly string[],
  epoch: number,
  counts: Float64Array,
): NewMedium {
  const rows = classes.map((name, truth) => [
    name,
    ...counts.subarray(truth * classes.length, (truth + 1) * classes.length),
  ])
  const details = JSON.stringify({ columns: [confusionCorner, ...classes], rows })
  const place = { run: run.number, kind: 'table', key: confusionKey, step: epoch, place: 0 } as const
  return { ...place, sha256: null, bytes: details.length, time: Date.now(), details }
}

type PendingPoints = { readonly steps: number[]; readonly seconds: number[]; readonly values: number[] }

export function createRunRecorder(options: Options): RunRecorder {
  const { store, events, run, onStored } = options
  const { config } = run
  const batches = Math.ceil(config.trainSize / config.batchSize)
  const lastEpoch = run.lastEpoch ?? config.epochs
  const pending = new Map<string, PendingPoints>()
  let lastFlush = Date.now()
  let epochSeconds = [...options.earlierSeconds]
  let progress: RunProgress = {
    run: run.id,
    epoch: Math.min(lastEpoch, epochSeconds.length + 1),
    batch: 0,
    batches,
    phase: 'starting',
    batchLoss: null,
    imagesPerSecond: null,
    secondsLeft: null,
    quietEpochs: 0,
    memoryBytes: null,
    cpuPercent: null,
  }

  function moveTo(next: Partial<RunProgress>) {
    progress = { ...progress, ...next }
    progress = { ...progress, secondsLeft: estimateSecondsLeft() }
    events.publish('run-progress', progress)
  }

  /** From the run's own epochs once there are some (the first one is slower, and so the median), before that from the speed of its batches. */
  function estimateSecondsLeft(): number | null {
    const recent = epochSeconds.slice(-5)
    const speed = progress.imagesPerSecond
    const perEpoch =
      recent.length > 0
        ? median(recent)
        : speed === null || !(speed > 0)
          ? null
          : (config.trainSize + config.validationSize / 3) / speed
    if (perEpoch === null) return null
    const done = Math.max(epochSeconds.length, progress.epoch - 1 + progress.batch / progress.batches)
    return Math.max(0, (lastEpoch - done) * perEpoch)
  }

  function addPoint(key: string, { step, elapsedSeconds }: { step: number; elapsedSeconds: number }, value: number) {
    const points = pending.get(key) ?? { steps: [], seconds: [], values: [] }
    points.steps.push(step)
    // In whole microseconds, which take 3 bytes in a chunk and not 8.
    points.seconds.push(Math.round(elapsedSeconds * 1e6) / 1e6)
    points.values.push(value)
    pending.set(key, points)
  }

  /** @returns how many points each series has now. */
  function storePending(): Map<string, number> {
    const counts = new Map<string, number>()
    for (const [key, points] of pending) counts.set(key, store.batches.append(run.id, key, points))
    pending.clear()
    lastFlush = Date.now()
    return counts
  }

  function tell(counts: ReadonlyMap<string, number>) {
    for (const [key, count] of counts) events.publish('points-appended', { run: run.id, key, count })
  }

  const flush = () => tell(store.transaction(storePending))

  function flushWhenDue() {
    if (Date.now() - lastFlush >= flushMilliseconds) flush()
  }

  return {
    flush,
    progress: () => progress,
    record(message) {
      switch (message.type) {
        case 'ready': {
          const { environment, fromEpoch } = message
          store.transaction(() => {
            const set = environment.dataHash
            store.samples.keepSet(set, message.sampleInputs, message.sampleTargets)
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
          epochSeconds = epochSeconds.slice(0, fromEpoch)
          options.onReady(environment, fromEpoch)
          onStored()
          moveTo({ phase: 'training', epoch: Math.min(lastEpoch, fromEpoch + 1) })
          break
        }
        case 'batch':
          addPoint(batchLossKey, message, message.loss)
          if (message.learningRate !== undefined) addPoint(learningRateKey, message, message.learningRate)
          flushWhenDue()
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
        case 'system':
          for (const [field, key] of Object.entries(systemKeys) as [keyof typeof systemKeys, string][])
            addPoint(key, message, message[field])
          flushWhenDue()
          moveTo({ memoryBytes: message.memoryBytes, cpuPercent: message.cpuPercent })
          break
        case 'epoch': {
          const { epoch, sampleOutputs, checkpoints, confusion, norms = {} } = message
          const end = { step: epoch * batches, elapsedSeconds: message.elapsedSeconds }
          for (const [key, value] of Object.entries(norms)) addPoint(key, end, value)
          let counts = new Map<string, number>()
          store.epochs.commit(run.id, message, () => {
            counts = storePending()
            store.samples.keepOutputs(run.id, epoch, sampleOutputs)
            if (confusion) store.media.put(confusionMedium(run, store.runs.classesOf(config), epoch, confusion))
            for (const file of checkpoints) store.checkpoints.keep(run.id, file, new Date().toISOString())
          })
          onStored()
          epochSeconds = [...epochSeconds, message.seconds]
          events.publish('epoch-committed', { run: run.id, epoch })
          tell(counts)
          options.onEpoch()
          // The next epoch's batches may be under way while this one's checkpoint was written: never back.
          moveTo({
            quietEpochs: message.quietEpochs,
            ...(progress.epoch > epoch ? {} : { batch: batches, epoch }),
          })
          break
        }
        case 'evaluated':
        case 'measured':
        case 'residuals':
          throw new Error(`A trainer that trains said ${message.type}`)
      }
    },
  }
}
