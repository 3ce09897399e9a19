/** Bindings that are often wanted, for the runs at hand. */
import type { RunSummary } from '@contract/run'
import { groupValue, orderValues } from '@model/grouping'
import { writeKey } from '@panels/report/quoted-keys'
import { tellingKeys } from '@model/telling-settings'

export type BindingChoice = { readonly label: string; readonly expression: string }

/** More groups than these are written by hand. */
const mostGroups = 6

/** Groups as bindings name them: "plain, MSE". A single one needs no name. */
function groupNames(runs: readonly RunSummary[]): string[] {
  const { row, column } = tellingKeys(runs)
  const configs = runs.map(({ config }) => config)
  const names = orderValues(configs, row).flatMap((across) =>
    orderValues(configs, column).flatMap((down) => {
      const isThere = runs.some(
        ({ config }) => groupValue(config, row) === across && groupValue(config, column) === down,
      )
      return isThere ? [across === down ? across : `${across}, ${down}`] : []
    }),
  )
  return names.length > 1 ? names.slice(0, mostGroups) : []
}

/** @param metric of values and sentences: any series with a direction */
export function bindingChoices(runs: readonly RunSummary[], metric = 'val_mse'): BindingChoice[] {
  const key = writeKey(metric)
  // Two references have nothing before them that parts an unknown key from the first.
  const pair = metric === 'val_mse' ? 'val_mse ' : `${key} of `
  const groups = groupNames(runs)
  const ofEach = (label: string, words: string): BindingChoice[] =>
    groups.length === 0
      ? [{ label, expression: words }]
      : groups.map((group) => ({ label: `${label}, ${group}`, expression: `${words} of ${group}` }))
  const [first, second] = groups
  return [
    ...ofEach(`Best ${metric}`, `best ${key}`),
    ...ofEach(`Epoch of best ${metric}`, `best epoch ${key}`),
    ...(first === undefined || second === undefined
      ? []
      : [
          {
            label: 'Epochs earlier or later',
            expression: `epochs later ${pair}${first} vs ${groups.at(-1) ?? second}`,
          },
          { label: 'Epochs to match the best', expression: `epochs to ${pair}${first} vs ${groups.at(-1) ?? second}` },
        ]),
    ...ofEach('Training time', 'time'),
    ...ofEach('Epochs', 'epochs'),
    ...ofEach('Parameters', 'parameters'),
    { label: 'Verdict', expression: `verdict ${key}` },
    { label: 'Caveats', expression: `caveats ${key}` },
    { label: 'Number of runs', expression: 'count runs' },
    { label: 'Seeds', expression: 'seeds' },
    { label: 'Optimizer', expression: 'optimizer' },
    { label: 'Early stopping', expression: 'early stopping' },
  ]
}
