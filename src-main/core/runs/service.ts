/** Runs from launch to end: the queue, their trainers, and what is stored of them. */
import type { ChildProcess } from 'node:child_process'
import { buildLayers, countParameters } from '../../contract/architecture'
import { dataSet, requireRunConfig, type RunConfigInput } from '../../contract/config'
import { PlateauError } from '../../contract/errors'
import type { EndReason, LogEntry, RunProgress, RunSummary } from '../../contract/run'
import { isActive } from '../../contract/run'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import { translateSqliteError } from '../../store/open'
import type { EventBus } from '../events'
import { log } from '../log'
import { nextColourSlot } from './colours'
import { makeRunId, makeRunName, nextRunNumber } from './names'
import { concurrencyOf, threadsFor, type Resources } from './queue'
import { createRunRecorder, type RunRecorder } from './recorder'
import { superviseTrainer, type Trainer, type TrainerEnd } from './supervisor'
import type { SummaryCache } from './summaries'

export type RunServiceOptions = {
  readonly store: Store
  readonly summaries: SummaryCache
  readonly events: EventBus
  readonly resources: Resources
  readonly spawnTrainer: (threads: number) => ChildProcess
}

export type Launch = {
  readonly configs: readonly RunConfigInput[]
  readonly detached: boolean
  /** Who launched: its runs stop when it says so on leaving. */
  readonly owner: number
  readonly parentRun: string | null
}

type ActiveRun = {
  trainer: Trainer
  recorder: RunRecorder
  intended: { reason: EndReason; message: string | null } | null
}
/** A run's end that could not be written yet: most likely the disk is full. */
type UnstoredEnd = { readonly reason: EndReason; readonly message: string | null; readonly endedAt: string }

/** How often an end that could not be written is tried again. */
const retryMilliseconds = 5_000

export type RunService = ReturnType<typeof createRunService>

