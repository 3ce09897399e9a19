/** Choices of fields. */
import { isSettingKey, settingKeys } from '@contract/config'
import { commonMetricKeys, describeMetric } from '@contract/metrics'
import { settingName } from '@model/grouping'

/** Settings of the runs at hand, any of them: those that Plateau knows by the form's words, first. @param chosen there in any case */
export function settingOptions(
  keys: readonly { readonly key: string }[],
  chosen: readonly string[],
): { value: string; label: string }[] {
  const there = new Set([...keys.map(({ key }) => key), ...chosen])
  const ordered = [...settingKeys.filter((key) => there.has(key)), ...[...there].filter((key) => !isSettingKey(key))]
  return ordered.map((key) => ({ value: key, label: settingName(key) }))
}

/** Any series of the runs at hand, the common metrics first. @param chosen there in any case */
export function seriesOptions(
  keys: readonly { readonly key: string }[],
  chosen: string,
): { value: string; label: string }[] {
  const there = new Set([...keys.map(({ key }) => key), chosen])
  const common = commonMetricKeys.filter((key) => there.has(key))
  return toOptions([...new Set<string>([...common, ...there])])
}

/** What a new block is of: `val_mse` where any run has it, else the first series whose name says which way it gets better. */
export const usualSeries = (keys: readonly { readonly key: string }[]): string =>
  keys.find(({ key }) => key === 'val_mse')?.key ??
  keys.find(({ key }) => describeMetric(key).direction !== 'none')?.key ??
  'val_mse'

/** Values that are their own labels. */

export const toOptions = <Value extends string>(values: readonly Value[]): { value: Value; label: string }[] =>
  values.map((value) => ({ value, label: value }))

/** The chosen one of the values; what was before where it is none of them. */
export const pick = <Value extends string>(values: readonly Value[], chosen: string, before: Value): Value =>
  values.find((value) => value === chosen) ?? before
