/** `records.append`: records that came over the socket, taken in as those of a journal are. */
import { join } from 'node:path'
import { PlateauError } from '../../contract/errors'
import type { Store } from '../../store/store'
import { findRun, isTrainedHere, refuseBinned } from '../history/references'
import { contentsOf, findUnfit } from './contents'
import type { Intake } from './intake'
import type { UnfitContents } from './messages'
import { createCollector, newMemory } from './worker/collector'

export type AppendedRecords = {
  /** That are in. */
  readonly points: number
  /** Records and points that are not. */
  readonly leftOut: number
  /** What is wrong with the first of them. */
  readonly problem: string | null
}

/** @param folder HOME/journals */
export function createRecordsAppend(store: Store, intake: Intake, folder: string) {
  /** Contents are looked at before the transaction: it waits for nothing. */
  async function unfitOf(reference: string, hashes: readonly string[]): Promise<UnfitContents> {
    return hashes.length === 0 ? new Map() : await findUnfit(join(folder, findRun(store, reference).id), hashes)
  }

  /**
   * Stores them in one transaction, and without a journal.
   * @param reference of the run
   * @throws PlateauError `run-not-found`, `invalid-input` for a run that Plateau trains
   */
  return async (reference: string, records: readonly unknown[]): Promise<AppendedRecords> => {
    const collector = createCollector(newMemory(), Number.POSITIVE_INFINITY)
    for (const record of records) collector.add(record)
    const gathered = collector.take()
    const unfit = await unfitOf(reference, contentsOf(gathered.records))
    // As it is by now.
    const run = findRun(store, reference)
    refuseBinned([run])
    if (isTrainedHere(run))
      throw new PlateauError('invalid-input', `${run.name} is trained by Plateau itself: append points to it instead.`)
    const { counts } = intake.takeGathered(run, gathered, { isWhole: false, unfit })
    const { points, invalid, unknown, badKeys, badSteps, tooManyKeys } = counts
    return {
      points,
      leftOut: invalid + unknown + badKeys + badSteps + tooManyKeys,
      problem:
        gathered.firstInvalid ?? gathered.firstBadKey ?? (badSteps > 0 ? 'steps are whole numbers from 0 on' : null),
    }
  }
}
