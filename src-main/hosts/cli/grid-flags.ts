/** From a command line to the configs of its runs: settings with several values each, seeds, and a file below them. */
import type { Command } from 'commander'
import { resolveRunConfig, type RunConfig, type RunConfigInput, type SettingKey } from '@contract/config'
import { PlateauError } from '@contract/errors'
import { expandGrid, gridOrders, largestGrid, type GridAxis, type GridOrder } from '@contract/grid'
import { queuePlaces, type QueuePlace } from '@contract/queue'
import { asSentence } from '../error-text'
import { flagName } from './flag-names'
import { withArchitectures, type FindSaved } from './architecture-files'
import { readJsonFile } from './json-file'
import { addSettingFlags, readCount, valuesFromFlags } from './setting-flags'

type Options = Readonly<Record<string, unknown>>

/** The flags of `train` that say which runs. */
export function addGridFlags(command: Command): void {
  addSettingFlags(command)
  command
    .option('--config <file>', 'read settings from a JSON file; flags override them')
    .option('--data <name>', 'the same as --data-set')
    .option('--seeds <n>', 'repeat with n seeds, counting up from --seed')
    .addHelpText(
      'after',
      `
Several values of a setting make a grid, one run for each combination: --loss mse,smooth-l1 --seeds 3
Lists are separated by slashes: --filters 16,32/32,64`,
    )
}

/** The flags that `train` and `reproduce` share: in which order several runs train, where in the queue, and whether to ask. */
export function addLaunchFlags(command: Command): void {
  command
    .option(`--order <${gridOrders.join('|')}>`, `order in which several runs train (default: ${gridOrders[0]})`)
    .option(
      `--place <${queuePlaces.join('|')}>`,
      'place in the queue: at its end, at its start, or paused (default: end)',
    )
    .option('--yes', 'do not ask before launching many runs')
}

/** Undefined where nothing was given. @throws PlateauError `invalid-input` for a word that is not among the choices. */
function readChoice<Choice extends string>(
  flag: string,
  text: unknown,
  choices: readonly Choice[],
): Choice | undefined {
  if (typeof text !== 'string') return undefined
  const choice = choices.find((candidate) => candidate === text)
  if (choice === undefined)
    throw new PlateauError('invalid-input', `${flag} must be one of ${choices.join(', ')}, not ${text}.`)
  return choice
}

export const readOrder = (options: Options): GridOrder | undefined => readChoice('--order', options.order, gridOrders)
export const readPlace = (options: Options): QueuePlace | undefined => readChoice('--place', options.place, queuePlaces)

/** Puts what settings call a data set in place of its name. */
export type NameData = (configs: readonly RunConfigInput[]) => Promise<readonly RunConfigInput[]>

/** What names on a command line stand for that only a home knows: none without one. */
export type NamedInHome = { readonly nameData?: NameData; readonly findSaved?: FindSaved }

/** `--data` is `--data-set`. @throws PlateauError `invalid-input` where both are given */
function withDataFlag({ data, ...options }: Options): Options {
  if (data === undefined) return options
  if (options.dataSet !== undefined)
    throw new PlateauError('invalid-input', 'Give either --data or --data-set, not both.')
  return { ...options, dataSet: data }
}

/**
 * The whole configs that a command line asks for: the file's settings, the flags over them, the defaults below both, and every
 * combination of what has several values.
 * @throws PlateauError `invalid-input` whose sentence names the flag, or the file and the setting
 */
export async function configsFromCommandLine(
  options: Options,
  { nameData = (configs) => Promise.resolve(configs), findSaved = () => Promise.resolve([]) }: NamedInHome = {},
): Promise<RunConfig[]> {
  const given = valuesFromFlags(withDataFlag(options))
  const { flags: named, architectures } = await withArchitectures(given, findSaved)
  const flags = withSeeds(named, options.seeds)
  const file = typeof options.config === 'string' ? options.config : null
  const fromFile = file === null ? {} : await readConfigFile(file)
  const axes: GridAxis[] = [...flags].map(([key, values]) => ({ key, values }))
  const withLayers = expandGrid(fromFile, axes, readOrder(options)).map((config) => {
    const own = architectures.get(config.architecture ?? '')
    return own === undefined ? config : { ...config, layers: own.layers }
  })
  const configs = await nameData(withLayers)

  const refuse = (field: string, message: string): never => {
    const isFromFile =
      file !== null && (field === '' || (!flags.has(field as SettingKey) && Object.hasOwn(fromFile, field)))
    const subject = isFromFile
      ? [file, field].filter(Boolean).join(': ')
      : field === ''
        ? 'The config'
        : flagName(field)
    throw new PlateauError('invalid-input', asSentence(`${subject} ${message}`), { field })
  }
  // What applies to none of the combinations was not meant so; what applies to some is left out of the others.
  const idle = [...Object.keys(fromFile), ...flags.keys()].find((key) =>
    configs.every((config) => !Object.hasOwn(config, key)),
  )
  if (idle !== undefined) {
    const first = Object.fromEntries([...flags].map(([key, values]) => [key, values[0]]))
    const { architecture } = first
    const own = typeof architecture === 'string' ? architectures.get(architecture) : undefined
    const resolved = resolveRunConfig({ ...fromFile, ...first, ...(own === undefined ? {} : { layers: own.layers }) })
    if (!resolved.ok) {
      const issue = resolved.issues.find(({ field }) => field === idle) ?? resolved.issues[0]
      refuse(issue?.field ?? '', issue?.message ?? 'is not valid')
    }
  }
  return configs.map((config) => {
    const resolved = resolveRunConfig(config)
    if (resolved.ok) return resolved.config
    const issue = resolved.issues[0]
    const own = architectures.get(config.architecture ?? '')
    if (own !== undefined && issue?.field === 'layers')
      throw new PlateauError('invalid-input', asSentence(`The layers of ${own.file} ${issue.message}`))
    return refuse(issue?.field ?? '', issue?.message ?? 'is not valid')
  })
}

/** `--seeds 3` is seeds 1 to 3, with `--seed 5` seeds 5 to 7. */
function withSeeds(flags: Map<SettingKey, unknown[]>, seeds: unknown): Map<SettingKey, unknown[]> {
  if (typeof seeds !== 'string') return flags
  const count = readCount('--seeds', seeds, 1, largestGrid)
  const [first = 1, ...others] = flags.get('seed') ?? []
  if (others.length > 0)
    throw new PlateauError('invalid-input', 'Give either --seeds or several values of --seed, not both.')
  return new Map(flags).set(
    'seed',
    Array.from({ length: count }, (_, index) => Number(first) + index),
  )
}

async function readConfigFile(file: string): Promise<RunConfigInput> {
  const value = await readJsonFile(file, 'The config file')
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new PlateauError('invalid-input', `The config file ${file} must contain one JSON object of settings.`)
  }
  // Whether it holds settings is for the schema to say, once flags are laid over it.
  return value
}
