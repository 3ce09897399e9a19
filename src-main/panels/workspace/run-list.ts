/** Which runs the workspace lists and shows, in which order and groups. */
import { cameToPlannedEnd, type RunSummary } from '@contract/run'
import type { WorkspaceLayout } from '@contract/workspace'
import { bestValueOfDigest } from '@model/digests'
import { directionOf } from '@model/directions'
import { mean } from '@maths/statistics'
import { compareValues, configLabel, configText, settingLabel } from '../words/config-values'

/** The baseline comes first, and then pinned runs, in the order of the list. */
export function pinnedFirst<Run extends { readonly id: string }>(
  runs: readonly Run[],
  { pinnedRuns, baseline }: Pick<WorkspaceLayout, 'pinnedRuns' | 'baseline'>,
): readonly Run[] {
  if (pinnedRuns.length === 0 && baseline === null) return runs
  const pinned = new Set(pinnedRuns)
  const placeOf = ({ id }: Run) => (id === baseline ? 0 : pinned.has(id) ? 1 : 2)
  return [0, 1, 2].flatMap((place) => runs.filter((run) => placeOf(run) === place))
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
export class ListRows {
  readonly length: number
  readonly #groups: readonly RunGroup[]
  readonly #isGrouped: boolean
  readonly #collapsed: ReadonlySet<string>

  constructor(groups: readonly RunGroup[], isGrouped: boolean, collapsed: ReadonlySet<string>) {
    this.#groups = groups
    this.#isGrouped = isGrouped
    this.#collapsed = collapsed
    this.length = groups.reduce((sum, group) => sum + this.#lengthOf(group), 0)
  }

  #isCollapsed({ id }: RunGroup): boolean {
    return this.#isGrouped && this.#collapsed.has(id)
  }
  #lengthOf(group: RunGroup): number {
    return (this.#isGrouped ? 1 : 0) + (this.#isCollapsed(group) ? 0 : group.runs.length)
  }

  /** The rows from one to before another; no more than these are made, however many runs there are. */
  slice(from: number, to: number): ListRow[] {
    const rows: ListRow[] = []
    let top = 0
    for (const group of this.#groups) {
      const isCollapsed = this.#isCollapsed(group)
      if (this.#isGrouped) {
        if (top >= from && top < to) rows.push({ kind: 'group', id: group.id, group, isCollapsed })
        top += 1
      }
      if (isCollapsed) continue
      for (const run of group.runs.slice(Math.max(0, from - top), Math.max(0, to - top)))
        rows.push({ kind: 'run', id: run.id, run })
      top += group.runs.length
      if (top >= to) break
    }
    return rows
  }

  /** The runs that have a row, in their order. */
  runs(): readonly RunSummary[] {
    const [only] = this.#groups
    if (only !== undefined && this.#groups.length === 1) return this.#isCollapsed(only) ? [] : only.runs
    return this.#groups.flatMap((group) => (this.#isCollapsed(group) ? [] : group.runs))
  }

  /** The row of a run; -1 where it has none. */
  indexOf(run: string): number {
    let top = 0
    for (const group of this.#groups) {
      if (this.#isGrouped) top += 1
      if (this.#isCollapsed(group)) continue
      const at = group.runs.findIndex(({ id }) => id === run)
      if (at >= 0) return top + at
      top += group.runs.length
    }
    return -1
  }
}

/** What of the groups is among these runs, in the order of the groups; those of which nothing is left are left out. */
export function groupsWithin(groups: readonly RunGroup[], runs: readonly RunSummary[]): RunGroup[] {
  const kept = new Set(runs.map(({ id }) => id))
  const within: RunGroup[] = []
  for (const group of groups) {
    // Of thousands of runs mostly the first ones are asked for: the others need no look.
    if (kept.size === 0) break
    const members = group.runs.filter(({ id }) => kept.delete(id))
    if (members.length > 0) within.push(members.length === group.runs.length ? group : { ...group, runs: members })
  }
  return within
}

/** What the list shows of a run behind its name: the best `val_mse`, or the epoch in which it became NaN. */
export function bestOf(run: RunSummary): number | null {
  const digest = run.series.val_mse
  const best = digest === undefined ? null : bestValueOfDigest(digest, directionOf('val_mse', run.directions))
  return best !== null && Number.isFinite(best) ? best : null
}

/** The mean of a group's best values and how many runs have one; null for none. */
export function meanBest(
  runs: readonly RunSummary[],
): { readonly value: number; readonly count: number; readonly unfinished: number } | null {
  const values: number[] = []
  let unfinished = 0
  for (const run of runs) {
    const best = bestOf(run)
    if (best === null) continue
    values.push(best)
    if (!cameToPlannedEnd(run)) unfinished += 1
  }
  return values.length === 0 ? null : { value: mean(values), count: values.length, unfinished }
}
