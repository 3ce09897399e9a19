/** Images through the networks of runs. */
import type { RequestInput, RequestOutput } from '../../contract/api'
import type { Fit } from '../../contract/data-requests'
import { PlateauError } from '../../contract/errors'
import { mostPredictedBytes, type Prediction } from '../../contract/predictions'
import { shapesOf, taskOf, type DataSettings } from '../../contract/run-data'
import type { StoredRun } from '../../store/runs'
import { requireRecipe } from '../history/references'
import type { KeptWeights } from './kept-weights'
import type { TrainerWork } from './trainer-work'

type Asked = Omit<RequestInput<'predictions.make'>, 'run'>
type Answer = RequestOutput<'predictions.make'>

export type PredictionService = ReturnType<typeof createPredictionService>

/**
 * @param classesOf names of the classes of a run's data
 * @param fitOf how its images were made squares: others are made so for it too, or it would see what it was never trained on
 */
export function createPredictionService(
  weights: KeptWeights,
  work: TrainerWork,
  classesOf: (config: DataSettings) => readonly string[],
  fitOf: (config: DataSettings) => Fit,
) {
  return {
    /** @throws PlateauError `weights-missing`, `checkpoint-corrupt`, `invalid-input`, `cancelled`, `trainer-crashed` */
    async make(run: StoredRun, { epoch, images }: Asked): Promise<Answer> {
      const bytes = images.reduce((sum, image) => sum + image.byteLength, 0)
      if (bytes > mostPredictedBytes)
        throw new PlateauError(
          'invalid-input',
          `The images have ${Math.ceil(bytes / 1_000_000)} MB, and ${mostPredictedBytes / 1_000_000} MB at once are the most.`,
          { field: 'images' },
        )
      const config = requireRecipe(run)
      // Said at once, and asked again when its turn has come: what was kept may be gone by then.
      let found = weights.at(run, epoch)
      const predictions: (Prediction | undefined)[] = images.map(() => undefined)
      await work.do({
        name: `The prediction of ${run.name}`,
        command() {
          found = weights.at(run, epoch)
          const directory = weights.directoryOf(run.id)
          return {
            type: 'predict',
            run: run.id,
            config,
            threads: 1,
            directory,
            checkpoint: found.file,
            images: [...images],
            fit: fitOf(config),
          }
        },
        onMessage(message) {
          if (message.type === 'predicted') predictions[message.index] = message.prediction
        },
      })
      const made = predictions.filter((prediction) => prediction !== undefined)
      if (made.length < images.length)
        throw new PlateauError('trainer-crashed', 'The process that runs the network ended without a result.')
      return {
        run: run.id,
        epoch: found.file.epoch,
        isBest: found.isBest,
        task: taskOf(config),
        shapes: shapesOf(config),
        classes: taskOf(config) === 'classification' ? classesOf(config) : [],
        predictions: made,
      }
    },
  }
}
