/** Which runs the workspace lists and shows, in which order and groups. */
import { cameToPlannedEnd, type RunSummary } from '@contract/run'
import { metricOf } from '@model/digests'
import { mean } from '@maths/statistics'
import { compareValues, configLabel, configText, settingLabel } from '../words/config-values'

/** Pinned runs come first, in the order of the list. */
export function pinnedFirst<Run extends { readonly id: string }>(
  runs: readonly Run[],
  pins: readonly string[],
): readonly Run[] {
  if (pins.length === 0) return runs
  const pinned = new Set(pins)
  return [...runs.filter(({ id }) => pinned.has(id)), ...runs.filter(({ id }) => !pinned.has(id))]
}

export type RunGroup = {
  /** `architecture=plain, loss=mse`: stable, and kept for what is collapsed. */
  readonly id: string
  /** `plain, MSE`. */
  readonly label: string
  readonly runs: readonly RunSummary[]
}

/** Which group a run belongs to. */
export const groupIdOf = (run: Pick<RunSummary, 'config'>, groupBy: readonly string[]): string =>
  groupBy.map((key) => `${key}=${configText(run, key)}`).join(', ')

/** Groups in the order of their values, runs in theirs; without keys a single one of all. */
export function groupRuns(runs: readonly RunSummary[], groupBy: readonly string[]): RunGroup[] {
  const groups = new Map<string, RunSummary[]>()
  for (const run of runs) {
    const id = groupIdOf(run, groupBy)
    const group = groups.get(id)
    if (group) group.push(run)
    else groups.set(id, [run])
  }
  return [...groups]
    .map(([id, members]) => ({ id, label: groupLabelOf(members[0], groupBy), runs: members }))
    .sort((left, right) => compareGroups(left, right, groupBy))
}

/** What a group is called by. */
export function groupLabelOf(run: Pick<RunSummary, 'config'> | undefined, groupBy: readonly string[]): string {
  if (run === undefined) return ''
  // A bare number says nothing without its setting.
  return groupBy
    .map((key) => {
      const label = configLabel(run, key)
      return /^[a-z]/i.test(label) && label !== 'none' && label !== 'on' && label !== 'off'
        ? label
        : `${settingLabel(key)} ${label}`
    })
    .join(', ')
}

function compareGroups(left: RunGroup, right: RunGroup, groupBy: readonly string[]): number {
  const [a, b] = [left.runs[0], right.runs[0]]
  if (a === undefined || b === undefined) return 0
  for (const key of groupBy) {
    const order = compareValues(configText(a, key), configText(b, key))
    if (order !== 0) return order
  }
  return 0
}

export type ListRow =
  | { readonly kind: 'group'; readonly id: string; readonly group: RunGroup; readonly isCollapsed: boolean }
  | { readonly kind: 'run'; readonly id: string; readonly run: RunSummary }

/** Groups and their runs as rows of one height; runs of a collapsed group are left out. */
export function toRows(groups: readonly RunGroup[], isGrouped: boolean, collapsed: ReadonlySet<string>): ListRow[] {
  return groups.flatMap((group): ListRow[] => {
    const rows = group.runs.map((run): ListRow => ({ kind: 'run', id: run.id, run }))
    if (!isGrouped) return rows
    const isCollapsed = collapsed.has(group.id)
    return [{ kind: 'group', id: group.id, group, isCollapsed }, ...(isCollapsed ? [] : rows)]
  })
}

/** What of the groups is among these runs, in the order of the groups; those of which nothing is left are left out. */
export function groupsWithin(groups: readonly RunGroup[], runs: readonly RunSummary[]): RunGroup[] {
  const kept = new Set(runs.map(({ id }) => id))
  return groups.flatMap((group) => {
    const members = group.runs.filter(({ id }) => kept.has(id))
    return members.length === 0 ? [] : [members.length === group.runs.length ? group : { ...group, runs: members }]
  })
}

/** What the list shows of a run behind its name: the best `val_mse`, or the epoch in which it became NaN. */
export function bestOf(run: RunSummary): number | null {
  const best = metricOf(run, 'val_mse')?.best
  return best !== undefined && Number.isFinite(best) ? best : null
}

/** The mean of a group's best values and how many runs have one; null for none. */
export function meanBest(
  runs: readonly RunSummary[],
): { readonly value: number; readonly count: number; readonly unfinished: number } | null {
  const measured = runs.filter((run) => bestOf(run) !== null)
  const values = measured.flatMap((run) => bestOf(run) ?? [])
  if (values.length === 0) return null
  const unfinished = measured.filter((run) => !cameToPlannedEnd(run)).length
  return { value: mean(values), count: values.length, unfinished }
}
