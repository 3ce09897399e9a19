/** From a command line to the runs of a saved program: parameters with several values each, and seeds, spelled as those of `train`. */
import { PlateauError } from '@contract/errors'
import { largestGrid, type Axis } from '@contract/grid'
import type { Program, ProgramParameter, ProgramValues } from '@contract/programs'
import type { RequestOutput } from '@contract/api'
import type { Client } from '@contract/transport'
import { visibleLine } from '@contract/text'
import { expandProgramGrid, noSeedSentence, possibleSeeds, seedParameter, seedsFrom } from '@model/programs/grid'
import { valuesOfText } from '@model/programs/typed-values'
import type { Role } from '@model/roles'
import { flatRecord } from '@protocol/config'
import { formatDuration, plural } from '../format'
import { readOrder } from './grid-flags'
import type { ProjectOption } from './projects'
import { readCount } from './setting-flags'

export type ProgramRunOptions = ProjectOption & {
  readonly param?: readonly string[]
  readonly seeds?: string
  readonly seedParam?: string
  readonly order?: string
}
export type ProgramRuns = {
  readonly values: readonly ProgramValues[]
  /** The name of the parameter that was said to be the seed; null where none was. */
  readonly chosenSeed: string | null
}

const invalid = (message: string, field: string) => new PlateauError('invalid-input', message, { field })

/**
 * The values of each run that a command line asks for.
 * @throws PlateauError `invalid-input` whose sentence names the option; whether values are allowed is for the core to say
 */
export async function programRuns(client: Client, program: Program, options: ProgramRunOptions): Promise<ProgramRuns> {
  const given = readParameters(program, options.param ?? [])
  const order = readOrder(options)
  if (options.seeds === undefined && options.seedParam === undefined) {
    const seed = seedParameter(program.parameters)?.name ?? null
    return { values: expand(program, given, { order, seed }), chosenSeed: null }
  }
  const seed =
    options.seedParam === undefined
      ? seedParameter(program.parameters, await readRoles(client, options))
      : findSeed(program, options.seedParam)
  if (seed === null) throw invalid(`${noSeedSentence} Name the one that is with --seed-param.`, 'seeds')
  const axes = options.seeds === undefined ? given : withSeeds(given, seed, options.seeds, program.values)
  return {
    values: expand(program, axes, { order, seed: seed.name }),
    chosenSeed: options.seedParam === undefined ? null : seed.name,
  }
}

function expand(
  program: Program,
  given: ReadonlyMap<string, unknown[]>,
  { order, seed }: { readonly order: ReturnType<typeof readOrder>; readonly seed: string | null },
): ProgramValues[] {
  const axes = [...given].map(([key, values]): Axis => ({ key, values }))
  return expandProgramGrid(program.parameters, program.values, axes, {
    ...(order === undefined ? {} : { order }),
    seed,
  })
}

/** Values by parameter, each once; a parameter that is named again has more of them. */
function readParameters(program: Program, texts: readonly string[]): Map<string, unknown[]> {
  const given = new Map<string, unknown[]>()
  for (const text of texts) {
    const at = text.indexOf('=')
    if (at < 1) throw invalid(`--param takes name=value, such as --param lr=0.1, and not ${text}.`, 'param')
    const [name, value] = [text.slice(0, at), text.slice(at + 1)]
    const parameter = program.parameters.find((one) => one.name === name)
    // The core says that there is none of this name.
    const values = parameter === undefined ? [value] : valuesOfText(parameter, value)
    given.set(name, [...(given.get(name) ?? []), ...values])
  }
  return given
}

/** `--seeds 3` is seeds 1 to 3, with `--param seed=5` seeds 5 to 7. */
function withSeeds(given: ReadonlyMap<string, unknown[]>, seed: ProgramParameter, seeds: string, saved: ProgramValues) {
  const count = readCount('--seeds', seeds, 1, largestGrid)
  const [first, ...others] = given.get(seed.name) ?? []
  if (others.length > 0) throw invalid(`Give either --seeds or several values of ${seed.name}, not both.`, 'seeds')
  const values = first === undefined ? saved : ({ [seed.name]: first } as ProgramValues)
  return new Map(given).set(seed.name, seedsFrom(seed, values, count))
}

function findSeed({ parameters }: Program, name: string): ProgramParameter {
  const possible = possibleSeeds(parameters)
  const found = possible.find((one) => one.name === name || one.option === name)
  if (found !== undefined) return found
  const names = possible.map((one) => visibleLine(one.name)).join(', ')
  throw invalid(
    names === ''
      ? 'The program has no parameter that takes one number.'
      : `--seed-param must be one of ${names}, not ${name}.`,
    'seed-param',
  )
}

/** Which settings were chosen to be seeds where the runs go. */
async function readRoles(client: Client, { project }: ProjectOption): Promise<Readonly<Record<string, Role | null>>> {
  const { projects, current } = await client.request('projects.list', {})
  const known =
    project === undefined ? current : projects.find(({ id, name }) => id === project || name === project)?.id
  if (known === undefined) return {}
  const { said } = await client.request('runs.keys', { project: known })
  return flatRecord<Role | null>(said.chosenRoles.map(([key, role]) => [key, role === 'none' ? null : role]))
}

/** What several runs of a program would take, a line for each thing there is to say. */
export function programPlanText(
  program: Program,
  { runs, totalSeconds, startsInSeconds, lastSeconds }: RequestOutput<'programs.plan'>,
): string {
  const before = runs.filter(({ sameAs }) => sameAs !== null).length
  const takes =
    totalSeconds === null
      ? 'How long they take is not known, as none has come to its end yet.'
      : `About ${formatDuration(Math.max(1, totalSeconds))}, as the last run took ${formatDuration(lastSeconds ?? 0)}.`
  return [
    `${plural(runs.length, 'run')} of ${visibleLine(program.name)}. ${takes}`,
    ...(startsInSeconds >= 1
      ? [`Starts in about ${formatDuration(startsInSeconds)}, after the runs already training and waiting.`]
      : []),
    ...(before === 0 ? [] : [`Already run to the end with the same values: ${before} of ${runs.length}.`]),
  ].join('\n')
}
