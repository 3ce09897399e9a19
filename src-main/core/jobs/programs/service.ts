/** Saved programs: kept, checked, planned. What starts them is in `launching` and `running`. */
import { isAbsolute } from 'node:path'
import { PlateauError } from '../../../contract/errors'
import type { RequestInput, RequestOutput } from '../../../contract/api'
import type { FoundEnvironment, Program, ProgramRun, ProgramSettings } from '../../../contract/programs'
import { readCommand } from '../../../model/programs/command'
import { checkValues, keptValues } from '../../../model/programs/parameters'
import { listPackages, readGitFacts } from '../../../platform/recorded-facts'
import type { Store } from '../../../store/store'
import type { EventBus } from '../../events'
import type { ClientSession } from '../../server'
import { makeRunId, makeRunName, nextRunNumber } from '../../history/names'
import { checkProgram } from './checks'
import { readProgramRun } from './earlier-runs'
import { findEnvironments } from './environments'
import { readParameters } from './read-parameters'
import { commandOf } from './launching'

export type ProgramService = ReturnType<typeof createProgramService>

/** All but when it begins and ends, which the queue says. */
type Plan = Omit<RequestOutput<'programs.plan'>, 'totalSeconds' | 'startsInSeconds'>

/** Earlier runs that are looked at for one with the same values. */
const mostEarlier = 2_000

export function createProgramService({ store, events }: { readonly store: Store; readonly events: EventBus }) {
  const changed = () => events.publish('programs-changed', {})
  /** By program, whose script is being read. */
  const readings = new Map<string, { readonly controller: AbortController; readonly session: number }>()

  /** By id, else by name. @throws PlateauError `program-not-found` */
  function find(reference: string): Program {
    const id = store.programs.named(reference)
    const program = store.programs.get(reference) ?? (id === null ? null : store.programs.get(id))
    if (program === null) throw new PlateauError('program-not-found', `There is no program ${reference}.`)
    return program
  }

  return {
    find,
    list: (): Program[] => store.programs.list(),

    /** @throws PlateauError `invalid-input` naming the field, `name-taken`, `program-not-found` */
    save(id: string | undefined, settings: ProgramSettings): Program {
      const before = id === undefined ? null : find(id)
      if (!isAbsolute(settings.folder))
        throw new PlateauError('invalid-input', 'The folder must be an absolute path.', { field: 'folder' })
      const read = readCommand(settings.command)
      if (!read.ok) throw new PlateauError('invalid-input', read.message, { field: 'command' })
      const names = settings.parameters.map(({ name }) => name)
      const twice = names.find((name, index) => names.indexOf(name) !== index)
      if (twice !== undefined)
        throw new PlateauError('invalid-input', `There are two parameters ${twice}.`, { field: 'parameters' })
      const misfit = checkValues(settings.parameters, settings.values).find(({ name }) =>
        Object.hasOwn(settings.values, name),
      )
      if (misfit !== undefined)
        throw new PlateauError('invalid-input', misfit.message, { field: `values.${misfit.name}` })
      const program: Program = {
        ...settings,
        values: keptValues(settings.parameters, settings.values),
        id: before?.id ?? makeRunId(),
        savedAt: new Date().toISOString(),
        parametersRead:
          before !== null && JSON.stringify(before.parameters) === JSON.stringify(settings.parameters)
            ? before.parametersRead
            : null,
      }
      store.transaction(() => {
        const taken = store.programs.named(program.name)
        if (taken !== null && taken !== program.id)
          throw new PlateauError('name-taken', `Another program is called ${program.name}.`, { field: 'name' })
        store.programs.save(program)
      })
      changed()
      return program
    },

    /**
     * Runs its script, until its client leaves or {@link stopReading} is asked for.
     * @throws PlateauError `invalid-input` saying why they cannot be read, `cancelled`
     */
    async readParameters(reference: string, home: string, session: Pick<ClientSession, 'id'>): Promise<Program> {
      const { id } = find(reference)
      if (readings.has(id)) throw new PlateauError('invalid-input', 'Its script is being read already.')
      const controller = new AbortController()
      readings.set(id, { controller, session: session.id })
      try {
        const { from, parameters } = await readParameters(find(id), home, controller.signal)
        // As it is by now.
        const before = find(id)
        const program = {
          ...before,
          parameters,
          values: keptValues(parameters, before.values),
          parametersRead: { from, at: new Date().toISOString() },
        }
        store.programs.save(program)
        changed()
        return program
      } finally {
        readings.delete(id)
      }
    },

    /** Ends what reading its script has started; nothing where it is not being read. */
    stopReading: (reference: string): void => readings.get(find(reference).id)?.controller.abort(),
    /** A client left: what is read for it ends. */
    leave(session: Pick<ClientSession, 'id'>): void {
      for (const reading of readings.values()) if (reading.session === session.id) reading.controller.abort()
    },
    close(): void {
      for (const { controller } of readings.values()) controller.abort()
    },

    /** Its runs stay. @throws PlateauError `program-not-found` */
    remove(reference: string): void {
      store.programs.remove(find(reference).id)
      changed()
    },

    environments: (folder: string): Promise<FoundEnvironment[]> => findEnvironments(folder),

    /** @param project the id of the one that the runs would go to; null for one that is not there yet. */
    async plan({ program: reference, values }: RequestInput<'programs.plan'>, project: string | null): Promise<Plan> {
      const program = find(reference)
      let number = nextRunNumber(project === null ? [] : store.runs.namesIn(project))
      const [problems, git] = await Promise.all([checkProgram(program, values), readGitFacts(program.folder)])
      const finished =
        project === null ? [] : store.programs.listFinished(program.id, project, program.folder, mostEarlier)
      const runOf = new Map(finished.map(({ run, command }) => [command, run]))
      const runs = values.map((chosen) => {
        const name = makeRunName(number++)
        try {
          const command = commandOf(program, chosen)
          return { name, command, sameAs: runOf.get(JSON.stringify(command)) ?? null }
        } catch (error) {
          // What is wrong with it is among the problems.
          if (error instanceof PlateauError) return { name, command: [], sameAs: null }
          throw error
        }
      })
      const packages = listPackages(program.environment)
      return {
        runs,
        problems,
        lastSeconds: store.programs.lastSeconds(program.id),
        earlierRuns: store.programs.countTimed(program.id),
        git: git === null ? null : { commit: git.commit, branch: git.branch, changedFiles: git.changedFiles },
        packages: packages.length === 0 ? null : packages.length,
      }
    },

    /** What its runs in a project were started with, newest first. @throws PlateauError `program-not-found` */
    runs: (reference: string, project: string | null, most: number): ProgramRun[] =>
      (project === null ? [] : store.programs.runsOf(find(reference).id, project, most))
        .flatMap((id) => store.runs.get(id) ?? [])
        .map((run) => readProgramRun(store, run)),

    /** @throws PlateauError `invalid-input` naming the field and saying what would put it right */
    async refuseUnready(program: Program, values: RequestInput<'programs.plan'>['values']): Promise<void> {
      const [problem] = await checkProgram(program, values)
      if (problem === undefined) return
      throw new PlateauError('invalid-input', problem.message, { field: problem.field })
    },
  }
}
