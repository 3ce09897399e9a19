/** Images through the networks of runs: one process at a time, of its own, bounded in time and in bytes. */
import type { ChildProcess } from 'node:child_process'
import type { RequestInput, RequestOutput } from '../../contract/api'
import { PlateauError } from '../../contract/errors'
import { mostPredictedBytes, type Prediction } from '../../contract/predictions'
import { dataSourceOf, shapesOf, taskOf } from '../../contract/run-data'
import type { StoredRun } from '../../store/runs'
import { requireRecipe } from '../history/references'
import { log } from '../log'
import type { KeptWeights } from './kept-weights'
import { superviseTrainer, type Trainer, type TrainerEnd } from './supervisor'

export type PredictionServiceOptions = {
  readonly weights: KeptWeights
  readonly spawnTrainer: (threads: number) => ChildProcess
  /** From its start to its last answer. */
  readonly timeLimit?: number
}

type Asked = Omit<RequestInput<'predictions.make'>, 'run'>
type Answer = RequestOutput<'predictions.make'>

/** Loading TensorFlow takes seconds on a busy machine; decoding the largest pictures, one each. */
const usualTimeLimit = 120_000

export type PredictionService = ReturnType<typeof createPredictionService>

export function createPredictionService({
  weights,
  spawnTrainer,
  timeLimit = usualTimeLimit,
}: PredictionServiceOptions) {
  /** Settles when the one before has ended, however that was. */
  let turn: Promise<unknown> = Promise.resolve()
  let current: Trainer | null = null
  let isClosed = false

  function predict(run: StoredRun, { epoch, images }: Asked): Promise<Answer> {
    if (isClosed) throw new PlateauError('cancelled')
    const config = requireRecipe(run)
    const { file: checkpoint, isBest } = weights.at(run, epoch)
    const predictions: (Prediction | undefined)[] = images.map(() => undefined)
    const answer = (end: TrainerEnd): Answer => {
      if (isClosed) throw new PlateauError('cancelled')
      if (end.reason === 'failed') throw new PlateauError(end.code ?? 'internal', end.message ?? undefined)
      const made = predictions.filter((prediction) => prediction !== undefined)
      if (made.length < images.length)
        throw new PlateauError('trainer-crashed', 'The process that runs the network ended without a result.')
      return {
        run: run.id,
        epoch: checkpoint.epoch,
        isBest,
        task: taskOf(config),
        shapes: shapesOf(config),
        classes: taskOf(config) === 'classification' ? dataSourceOf(config).classes : [],
        predictions: made,
      }
    }
    return new Promise((resolve, reject) => {
      const trainer = superviseTrainer(
        () => spawnTrainer(1),
        {
          type: 'predict',
          run: run.id,
          config,
          threads: 1,
          directory: weights.directoryOf(run.id),
          checkpoint,
          images: [...images],
        },
        {
          onMessage(message) {
            if (message.type === 'predicted') predictions[message.index] = message.prediction
          },
          onLog: (level, message) => level !== 'debug' && log.info(`Prediction of ${run.name}: ${message}`),
          onEnd(end) {
            clearTimeout(timer)
            current = null
            try {
              resolve(answer(end))
            } catch (error) {
              reject(error instanceof Error ? error : new Error(String(error)))
            }
          },
        },
      )
      current = trainer
      const seconds = Math.round(timeLimit / 1_000)
      const timer = setTimeout(
        () => trainer.abort(`The images took longer than ${seconds} seconds. Try fewer or smaller ones.`, 'cancelled'),
        timeLimit,
      )
    })
  }

  return {
    /** @throws PlateauError `weights-missing`, `checkpoint-corrupt`, `invalid-input`, `cancelled`, `trainer-crashed` */
    async make(run: StoredRun, asked: Asked): Promise<Answer> {
      const bytes = asked.images.reduce((sum, image) => sum + image.byteLength, 0)
      if (bytes > mostPredictedBytes)
        throw new PlateauError(
          'invalid-input',
          `The images have ${Math.ceil(bytes / 1_000_000)} MB, and ${mostPredictedBytes / 1_000_000} MB at once are the most.`,
          { field: 'images' },
        )
      // Said at once, and not when its turn comes.
      requireRecipe(run)
      weights.at(run, asked.epoch)
      const mine = turn.then(() => predict(run, asked))
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
