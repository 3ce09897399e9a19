/** The runs that train now: their trainers, from the first message to the end that is stored. */
import type { ChildProcess } from 'node:child_process'
import { PlateauError } from '../../contract/errors'
import type { EndReason, RunProgress } from '../../contract/run'
import { homeFailure } from '../../platform/home-failure'
import { translateSqliteError } from '../../store/open'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import type { EventBus } from '../events'
import { packEnded } from '../history/digests'
import { log } from '../log'
import type { PreferenceService } from '../preferences'
import { prune, startAttempt, type Attempt, type AttemptOptions, type TrainedBy } from './attempt'
import type { CheckpointService } from './checkpoints'
import type { Endings } from './endings'
import { threadsFor, type Resources } from './queue'
import type { RunFacts } from './run-facts'
import type { TrainerEnd } from './supervisor'

export type TrainersOptions = {
  readonly store: Store
  readonly events: EventBus
  readonly facts: RunFacts
  readonly endings: Endings
  readonly checkpoints: CheckpointService
  readonly preferences: PreferenceService
  readonly resources: Resources
  readonly spawnTrainer: (threads: number) => ChildProcess
  /** Of a file that runs begin with, by its hash. */
  readonly pathOfWeights: (hash: string) => string
  /** Ends a run, wherever it is. */
  readonly end: (run: string, reason: EndReason, message: string | null) => void
  /** A trainer ended, and its run with it: there is a place for the next. */
  readonly onFree: () => void
}

/** Why a trainer was told to stop: the run ends, or it is held to go on later. */
type Intention = { readonly reason: EndReason | 'paused'; readonly message: string | null }
type ActiveRun = Attempt & { intended: Intention | null }

/** What a run's numbers were made with. */
const recordedOf = ({ threads, engineVersion }: Record<string, unknown>): Partial<TrainedBy> => ({
  ...(typeof threads === 'number' ? { threads } : {}),
  ...(typeof engineVersion === 'string' ? { engineVersion } : {}),
})

const sentenceOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

export type Trainers = ReturnType<typeof createTrainers>

export function createTrainers(options: TrainersOptions) {
  const { store, facts, endings, checkpoints, preferences, resources, end } = options
  const active = new Map<string, ActiveRun>()
  const attempts: AttemptOptions = {
    store,
    events: options.events,
    checkpoints,
    spawnTrainer: options.spawnTrainer,
    pathOfWeights: options.pathOfWeights,
    note: facts.note,
    onStored: facts.stored,
    onChanged: facts.changed,
    onEnd: finish,
    preferences: () => preferences.get(),
  }

  function finish(id: string, trainerEnd: TrainerEnd) {
    const entry = active.get(id)
    active.delete(id)
    try {
      entry?.recorder.flush()
    } catch (error) {
      log.error(`The last batches of run ${id} could not be stored`, error)
    }
    // Stopped, because the core asked for it: it knows why. Any other end came first.
    const intended = trainerEnd.reason === 'stopped' ? entry?.intended : null
    if (intended?.reason === 'paused') holdOrEnd(id)
    else {
      const reason = intended?.reason ?? trainerEnd.reason
      end(id, reason, intended?.message ?? trainerEnd.message)
      const ended = store.runs.get(id)
      // A run that was to go on and did not has its earlier end again, and what was kept for that.
      tidyAfter(id, (ended === null ? null : endings.current(ended).endReason) ?? reason)
    }
    options.onFree()
  }

  function tidyAfter(id: string, reason: EndReason) {
    try {
      const run = store.runs.get(id)
      if (run) {
        prune(attempts, run, reason)
        packEnded(store, [run])
        store.batches.pack(id)
      }
      facts.stored(id)
    } catch (error) {
      log.error(`Checkpoints of run ${id} could not be let go`, error)
    }
  }

  /** Where the queue cannot be written a paused run is a stopped one: it can be resumed as well. */
  function holdOrEnd(id: string) {
    try {
      hold(id)
    } catch (caught) {
      end(id, 'stopped', `It was about to be paused. ${sentenceOf(translateSqliteError(caught))}`)
    }
  }

  /** Back into the queue, to go on from its last epoch once it is let go. */
  function hold(id: string) {
    store.transaction(() => {
      const run = store.runs.get(id)
      store.attempts.end(id, new Date().toISOString(), 'paused')
      store.runs.markQueued(id, { next: 'resume', held: true, detached: run?.detached ?? false })
    })
    facts.note(id, 'info', 'Paused. It will resume from its last finished epoch.')
    facts.changed(id)
  }

  /** It stops whether or not that can be written: its end says so, and is kept in any case. */
  function markStopping(run: string) {
    try {
      store.runs.markStopping(run)
    } catch (error) {
      log.error(`That run ${run} stops could not be stored`, error)
    }
    facts.changed(run)
  }

  return {
    count: (): number => active.size,
    has: (run: string): boolean => active.has(run),

    /** @param unfinished runs that train or wait, this one included. */
    start(run: StoredRun, unfinished: number): void {
      try {
        // What was begun with some number of threads, by some version of the engine, goes on with them, or its last digits would not be the same.
        const recorded = run.verifies === null ? run.environment : store.runs.get(run.verifies)?.environment
        const { threads = threadsFor(resources, preferences.get(), unfinished), engineVersion } = recordedOf(
          recorded ?? {},
        )
        active.set(run.id, { ...startAttempt(attempts, run, { threads, engineVersion }), intended: null })
        facts.changed(run.id)
      } catch (caught) {
        // No Node 24, no built trainer, no space on the disk: the sentence is the run's end.
        end(run.id, 'failed', sentenceOf(translateSqliteError(homeFailure(checkpoints.directoryOf(run.id), caught))))
      }
    },

    /** Within a batch. The first reason wins, but a run that was to be paused may still be stopped. @returns false where it does not train. */
    stop(run: string, reason: EndReason, message: string | null): boolean {
      const entry = active.get(run)
      if (entry === undefined) return false
      if (entry.intended === null || entry.intended.reason === 'paused') entry.intended = { reason, message }
      // Before anything is written: a full disk must not keep it training.
      entry.trainer.stop()
      markStopping(run)
      return true
    },

    /** Stops it within a batch and puts it back into the queue, held. @returns false where it does not train. */
    pause(run: string): boolean {
      const entry = active.get(run)
      if (entry === undefined) return false
      entry.intended ??= { reason: 'paused', message: null }
      entry.trainer.stop()
      markStopping(run)
      return true
    },

    /** Nothing can be stored any more: what trains fails with this sentence at once. Checkpoints stay. */
    abandon(sentence: string): void {
      for (const { trainer } of active.values()) trainer.abort(sentence, 'home-lost')
    },

    progressOf: (run: string): RunProgress | null => active.get(run)?.recorder.progress() ?? null,
    /** In the order in which they began. */
    allProgress: (): RunProgress[] => [...active.values()].map(({ recorder }) => recorder.progress()),
  }
}

/** @throws PlateauError `run-not-active` when one of the runs has ended. */
export function requireActive(runs: readonly StoredRun[]): void {
  const ended = runs.find(({ state }) => state === 'ended')
  if (ended) throw new PlateauError('run-not-active', `${ended.name} has already ended.`)
}
