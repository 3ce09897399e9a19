/** Ends that are written, now or when the disk has room again: a run's end is never lost, and never replaced by what did not happen. */
import type { RunConfig } from '../../contract/config'
import { PlateauError } from '../../contract/errors'
import { withFailedAttempt, type EndReason } from '../../contract/run'
import { readStoredConfig } from '../../contract/stored-config'
import type { EarlierEnd } from '../../store/earlier-ends'
import { translateSqliteError } from '../../store/open'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import { log } from '../log'
import type { PendingEnd, PendingEnds } from './pending-ends'

/** How often an end that could not be written is tried again. */
const retryMilliseconds = 5_000

export type Endings = ReturnType<typeof createEndings>

/**
 * @param pending keeps what could not be written for the next core.
 * @param onStored told when an end that had to wait was written.
 */
export function createEndings(store: Store, pending: PendingEnds, onStored: (run: string) => void) {
  const unstored = new Map<string, PendingEnd>()
  let timer: NodeJS.Timeout | undefined

  function write(run: string, ending: PendingEnd) {
    store.transaction(() => {
      const earlier = store.earlierEnds.get(run)
      const { reason, message, endedAt } = earlier === null ? ending : endAgain(store, run, earlier, ending)
      if (!store.runs.markEnded(run, reason, message, endedAt)) return
      if (earlier !== null) {
        store.runs.setConfig(run, earlier.config)
        store.earlierEnds.forget(run)
      }
      store.attempts.end(run, ending.endedAt, ending.reason)
      const level = ending.reason === 'failed' || ending.reason === 'diverged' ? 'error' : 'info'
      const isProgram = store.runs.get(run)?.isProgramJob === true
      const sentence = earlier === null ? endSentence(ending, isProgram) : nothingCame(ending)
      store.journal.append(run, ending.endedAt, level, sentence)
    })
  }

  function wait(run: string, ending: PendingEnd) {
    unstored.set(run, ending)
    pending.keep(unstored)
    timer ??= setTimeout(retry, retryMilliseconds)
  }

  /** @returns the first error, of the last try. */
  function tryAll(): unknown {
    let failure: unknown
    const before = unstored.size
    for (const [run, ending] of unstored) {
      try {
        write(run, ending)
      } catch (error) {
        // Logged when it failed first; nothing has changed since.
        failure ??= error
        continue
      }
      unstored.delete(run)
      onStored(run)
    }
    if (unstored.size < before) pending.keep(unstored)
    return failure
  }

  function retry() {
    clearTimeout(timer)
    timer = undefined
    if (tryAll() !== undefined) timer = setTimeout(retry, retryMilliseconds)
  }

  return {
    /** Ends a run, once: the first reason stays. One that was to go on and never trained has the end again that it had. */
    end(run: string, reason: EndReason, message: string | null): void {
      const ending: PendingEnd = { reason, message, endedAt: new Date().toISOString() }
      try {
        write(run, ending)
      } catch (error) {
        log.error(`The end of run ${run} could not be stored`, error)
        // However it ended: what is not stored is not completed.
        if (error instanceof PlateauError && error.code === 'home-lost')
          wait(run, { ...ending, reason: 'failed', message: `${error.message} Its checkpoints are kept.` })
        else wait(run, ending)
      }
    },
    /** Takes over what the last core could not store. */
    recover(): void {
      for (const [run, ending] of pending.read()) if (store.runs.get(run) !== null) unstored.set(run, ending)
      retry()
    },
    /** Whether the end of this run waits to be written. */
    isWaiting: (run: string): boolean => unstored.has(run),
    /** Before runs go on: an end that was written later would end what trains by then. @throws PlateauError `disk-full` */
    settle(): void {
      const failure = tryAll()
      if (failure !== undefined) throw translateSqliteError(failure)
    },
    /** The run as it is, though its end may wait to be written. */
    current(this: void, run: StoredRun): StoredRun {
      const ending = unstored.get(run.id)
      if (ending === undefined) return run
      const earlier = store.earlierEnds.get(run.id)
      const { reason, message, endedAt } = earlier === null ? ending : endAgain(store, run.id, earlier, ending)
      const settings = earlier === null ? {} : withRecipe(run, earlier.config)
      return { ...run, ...settings, state: 'ended', endReason: reason, endMessage: message, endedAt }
    },
    /** The last moment before the store is closed. */
    close(): void {
      retry()
      clearTimeout(timer)
      pending.close()
    },
  }
}

/** A run with the settings that it had. */
function withRecipe(run: StoredRun, recipe: RunConfig): Partial<StoredRun> {
  const { config, plannedEpochs, stepsPerEpoch } = readStoredConfig(recipe)
  return { config, plannedEpochs, stepsPerEpoch, recipe: run.recipe && recipe }
}

/** The end that a run had before it was to go on, and why nothing came of that where it was not taken back. */
function endAgain(store: Store, run: string, earlier: EarlierEnd, { reason, message }: PendingEnd): PendingEnd {
  if (reason === 'stopped' || reason === 'cancelled') return earlier
  const kind = store.runs.get(run)?.nextAttempt === 'continue' ? 'continue' : 'resume'
  return { ...earlier, message: withFailedAttempt(earlier.message, kind, message ?? 'its training did not start.') }
}

/** How a run that was to go on did not: for its log. */
function nothingCame({ reason, message }: PendingEnd): string {
  if (reason === 'stopped' || reason === 'cancelled') return 'Removed from the queue before it resumed.'
  return `It could not resume. ${message ?? ''}`.trim()
}

function endSentence({ reason, message }: PendingEnd, isProgram: boolean): string {
  const words: Record<EndReason, string> = {
    completed: isProgram ? 'Completed.' : 'Completed: every epoch was trained.',
    'early-stopped': 'Stopped early: the monitored metric no longer changed.',
    stopped: 'Stopped on request.',
    cancelled: 'Cancelled before it started.',
    diverged: 'Diverged.',
    failed: 'Failed.',
    interrupted: 'Interrupted.',
  }
  return message === null ? words[reason] : `${words[reason]} ${message}`
}
