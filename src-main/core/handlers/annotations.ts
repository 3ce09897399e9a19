/** Requests that change what is kept of runs: names, notes and tags, and the bin. */
import { findRun, findRuns } from '../history/references'
import { refetch, type HandlerOptions, type HandlersOf, type RunChange } from './shared'

/** Notes on runs, and their way to the bin and back. */
export function createAnnotationHandlers({
  store,
  runs,
  annotations,
  projects,
}: HandlerOptions): HandlersOf<RunChange> {
  return {
    'runs.annotate': ({ changes, isBrief = false }) => {
      const found = changes.map(({ run, change }) => ({ run: findRun(store, run), change }))
      annotations.change(found)
      if (isBrief) return { runs: [] }
      return {
        runs: runs.summaries(
          refetch(
            store,
            found.map(({ run }) => run),
          ),
        ),
      }
    },
    'runs.bin': ({ runs: references }) => {
      const found = findRuns(store, references)
      annotations.bin(found)
      return { runs: runs.summaries(refetch(store, found)) }
    },
    'runs.restore': ({ runs: references }) => {
      const found = findRuns(store, references)
      annotations.restore(found)
      return { runs: runs.summaries(refetch(store, found)) }
    },
    'runs.purge': async ({ runs: references }) => {
      const answer = await annotations.purge(findRuns(store, references))
      projects.sweep()
      return answer
    },
  }
}
