/** A form's texts and a run's settings, each made from the other. */
import {
  defaultSettings,
  resolveRunConfig,
  settingApplies,
  settingKeys,
  type ResolvedConfig,
  type RunConfig,
  type RunConfigInput,
  type SettingKey,
} from '@contract/config'
import { readOwnData } from '@contract/own-data'
import { dataSourceOf, isDataSet } from '@contract/run-data'
import { kindOfSetting } from '@contract/settings'
import type { ImageShape } from '@recipes/data-source'
import { readGrouped } from '@recipes/decimal'
import { taskOfLoss } from '@recipes/registry/losses'
import { isMetricKind, metrics } from '@recipes/registry/metrics'
import type { OwnOptimizerKey } from '@recipes/optimizer'
import { byOwnOptimizerSetting, chosenDefaults, optimizerDefaults } from '@recipes/registry/optimizers'
import { countOf, formatCount, showNumber } from '@panels/words/format'
import { readLayersText } from '@recipes/check-layers'

/** What the fields hold: text as it was typed, or a switch. */
export type Draft = Record<SettingKey, string | boolean>

/** Counts that are read more easily with their thousands apart. */
const countKeys: ReadonlySet<SettingKey> = new Set(['trainSize', 'validationSize'])

/** A setting as it stands in a field: 50,000 and 1e-5. */
export function showSetting(key: SettingKey, value: unknown): string {
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value !== 'number') return String(value)
  return countKeys.has(key) ? formatCount(value) : showNumber(value)
}

/** Fields filled from settings; what they leave open takes its default. */
export function toDraft(input: RunConfigInput): Draft {
  const filled = { ...defaultSettings(input), ...input } as Record<SettingKey, unknown>
  return Object.fromEntries(
    settingKeys.map((key) => {
      const value = filled[key]
      return [key, typeof value === 'boolean' ? value : showSetting(key, value)]
    }),
  ) as Draft
}

/** Text to a number as people write it: 50,000 and 1e-5. NaN for what is none. */
// + 0: what is 0 has no sign.
const toNumber = (text: string): number => (readGrouped(text) ?? Number.NaN) + 0

/** Whether a setting means anything beside the others in the fields. */
export function applies(key: SettingKey, draft: Draft): boolean {
  return settingApplies(key, {
    task: draft.task as RunConfig['task'],
    architecture: String(draft.architecture),
    dataSet: String(draft.dataSet),
    loss: draft.loss as RunConfig['loss'],
    optimizer: draft.optimizer as RunConfig['optimizer'],
    schedule: draft.schedule as RunConfig['schedule'],
    ...(byOwnOptimizerSetting((own) => {
      const value = draft[own]
      return typeof value === 'boolean' ? value : parseSetting(own, value)
    }) as Pick<RunConfigInput, OwnOptimizerKey>),
    earlyStopping: draft.earlyStopping === true,
    initialWeights: String(draft.initialWeights),
    freeze: String(draft.freeze),
  })
}

/** A field's text as the schema takes it; NaN, or a list with it, for what is no number. */
export function parseSetting(key: SettingKey, text: string): unknown {
  const { kind } = kindOfSetting(key)
  if (kind === 'choice' || kind === 'text') return text
  return kind === 'numbers' ? text.split(',').map(toNumber) : toNumber(text)
}

/** The settings that the fields mean: those that apply, as the schema takes them. */
export function toInput(draft: Draft): Record<string, unknown> {
  const entries = settingKeys
    .filter((key) => applies(key, draft))
    .map((key): [string, unknown] => {
      const value = draft[key]
      return [key, typeof value === 'boolean' ? value : parseSetting(key, value)]
    })
  return Object.fromEntries(entries)
}

/** The same without those that have a mistake. @param issues by setting */
export const validInput = (draft: Draft, issues: Readonly<Record<string, string>>): RunConfigInput =>
  Object.fromEntries(Object.entries(toInput(draft)).filter(([key]) => issues[key] === undefined))

export const resolveDraft = (draft: Draft): ResolvedConfig => resolveRunConfig(toInput(draft))

export type Change = { readonly key: SettingKey; readonly from: string; readonly to: string }

/** What differs between the fields and the settings they began with; only what applies now. */
export function findChanges(start: Draft, draft: Draft): Change[] {
  const now = toInput(draft)
  // What applies is decided by the draft's choices; every value is compared with the one it began with.
  const before = (key: SettingKey): unknown => {
    const value = start[key]
    return typeof value === 'boolean' ? value : parseSetting(key, value)
  }
  return (
    settingKeys
      .filter((key) => Object.hasOwn(now, key) && !isSame(before(key), now[key], start[key], draft[key]))
      // Another architecture has other layers.
      .filter((key) => key !== 'layers' || start.architecture === draft.architecture)
      .map((key) => {
        if (key === 'dataSet') return { key, ...dataSetChange(String(start[key]), String(draft[key])) }
        const show = key === 'layers' ? showLayers : showChange
        return { key, from: show(start[key]), to: show(draft[key]) }
      })
  )
}

