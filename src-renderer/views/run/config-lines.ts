/** A run's settings and environment as people read them: what Plateau knows in its words, all else as it is written. */
import { isSettingKey, type SettingKey } from '@contract/config'
import type { RunEnvironment } from '@contract/run'
import { optimizerNames, ownSettingName, scheduleNames, settingFields, unitOf } from '@contract/settings'
import { orderedKeys } from '@model/grouping'
import { configLabel } from '@panels/words/config-values'
import { formatCount } from '@panels/words/format'
import type { FlatConfig } from '@protocol/config'

export type ConfigLine = { readonly key: string; readonly label: string; readonly text: string }

/** One line a setting: those of the form in its order, then the others as they were written. */
export function configLines(config: FlatConfig): ConfigLine[] {
  return orderedKeys([config]).map((key) => {
    if (!isSettingKey(key)) return { key, label: ownSettingName(key), text: configLabel({ config }, key) }
    const { label } = settingFields[key]
    return { key, label, text: withUnit(showSetting(config, key), unitOf(key, config[key])) }
  })
}

/** Counts that are read more easily with their thousands apart; a seed is a name and no count. */
const countKeys: ReadonlySet<SettingKey> = new Set([
  'epochs',
  'trainSize',
  'validationSize',
  'batchSize',
  'hiddenUnits',
])

function showSetting(config: FlatConfig, key: SettingKey): string {
  const value = config[key]
  if (key === 'optimizer' && typeof value === 'string' && Object.hasOwn(optimizerNames, value))
    return optimizerNames[value as keyof typeof optimizerNames]
  if (key === 'schedule' && typeof value === 'string' && Object.hasOwn(scheduleNames, value))
    return scheduleNames[value as keyof typeof scheduleNames]
  return countKeys.has(key) && typeof value === 'number' ? formatCount(value) : configLabel({ config }, key)
}

/** As the form has it: the limit's word stands before the number, every other one behind it. */
function withUnit(text: string, unit: string): string {
  if (unit === '') return text
  return unit === 'at most' ? `${unit} ${text}` : `${text} ${unit}`
}

/** What Plateau's own trainer says of where it ran: pairs of label and text. */
export const ownEnvironment = (found: RunEnvironment) =>
  [
    ['Backend', `${found.backend} ${found.tensorflowVersion}, ${found.tensorflowSource}`],
    ['Threads', `${found.threads}, oneDNN ${found.oneDnn ? 'on' : 'off'}`],
    ['Processor', found.cpuModel],
    ['Node', `${found.nodeVersion}, ${found.platform}`],
    ['Data', found.dataHash.slice(0, 12)],
  ] as const
