/** Runs from launch to end: the queue, their trainers, and what is stored of them. */
import type { ChildProcess } from 'node:child_process'
import { PlateauError } from '../../contract/errors'
import type { QueuePlace } from '../../contract/queue'
import type { EndReason, LogEntry, RunProgress, RunSummary } from '../../contract/run'
import { isActive } from '../../contract/run'
import { homeFailure } from '../../platform/home-failure'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import { translateSqliteError } from '../../store/open'
import type { EventBus } from '../events'
import { log } from '../log'
import type { PreferenceService } from '../preferences'
import type { CheckpointService } from './checkpoints'
import { packEnded } from '../history/digests'
import { createEndings } from './endings'
import { createIntake, type Owner } from './intake'
import type { PendingEnds } from './pending-ends'
import { concurrencyOf, threadsFor, type Resources } from './queue'
import { requireRecipe } from '../history/references'
import { findResumption } from '../history/resumption'
import type { TrainerEnd } from './supervisor'
import type { SummaryCache } from '../history/summaries'
import { prune, startAttempt, type Attempt, type AttemptOptions } from './attempt'

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
}

/** Why a trainer was told to stop: the run ends, or it is held to go on later. */
type Intention = { readonly reason: EndReason | 'paused'; readonly message: string | null }
type ActiveRun = Attempt & { intended: Intention | null }

const pausedKey = 'core.queue-paused'

export type RunService = ReturnType<typeof createRunService>

