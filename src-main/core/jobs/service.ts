/** Runs that Plateau trains, from launch to end: the queue, the trainers, and who attends them. */
import type { ChildProcess } from 'node:child_process'
import { PlateauError } from '../../contract/errors'
import type { EndReason, RunSummary } from '../../contract/run'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import type { EventBus } from '../events'
import type { AuthorService } from '../history/authors/service'
import type { Announcer } from '../history/points'
import type { PointWriter } from '../ingest/points'
import { isTrainedHere, requireStartedHere } from '../history/references'
import { findResumption } from '../history/resumption'
import type { SummaryCache } from '../history/summaries'
import type { PreferenceService } from '../preferences'
import { createActive } from './active'
import type { CheckpointService } from './checkpoints'
import { createEndings } from './endings'
import { createIntake, type IntakeOptions } from './intake'
import { createOwners, type Owner } from './owners'
import type { PendingEnds } from './pending-ends'
import { createProgramLaunching } from './programs/launching'
import type { Place } from './programs/place'
import { createRunningPrograms } from './programs/running'
import type { Resources } from './queue'
import { createRunFacts } from './run-facts'
import { createTrainers, requireActive } from './trainers'
import { createWaiting } from './waiting'

export type RunServiceOptions = {
  readonly store: Store
  readonly summaries: SummaryCache
  readonly events: EventBus
  readonly checkpoints: CheckpointService
  readonly preferences: PreferenceService
  readonly resources: Resources
  readonly pendingEnds: PendingEnds
  /** Why nothing is stored any more; null while all is well. */
  readonly lost: () => string | null
  readonly spawnTrainer: (threads: number) => ChildProcess
  /** Of a file that runs begin with, by its hash. */
  readonly pathOfWeights: (hash: string) => string
  readonly home: string
  readonly points: PointWriter
  readonly announcer: Announcer
  readonly authors: AuthorService
  /** Names of the classes of a run's data; throws where its images are not here. */
  readonly classesOf: IntakeOptions['classesOf']
  /** Where programs run. */
  readonly place: Place
}

export type RunService = ReturnType<typeof createRunService>

