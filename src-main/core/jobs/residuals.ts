/** Errors of runs' validation images, measured when somebody asks: one process at a time, of one thread, beside what trains. */
import type { ChildProcess } from 'node:child_process'
import type { Residuals } from '../../contract/api'
import { PlateauError } from '../../contract/errors'
import { taskOf } from '../../contract/run-data'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import { errorBins } from '../../maths/error-histogram'
import { bestEpochOf } from '../history/best-epoch'
import type { EventBus } from '../events'
import { log } from '../log'
import { requireRecipe } from '../history/references'
import type { KeptWeights } from './kept-weights'
import { superviseTrainer, type Trainer, type TrainerEnd } from './supervisor'

export type ResidualServiceOptions = {
  readonly store: Store
  readonly events: EventBus
  readonly weights: KeptWeights
  readonly spawnTrainer: (threads: number) => ChildProcess
}

export type ResidualService = ReturnType<typeof createResidualService>

type Measurement = {
  readonly promise: Promise<Residuals>
  readonly reject: (error: PlateauError) => void
  isCancelled: boolean
  /** Null while it waits for its turn. */
  trainer: Trainer | null
}

export function createResidualService({ store, events, weights, spawnTrainer }: ResidualServiceOptions) {
  const measurements = new Map<string, Measurement>()
  /** Settles when the measurement before has ended, however that was. */
  let turn: Promise<unknown> = Promise.resolve()
  let isClosed = false

  function read(run: StoredRun): Residuals | null {
    const stored = store.residuals.get(run.id)
    return stored?.epoch === bestEpochOf(store, run) && stored.counts.length === errorBins.count
      ? { run: run.id, ...stored }
      : null
  }

  function evaluate(run: StoredRun, measurement: Measurement): Promise<Residuals> {
    // By now the best epoch may be another than when it was asked for.
    const { file: checkpoint } = weights.at(run)
    const recipe = requireRecipe(run)
    return new Promise((resolve, reject) => {
      let counted: Residuals | null = null
      measurement.trainer = superviseTrainer(
        () => spawnTrainer(1),
        {
          type: 'evaluate',
          run: run.id,
          config: recipe,
          threads: 1,
          directory: weights.directoryOf(run.id),
          checkpoint,
        },
        {
          onMessage(message) {
            if (message.type === 'evaluated' && !isClosed)
              events.publish('residuals-progress', { run: run.id, done: message.done, total: message.total })
            else if (message.type === 'residuals') {
              const { images, counts } = message
              counted = { run: run.id, epoch: checkpoint.epoch, images, counts }
            }
          },
          onLog: (level, message) => level !== 'debug' && log.info(`Evaluation of ${run.name}: ${message}`),
          onEnd(end) {
            try {
              resolve(keep(run, measurement, end, counted))
            } catch (error) {
              reject(error instanceof Error ? error : new Error(String(error)))
            }
          },
        },
      )
    })
  }

  /** @throws what the measurement ended with, unless it has all counts. */
  function keep(run: StoredRun, measurement: Measurement, end: TrainerEnd, counted: Residuals | null): Residuals {
    if (measurement.isCancelled || isClosed) throw new PlateauError('cancelled')
    if (end.reason === 'failed') throw new PlateauError(end.code ?? 'internal', end.message ?? undefined)
    if (counted === null) throw new PlateauError('trainer-crashed', 'The evaluation ended without a result.')
    store.residuals.keep(run.id, counted)
    return counted
  }

  return {
    /** Null before it was measured, and once the best epoch is another. */
    read,

    /**
     * Counts the errors at the best epoch, or answers with what was counted before. Whoever asks for a run that is being measured
     * waits with the first.
     * @throws PlateauError `weights-missing`, `checkpoint-corrupt`, `cancelled`, `trainer-crashed`, and what loading data throws.
     */
    measure(run: StoredRun): Promise<Residuals> {
      const known = read(run)
      if (known) return Promise.resolve(known)
      const underWay = measurements.get(run.id)
      if (underWay && !underWay.isCancelled) return underWay.promise
      // Said at once, and not when its turn comes.
      if (taskOf(requireRecipe(run)) !== 'image-to-image')
        throw new PlateauError('invalid-input', `${run.name} is a classification run, which has no errors of pixels.`)
      weights.at(run)
      const { promise, resolve, reject } = Promise.withResolvers<Residuals>()
      const measurement: Measurement = { promise, reject, isCancelled: false, trainer: null }
      measurements.set(run.id, measurement)
      const begin = async () => {
        try {
          if (measurement.isCancelled || isClosed) throw new PlateauError('cancelled')
          resolve(await evaluate(run, measurement))
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)))
        } finally {
          if (measurements.get(run.id) === measurement) measurements.delete(run.id)
        }
      }
      turn = turn.then(begin)
      return promise
    },

    /** Ends what is under way for a run, or takes it out of those that wait. */
    cancel(run: string): void {
      const measurement = measurements.get(run)
      if (!measurement) return
      measurement.isCancelled = true
      if (measurement.trainer) measurement.trainer.stop()
      else measurement.reject(new PlateauError('cancelled'))
    },

    /** With the core: processes end with their channel, and nothing is stored any more. */
    close(): void {
      isClosed = true
      for (const { trainer } of measurements.values()) trainer?.stop()
    },
  }
}
