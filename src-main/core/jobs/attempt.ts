/** One attempt at a run: what its trainer is told, and what becomes of what it says. */
import type { ChildProcess } from 'node:child_process'
import type { RunConfig } from '../../contract/config'
import { PlateauError } from '../../contract/errors'
import type { Preferences } from '../../contract/preferences'
import { decidingMetricOf } from '../../contract/run-data'
import type { LogEntry, RunEnvironment } from '../../contract/run'
import type { TrainerCommand } from '../../contract/trainer-protocol'
import { makeFolder } from '../../platform/make-folder.mjs'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import { environmentDifferences } from '../../model/comparison/differences'
import type { EventBus } from '../events'
import type { CheckpointService } from './checkpoints'
import { createRunRecorder, type RunRecorder } from './recorder'
import { bestEpochOf } from '../history/best-epoch'
import { requireRecipe } from '../history/references'
import { findGoingOn } from '../history/resumption'
import { superviseTrainer, type Trainer, type TrainerEnd } from './supervisor'

export type AttemptOptions = {
  readonly store: Store
  readonly events: EventBus
  readonly checkpoints: CheckpointService
  /** Of a file that runs begin with, by its hash. */
  readonly pathOfWeights: (hash: string) => string
  readonly spawnTrainer: (threads: number) => ChildProcess
  readonly note: (run: string, level: LogEntry['level'], message: string) => void
  /** The run has something new to show. */
  readonly onStored: (run: string) => void
  /** Its state or environment changed. */
  readonly onChanged: (run: string) => void
  readonly onEnd: (run: string, end: TrainerEnd) => void
  readonly preferences: () => Preferences
}

/** What the last digits of its numbers depend on. */
export type TrainedBy = { readonly threads: number; readonly engineVersion?: string | undefined }

export type Attempt = { readonly trainer: Trainer; readonly recorder: RunRecorder }

/**
 * Starts a trainer for a run that waited: from the beginning, or from the checkpoints of its earlier attempts.
 * @throws when the trainer cannot be spawned or the disk cannot be written.
 */
export function startAttempt(options: AttemptOptions, run: StoredRun, { threads, engineVersion }: TrainedBy): Attempt {
  const { store, events, checkpoints } = options
  const recipe = requireRecipe(run)
  const startedAt = new Date().toISOString()
  const directory = checkpoints.directoryOf(run.id)
  makeFolder(directory)
  const epochs = store.epochs.list(run.id)
  const goingOn = findGoingOn(run.nextAttempt, epochs.length, store.checkpoints.list(run.id))
  if (goingOn === null) throw new PlateauError('run-not-resumable', `${run.name} has no checkpoint to resume from.`)
  const attempt = store.transaction(() => {
    store.runs.markStarted(run.id, startedAt)
    return store.attempts.begin(run.id, run.nextAttempt, startedAt)
  })
  const deciding = new Map(store.epochs.values(run.id).get(decidingMetricOf(recipe)) ?? [])
  const command: Extract<TrainerCommand, { type: 'start' }> = {
    type: 'start',
    run: run.id,
    // A verification goes as far as the run it verifies had come, whatever rule ended that one.
    config: run.verifies === null ? recipe : withoutEarlyStopping(recipe),
    threads,
    ...(engineVersion === undefined ? {} : { engineVersion }),
    directory,
    attempt,
    resumeFrom: goingOn.files,
    allowsFreshOptimizer: goingOn.freshOptimizer,
    resetsEarlyStopping: run.nextAttempt === 'continue',
    lastEpoch: run.lastEpoch ?? recipe.epochs,
    earlier: epochs.map(({ epoch, elapsedSeconds }) => ({
      epoch,
      elapsedSeconds,
      value: deciding.get(epoch) ?? Number.NaN,
    })),
    systemMetrics: options.preferences().systemMetrics,
    keepsWeights: options.preferences().keepCheckpoints === 'spread',
    ...(recipe.initialWeights === undefined ? {} : { initialWeights: options.pathOfWeights(recipe.initialWeights) }),
  }
  const recorder = createRunRecorder({
    store,
    events,
    run: { ...run, config: recipe },
    earlierSeconds: epochs.map(({ seconds }) => seconds),
    onReady: (environment, fromEpoch) =>
      hearReady(options, run, attempt, environment, fromEpoch, goingOn.freshOptimizer),
    onStored: () => options.onStored(run.id),
    onEpoch: () => prune(options, run, null),
  })
  const trainer = superviseTrainer(() => options.spawnTrainer(threads), command, {
    onMessage: (message) => {
      recorder.record(message)
      if (message.type === 'ready') options.onChanged(run.id)
    },
    onLog: (level, message) => options.note(run.id, level, message),
    onEnd: (end) => options.onEnd(run.id, end),
  })
  return { trainer, recorder }
}

function hearReady(
  { store, note }: AttemptOptions,
  run: StoredRun,
  attempt: number,
  environment: RunEnvironment,
  fromEpoch: number,
  allowsFreshOptimizer: boolean,
): void {
  const freshOptimizer = allowsFreshOptimizer && fromEpoch > 0
  store.attempts.setReady(run.id, attempt, { fromEpoch, freshOptimizer, environment })
  const changed = environmentDifferences([run, { environment }])
  if (changed.length > 0)
    note(
      run.id,
      'warning',
      `The run resumes in a different environment: ${changed.join(', ')} changed. The last digits of results may differ.`,
    )
}

/** Lets go of checkpoints that need not stay. */
export function prune(
  { store, checkpoints, preferences }: Pick<AttemptOptions, 'store' | 'checkpoints' | 'preferences'>,
  run: Pick<StoredRun, 'id' | 'verifies' | 'recipe'>,
  ended: StoredRun['endReason'],
): void {
  const bestEpoch = bestEpochOf(store, run)
  // Weights of a verification are those of the run it verifies.
  const keepsNone = ended !== null && run.verifies !== null
  checkpoints.prune(run.id, { bestEpoch, ended, keeping: preferences().keepCheckpoints, keepsNone })
}

const withoutEarlyStopping = ({ monitor: _, patience: __, minDelta: ___, ...config }: RunConfig) => ({
  ...config,
  earlyStopping: false,
})
