/** A grid as it is put together: settings with values, the runs they make, and the words for both. */
import type { SavedArchitecture } from '@contract/architecture-requests'
import {
  defaultSettings,
  resolveRunConfig,
  settingApplies,
  settingKeys,
  type RunConfig,
  type RunConfigInput,
  type SettingKey,
} from '@contract/config'
import { configIdentity, expandGrid, type GridAxis, type GridOrder } from '@contract/grid'
import { byLossParameter, isLossParameter, lossParameterKeys, lossTaking } from '@recipes/registry/losses'
import { settingName } from '@model/grouping'
import { showSetting as showStored } from '@model/values'
import { issueSentence, kindOfSetting, optimizerNames, unaskedSettings } from '@contract/settings'
import { byOptimizerSetting, optimizerTaking } from '@recipes/registry/optimizers'
import { tasks, usualTask } from '@recipes/registry/tasks'
import { byScheduleSetting, scheduleTaking } from '@recipes/registry/schedules'
import { byStepSetting } from '@recipes/step-settings'
import { countOf, formatCount, showNumber } from '@panels/words/format'
import { describeLoss } from '@panels/words/run-look'
import type { GridStart } from '../../state/router.svelte'
import { parseSetting, showSetting } from '../new-run/draft'
import type { Grid, GridRun, ReadValue } from './grid-subject'

/** Settings that always stand in the sheet, as the matrix is made of them. */
const leadingKeys = ['architecture', 'loss', 'seed'] as const satisfies readonly SettingKey[]
export const isLeadingKey = (key: string): boolean => (leadingKeys as readonly string[]).includes(key)

/** The values of a setting that takes one of few. Booleans are written on and off. */
function choicesOf(key: SettingKey): readonly (string | boolean)[] | null {
  const kind = kindOfSetting(key)
  return kind.kind === 'choice' ? kind.choices : kind.kind === 'switch' ? [true, false] : null
}

/** Architectures of one's own, which a grid takes by their names. */
export type OwnArchitectures = readonly SavedArchitecture[]

/** The values that a setting can still be given from a list; null for one whose values are typed. */
export function choicesLeft(
  { key, values }: GridAxis,
  own: OwnArchitectures = [],
): readonly (string | boolean)[] | null {
  const choices = choicesOf(key)
  if (choices === null) return null
  const named = key === 'architecture' ? own.map(({ name }) => name) : []
  return [...choices, ...named].filter((choice) => !values.includes(choice))
}

/** What can be typed for a setting beside its choices; null for nothing. */
export function typedBeside(key: SettingKey): string | null {
  const kind = kindOfSetting(key)
  return kind.kind === 'choice' && kind.sums === true ? 'a weighted sum' : null
}

/** A value as it stands on its chip. */
export const showValue = (key: SettingKey, value: unknown): string =>
  typeof value === 'boolean' ? (value ? 'on' : 'off') : showSetting(key, value)

/** What a config says beyond the defaults of its architecture, loss and optimizer: so that another architecture takes its own. */
export function withoutDefaults(config: RunConfigInput): RunConfigInput {
  const defaults = defaultSettings(config) as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(config).filter(
      ([key, value]) => ['architecture', 'loss', 'optimizer'].includes(key) || String(value) !== String(defaults[key]),
    ),
  )
}

/** A start from one run's settings: each leading setting with the one value it has. */
export function startFrom(label: string, config: RunConfigInput): GridStart {
  const base = withoutDefaults(config)
  const filled = { ...defaultSettings(config), ...config }
  const axes = leadingKeys.map((key): GridAxis => ({ key, values: [filled[key]] }))
  // Layers are of an architecture, whose name stays beside them.
  const inAxes = leadingKeys.filter((key) => key !== 'architecture' || base.layers === undefined)
  return { label, base: without(base, inAxes), axes }
}

/** Settings without some of them. */
export function without(settings: RunConfigInput, keys: readonly SettingKey[]): RunConfigInput {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !keys.includes(key as SettingKey)))
}

/** Settings that can be added to the sheet. */
export function addableKeys(axes: readonly GridAxis[]): SettingKey[] {
  return settingKeys.filter((key) => !unaskedSettings.has(key) && !axes.some((axis) => axis.key === key))
}

