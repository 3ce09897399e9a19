/** How far a run that trains here is, and how long it will take: told with every step. */
import type { RunConfig } from '../../contract/config'
import type { RunProgress } from '../../contract/run'
import { median } from '../../maths/statistics'
import type { StoredRun } from '../../store/runs'
import type { EventBus } from '../events'

/** A run that Plateau trains. */
export type TrainedRun = Pick<StoredRun, 'id' | 'number' | 'lastEpoch'> & { readonly config: RunConfig }

/** @param earlierSeconds of epochs that earlier attempts have committed */
export function createRunProgress(events: EventBus, run: TrainedRun, earlierSeconds: readonly number[]) {
  const { config } = run
  const batches = Math.ceil(config.trainSize / config.batchSize)
  const lastEpoch = run.lastEpoch ?? config.epochs
  let epochSeconds = [...earlierSeconds]
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

  function moveTo(next: Partial<RunProgress>): void {
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

  return {
    current: (): RunProgress => progress,
    /** Of an epoch. */
    batches,
    moveTo,
    /** Epochs behind this one are trained again, and do not count. */
    goBackTo(epoch: number): void {
      epochSeconds = epochSeconds.slice(0, epoch)
    },
    beginEpochAfter: (epoch: number): void => moveTo({ phase: 'training', epoch: Math.min(lastEpoch, epoch + 1) }),
    countEpoch(seconds: number): void {
      epochSeconds = [...epochSeconds, seconds]
    },
    /** The next epoch's batches may be under way while this one's checkpoint was written: never back. */
    endEpoch: (epoch: number, quietEpochs: number): void =>
      moveTo({ quietEpochs, ...(progress.epoch > epoch ? {} : { batch: batches, epoch }) }),
  }
}
