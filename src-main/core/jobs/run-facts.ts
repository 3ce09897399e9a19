/** What becomes known of runs: lines of their logs, and facts that clients hear. */
import type { LogEntry } from '../../contract/run'
import type { Store } from '../../store/store'
import type { EventBus } from '../events'
import type { SummaryCache } from '../history/summaries'
import { log } from '../log'

export type RunFacts = ReturnType<typeof createRunFacts>

export function createRunFacts(store: Store, events: EventBus, summaries: SummaryCache) {
  return {
    /** The log is a witness: what it cannot take down must not end a run. */
    note(this: void, run: string, level: LogEntry['level'], message: string): void {
      try {
        const entry = store.journal.append(run, new Date().toISOString(), level, message)
        events.publish('run-logged', { run, entry })
      } catch (error) {
        log.error(`A line of run ${run} could not be stored: ${message}`, error)
      }
    },
    /** Its state, place or settings are others. */
    changed(this: void, run: string): void {
      summaries.forget(run)
      events.publish('run-changed', { run })
    },
    /** Something of it was stored, which is told by an event of its own. */
    stored: (run: string): void => summaries.forget(run),
    /** @param running how many train. */
    queueChanged(this: void, running: number): void {
      // The places of the waiting ones are part of their summaries.
      summaries.forgetWaiting()
      events.publish('queue-changed', { queued: store.runs.listWaiting().length, running })
    },
  }
}
