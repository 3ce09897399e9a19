/** Requests that read runs: lists of them, and one. */
import { createListingService } from '../history/listing'
import { findRun, findRuns } from '../history/references'
import { idOfProject, type HandlerOptions, type HandlersOf, type RunReading } from './shared'

/** Lists of runs, and one run. */
export function createRunHandlers({
  store,
  runs,
  projects,
  queries,
  importance,
}: HandlerOptions): HandlersOf<RunReading> {
  const listing = createListingService(store, (list) => runs.summaries(list))

  return {
    'runs.list': async ({ limit, bin: isBin = false, project }) => ({
      runs: await listing.list({ project: idOfProject(projects, project), isBin, limit }),
    }),
    'runs.query': async ({ summaries = 0, ...input }) => {
      const found = await queries.query({ ...input, project: idOfProject(projects, input.project) })
      return { ...found, summaries: await listing.numbered(found.order.subarray(0, summaries)) }
    },
    'runs.complete': (input) => queries.complete({ ...input, project: idOfProject(projects, input.project) }),
    'runs.loosen': (input) => queries.loosen({ ...input, project: idOfProject(projects, input.project) }),
    'runs.columns': (input) => queries.columns({ ...input, project: idOfProject(projects, input.project) }),
    'runs.group-curves': ({ groups }) => queries.curves(groups),
    'runs.used-seeds': ({ runs: references }) => queries.usedSeeds(findRuns(store, references)),
    'runs.keys': ({ project }) => queries.keys(idOfProject(projects, project)),
    'runs.importance': (input, session) =>
      importance.read({ ...input, project: idOfProject(projects, input.project) }, session),
    'runs.importance-cancel': (_, session) => {
      importance.leave(session)
      return {}
    },
    'runs.get': async ({ run: reference }) => {
      const run = findRun(store, reference)
      // Only for one run is it looked whether its checkpoints are what their rows say.
      const resumableFrom = await runs.intactResumption(run)
      return {
        run: { ...runs.summary(run), resumableFrom },
        progress: runs.progressOf(run.id),
        layers: [...run.layers],
        attempts: store.attempts.list(run.id).map(({ freshOptimizer: _, ...attempt }) => attempt),
        checkpoints: store.checkpoints.list(run.id),
        calledLikeIt: store.runs.named(run.id).flatMap(({ id }) => (id === run.id ? [] : [id])),
      }
    },
    'runs.resolve': async ({ runs: references, project }) => ({
      runs: await listing.resolve(references, idOfProject(projects, project)),
    }),
    'runs.log': ({ run, after, limit }) => ({ entries: store.journal.after(findRun(store, run).id, after, limit) }),
    'runs.progress': () => ({ progress: runs.allProgress() }),
  }
}
