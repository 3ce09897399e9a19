/** Requests about the queue, and about what becomes of a client's runs when it leaves. */
import { findRun } from '../history/references'
import type { HandlerOptions, HandlersOf } from './shared'

/** The queue, and the runs that a client attends to. */
export function createQueueHandlers({
  store,
  runs,
  planner,
  presentSessions,
}: HandlerOptions): HandlersOf<`queue.${string}` | `session.${string}`> {
  return {
    'queue.get': () => planner.readQueue(),
    'queue.pause': ({ paused }, session) => {
      runs.pauseQueue(paused, session)
      return planner.readQueue()
    },
    'queue.move': ({ run, before }) => {
      runs.move(findRun(store, run), before === null ? null : findRun(store, before))
      return planner.readQueue()
    },
    'session.runs': (_, session) => ({ runs: runs.summaries(runs.attendedBy(session, presentSessions())) }),
    'session.leave': ({ runs: choice }, session) => {
      runs.leave(session, choice, presentSessions())
      return {}
    },
  }
}
