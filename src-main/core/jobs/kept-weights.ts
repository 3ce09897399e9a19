/** Weights of runs that are still on the disk: of the best epoch, or of any other whose checkpoint was kept. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { CheckpointFile } from '../../contract/checkpoint'
import { PlateauError } from '../../contract/errors'
import { bestEpochOf } from '../history/best-epoch'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'

export type KeptWeights = ReturnType<typeof createKeptWeights>

/** @param directoryOf `home/runs/<run id>` */
export function createKeptWeights(store: Pick<Store, 'epochs' | 'checkpoints'>, directoryOf: (run: string) => string) {
  const kept = (run: StoredRun): CheckpointFile[] =>
    store.checkpoints.list(run.id).filter(({ file }) => existsSync(join(directoryOf(run.id), ...file.split('/'))))
  return {
    directoryOf,
    /** One file for each epoch that is still there, by epoch. Where there are two the one that is read faster, as {@link at} chooses. */
    all(run: StoredRun): CheckpointFile[] {
      const byEpoch = new Map(kept(run).map((file) => [file.epoch, file]))
      return [...byEpoch.values()].sort((left, right) => left.epoch - right.epoch)
    },
    /**
     * @param epoch the best one where none is given
     * @throws PlateauError `weights-missing`, naming the epochs that there are
     */
    at(run: StoredRun, epoch?: number): { readonly file: CheckpointFile; readonly isBest: boolean } {
      const best = bestEpochOf(store, run)
      const wanted = epoch ?? best
      if (wanted === null)
        throw new PlateauError(
          'weights-missing',
          `${run.name} has not finished an epoch, so there is nothing to evaluate.`,
        )
      const files = kept(run)
      // Any kind will do: a whole checkpoint has the weights too. `weights` comes last in the list, and is read faster.
      const file = files.findLast((candidate) => candidate.epoch === wanted)
      if (file) return { file, isBest: wanted === best }
      const others = [...new Set(files.map((other) => other.epoch))].sort((left, right) => left - right)
      const there = others.length === 0 ? '' : ` There are those of epoch ${others.join(', ')}.`
      throw new PlateauError(
        'weights-missing',
        `The weights of ${run.name} at ${epoch === undefined ? 'its best epoch, ' : 'epoch '}${wanted}${epoch === undefined ? ',' : ''} are no longer on the disk.${there}`,
      )
    },
  }
}