/** The value a setting begins with in the sheet: the base's, else its default. */
export function firstValue(key: SettingKey, start: Pick<GridStart, 'base' | 'axes'>): unknown {
  const chosen = Object.fromEntries(start.axes.map((axis) => [axis.key, axis.values[0]])) as RunConfigInput
  return start.base[key] ?? (defaultSettings({ ...start.base, ...chosen }) as Record<string, unknown>)[key]
}

/** What was typed for a setting, checked alone: what would make it apply is assumed. */
export function readValue({ key, values }: GridAxis, text: string): ReadValue {
  const typed = parseSetting(key, text)
  const written = resolveRunConfig({ [key]: typed })
  // A sum of losses is stored in one way, however it was typed.
  const value = written.ok ? (written.config[key] ?? typed) : typed
  if (values.some((other) => String(other) === String(value)))
    return { ok: false, sentence: `${showValue(key, value)} is already in the list.` }
  const enabling = {
    ...(isLossParameter(key) ? { loss: lossTaking(key) } : {}),
    ...(key === 'classWeights' ? { task: 'classification' } : {}),
    optimizer: optimizerTaking(key),
    schedule: scheduleTaking(key),
    earlyStopping: true,
    ...(key === 'kernelSizes' && Array.isArray(value) ? { filters: value.map(() => 16) } : {}),
  }
  const resolved = resolveRunConfig({ ...enabling, [key]: value })
  const issue = resolved.ok ? undefined : resolved.issues.find(({ field }) => field === key)
  return issue ? { ok: false, sentence: issueSentence(key, issue.message) } : { ok: true, value }
}

/** A run of the grid, whole. */
export type SettingsRun = GridRun & { readonly config: RunConfig }

/** A run has its layers in itself; those of a run that the grid began from stay. */
function withOwnLayers(input: RunConfigInput, own: OwnArchitectures): RunConfigInput {
  const layers = input.layers === undefined ? own.find(({ name }) => name === input.architecture)?.layers : undefined
  return layers === undefined ? input : { ...input, layers }
}

/** Makes the runs. A grid that is too large, or whose settings do not go together, has a problem and no runs. */
export function readGrid(
  base: RunConfigInput,
  axes: readonly GridAxis[],
  order: GridOrder,
  own: OwnArchitectures = [],
): Grid<SettingsRun> {
  let inputs: RunConfigInput[]
  try {
    inputs = expandGrid(base, axes, order).map((input) => withOwnLayers(input, own))
  } catch (error) {
    return { runs: [], problem: error instanceof Error ? error.message : String(error) }
  }
  const runs: SettingsRun[] = []
  for (const input of inputs) {
    const resolved = resolveRunConfig(input)
    if (!resolved.ok) {
      const [issue] = resolved.issues
      return { runs: [], problem: issueSentence(issue?.field ?? '', issue?.message ?? 'is not valid') }
    }
    runs.push({ id: configIdentity(input), config: resolved.config })
  }
  return { runs, problem: null }
}

const plurals: Partial<Record<SettingKey, string>> = {
  task: 'tasks',
  architecture: 'architectures',
  loss: 'losses',
  ...byLossParameter(({ plural }) => plural),
  filters: 'sets of filters',
  kernelSizes: 'sets of kernel sizes',
  hiddenUnits: 'numbers of hidden units',
  epochs: 'numbers of epochs',
  targets: 'targets',
  inputNoise: 'noises',
  augment: 'augmentations',
  norms: 'norms',
  classWeights: 'sets of class weights',
  trainSize: 'numbers of training images',
  validationSize: 'numbers of validation images',
  ...byOptimizerSetting(({ plural }) => plural),
  ...byScheduleSetting(({ plural }) => plural),
  ...byStepSetting(({ plural }) => plural),
  patience: 'patiences',
  minDelta: 'minDeltas',
  monitor: 'monitored metrics',
}

/** "2 architectures × 2 losses × 3 seeds", and the count it makes: less than the product where a value means nothing. */
export function describeProduct(axes: readonly GridAxis[], count: number): { product: string; count: string } {
  const several = axes.filter(({ values }) => values.length > 1)
  const product = several
    .map(({ key, values }) => `${values.length} ${plurals[key] ?? `${settingName(key)}s`}`)
    .join(' × ')
  const all = several.reduce((result, { values }) => result * values.length, 1)
  return { product, count: count < all ? countOf(count, 'different run') : countOf(count, 'run') }
}

