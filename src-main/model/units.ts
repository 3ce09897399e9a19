/** What series are measured in: as their author says, else as the catalogue has it; empty for pure numbers. */
import { describeMetric } from '../contract/metrics'
import type { RunSummary } from '../contract/run'
import { flatRecord } from '../protocol/config'

/** Units by key, as authors say. */
export type Units = Readonly<Record<string, string>>

export const unitOfKey = (key: string, units: Units = {}): string =>
  Object.hasOwn(units, key) ? (units[key] ?? '') : describeMetric(key).unit

/** What was said of these runs' series; the first run's word where they are of several minds. Rows of a list share what is said of them. */
export function unitsSaidOf(runs: readonly Pick<RunSummary, 'units'>[]): Units {
  const different = new Set<Units | undefined>()
  for (const { units } of runs) different.add(units)
  return flatRecord<string>([...different].reverse().flatMap((units = {}) => Object.entries(units)))
}
