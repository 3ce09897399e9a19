/** Requests that have runs train, stop and wait. */
import { PlateauError } from '../../contract/errors'
import { requireRunConfig } from '../../contract/config'
import { reproductionConfigs } from '../../contract/reproduction'
import type { Verification } from '../../contract/verification'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import { canBeAsked } from '../history/summaries'
import { findRun, findRuns } from '../history/references'
import { describeVerification } from '../jobs/verification'
import { refetch, type HandlerOptions, type HandlersOf, type RunWork } from './shared'

/** Planning and launching runs, and what is asked of those that train or wait. */
export function createWorkHandlers({
  store,
  runs,
  projects,
  ingest,
  planner,
  initialWeights,
}: HandlerOptions): HandlersOf<RunWork | `reproduction.${string}` | `weights.${string}`> {
  return {
    'runs.plan': ({ configs, project }) => planner.plan(configs, projects.peek(project)),
    'runs.launch': async ({ configs, place = 'end', detached = false, parentRun, project }, session) => {
      // What cannot be trained makes no project.
      for (const config of configs) await initialWeights.check(requireRunConfig(config))
      const parent = parentRun === undefined ? null : findRun(store, parentRun).id
      const launched = runs.launch({
        configs,
        detached,
        place,
        owner: session,
        parentRun: parent,
        project: projects.forNewRuns(project),
      })
      return { runs: runs.summaries(launched) }
    },
    'runs.stop': ({ runs: references }) => {
      const found = findRuns(store, references)
      const asked = found.filter((run) => canBeAsked(store, run))
      ingest.askToStop(asked.map(({ id }) => id))
      if (asked.length < found.length) runs.stop(found.filter((run) => !asked.includes(run)))
      return { runs: runs.summaries(refetch(store, found)) }
    },
    'runs.resume': ({ runs: references, detached = false }, session) => ({
      runs: runs.summaries(runs.resume(findRuns(store, references), session, detached)),
    }),
    'runs.continue': ({ run: reference, epochs, earlyStopping = {}, detached = false }, session) => {
      const run = findRun(store, reference)
      return { run: runs.summary(runs.continue({ run, epochs, earlyStopping }, session, detached)) }
    },
    'runs.verify': async ({ run: reference, detached = false }, session) => {
      const run = findRun(store, reference)
      if (run.recipe !== null) await initialWeights.check(run.recipe)
      return { run: runs.summary(runs.verify(run, session, detached)) }
    },
    'weights.keep': async (from) => ({
      hash:
        'path' in from
          ? await initialWeights.keepFile(from.path)
          : await initialWeights.keepRun(findRun(store, from.run), from.epoch),
    }),
    'weights.misfits': async ({ config }) => ({ misfits: await initialWeights.misfits(config) }),
    'runs.verification': ({ run }) => verificationOf(store, findRun(store, run)),
    'runs.hold': ({ runs: references }) => {
      const found = findRuns(store, references)
      runs.hold(found)
      return { runs: runs.summaries(refetch(store, found)) }
    },
    'runs.release': ({ runs: references, detached = false }, session) => {
      const found = findRuns(store, references)
      runs.release(found, session, detached)
      return { runs: runs.summaries(refetch(store, found)) }
    },
    'reproduction.plan': ({ preset, seeds, trainSize, project }) =>
      planner.plan(reproductionConfigs({ preset, seeds, trainSize }), projects.peek(project)),
  }
}

function verificationOf(store: Store, anew: StoredRun): Verification {
  const original = anew.verifies === null ? null : store.runs.get(anew.verifies)
  if (original === null) throw new PlateauError('invalid-input', `${anew.name} is not a verification of another run.`)
  const withValues = (run: StoredRun) => ({ run, values: store.epochs.values(run.id) })
  return describeVerification(withValues(anew), withValues(original))
}
