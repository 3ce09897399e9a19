/** What a run can go on from. */
import type { AttemptKind, CheckpointFile } from '../../contract/checkpoint'
import type { EndReason } from '../../contract/run'
import { continuableEnds, resumableEnds } from '../../model/capabilities'
import type { StoredRun } from '../../store/runs'

/** Where a run would go on. `files` is empty for one that begins again. */
export type GoingOn = {
  readonly fromEpoch: number
  /** Best first. */
  readonly files: CheckpointFile[]
  /** True: from weights alone, as no whole checkpoint of the last epoch was kept. */
  readonly freshOptimizer: boolean
}

const fromTheBeginning: GoingOn = { fromEpoch: 0, files: [], freshOptimizer: false }

/**
 * How an attempt goes on from what is kept: resumed from whole checkpoints, continued from the last epoch's weights where no
 * whole one of it is left.
 * @param epochs committed epochs.
 * @param checkpoints newest epoch first.
 * @returns null when epochs were trained and nothing is left to go on from.
 */
export function findGoingOn(kind: AttemptKind, epochs: number, checkpoints: readonly CheckpointFile[]): GoingOn | null {
  if (kind === 'start' || epochs === 0) return fromTheBeginning
  // One of an epoch that was never committed lies beyond what is known.
  const known = checkpoints.filter(({ epoch }) => epoch <= epochs)
  const whole = known.filter(({ kind: of }) => of === 'whole')
  const weights = known.filter(({ kind: of, epoch }) => of === 'weights' && epoch === epochs)
  const [newest] = whole
  if (kind === 'continue' && newest?.epoch !== epochs && weights.length > 0)
    return { fromEpoch: epochs, files: weights, freshOptimizer: true }
  return newest ? { fromEpoch: newest.epoch, files: whole, freshOptimizer: false } : null
}

type Ended = Pick<StoredRun, 'state' | 'endReason'>
const endedBy = ({ state, endReason }: Ended, reasons: ReadonlySet<EndReason>): boolean =>
  state === 'ended' && endReason !== null && reasons.has(endReason)

/** How an interrupted, stopped or failed run goes on; null when it ended otherwise or its checkpoints are gone. */
export function findResumption(run: Ended, epochs: number, checkpoints: readonly CheckpointFile[]): GoingOn | null {
  return endedBy(run, resumableEnds) ? findGoingOn('resume', epochs, checkpoints) : null
}

/** How a run that has trained and ended goes on for more epochs; null when it cannot. */
export function findContinuation(run: Ended, epochs: number, checkpoints: readonly CheckpointFile[]): GoingOn | null {
  return endedBy(run, continuableEnds) && epochs > 0 ? findGoingOn('continue', epochs, checkpoints) : null
}
