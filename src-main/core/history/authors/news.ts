/** What clients are told of runs that change: at once of what says something else, and of more points now and then. */
import type { EventBus } from '../../events'
import type { SummaryCache } from '../summaries'

/** Lists are told of more points this often. */
const tellMilliseconds = 1_000

export function createRunNews(events: EventBus, summaries: Pick<SummaryCache, 'forget'>) {
  /** Runs of which lists were told a moment ago, and whether there is news since. */
  const told = new Map<string, { readonly timer: NodeJS.Timeout; hasNews: boolean }>()

  function changed(run: string): void {
    summaries.forget(run)
    events.publish('run-changed', { run })
  }

  function grew(run: string): void {
    summaries.forget(run)
    const resting = told.get(run)
    if (resting !== undefined) {
      resting.hasNews = true
      return
    }
    events.publish('run-changed', { run })
    const timer = setTimeout(() => {
      const hasNews = told.get(run)?.hasNews === true
      told.delete(run)
      if (hasNews) grew(run)
    }, tellMilliseconds).unref()
    told.set(run, { timer, hasNews: false })
  }

  return {
    /** Lists and pages of a run say something else now. */
    changed,
    /** A run has more points: who asks gets them, and lists are told once a second. */
    grew,
  }
}
