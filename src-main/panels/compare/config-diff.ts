/** What differs between runs, in the form's sections, with the network as people describe it and the environment apart. */
import { buildLayers, type LayerSpec } from '@contract/architecture'
import { isSettingKey, settingKeys, type RunConfig, type RunConfigInput, type SettingKey } from '@contract/config'
import { everyLayer } from '@recipes/registry/layers'
import { orderedKeys, showSetting } from '@model/grouping'
import { keysOf } from '@model/values'
import { environmentName, environmentSchema, type RunSummary } from '@contract/run'
import type { FlatConfig, SettingValue } from '@protocol/config'
import { isOff, settingFields, type SettingSection } from '@contract/settings'
import { settingLabel } from '../words/config-values'
import { showNumber } from '../words/format'

/** Runs side by side: each by itself, or those of one cell together. */
export type DiffColumn = {
  readonly id: string
  readonly label: string
  readonly runs: readonly RunSummary[]
}
export type DiffEntry = {
  readonly key: string
  readonly label: string
  /** One for each column, in their order; null where its runs have none. */
  readonly values: readonly (string | null)[]
  readonly differs: boolean
  /** A setting that does nothing in any of the runs, such as clipping at 0. */
  readonly isOff: boolean
  /** Null for what follows from settings, and for the environment. */
  readonly setting: SettingKey | null
}
export type DiffSection = { readonly title: string; readonly entries: readonly DiffEntry[] }

const sectionTitles: Readonly<Record<SettingSection, string>> = {
  architecture: 'Architecture',
  loss: 'Loss',
  training: 'Training',
  'early-stopping': 'Early stopping',
  data: 'Data and seed',
}
const knownEnvironment = Object.keys(environmentSchema.shape)

/** Those within blocks count too. */
const countKind = (layers: readonly LayerSpec[], kind: LayerSpec['kind']): number =>
  everyLayer(layers).filter((layer) => layer.kind === kind).length

/** "2 conv, 2 dense". */
export function describeLayers(config: RunConfig): string {
  const layers = buildLayers(config)
  return `${countKind(layers, 'convolution')} conv, ${countKind(layers, 'dense')} dense`
}

/** "max 2 × 3": the pool's side, and how many there are; "none" without. */
export function describePooling(config: RunConfig): string {
  const layers = buildLayers(config)
  const pool = everyLayer(layers).find((layer) => layer.kind === 'max-pooling')
  return pool === undefined ? 'none' : `max ${pool.size} × ${countKind(layers, 'max-pooling')}`
}

const describeBatchNormalization = (config: RunConfig): string =>
  countKind(buildLayers(config), 'batch-normalization') > 0 ? 'on' : 'off'

/** A setting as it stands in the sheet; null for one that means nothing under the run's other choices. */
export function showValue(value: SettingValue | undefined, key?: string): string | null {
  if (value === undefined) return null
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  return typeof value === 'number' ? showNumber(value) : showSetting(value, key)
}

/** Sections that have an entry; with `showsEqual` also what is the same in all runs. */
export function buildDiff(columns: readonly DiffColumn[], showsEqual: boolean): DiffSection[] {
  const entry = (
    key: string,
    label: string,
    setting: SettingKey | null,
    valueOf: (run: RunSummary) => string | null,
    countsMissing = true,
  ): DiffEntry => {
    const all = columns.map(({ runs: own }) => [...new Set(own.map(valueOf))])
    const compared = all.flat().filter((value) => countsMissing || value !== null)
    return {
      key,
      label,
      setting,
      values: all.map(joinValues),
      differs: new Set(compared).size > 1,
      isOff: setting !== null && runs.every(({ config }) => config[key] === undefined || isOff(key, config[key])),
    }
  }
  const derived = (key: string, label: string, describe: (config: RunConfig) => string) =>
    entry(key, label, null, (run) => {
      return run.recipe === null ? null : describe(run.recipe)
    })
  const runs = columns.flatMap((column) => column.runs)
  const isTrained = runs.some(({ recipe }) => recipe !== null)
  const layers = !isTrained
    ? []
    : [
        derived('layerKinds', 'Layers', describeLayers),
        derived('batchNormalization', 'Batch norm', describeBatchNormalization),
        derived('pooling', 'Pooling', describePooling),
      ]
  const keys = orderedKeys(runs.map(({ config }) => config))
  const sections = (Object.keys(sectionTitles) as SettingSection[]).map((section) => {
    const settings = settingKeys
      .filter((key) => settingFields[key].section === section && keys.includes(key))
      .map((key) => entry(key, settingFields[key].label, key, ({ config }) => showValue(config[key], key)))
    return { title: sectionTitles[section], entries: section === 'architecture' ? [...settings, ...layers] : settings }
  })
  const others = keys
    .filter((key) => !isSettingKey(key))
    .map((key) => entry(key, settingLabel(key), null, ({ config }) => showValue(config[key], key)))
  // A run without an environment yet differs from none.
  const environment = environmentKeys(runs).map((key) =>
    entry(
      key,
      environmentName(key),
      null,
      (run) => (run.environment === null ? null : showEnvironment(key, run.environment)),
      false,
    ),
  )
  return [...sections, { title: 'Other settings', entries: others }, { title: 'Environment', entries: environment }]
    .map(({ title, entries }) => ({ title, entries: entries.filter(({ differs }) => differs || showsEqual) }))
    .filter(({ entries }) => entries.length > 0)
}

/** So many values of one column are named. */
const mostNamedValues = 4

function joinValues(values: readonly (string | null)[]): string | null {
  const named = values.filter((value) => value !== null)
  if (named.length === 0) return null
  return named.length <= mostNamedValues ? named.join(' / ') : `${named.length} values`
}

/** So much of a hash tells two data sets apart. */
const shownHashLength = 12

function showEnvironment(key: string, environment: FlatConfig): string | null {
  const value = environment[key]
  if (value === undefined) return null
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  const text = typeof value === 'string' ? value : showSetting(value)
  return key === 'dataHash' ? text.slice(0, shownHashLength) : text
}

/** Those that Plateau knows first. */
function environmentKeys(runs: readonly RunSummary[]): string[] {
  const keys = keysOf(runs.flatMap(({ environment }) => (environment === null ? [] : [environment])))
  const there = new Set(keys)
  return [...knownEnvironment.filter((key) => there.has(key)), ...keys.filter((key) => !knownEnvironment.includes(key))]
}

/** Keys of the left run that the right one has another value for; those that mean nothing on the right cannot be taken. */
export function takeableKeys(left: RunConfig, right: RunConfig): SettingKey[] {
  return settingKeys.filter((key) => right[key] !== undefined && showSetting(left[key]) !== showSetting(right[key]))
}

/** The right run's values of these keys. */
export function takeValues(right: RunConfig, keys: readonly SettingKey[]): RunConfigInput {
  return Object.fromEntries(keys.map((key) => [key, right[key]]))
}
