/** What earlier runs of programs were started with, against what their programs are now. */
import { PlateauError } from '../../../contract/errors'
import type { Program, ProgramPart, ProgramRun, ProgramValues } from '../../../contract/programs'
import { isDefault, settingsOf } from '../../../model/programs/parameters'
import type { ProgramJob } from '../../../store/program-runs'
import type { StoredRun } from '../../../store/runs'
import type { Store } from '../../../store/store'
import { jobOf } from './launching'

/** Whether two values are the same as JSON, in whatever order their keys stand. */
const isSame = (left: unknown, right: unknown): boolean => sorted(left) === sorted(right)
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([left], [right]) => (left < right ? -1 : 1)))
      : one,
  )

const jobParts = ['command', 'folder', 'environment', 'variables', 'results', 'stop'] as const

/** A run's values as its program takes them now: those that were set, and those that were its defaults and are not any more. */
function valuesNow(program: Program, { config }: StoredRun, chosen: ProgramValues): ProgramValues {
  return Object.fromEntries(
    program.parameters.flatMap((parameter): [string, ProgramValues[string]][] => {
      const { name } = parameter
      const stored = Object.hasOwn(config, name) ? config[name] : undefined
      // Of JSON only what a parameter can be; any other is as the program has it.
      const value = Object.hasOwn(chosen, name) ? chosen[name] : (stored as ProgramValues[string] | undefined)
      return value === undefined || value === null || isDefault(parameter, value) ? [] : [[name, value]]
    }),
  )
}

function changesOf(
  program: Program,
  run: StoredRun,
  { chosen, job }: ProgramJob,
  lost: readonly string[],
): ProgramPart[] {
  const kept = Object.fromEntries(Object.entries(chosen).filter(([name]) => !lost.includes(name)))
  const parts: ProgramPart[] = isSame(settingsOf(program.parameters, kept), run.config) ? [] : ['parameters']
  if (job === null) return parts
  try {
    const now = jobOf(program, kept)
    // Without a value that it was told its command is another in any case, which is said of that value.
    const compared = jobParts.filter((part) => part !== 'command' || lost.length === 0)
    return [...compared.filter((part) => !isSame(now[part], job[part])), ...parts]
  } catch (error) {
    // Values that it does not take any more.
    if (error instanceof PlateauError) return ['parameters']
    throw error
  }
}

/** @throws PlateauError `invalid-input` for a run that was not started of a saved program here */
export function readProgramRun(store: Store, run: StoredRun): ProgramRun {
  const stored = store.programs.jobOf(run.id)
  if (stored === null)
    throw new PlateauError(
      'invalid-input',
      `${run.name} was not started of a saved program, so no form has its values.`,
    )
  const program = store.programs.get(stored.program)
  const values = program === null ? stored.chosen : valuesNow(program, run, stored.chosen)
  const known = new Set(program?.parameters.map(({ name }) => name))
  const lost = program === null ? [] : Object.keys(stored.chosen).filter((name) => !known.has(name))
  return {
    run: run.id,
    name: run.name,
    program: program?.id ?? null,
    programName: program?.name ?? run.origin.facts.program ?? '',
    values,
    lost,
    earlyStopping: stored.stopping,
    command: stored.job?.command ?? [],
    changed: program === null ? [] : changesOf(program, run, stored, lost),
  }
}
