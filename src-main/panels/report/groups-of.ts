/** Runs in groups by two settings, without any metric: in the order that comparisons have, in time that grows with the runs alone. */
import type { RunSummary } from '@contract/run'
import { groupValue, orderValues } from '@model/grouping'

export type SettingGroup = { readonly id: string; readonly runs: readonly RunSummary[] }

export function groupsOf(
  runs: readonly RunSummary[],
  { row, column }: { readonly row: string; readonly column: string },
): SettingGroup[] {
  const configs = runs.map(({ config }) => config)
  const placesOf = (key: string) => new Map(orderValues(configs, key).map((value, place) => [value, place]))
  const [rowPlaces, columnPlaces] = [placesOf(row), placesOf(column)]
  const groups = new Map<string, { id: string; place: [number, number]; runs: RunSummary[] }>()
  for (const run of runs) {
    const [down, across] = [groupValue(run.config, row), groupValue(run.config, column)]
    const key = JSON.stringify([down, across])
    const known = groups.get(key)
    if (known) known.runs.push(run)
    else
      groups.set(key, {
        id: down === across ? down : `${down}, ${across}`,
        place: [rowPlaces.get(down) ?? 0, columnPlaces.get(across) ?? 0],
        runs: [run],
      })
  }
  return [...groups.values()]
    .sort(({ place: [a, b] }, { place: [c, d] }) => a - c || b - d)
    .map(({ id, runs: members }) => ({ id, runs: members }))
}
