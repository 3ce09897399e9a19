/** Requests for a person's own programs. */
import { findRun } from '../history/references'
import { readProgramRun } from '../jobs/programs/earlier-runs'
import type { programRequests } from '../../contract/programs'
import type { HandlerOptions, HandlersOf } from './shared'

/** Saved programs, and the runs that they make. */
export function createProgramHandlers({
  home,
  store,
  runs,
  projects,
  programs,
  planner,
}: HandlerOptions): HandlersOf<keyof typeof programRequests> {
  return {
    'programs.list': () => ({ programs: programs.list() }),
    'programs.save': ({ id, program }) => ({ program: programs.save(id, program) }),
    'programs.remove': ({ program }) => {
      programs.remove(program)
      return {}
    },
    'programs.read-parameters': async ({ program }, session) => ({
      program: await programs.readParameters(program, home, session),
    }),
    'programs.stop-reading': ({ program }) => {
      programs.stopReading(program)
      return {}
    },
    'programs.environments': async ({ folder }) => ({ environments: await programs.environments(folder) }),
    'programs.plan': async (input) => {
      const planned = await programs.plan(input, projects.peek(input.project))
      return { ...planned, ...(await planner.placeOf(planned.runs.length, planned.lastSeconds)) }
    },
    'programs.runs': ({ program, project, limit = 20 }) => ({
      runs: programs.runs(program, projects.peek(project), limit),
    }),
    'programs.run': ({ run }) => ({ run: readProgramRun(store, findRun(store, run)) }),
    'programs.launch': async (input, session) => {
      const { values, earlyStopping, place = 'end', detached = false, parentRun, project } = input
      const program = programs.find(input.program)
      const parent = parentRun === undefined ? null : findRun(store, parentRun).id
      await programs.refuseUnready(program, values)
      const launched = runs.launchProgram({
        program,
        values,
        stopping: earlyStopping === undefined ? program.earlyStopping : earlyStopping,
        place,
        detached,
        owner: session,
        parentRun: parent,
        project: projects.forNewRuns(project),
      })
      return { runs: runs.summaries(launched) }
    },
  }
}
