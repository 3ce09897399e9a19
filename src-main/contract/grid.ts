/** A grid: any settings with several values each, as the configs of its runs. */
import { builtInArchitectures, defaultSettings, settingApplies, type RunConfigInput, type SettingKey } from './config'
import { PlateauError } from './errors'

/** Runs that one launch may hold. */
export const largestGrid = 1_000

/** A setting with its values. */
export type Axis<Key extends string = string> = { readonly key: Key; readonly values: readonly unknown[] }
export type GridAxis = Axis<SettingKey>

/** Seed by seed trains one of each first, so that a first picture comes early; group by group finishes one cell first. */
export const gridOrders = ['seed-by-seed', 'group-by-group'] as const
export type GridOrder = (typeof gridOrders)[number]

/**
 * Every combination of the axes' values, in the order in which runs of them are queued.
 * @throws PlateauError `invalid-input` naming an axis without values, or the count when it is above {@link largestGrid}.
 */
export function combineAxes<Key extends string>(
  axes: readonly Axis<Key>[],
  order: GridOrder,
  isSeed: (key: Key) => boolean,
): Readonly<Record<string, unknown>>[] {
  const empty = axes.find(({ values }) => values.length === 0)
  if (empty) throw new PlateauError('invalid-input', `${empty.key} needs at least one value.`, { field: empty.key })
  const count = axes.reduce((product, { values }) => product * values.length, 1)
  if (count > largestGrid)
    throw new PlateauError('invalid-input', `A grid can have at most ${largestGrid} runs; this one has ${count}.`)

  // The last axis turns fastest: seeds turn slowest when every group is to have its first run early.
  const seeds = axes.filter(({ key }) => isSeed(key))
  const others = axes.filter(({ key }) => !isSeed(key))
  const ordered = order === 'seed-by-seed' ? [...seeds, ...others] : [...others, ...seeds]
  return ordered.reduce<Record<string, unknown>[]>(
    (made, { key, values }) => made.flatMap((partial) => values.map((value) => ({ ...partial, [key]: value }))),
    [{}],
  )
}

/**
 * Every combination of the axes' values over a base, each once: a value that does not apply under a combination's loss,
 * optimizer or early stopping (beta under mse) is left out there, and what is then the same is one run.
 * @throws PlateauError `invalid-input` naming the setting, or the count when it is above {@link largestGrid}.
 */
export function expandGrid(
  base: RunConfigInput,
  axes: readonly GridAxis[],
  order: GridOrder = 'seed-by-seed',
): RunConfigInput[] {
  const runs = new Map<string, RunConfigInput>()
  for (const combination of combineAxes(axes, order, (key) => key === 'seed')) {
    const config = withoutWhatDoesNotApply(combine(base, combination))
    const key = configIdentity(config)
    if (!runs.has(key)) runs.set(key, config)
  }
  return [...runs.values()]
}

/** The same text for the same settings, in whatever order they stand. */
export function configIdentity(config: RunConfigInput): string {
  return JSON.stringify(Object.entries(config).sort(([left], [right]) => (left < right ? -1 : 1)))
}

/** Layers belong to an architecture, and those of a built-in one to the data that they were made for: another has its own. */
function combine(base: RunConfigInput, combination: RunConfigInput): RunConfigInput {
  const combined = { ...base, ...combination }
  if (base.layers === undefined || combination.layers !== undefined) return combined
  const isOther = (key: SettingKey) => JSON.stringify(combined[key]) !== JSON.stringify(base[key])
  const isBuiltIn = builtInArchitectures.some((name) => name === combined.architecture)
  if (!isOther('architecture') && !(isBuiltIn && dataKeys.some(isOther))) return combined
  const { layers: _, ...others } = combined
  return others
}
const dataKeys = ['task', 'dataSet', 'targets'] as const satisfies readonly SettingKey[]

/** Drops settings that the others make meaningless. */
function withoutWhatDoesNotApply(config: RunConfigInput): RunConfigInput {
  // What decides on the others, its defaults filled in.
  const filled = { ...defaultSettings(config), ...config } as ReturnType<typeof defaultSettings>
  return Object.fromEntries(Object.entries(config).filter(([key]) => settingApplies(key as SettingKey, filled)))
}