export function createRunService(options: RunServiceOptions) {
  const { store, summaries, events, checkpoints, preferences, resources } = options
  const active = new Map<string, ActiveRun>()
  /** Whose runs are whose; a run without an owner waits from an earlier core. */
  const owners = new Map<string, Owner>()
  let mayStart = false
  let closing = false
  const idleListeners = new Set<() => void>()
  const endings = createEndings(store, options.pendingEnds, changed)
  const attempts: AttemptOptions = {
    store,
    events,
    checkpoints,
    spawnTrainer: options.spawnTrainer,
    note,
    onStored: (run) => summaries.forget(run),
    onChanged: changed,
    onEnd: finish,
    preferences: () => preferences.get(),
  }
  preferences.onChange(() => startWaiting())

  const now = () => new Date().toISOString()
  const isPaused = () => store.settings.get(pausedKey) === '1'

  /** The log is a witness: what it cannot take down must not end a run. */
  function note(run: string, level: LogEntry['level'], message: string) {
    try {
      events.publish('run-logged', { run, entry: store.journal.append(run, now(), level, message) })
    } catch (error) {
      log.error(`A line of run ${run} could not be stored: ${message}`, error)
    }
  }

  function changed(run: string) {
    summaries.forget(run)
    events.publish('run-changed', { run })
  }

  function queueChanged() {
    // The places of the waiting ones are part of their summaries.
    summaries.forgetWaiting()
    events.publish('queue-changed', { queued: store.runs.listWaiting().length, running: active.size })
  }

  function end(run: string, reason: EndReason, message: string | null) {
    endings.end(run, reason, message)
    owners.delete(run)
    changed(run)
  }

  /** Those of the waiting runs that may begin: somebody is there for them, or they were told to go on without. */
  function listReady(): StoredRun[] {
    if (!mayStart || options.lost() !== null || isPaused()) return []
    return store.runs.listWaiting().filter(({ id, detached }) => detached || owners.has(id))
  }

  function startWaiting() {
    const places = () => concurrencyOf(resources, preferences.get()) - active.size
    for (let ready = listReady(); ready[0] && places() > 0; ready = listReady())
      start(ready[0], active.size + ready.length)
    queueChanged()
    if (!isBusy()) idleListeners.forEach((listener) => listener())
  }

  /** True while anything trains, or waits and may begin. */
  function isBusy(): boolean {
    return active.size > 0 || listReady().length > 0
  }

  /** Unfinished runs that end or go on as this session says when it leaves: its own, and those whose client is gone. */
  function listAttended(session: Owner, present: ReadonlySet<number>): StoredRun[] {
    return store.runs.listActive().filter(({ id, detached }) => {
      const owner = owners.get(id)
      return !detached && (owner === undefined || owner.id === session.id || !present.has(owner.id))
    })
  }

  /** @param unfinished runs that train or wait, this one included. */
  function start(run: StoredRun, unfinished: number) {
    try {
      // What was begun with some number of threads goes on with it, or its last digits would not be the same.
      const recorded = run.verifies === null ? run.environment : store.runs.get(run.verifies)?.environment
      const threads = recorded?.threads ?? threadsFor(resources, preferences.get(), unfinished)
      active.set(run.id, { ...startAttempt(attempts, run, threads), intended: null })
      changed(run.id)
    } catch (caught) {
      // No Node 24, no built trainer, no space on the disk: the sentence is the run's end.
      const error = translateSqliteError(homeFailure(checkpoints.directoryOf(run.id), caught))
      end(run.id, 'failed', error instanceof Error ? error.message : String(error))
    }
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
      pruneAfter(id, (ended === null ? null : endings.current(ended).endReason) ?? reason)
    }
    startWaiting()
  }

  function pruneAfter(id: string, reason: EndReason) {
    try {
      const run = store.runs.get(id)
      if (run) {
        prune(attempts, run, reason)
        packEnded(store, [run])
      }
      summaries.forget(id)
    } catch (error) {
      log.error(`Checkpoints of run ${id} could not be let go`, error)
    }
  }

  /** Where the queue cannot be written a paused run is a stopped one: it can be resumed as well. */
  function holdOrEnd(id: string) {
    try {
      hold(id)
    } catch (caught) {
      const error = translateSqliteError(caught)
      end(id, 'stopped', `It was about to be paused. ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  /** Back into the queue, to go on from its last epoch once it is let go. */
  function hold(id: string) {
    store.transaction(() => {
      const run = store.runs.get(id)
      store.attempts.end(id, now(), 'paused')
      store.runs.markQueued(id, { next: 'resume', held: true, detached: run?.detached ?? false })
    })
    note(id, 'info', 'Paused. It will resume from its last finished epoch.')
    changed(id)
  }

  /** It stops whether or not that can be written: its end says so, and is kept in any case. */
  function markStopping(run: string) {
    try {
      store.runs.markStopping(run)
    } catch (error) {
      log.error(`That run ${run} stops could not be stored`, error)
    }
    changed(run)
  }

  function stopOne(run: StoredRun, reason: EndReason, message: string | null) {
    const entry = active.get(run.id)
    if (entry) {
      // The first reason wins, but a run that was to be paused may still be stopped.
      if (entry.intended === null || entry.intended.reason === 'paused') entry.intended = { reason, message }
      // Before anything is written: a full disk must not keep it training.
      entry.trainer.stop()
      markStopping(run.id)
    } else if (run.state === 'queued') {
      end(run.id, run.startedAt === null ? 'cancelled' : reason, message)
      queueChanged()
    }
  }

  function enqueue(ids: readonly string[], owner: Owner, place: QueuePlace) {
    if (place === 'next') {
      const others = store.runs.listWaiting().filter(({ id }) => !ids.includes(id))
      store.runs.setOrder([...ids, ...others.map(({ id }) => id)])
    }
    for (const id of ids) {
      owners.set(id, owner)
      changed(id)
    }
    mayStart = true
    // The answer goes out first, so that a client knows its runs by name before their events come.
    setImmediate(startWaiting)
  }

  /**
   * Lets runs that wait from an earlier core or a window that was closed begin, as runs of this session: called when a window
   * arrives, so that a mere listing starts nothing.
   */
  function resumeQueue(owner: Owner): void {
    if (closing) return
    mayStart = true
    for (const { id } of store.runs.listWaiting()) if (!owners.has(id)) owners.set(id, owner)
    startWaiting()
  }

  function refuseWhileClosing() {
    if (closing) throw new PlateauError('core-gone', 'Plateau is shutting down. Start it again to train.')
  }

  return {
    ...createIntake({ store, endings, enqueue, refuseWhileClosing }),

    /** What a core that died left behind: runs under way become `interrupted`, waiting ones wait on. */
    recover(): void {
      endings.recover()
      for (const run of store.runs.listActive()) {
        if (run.state === 'queued' || endings.isWaiting(run.id)) continue
        const count = store.epochs.list(run.id).length
        const kept =
          count === 0
            ? 'No epoch was finished.'
            : `Its ${count === 1 ? 'first epoch is' : `${count} finished epochs are`} kept.`
        const message =
          store.earlierEnds.get(run.id) === null
            ? `Plateau quit while the run was training. ${kept}`
            : 'Plateau quit before training started.'
        end(run.id, 'interrupted', message)
      }
      if (preferences.get().queueAfterRestart === 'wait' && store.runs.listWaiting().length > 0)
        store.settings.set(pausedKey, '1')
    },

    resumeQueue,

    /** Stops or cancels runs. @throws PlateauError `run-not-active` when one has ended. */
    stop(runs: readonly StoredRun[]): void {
      const ended = runs.map(endings.current).find((run) => !isActive(run))
      if (ended) throw new PlateauError('run-not-active', `${ended.name} has already ended.`)
      for (const run of runs) stopOne(run, 'stopped', null)
      startWaiting()
    },

    /** Holds runs back: a waiting one at once, a running one within a batch. @throws PlateauError `run-not-active`. */
    hold(runs: readonly StoredRun[]): void {
      const ended = runs.map(endings.current).find((run) => !isActive(run))
      if (ended) throw new PlateauError('run-not-active', `${ended.name} has already ended.`)
      for (const run of runs) {
        const entry = active.get(run.id)
        if (entry) {
          entry.intended ??= { reason: 'paused', message: null }
          entry.trainer.stop()
          markStopping(run.id)
        } else {
          store.runs.setHeld(run.id, true)
          changed(run.id)
        }
      }
      startWaiting()
    },

    /** Lets held runs go, behind those that wait. @throws PlateauError `not-queued`. */
    release(runs: readonly StoredRun[], owner: Owner, detached: boolean): void {
      for (const run of runs) requireRecipe(run)
      const other = runs.find(({ state, held }) => state !== 'queued' || !held)
      if (other) throw new PlateauError('not-queued', `${other.name} is not paused in the queue.`)
      for (const { id } of runs) {
        store.runs.setHeld(id, false)
        if (detached) store.runs.markDetached(id)
      }
      enqueue(
        runs.map(({ id }) => id),
        owner,
        'end',
      )
    },

    /** Nothing begins while the queue is paused; letting it go on lets it begin at once. */
    pauseQueue(paused: boolean, owner: Owner): void {
      store.settings.set(pausedKey, paused ? '1' : '0')
      if (!paused) resumeQueue(owner)
      else startWaiting()
    },
    isPaused,

    /** Puts a waiting run before another one, or behind all. @throws PlateauError `not-queued`. */
    move(run: StoredRun, before: StoredRun | null): void {
      const waiting = store.runs.listWaiting().map(({ id }) => id)
      for (const one of [run, before])
        if (one && !waiting.includes(one.id)) throw new PlateauError('not-queued', `${one.name} is not waiting.`)
      if (run.id === before?.id) return
      const others = waiting.filter((id) => id !== run.id)
      const place = before === null ? others.length : others.indexOf(before.id)
      store.runs.setOrder([...others.slice(0, place), run.id, ...others.slice(place)])
      queueChanged()
    },

    attendedBy: listAttended,

    /**
     * A client leaves on purpose. Its runs, and those whose client is gone, go on without it or stop; of a window's, those
     * that wait stay in the queue for the next start.
     */
    leave(session: Owner, runs: 'stop' | 'keep', present: ReadonlySet<number>): void {
      for (const run of listAttended(session, present)) {
        const owner = owners.get(run.id)
        if (runs === 'keep') store.runs.markDetached(run.id)
        else if (active.has(run.id) || owner?.client === 'cli') stopOne(run, 'stopped', null)
        else owners.delete(run.id)
      }
    },

    /** The last client vanished without a word: what was not told to go on ends at the next batch. */
    interruptAttended(): void {
      for (const run of store.runs.listActive()) {
        const owner = owners.get(run.id)
        // One without an owner waits from an earlier core for a window: nobody has left it.
        if (run.detached || owner === undefined) continue
        if (active.has(run.id) || owner.client === 'cli')
          stopOne(run, 'interrupted', 'The window or terminal that started it was closed. Finished epochs are kept.')
        else owners.delete(run.id)
      }
    },

    /** The core itself is told to end: what trains stops; what waits does so until the next start. */
    stopEverything(): void {
      closing = true
      mayStart = false
      for (const run of store.runs.listActive())
        if (active.has(run.id)) stopOne(run, 'stopped', 'Plateau was asked to quit.')
    },

    /** Nothing can be stored any more: what trains fails with this sentence at once, and nothing begins. Checkpoints stay. */
    abandon(sentence: string): void {
      mayStart = false
      for (const { trainer } of active.values()) trainer.abort(sentence, 'home-lost')
    },

    /** The last moment before the store is closed. */
    close: (): void => endings.close(),

    isBusy,
    /** Told whenever nothing trains or waits any more. */
    onIdle: (listener: () => void): void => void idleListeners.add(listener),
    progressOf: (run: string): RunProgress | null => active.get(run)?.recorder.progress() ?? null,
    /** In the order in which they began. */
    allProgress: (): RunProgress[] => [...active.values()].map(({ recorder }) => recorder.progress()),
    /** The epoch that it would be resumed from, of the checkpoints that are really there; null when it cannot. */
    async intactResumption(stored: StoredRun): Promise<number | null> {
      const run = endings.current(stored)
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
