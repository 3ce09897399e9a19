/** Runs from launch to end: the queue, their trainers, and what is stored of them. */
import type { ChildProcess } from 'node:child_process'
import { buildLayers, countParameters } from '../../contract/architecture'
import { dataSet, requireRunConfig, type RunConfigInput } from '../../contract/config'
import { PlateauError } from '../../contract/errors'
import type { EndReason, LogEntry, RunProgress, RunSummary } from '../../contract/run'
import { isActive } from '../../contract/run'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
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
type Ownership = { owner: number; detached: boolean }

export type RunService = ReturnType<typeof createRunService>

export function createRunService({ store, summaries, events, resources, spawnTrainer }: RunServiceOptions) {
  const active = new Map<string, ActiveRun>()
  const ownership = new Map<string, Ownership>()
  let queue: string[] = []
  let mayStart = false
  const idleListeners = new Set<() => void>()

  const now = () => new Date().toISOString()

  function note(run: string, level: LogEntry['level'], message: string) {
    events.publish('run-logged', { run, entry: store.journal.append(run, now(), level, message) })
  }

  function changed(run: string) {
    summaries.forget(run)
    events.publish('run-changed', { run })
  }

  const queueChanged = () => events.publish('queue-changed', { queued: queue.length, running: active.size })

  function end(run: string, reason: EndReason, message: string | null) {
    store.transaction(() => {
      if (!store.runs.markEnded(run, reason, message, now())) return
      store.journal.append(
        run,
        now(),
        reason === 'failed' || reason === 'diverged' ? 'error' : 'info',
        endSentence(reason, message),
      )
    })
    ownership.delete(run)
    changed(run)
  }

  function startWaiting() {
    while (mayStart && active.size < concurrencyOf(resources)) {
      const next = queue.shift()
      if (next === undefined) break
      const run = store.runs.get(next)
      if (run?.state === 'queued') start(run)
    }
    queueChanged()
    if (!isBusy()) idleListeners.forEach((listener) => listener())
  }

  /** True while anything trains, or waits and may begin. */
  const isBusy = (): boolean => active.size > 0 || (mayStart && queue.length > 0)

  function start(run: StoredRun) {
    const threads = threadsFor(resources, active.size + queue.length + 1)
    const recorder = createRunRecorder({ store, events, run, onStored: () => summaries.forget(run.id) })
    store.runs.markStarted(run.id, now())
    changed(run.id)
    let trainer: Trainer
    try {
      trainer = superviseTrainer(
        () => spawnTrainer(threads),
        { type: 'start', run: run.id, config: run.config, threads },
        {
          onMessage: (message) => {
            recorder.record(message)
            if (message.type === 'ready') changed(run.id)
          },
          onLog: (level, message) => note(run.id, level, message),
          onEnd: (reason) => finish(run.id, reason),
        },
      )
    } catch (error) {
      // No Node 24, no built trainer: the sentence is the run's end.
      end(run.id, 'failed', error instanceof Error ? error.message : String(error))
      return
    }
    active.set(run.id, { trainer, recorder, intended: null })
  }

  function finish(run: string, trainerEnd: TrainerEnd) {
    const entry = active.get(run)
    active.delete(run)
    try {
      entry?.recorder.flush()
      // Stopped, because the core asked for it: it knows why. Any other end came first.
      const intended = trainerEnd.reason === 'stopped' ? entry?.intended : null
      end(run, intended?.reason ?? trainerEnd.reason, intended?.message ?? trainerEnd.message)
    } catch (error) {
      log.error(`The end of run ${run} could not be stored`, error)
      changed(run)
    }
    startWaiting()
  }

  function stopOne(run: StoredRun, reason: EndReason, message: string | null) {
    const entry = active.get(run.id)
    if (entry) {
      entry.intended ??= { reason, message }
      store.runs.markStopping(run.id)
      changed(run.id)
      entry.trainer.stop()
    } else if (run.state === 'queued') {
      queue = queue.filter((id) => id !== run.id)
      end(run.id, 'cancelled', message)
      queueChanged()
    }
  }

  const stopAll = (reason: EndReason, message: string | null, which: (ownership: Ownership | undefined) => boolean) => {
    for (const run of store.runs.listActive()) if (which(ownership.get(run.id))) stopOne(run, reason, message)
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

    /** Lets waiting runs begin: called when a window arrives or runs are launched, so that a mere listing starts nothing. */
    resumeQueue(): void {
      mayStart = true
      startWaiting()
    },

    /** Queues runs, all of them or none. @throws PlateauError `invalid-input` naming the setting. */
    launch({ configs, detached, owner, parentRun }: Launch): StoredRun[] {
      const resolved = configs.map((config) => requireRunConfig(config))
      const launchGroup = resolved.length > 1 ? makeRunId() : null
      const project = dataSet.name
      const ids = store.transaction(() => {
        let number = nextRunNumber(store.runs.namesIn(project))
        return resolved.map((config) => {
          const layers = buildLayers(config)
          const id = makeRunId()
          store.runs.insert({
            id,
            project,
            name: makeRunName(number++),
            config,
            layers,
            parameters: countParameters(layers),
            colourSlot: nextColourSlot(store.runs.coloursIn(project), config.architecture),
            launchGroup,
            parentRun,
            createdAt: now(),
          })
          return id
        })
      })
      for (const id of ids) {
        ownership.set(id, { owner, detached })
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
      const ended = runs.find((run) => !isActive(run))
      if (ended) throw new PlateauError('run-not-active', `${ended.name} has already ended.`)
      for (const run of runs) stopOne(run, 'stopped', null)
    },

    /** A client leaves on purpose: its runs, and those whose client is gone, stop or go on without it. */
    leave(owner: number, runs: 'stop' | 'keep', present: ReadonlySet<number>): void {
      const concerned = (entry: Ownership | undefined) =>
        entry === undefined || (!entry.detached && (entry.owner === owner || !present.has(entry.owner)))
      if (runs === 'stop') stopAll('stopped', null, concerned)
      else {
        for (const run of store.runs.listActive()) {
          const entry = ownership.get(run.id)
          if (concerned(entry)) ownership.set(run.id, { owner, detached: true })
        }
      }
    },

    /** The last client vanished without a word: what was not told to go on ends at the next batch. */
    interruptAttended(): void {
      stopAll(
        'interrupted',
        'The window or terminal that trained it went away. Finished epochs are kept.',
        (entry) => entry?.detached === false,
      )
    },

    /** The core itself is told to end. */
    stopEverything(): void {
      mayStart = false
      stopAll('stopped', 'Plateau was told to end.', () => true)
    },

    isBusy,
    /** Told whenever nothing trains or waits any more. */
    onIdle: (listener: () => void): void => void idleListeners.add(listener),
    progressOf: (run: string): RunProgress | null => active.get(run)?.recorder.progress() ?? null,
    allProgress: (): RunProgress[] => [...active.values()].flatMap(({ recorder }) => recorder.progress() ?? []),
    counts: () => ({ queued: queue.length, running: active.size }),
    summary: (run: StoredRun): RunSummary => summaries.of(run),
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
