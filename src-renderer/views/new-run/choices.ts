/** The settings that are chosen from a list, with the words of each choice. */
import { metricKinds, metrics } from '@recipes/registry/metrics'
import { isTaskKind } from '@recipes/registry/tasks'
import { activationKinds, monitorKeys, optimizerKinds, scheduleKinds, type SettingKey } from '@contract/config'
import { describeMetric } from '@contract/metrics'
import { dataSourceOf, isDataSet } from '@contract/run-data'
import { optimizerNames, scheduleNames } from '@contract/settings'
import { formatCount } from '@panels/words/format'

type Choice = { readonly value: string; readonly label: string }

const same = (values: readonly string[]): Choice[] => values.map((value) => ({ value, label: value }))

export const settingChoices: Partial<Record<SettingKey, readonly Choice[]>> = {
  activation: same(activationKinds),
  outputActivation: same(activationKinds),
  optimizer: optimizerKinds.map((value) => ({ value, label: optimizerNames[value] })),
  schedule: scheduleKinds.map((value) => ({ value, label: scheduleNames[value] })),
  monitor: monitorKeys.map((value) => ({
    value,
    label: `${value}, ${describeMetric(value).comparableAcrossLosses ? 'same scale for every loss' : 'scale depends on the loss'}`,
  })),
}

/** What stands behind the field where the data set bounds it: "of 50,000". Undefined for any other setting. */
export function mostOf(key: SettingKey, dataSet: unknown): string | undefined {
  if (typeof dataSet !== 'string' || !isDataSet(dataSet)) return undefined
  const { counts } = dataSourceOf({ dataSet })
  if (key === 'trainSize') return `of ${formatCount(counts.training)}`
  return key === 'validationSize' ? `of ${formatCount(counts.validation)}` : undefined
}

/** The choices of a setting that others leave; undefined for one that is typed. @param task as the form has it */
export function choicesOf(key: SettingKey, task: unknown): readonly Choice[] | undefined {
  const choices = settingChoices[key]
  if (key !== 'monitor' || !isTaskKind(task)) return choices
  const others = metricKinds.filter((metric) => metrics[metric].task !== task)
  return choices?.filter(({ value }) => !(others as readonly string[]).includes(value))
}
