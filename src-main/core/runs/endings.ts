/** Ends that are written, now or when the disk has room again: a run's end is never lost. */
import type { EndReason } from '../../contract/run'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import { log } from '../log'

type Ending = { readonly reason: EndReason; readonly message: string | null; readonly endedAt: string }

/** How often an end that could not be written is tried again. */
const retryMilliseconds = 5_000

export type Endings = ReturnType<typeof createEndings>

/** @param onStored told when an end that had to wait was written. */
export function createEndings(store: Store, onStored: (run: string) => void) {
  const unstored = new Map<string, Ending>()
  let timer: NodeJS.Timeout | undefined

  function write(run: string, { reason, message, endedAt }: Ending) {
    store.transaction(() => {
      if (!store.runs.markEnded(run, reason, message, endedAt)) return
      store.attempts.end(run, endedAt, reason)
      const level = reason === 'failed' || reason === 'diverged' ? 'error' : 'info'
      store.journal.append(run, endedAt, level, endSentence(reason, message))
    })
  }

  function retry() {
    clearTimeout(timer)
    timer = undefined
    for (const [run, ending] of unstored) {
      try {
        write(run, ending)
      } catch {
        // Logged when it failed first; nothing has changed since.
        timer ??= setTimeout(retry, retryMilliseconds)
        continue
      }
      unstored.delete(run)
      onStored(run)
    }
  }

  return {
    /** Ends a run, once: the first reason stays. */
    end(run: string, reason: EndReason, message: string | null): void {
      const ending: Ending = { reason, message, endedAt: new Date().toISOString() }
      try {
        write(run, ending)
      } catch (error) {
        log.error(`The end of run ${run} could not be stored`, error)
        unstored.set(run, ending)
        timer ??= setTimeout(retry, retryMilliseconds)
      }
    },
    /** The run as it is, though its end may wait to be written. */
    current(this: void, run: StoredRun): StoredRun {
      const ending = unstored.get(run.id)
      if (ending === undefined) return run
      return { ...run, state: 'ended', endReason: ending.reason, endMessage: ending.message, endedAt: ending.endedAt }
    },
    /** The last moment before the store is closed. */
    close(): void {
      retry()
      clearTimeout(timer)
    },
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