/** 50000 is 50,000: values are compared, and texts only where they mean none. */
function isSame(before: unknown, now: unknown, beforeText: string | boolean, nowText: string | boolean): boolean {
  const isValue = !String(before).includes('NaN') && !String(now).includes('NaN')
  return isValue ? String(before) === String(now) : String(beforeText).trim() === String(nowText).trim()
}
/** "14 layers" of their JSON. */
function showLayers(value: string | boolean): string {
  const read = readLayersText(String(value))
  return countOf(read.ok ? read.layers.length : 0, 'layer')
}
/** No value of a setting that is typed is longer, and nothing longer is drawn beside it. */
const mostShown = 60
function showChange(value: string | boolean): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  return value.length > mostShown ? `${value.slice(0, mostShown)}…` : value
}
/** Own data sets by name, and by what tells them apart where that is one name. */
function dataSetChange(from: string, to: string): Pick<Change, 'from' | 'to'> {
  const [before, after] = [readOwnData(from), readOwnData(to)]
  const isOneName = before !== null && before.name === after?.name
  const show = (own: typeof before, text: string) =>
    own === null ? showChange(text) : isOneName ? `${own.name} (${own.hash})` : own.name
  return { from: show(before, from), to: show(after, to) }
}

/** The shape of targets that come with a draft's images; null where there are none. */
export const pairOf = ({ dataSet }: Draft): ImageShape | null =>
  isDataSet(String(dataSet)) ? dataSourceOf({ dataSet: String(dataSet) }).targetShape : null

/** The usual value of a setting under a draft's choices, as it stands in a field. */
export function usualValue(draft: Draft, key: SettingKey): string {
  const defaults = defaultSettings({
    architecture: String(draft.architecture),
    optimizer: draft.optimizer as RunConfig['optimizer'],
    task: draft.task as RunConfig['task'],
    dataSet: String(draft.dataSet),
  }) as Record<SettingKey, unknown>
  return showSetting(key, defaults[key])
}

/**
 * A draft with settings over it, as they stand in fields; an optimizer or architecture brings what usually follows from it first.
 * Settings that mean nothing beside the others are dropped: `delta` under MSE would come back as somebody's choice with Huber.
 */
export function withChanges(draft: Draft, changes: RunConfigInput): Draft {
  let next = draft
  if (changes.architecture !== undefined && changes.architecture !== draft.architecture)
    next = choose(next, 'architecture', changes.architecture)
  if (changes.task !== undefined && changes.task !== draft.task) next = choose(next, 'task', changes.task)
  if (changes.dataSet !== undefined && changes.dataSet !== draft.dataSet)
    next = choose(next, 'dataSet', changes.dataSet)
  if (changes.optimizer !== undefined && changes.optimizer !== draft.optimizer)
    next = choose(next, 'optimizer', changes.optimizer)
  const given = settingKeys.flatMap((key): [SettingKey, string | boolean][] => {
    const value = changes[key]
    if (value === undefined) return []
    return [[key, typeof value === 'boolean' ? value : showSetting(key, value)]]
  })
  const whole: Draft = { ...next, ...Object.fromEntries(given) }
  const changed: Draft = { ...next, ...Object.fromEntries(given.filter(([key]) => applies(key, whole))) }
  return changes.layers === undefined ? refit(next, changed) : changed
}

/** A draft with one more setting as its field has it. */
export const withSetting = (draft: Draft, key: SettingKey, value: string | boolean): Draft =>
  refit(draft, { ...draft, [key]: value })

/** Layers of a built-in architecture follow the data, unless they are somebody's own. */
function refit(before: Draft, after: Draft): Draft {
  if (!applies('layers', after) || before.layers !== usualLayers(before)) return after
  const layers = usualLayers(after)
  // Of targets that are not typed to their end there are none.
  return layers === '' ? after : { ...after, layers }
}

const usualLayers = ({ architecture, task, dataSet, targets }: Draft): string =>
  defaultSettings({
    dataSet: String(dataSet),
    architecture: String(architecture),
    task: task as RunConfig['task'],
    targets: String(targets),
  }).layers

/** A loss and a monitored metric of the old task have no place in the new one. */
function chooseTask(draft: Draft, value: string): Draft {
  const usual = defaultSettings({ task: value as RunConfig['task'] })
  const isKept = isMetricKind(draft.monitor) ? metrics[draft.monitor].task === value : true
  return refit(draft, {
    ...draft,
    task: value,
    loss: taskOfLoss(draft.loss) === value ? draft.loss : usual.loss,
    monitor: isKept ? draft.monitor : usual.monitor,
  })
}

/** A draft after another architecture, optimizer or task was chosen: what followed from the old choice follows from the new one. */
export function choose(draft: Draft, key: 'architecture' | 'optimizer' | 'task' | 'dataSet', value: string): Draft {
  if (key === 'task') return chooseTask(draft, value)
  if (key === 'dataSet') {
    const { trainSize, validationSize } = defaultSettings({ dataSet: value })
    return refit(draft, {
      ...draft,
      dataSet: value,
      trainSize: showSetting('trainSize', trainSize),
      validationSize: showSetting('validationSize', validationSize),
    })
  }
  if (key === 'architecture') {
    const { filters, kernelSizes, hiddenUnits } = defaultSettings({ architecture: value })
    return {
      ...draft,
      architecture: value,
      layers: usualLayers({ ...draft, architecture: value }),
      filters: showSetting('filters', filters),
      kernelSizes: showSetting('kernelSizes', kernelSizes),
      hiddenUnits: showSetting('hiddenUnits', hiddenUnits),
    }
  }
  const defaults = optimizerDefaults(value)
  return {
    ...draft,
    optimizer: value,
    ...Object.fromEntries(chosenDefaults.map((own) => [own, showSetting(own, defaults[own])])),
  }
}
