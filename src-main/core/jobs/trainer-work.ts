/** Short work with a run's weights in trainer processes of their own: one at a time, bounded in time. */
import type { ChildProcess } from 'node:child_process'
import { PlateauError } from '../../contract/errors'
import type { TrainerCommand } from '../../contract/trainer-protocol'
import { log } from '../log'
import { superviseTrainer, type Trainer, type TrainerListener } from './supervisor'

export type TrainerWork = ReturnType<typeof createTrainerWork>

type Work = {
  readonly command: () => Exclude<TrainerCommand, { type: 'stop' | 'start' }>
  readonly onMessage: TrainerListener['onMessage']
  /** In the log, and where it takes too long: "The export of calm-bay-3". */
  readonly name: string
  /** Aborted where nobody waits for it any more: it ends, or does not begin. */
  readonly signal?: AbortSignal
}

/** Loading TensorFlow takes seconds on a busy machine; decoding the largest pictures, one each. */
const usualTimeLimit = 120_000

/** @param timeLimit from the start of a process to its end */
export function createTrainerWork(spawnTrainer: (threads: number) => ChildProcess, timeLimit = usualTimeLimit) {
  /** Settles when the work before has ended, however that was. */
  let turn: Promise<unknown> = Promise.resolve()
  let current: Trainer | null = null
  let isClosed = false

  function begin({ command, onMessage, name, signal }: Work): Promise<void> {
    if (isClosed || signal?.aborted === true) throw new PlateauError('cancelled')
    return new Promise((resolve, reject) => {
      const trainer = superviseTrainer(() => spawnTrainer(1), command(), {
        onMessage,
        onLog: (level, message) => level !== 'debug' && log.info(`${name}: ${message}`),
        onEnd(end) {
          clearTimeout(timer)
          signal?.removeEventListener('abort', stop)
          current = null
          if (isClosed || signal?.aborted === true || end.reason === 'stopped') reject(new PlateauError('cancelled'))
          else if (end.reason === 'failed') reject(new PlateauError(end.code ?? 'internal', end.message ?? undefined))
          else resolve()
        },
      })
      current = trainer
      const stop = () => trainer.stop()
      signal?.addEventListener('abort', stop)
      const seconds = Math.round(timeLimit / 1_000)
      const timer = setTimeout(
        () => trainer.abort(`${name} took longer than ${seconds} seconds and was ended.`, 'cancelled'),
        timeLimit,
      )
    })
  }

  return {
    /** @throws PlateauError what the process ended with, or `cancelled` */
    do(work: Work): Promise<void> {
      const mine = turn.then(() => begin(work))
      turn = mine.catch(() => undefined)
      return mine
    },
    /** With the core: the process ends with its channel. */
    close(): void {
      isClosed = true
      current?.stop()
    },
  }
}
