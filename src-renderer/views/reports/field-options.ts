/** Choices of fields. */
import { isSettingKey, settingKeys } from '@contract/config'
import { settingFields } from '@contract/settings'

/** Settings of the runs at hand, any of them: those that Plateau knows by the form's words, first. @param chosen there in any case */
export function settingOptions(
  keys: readonly { readonly key: string }[],
  chosen: readonly string[],
): { value: string; label: string }[] {
  const there = new Set([...keys.map(({ key }) => key), ...chosen])
  const ordered = [...settingKeys.filter((key) => there.has(key)), ...[...there].filter((key) => !isSettingKey(key))]
  return ordered.map((key) => ({ value: key, label: isSettingKey(key) ? settingFields[key].label.toLowerCase() : key }))
}

/** Values that are their own labels. */

export const toOptions = <Value extends string>(values: readonly Value[]): { value: Value; label: string }[] =>
  values.map((value) => ({ value, label: value }))

/** The chosen one of the values; what was before where it is none of them. */
export const pick = <Value extends string>(values: readonly Value[], chosen: string, before: Value): Value =>
  values.find((value) => value === chosen) ?? before
