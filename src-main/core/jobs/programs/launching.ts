/** Runs of saved programs, queued as those that Plateau trains: all that were asked for, or none. */
import { hostname } from 'node:os'
import { PlateauError } from '../../../contract/errors'
import type { Program, ProgramStopping, ProgramValues } from '../../../contract/programs'
import type { QueuePlace } from '../../../contract/queue'
import { quoteCommand, readCommand } from '../../../model/programs/command'
import { checkValues, programArguments, settingsOf } from '../../../model/programs/parameters'
import { limitConfig } from '../../../protocol/config-limits'
import type { StoredRun } from '../../../store/runs'
import type { StoredJob } from '../../../store/program-runs'
import type { Store } from '../../../store/store'
import { nextSlot } from '../../../model/looks'
import { makeRunId, makeRunName, nextRunNumber } from '../../history/names'
import type { Owner } from '../owners'

export type ProgramLaunch = {
  readonly program: Program
  readonly values: readonly ProgramValues[]
  readonly stopping: ProgramStopping | null
  readonly place: QueuePlace
  readonly detached: boolean
  /** Who launched: its runs stop when it says so on leaving. */
  readonly owner: Owner
  readonly parentRun: string | null
  /** The id of the project that they go to. */
  readonly project: string
}

export type LaunchingOptions = {
  readonly store: Store
  /** Gives queued runs their owner and place, and lets them begin. */
  readonly enqueue: (ids: readonly string[], owner: Owner, place: QueuePlace) => void
  /** @throws PlateauError `core-gone` while the core ends. */
  readonly refuseWhileClosing: () => void
}

/** The words that start a program with these values. @throws PlateauError `invalid-input` naming the field */
export function commandOf(program: Program, values: ProgramValues): string[] {
  const read = readCommand(program.command)
  if (!read.ok) throw new PlateauError('invalid-input', read.message, { field: 'command' })
  const [problem] = checkValues(program.parameters, values)
  if (problem !== undefined)
    throw new PlateauError('invalid-input', problem.message, { field: `values.${problem.name}` })
  const given = programArguments(program.parameters, values)
  if (given.length > 0 && !read.words.some(({ isPlace }) => isPlace))
    throw new PlateauError('invalid-input', 'The command has no {parameters}, so there is no place for values.', {
      field: 'command',
    })
  return read.words.flatMap(({ text, isPlace }) => (isPlace ? given : [text]))
}

export const jobOf = (program: Program, values: ProgramValues): StoredJob => ({
  command: commandOf(program, values),
  folder: program.folder,
  environment: program.environment,
  variables: program.variables,
  results: program.results,
  stop: program.stop,
})

export function createProgramLaunching({ store, enqueue, refuseWhileClosing }: LaunchingOptions) {
  return {
    /** @throws PlateauError `invalid-input` naming the field; nothing is queued then. */
    launchProgram({
      program,
      values,
      stopping,
      place,
      detached,
      owner,
      parentRun,
      project,
    }: ProgramLaunch): StoredRun[] {
      refuseWhileClosing()
      const jobs = values.map((chosen) => ({ chosen, job: jobOf(program, chosen) }))
      const launchGroup = jobs.length > 1 ? makeRunId() : null
      const ids = store.transaction(() => {
        let number = nextRunNumber(store.runs.namesIn(project))
        const slots = store.runs.newestSlots(project)
        return jobs.map(({ chosen, job }) => {
          const id = makeRunId()
          const limited = limitConfig(settingsOf(program.parameters, chosen), '')
          const colourSlot = nextSlot(slots)
          slots.push(colourSlot)
          const runNumber = store.programs.insertRun(
            {
              id,
              project,
              name: makeRunName(number++),
              origin: {
                kind: 'program',
                facts: {
                  program: program.name,
                  command: quoteCommand(job.command).slice(0, 10_000),
                  folder: job.folder,
                  host: hostname(),
                },
              },
              config: JSON.stringify(limited.config),
              problems:
                limited.problems.length === 0
                  ? []
                  : ['Its settings are too large, and only the beginning of them was kept.'],
              colourSlot,
              launchGroup,
              parentRun,
              detached,
              held: place === 'held',
              createdAt: new Date().toISOString(),
            },
            { program: program.id, chosen, job, stopping },
          )
          if (stopping !== null && stopping.direction !== null)
            store.metricDescriptions.describe(runNumber, {
              key: stopping.metric,
              direction: stopping.direction,
              unit: null,
            })
          return id
        })
      })
      enqueue(ids, owner, place)
      return ids.flatMap((id) => store.runs.get(id) ?? [])
    },
  }
}
