/** What the training process takes, sampled between batches now and then. */
import { systemSampleSeconds } from '../contract/preferences'
import type { TrainerMessage } from '../contract/trainer-protocol'

type SystemMessage = Extract<TrainerMessage, { type: 'system' }>

export type SystemSampler = {
  /**
   * To be told of every batch. Batches longer than the interval give one sample each: never two with one step.
   * @param seconds that the batch took; images/s is over training alone, however long a validation lay between.
   */
  afterBatch(batch: { step: number; images: number; seconds: number; elapsedSeconds: number }): void
}

type Clock = {
  /** Milliseconds. */
  now(): number
  /** CPU time of the process in microseconds, all threads. */
  cpu(): number
  memoryBytes(): number
}

const processClock: Clock = {
  now: () => performance.now(),
  cpu() {
    const { user, system } = process.cpuUsage()
    return user + system
  },
  memoryBytes: () => process.memoryUsage.rss(),
}

const intervalMilliseconds = systemSampleSeconds * 1_000

export function createSystemSampler(
  send: (message: SystemMessage) => void,
  clock: Clock = processClock,
): SystemSampler {
  let since = clock.now()
  let cpu = clock.cpu()
  let images = 0
  let seconds = 0
  return {
    afterBatch(batch) {
      images += batch.images
      seconds += batch.seconds
      const now = clock.now()
      const milliseconds = now - since
      if (milliseconds < intervalMilliseconds) return
      const cpuNow = clock.cpu()
      send({
        type: 'system',
        step: batch.step,
        elapsedSeconds: batch.elapsedSeconds,
        cpuPercent: ((cpuNow - cpu) / 1000 / milliseconds) * 100,
        memoryBytes: clock.memoryBytes(),
        imagesPerSecond: images / seconds,
      })
      since = now
      cpu = cpuNow
      images = seconds = 0
    },
  }
}
