/** Networks of runs written for other programs, by a process of its own. */
import { PlateauError } from '../../contract/errors'
import type { StoredRun } from '../../store/runs'
import type { TrainerFormat } from '../../contract/exports'
import { requireRecipe } from '../history/references'
import type { KeptWeights } from './kept-weights'
import type { TrainerWork } from './trainer-work'

export type ModelExports = ReturnType<typeof createModelExports>

export type ModelFiles = {
  /** In the folder, by their names. */
  readonly files: readonly string[]
  /** From the run's own outputs, once it was read back; null where it was not. */
  readonly largestDifference: number | null
}

export function createModelExports(weights: KeptWeights, work: TrainerWork) {
  return {
    /**
     * @param folder where the files go, which is there
     * @param isPacked whether several files become one .zip
     * @throws PlateauError `weights-missing`, `checkpoint-corrupt`, `cancelled`, `trainer-crashed`
     */
    async write(
      run: StoredRun,
      epoch: number | undefined,
      format: TrainerFormat,
      { folder, isPacked }: { readonly folder: string; readonly isPacked: boolean },
    ): Promise<ModelFiles> {
      const config = requireRecipe(run)
      let made: ModelFiles | null = null
      await work.do({
        name: `The export of ${run.name}`,
        command() {
          const { file, isBest } = weights.at(run, epoch)
          const title = `${run.name}, epoch ${file.epoch}${isBest ? ' (best)' : ''}`
          return {
            type: 'export',
            ...{ run: run.id, config, threads: 1, directory: weights.directoryOf(run.id), checkpoint: file },
            ...{ title, format, folder, isPacked },
          }
        },
        onMessage(message) {
          if (message.type === 'exported') made = message
        },
      })
      // Assigned by a callback, which the compiler cannot see.
      const found = made as ModelFiles | null
      if (found === null)
        throw new PlateauError('trainer-crashed', 'The process that writes the model ended without a result.')
      return found
    },
  }
}
