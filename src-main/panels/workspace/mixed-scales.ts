/** Which losses a panel of lines has on one axis though their scales differ. */
import { lossKinds } from '@contract/config'
import { describeMetric } from '@contract/metrics'
import type { RunSummary } from '@contract/run'
import { lossNames } from '@contract/settings'
import type { PanelDefinition } from '@contract/workspace'
import { rolesOf } from '@model/comparison/metric'
import { seriesOfKey } from '@model/expressions/keys'
import { lossOf, lossWords } from '@model/grouping'
import { roleOf } from '@model/roles'
import { keysOf } from '@model/values'

/** Series of a panel whose scale is that of the loss. */
const ownScaleKeys = (panel: PanelDefinition): string[] =>
  (panel.kind === 'line' ? panel.keys.flatMap(seriesOfKey) : []).filter(
    (key) => !describeMetric(key).comparableAcrossLosses,
  )

/**
 * Reads of one run what {@link mixedScales} reads of all: runs whose columns are still on their way mix nothing, and whoever follows this hears when they
 * have come.
 */
export function followScales(panel: PanelDefinition, runs: readonly RunSummary[], settings: readonly string[]): void {
  const keys = ownScaleKeys(panel)
  const [first] = runs
  if (keys.length === 0 || first === undefined) return
  const roles = rolesOf([first])
  for (const key of keys) void first.series[key]
  for (const key of settings) if (roleOf(key, roles) === 'loss') void first.config[key]
}

/** What a panel's head says of the losses that {@link mixedScales} found: their names while they are few, else how many. */
export const mixedScalesWords = (losses: readonly string[]): string =>
  `scales differ: ${losses.length > mostNamed ? `${losses.length} losses` : losses.join(', ')}`

/** More names would be cut in the head of a panel. */
const mostNamed = 3

/**
 * The losses whose scales a panel mixes, as people write them; empty when it mixes none. Runs without its series mix nothing.
 * @param settings keys of settings that any of the runs may have, where they are known.
 */
export function mixedScales(
  panel: PanelDefinition,
  runs: readonly RunSummary[],
  settings: readonly string[] = keysOf(runs.map(({ config }) => config)),
): string[] {
  const keys = ownScaleKeys(panel)
  if (keys.length === 0) return []
  const drawn = runs.filter(({ series }) => keys.some((key) => series[key] !== undefined))
  const roles = rolesOf(drawn)
  const lossKeys = settings.filter((key) => roleOf(key, roles) === 'loss')
  const names = new Map<string, string>()
  for (const { config } of drawn) {
    const loss = lossOf(config, roles, lossKeys)
    if (!names.has(loss)) names.set(loss, lossWords(config, roles, lossKeys))
  }
  if (names.size < 2) return []
  const known = lossKinds.map((kind) => lossNames[kind])
  const placeOf = (name: string) => (known.includes(name) ? known.indexOf(name) : known.length)
  return [...new Set(names.values())].sort((left, right) => placeOf(left) - placeOf(right))
}
