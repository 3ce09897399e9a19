/** A run's settings as people read them: every setting that means something on it, made from the schema. */
import { settingKeys, type KnownConfig, type SettingKey } from '@contract/config'
import { settingFields } from '@contract/settings'
import { configLabel } from '@panels/words/config-values'
import { formatCount } from '@panels/words/format'
import { optimizerNames } from '@contract/settings'

export type ConfigLine = { readonly key: SettingKey; readonly label: string; readonly text: string }

/** One line a setting, in the schema's order; those that the run's other choices make meaningless are left out. */
export function configLines(config: KnownConfig): ConfigLine[] {
  return settingKeys.flatMap((key) => {
    if (config[key] === undefined) return []
    const { label, unit } = settingFields[key]
    return [{ key, label, text: withUnit(showSetting(config, key), unit) }]
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

function showSetting(config: KnownConfig, key: SettingKey): string {
  if (key === 'optimizer' && config.optimizer !== undefined) return optimizerNames[config.optimizer]
  const value = config[key]
  return countKeys.has(key) && typeof value === 'number' ? formatCount(value) : configLabel({ config }, key)
}

/** As the form has it: the limit's word stands before the number, every other one behind it. */
function withUnit(text: string, unit: string): string {
  if (unit === '') return text
  return unit === 'at most' ? `${unit} ${text}` : `${text} ${unit}`
}