export function createRunService({ store, summaries, events, resources, spawnTrainer }: RunServiceOptions) {
  const active = new Map<string, ActiveRun>()
  /** Sessions that runs belong to; a run without one waits from an earlier core. */
  const owners = new Map<string, number>()
  const unstoredEnds = new Map<string, UnstoredEnd>()
  let retryTimer: NodeJS.Timeout | undefined
  let queue: string[] = []
  let mayStart = false
  let closing = false
  const idleListeners = new Set<() => void>()

  const now = () => new Date().toISOString()

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

  const queueChanged = () => events.publish('queue-changed', { queued: queue.length, running: active.size })

  function storeEnd(run: string, { reason, message, endedAt }: UnstoredEnd) {
    store.transaction(() => {
      if (!store.runs.markEnded(run, reason, message, endedAt)) return
      const level = reason === 'failed' || reason === 'diverged' ? 'error' : 'info'
      store.journal.append(run, endedAt, level, endSentence(reason, message))
    })
  }

  function end(run: string, reason: EndReason, message: string | null) {
    const ending: UnstoredEnd = { reason, message, endedAt: now() }
    try {
      storeEnd(run, ending)
    } catch (error) {
      log.error(`The end of run ${run} could not be stored`, error)
      unstoredEnds.set(run, ending)
      retryTimer ??= setTimeout(retryUnstoredEnds, retryMilliseconds)
    }
    owners.delete(run)
    changed(run)
  }

  function retryUnstoredEnds() {
    clearTimeout(retryTimer)
    retryTimer = undefined
    for (const [run, ending] of unstoredEnds) {
      try {
        storeEnd(run, ending)
      } catch {
        // Logged when it failed first; nothing has changed since.
        retryTimer ??= setTimeout(retryUnstoredEnds, retryMilliseconds)
        continue
      }
      unstoredEnds.delete(run)
      changed(run)
    }
  }

  /** The run as it is, though its end may wait to be written. */
  function current(run: StoredRun): StoredRun {
    const ending = unstoredEnds.get(run.id)
    if (ending === undefined) return run
    return { ...run, state: 'ended', endReason: ending.reason, endMessage: ending.message, endedAt: ending.endedAt }
  }

  function startWaiting() {
    while (mayStart && active.size < concurrencyOf(resources)) {
      const next = queue.shift()
      if (next === undefined) break
      start(next)
    }
    queueChanged()
    if (!isBusy()) idleListeners.forEach((listener) => listener())
  }

  /** True while anything trains, or waits and may begin. */
  const isBusy = (): boolean => active.size > 0 || (mayStart && queue.length > 0)

  function start(id: string) {
    try {
      const run = store.runs.get(id)
      if (run?.state !== 'queued') return
      const threads = threadsFor(resources, active.size + queue.length + 1)
      const recorder = createRunRecorder({ store, events, run, onStored: () => summaries.forget(id) })
      store.runs.markStarted(id, now())
      const trainer = superviseTrainer(
        () => spawnTrainer(threads),
        { type: 'start', run: id, config: run.config, threads },
        {
          onMessage: (message) => {
            recorder.record(message)
            if (message.type === 'ready') changed(id)
          },
          onLog: (level, message) => note(id, level, message),
          onEnd: (reason) => finish(id, reason),
        },
      )
      active.set(id, { trainer, recorder, intended: null })
      changed(id)
    } catch (caught) {
      // No Node 24, no built trainer, no space on the disk: the sentence is the run's end.
      const error = translateSqliteError(caught)
      end(id, 'failed', error instanceof Error ? error.message : String(error))
    }
  }

  function finish(run: string, trainerEnd: TrainerEnd) {
    const entry = active.get(run)
    active.delete(run)
    try {
      entry?.recorder.flush()
    } catch (error) {
      log.error(`The last batches of run ${run} could not be stored`, error)
    }
    // Stopped, because the core asked for it: it knows why. Any other end came first.
    const intended = trainerEnd.reason === 'stopped' ? entry?.intended : null
    end(run, intended?.reason ?? trainerEnd.reason, intended?.message ?? trainerEnd.message)
    startWaiting()
  }

  function stopOne(run: StoredRun, reason: EndReason, message: string | null) {
    const entry = active.get(run.id)
    if (entry) {
      entry.intended ??= { reason, message }
      // Before anything is written: a full disk must not keep it training.
      entry.trainer.stop()
      store.runs.markStopping(run.id)
      changed(run.id)
    } else if (run.state === 'queued') {
      queue = queue.filter((id) => id !== run.id)
      end(run.id, 'cancelled', message)
      queueChanged()
    }
  }

  const stopAll = (reason: EndReason, message: string | null, which: (run: StoredRun) => boolean) => {
    for (const run of store.runs.listActive()) if (which(run)) stopOne(run, reason, message)
  }

  return {
    /** What a core that died left behind: runs under way become `interrupted`, waiting ones wait on. */
    recover(): void {
      for (const run of store.runs.listActive()) {
        if (run.state === 'queued') queue.push(run.id)
        else {
          const count = store.epochs.list(run.id).length
          const kept =
            count === 0
              ? 'No epoch was finished.'
              : `Its ${count === 1 ? 'first epoch is' : `${count} finished epochs are`} kept.`
          end(run.id, 'interrupted', `Plateau ended while it trained. ${kept}`)
        }
      }
    },

    /**
     * Lets runs that wait from an earlier core begin, as runs of this session: called when a window arrives, so that a mere
     * listing starts nothing.
     */
    resumeQueue(owner: number): void {
      if (closing) return
      mayStart = true
      for (const id of queue) if (!owners.has(id)) owners.set(id, owner)
      startWaiting()
    },

    /** Queues runs, all of them or none. @throws PlateauError `invalid-input` naming the setting. */
    launch({ configs, detached, owner, parentRun }: Launch): StoredRun[] {
      if (closing) throw new PlateauError('core-gone', 'Plateau is ending; start it again to train.')
      const resolved = configs.map((config) => requireRunConfig(config))
      const launchGroup = resolved.length > 1 ? makeRunId() : null
      const project = dataSet.name
      const ids = store.transaction(() => {
        let number = nextRunNumber(store.runs.namesIn(project))
        const colours = store.runs.coloursIn(project)
        return resolved.map((config) => {
          const layers = buildLayers(config)
          const id = makeRunId()
          const slot = nextColourSlot(colours, config.architecture)
          colours.push({ architecture: config.architecture, slot })
          store.runs.insert({
            id,
            project,
            name: makeRunName(number++),
            config,
            layers,
            parameters: countParameters(layers),
            colourSlot: slot,
            launchGroup,
            parentRun,
            detached,
            createdAt: now(),
          })
          return id
        })
      })
      for (const id of ids) {
        owners.set(id, owner)
        queue.push(id)
        changed(id)
      }
      mayStart = true
      // The answer goes out first, so that a client knows its runs by name before their events come.
      setImmediate(startWaiting)
      return ids.flatMap((id) => store.runs.get(id) ?? [])
    },

    /** Stops or cancels runs. @throws PlateauError `run-not-active` when one has ended. */
    stop(runs: readonly StoredRun[]): void {
      const ended = runs.map(current).find((run) => !isActive(run))
      if (ended) throw new PlateauError('run-not-active', `${ended.name} has already ended.`)
      for (const run of runs) stopOne(run, 'stopped', null)
    },

    /** A client leaves on purpose: its runs, and those whose client is gone, stop or go on without it. */
    leave(session: number, runs: 'stop' | 'keep', present: ReadonlySet<number>): void {
      const concerned = ({ id, detached }: StoredRun) => {
        const owner = owners.get(id)
        return !detached && (owner === undefined || owner === session || !present.has(owner))
      }
      if (runs === 'stop') stopAll('stopped', null, concerned)
      else for (const run of store.runs.listActive().filter(concerned)) store.runs.markDetached(run.id)
    },

    /** The last client vanished without a word: what was not told to go on ends at the next batch. */
    interruptAttended(): void {
      stopAll(
        'interrupted',
        'The window or terminal that trained it went away. Finished epochs are kept.',
        // One without an owner waits from an earlier core for a window: nobody has left it.
        ({ id, detached }) => !detached && owners.has(id),
      )
    },

    /** The core itself is told to end: what trains stops; what waits does so until the next start. */
    stopEverything(): void {
      closing = true
      mayStart = false
      stopAll('stopped', 'Plateau was told to end.', ({ id }) => active.has(id))
    },

    /** The last moment before the store is closed. */
    close(): void {
      retryUnstoredEnds()
      clearTimeout(retryTimer)
    },

    isBusy,
    /** Told whenever nothing trains or waits any more. */
    onIdle: (listener: () => void): void => void idleListeners.add(listener),
    progressOf: (run: string): RunProgress | null => active.get(run)?.recorder.progress() ?? null,
    allProgress: (): RunProgress[] => [...active.values()].flatMap(({ recorder }) => recorder.progress() ?? []),
    counts: () => ({ queued: queue.length, running: active.size }),
    summary: (run: StoredRun): RunSummary => summaries.of(current(run)),
  }
}

function endSentence(reason: EndReason, message: string | null): string {
  const words: Record<EndReason, string> = {
    completed: 'Completed: every epoch was trained.',
    'early-stopped': 'Stopped early: the monitored value no longer changed.',
    stopped: 'Stopped on request.',
    cancelled: 'Cancelled before it began.',
    diverged: 'Diverged.',
    failed: 'Failed.',
    interrupted: 'Interrupted.',
  }
  return message === null ? words[reason] : `${words[reason]} ${message}`
}