/** Settings of the base that are always worth a word. */
const restWords: Partial<Record<SettingKey, (config: RunConfig) => string | readonly string[]>> = {
  task: ({ task }) => (task === usualTask ? [] : [tasks[task].name]),
  optimizer: ({ optimizer }) => optimizerNames[optimizer],
  learningRate: ({ learningRate }) => `learning rate ${showNumber(learningRate)}`,
  trainSize: ({ trainSize }) => `${formatCount(trainSize)} images`,
  batchSize: ({ batchSize }) => `batch ${batchSize}`,
  epochs: ({ epochs }) => `at most ${countOf(epochs, 'epoch')}`,
  earlyStopping: ({ earlyStopping, monitor = '', patience = '' }) =>
    earlyStopping ? `early stopping on ${monitor}, patience ${patience}` : 'no early stopping',
  dataSeed: ({ dataSeed }) => `data seed ${dataSeed}`,
  layers: ({ layers }) => (layers === undefined ? [] : showStored(layers, 'layers')),
}
/** Said as part of the setting that they belong to. */
const saidWithOthers: ReadonlySet<SettingKey> = new Set(['monitor', 'patience'])

/**
 * The base as it is trained: "Adam, learning rate 0.001, 25,000 images, at most 30 epochs, no early stopping, data seed 1", and behind them every
 * other setting of the schema that is not at its default.
 */
export function describeRest(config: RunConfig | undefined, axes: readonly GridAxis[]): string {
  if (!config) return ''
  const shown = new Set(axes.map(({ key }) => key))
  // Of several architectures each has its own.
  if (axes.some(({ key, values }) => key === 'architecture' && values.length > 1)) shown.add('layers')
  const defaults = defaultSettings(config) as Record<SettingKey, unknown>
  const usual = (Object.keys(restWords) as SettingKey[]).flatMap((key) =>
    shown.has(key) ? [] : (restWords[key]?.(config) ?? []),
  )
  const other = settingKeys
    .filter((key) => !shown.has(key) && restWords[key] === undefined && !saidWithOthers.has(key))
    .filter((key) => config[key] !== undefined && String(config[key]) !== String(defaults[key]))
    .map((key) => `${settingName(key)} ${showValue(key, config[key])}`)
  return [...usual, ...other].join(', ')
}

/** The runs of one architecture and one loss; a line for each combination of the other settings. */
export type GridCell = {
  readonly loss: string
  readonly lines: readonly { readonly label: string; readonly runs: readonly SettingsRun[] }[]
}
export type SettingsMatrix = {
  readonly losses: readonly { readonly name: string; readonly kind: RunConfig['loss'] }[]
  readonly rows: readonly { readonly architecture: RunConfig['architecture']; readonly cells: readonly GridCell[] }[]
}

/** What the matrix's rows, columns and chips already say. */
const inCells: ReadonlySet<SettingKey> = new Set([...leadingKeys, ...lossParameterKeys])

/** The runs as architecture x loss, in the order in which the values were given. */
export function toMatrix(runs: readonly SettingsRun[], axes: readonly GridAxis[]): SettingsMatrix {
  const other = axes.filter(({ key, values }) => values.length > 1 && !inCells.has(key)).map(({ key }) => key)
  const losses = [...new Map(runs.map(({ config }) => [describeLoss(config), config.loss])).entries()]
  const architectures = [...new Set(runs.map(({ config }) => config.architecture))]
  return {
    losses: losses.map(([name, kind]) => ({ name, kind })),
    rows: architectures.map((architecture) => ({
      architecture,
      cells: losses.map(([loss]) => {
        const inCell = runs.filter(
          ({ config }) => config.architecture === architecture && describeLoss(config) === loss,
        )
        const byLabel = Map.groupBy(inCell, ({ config }) => describeOthers(config, other))
        return { loss, lines: [...byLabel].map(([label, members]) => ({ label, runs: bySeed(members) })) }
      }),
    })),
  }
}

const bySeed = (runs: readonly SettingsRun[]): SettingsRun[] =>
  [...runs].sort((left, right) => left.config.seed - right.config.seed)

/** "learning rate 0.001, batch size 64": of settings that apply to this run. */
function describeOthers(config: RunConfig, keys: readonly SettingKey[]): string {
  return keys
    .filter((key) => settingApplies(key, config))
    .map((key) => `${settingName(key)} ${showValue(key, config[key])}`)
    .join(', ')
}

/** "Seed 1 of pooled, Smooth L1, beta 1". */
export function describeRun({ config }: SettingsRun): string {
  return `Seed ${config.seed} of ${config.architecture}, ${describeLoss(config)}`
}