export function createRunService(options: RunServiceOptions) {
  const { store, summaries, events, checkpoints, preferences, resources } = options
  const facts = createRunFacts(store, events, summaries)
  const endings = createEndings(store, options.pendingEnds, facts.changed)
  const owners = createOwners(store)
  const trainers = createTrainers({
    store,
    events,
    facts,
    endings,
    checkpoints,
    preferences,
    resources,
    spawnTrainer: options.spawnTrainer,
    pathOfWeights: options.pathOfWeights,
    end,
    onFree: () => waiting.startWaiting(),
  })
  const programs = createRunningPrograms({
    store,
    facts,
    points: options.points,
    announcer: options.announcer,
    authors: options.authors,
    place: options.place,
    home: options.home,
    directoryOf: checkpoints.directoryOf,
    end,
    onFree: () => waiting.startWaiting(),
  })
  const active = createActive(trainers, programs)
  const waiting = createWaiting({ store, facts, owners, active, preferences, resources, lost: options.lost })
  const { enqueue, refuseWhileClosing } = waiting

  function end(run: string, reason: EndReason, message: string | null) {
    endings.end(run, reason, message)
    owners.release(run)
    facts.changed(run)
  }

  function stopOne(run: StoredRun, reason: EndReason, message: string | null) {
    if (active.stop(run.id, reason, message) || run.state !== 'queued') return
    end(run.id, run.startedAt === null ? 'cancelled' : reason, message)
    facts.queueChanged(active.count())
  }

  return {
    ...createIntake({ store, endings, classesOf: options.classesOf, enqueue, refuseWhileClosing }),
    ...createProgramLaunching({ store, enqueue, refuseWhileClosing }),
    ...createLeaving({ store, owners, isRunning: active.has, stopOne }),

    /** What a core that died left behind: what trained is `interrupted`, programs that still run are followed, waiting ones wait on. */
    recover(): void {
      endings.recover()
      const left = store.runs.listActive().filter(({ id, state }) => state !== 'queued' && !endings.isWaiting(id))
      for (const run of left)
        if (run.isProgramJob) programs.recover(run)
        else if (isTrainedHere(run)) end(run.id, 'interrupted', whyInterrupted(store, run))
      waiting.waitAfterRestart()
    },

    resumeQueue: waiting.resumeQueue,
    pauseQueue: waiting.pause,
    isPaused: waiting.isPaused,
    move: waiting.move,
    isBusy: waiting.isBusy,
    onIdle: waiting.onIdle,
    /** Points of a run were stored, by whoever wrote them. */
    hearPoints: programs.hear,
    /** Programs that run, in the order in which they began. */
    runningPrograms: programs.ids,
    progressOf: trainers.progressOf,
    allProgress: trainers.allProgress,

    /** Stops or cancels runs. @throws PlateauError `run-not-active` when one has ended. */
    stop(runs: readonly StoredRun[]): void {
      requireStartedHere(runs, 'stopped')
      requireActive(runs.map(endings.current))
      for (const run of runs) stopOne(run, 'stopped', null)
      waiting.startWaiting()
    },

    /** Holds runs back: a waiting one at once, a running one within a batch. @throws PlateauError `run-not-active`. */
    hold(runs: readonly StoredRun[]): void {
      requireStartedHere(runs, 'paused')
      requireActive(runs.map(endings.current))
      const program = runs.find(({ id }) => programs.has(id))
      if (program !== undefined)
        throw new PlateauError(
          'invalid-input',
          `${program.name} is a program that runs: it can be stopped, and not paused.`,
        )
      for (const { id } of runs) {
        if (trainers.pause(id)) continue
        store.runs.setHeld(id, true)
        facts.changed(id)
      }
      waiting.startWaiting()
    },

    /** Lets held runs go, behind those that wait. @throws PlateauError `not-queued`. */
    release(runs: readonly StoredRun[], owner: Owner, detached: boolean): void {
      waiting.setFree(runs, detached)
      const ids = runs.map(({ id }) => id)
      enqueue(ids, owner, 'end')
    },

    /** The core itself is told to end: what trains stops; what waits does so until the next start. */
    stopEverything(): void {
      waiting.close()
      for (const run of store.runs.listActive()) active.stop(run.id, 'stopped', 'Plateau was asked to quit.')
    },

    /** Nothing can be stored any more: what trains fails with this sentence at once, and nothing begins. Checkpoints stay. */
    abandon(sentence: string): void {
      waiting.shut()
      active.abandon(sentence)
    },

    /** The last moment before the store is closed. */
    close(): void {
      programs.close()
      endings.close()
    },

    /** The epoch that it would be resumed from, of the checkpoints that are really there; null when it cannot. */
    async intactResumption(stored: StoredRun): Promise<number | null> {
      const run = endings.current(stored)
      // What Plateau does not train has nothing to go on from.
      if (run.recipe === null) return null
      const goingOn = findResumption(run, store.epochs.list(run.id).length, store.checkpoints.list(run.id))
      return goingOn === null ? null : checkpoints.intactEpoch(run.id, goingOn)
    },
    summary: (run: StoredRun): RunSummary => summaries.of(endings.current(run)),
    summaries(runs: readonly StoredRun[]): RunSummary[] {
      summaries.prepare(runs)
      return runs.map((run) => summaries.of(endings.current(run)))
    },
  }
}

type LeavingOptions = {
  readonly store: Store
  readonly owners: ReturnType<typeof createOwners>
  readonly isRunning: (run: string) => boolean
  readonly stopOne: (run: StoredRun, reason: EndReason, message: string | null) => void
}

/** What becomes of runs whose client goes. */
function createLeaving({ store, owners, isRunning, stopOne }: LeavingOptions) {
  return {
    attendedBy: owners.attendedBy,

    /**
     * A client leaves on purpose. Its runs, and those whose client is gone, go on without it or stop; of a window's, those
     * that wait stay in the queue for the next start.
     */
    leave(session: Owner, runs: 'stop' | 'keep', present: ReadonlySet<number>): void {
      for (const run of owners.attendedBy(session, present)) {
        if (runs === 'keep') store.runs.markDetached(run.id)
        else if (isRunning(run.id) || owners.of(run.id)?.client === 'cli') stopOne(run, 'stopped', null)
        else owners.release(run.id)
      }
    },

    /** The last client vanished without a word: what was not told to go on ends at the next batch. */
    interruptAttended(): void {
      for (const { run, owner } of owners.attended()) {
        if (isRunning(run.id) || owner.client === 'cli')
          stopOne(run, 'interrupted', 'The window or terminal that started it was closed. Finished epochs are kept.')
        else owners.release(run.id)
      }
    },
  }
}

function whyInterrupted(store: Store, { id }: StoredRun): string {
  if (store.earlierEnds.get(id) !== null) return 'Plateau quit before training started.'
  const count = store.epochs.list(id).length
  if (count === 0) return 'Plateau quit while the run was training. No epoch was finished.'
  const kept = count === 1 ? 'first epoch is' : `${count} finished epochs are`
  return `Plateau quit while the run was training. Its ${kept} kept.`
}
