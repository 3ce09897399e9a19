/** Which runs the workspace lists and shows, in which order and groups. */
import type { RunSummary } from '@contract/run'
import { tagsKey, type WorkspaceLayout } from '@contract/workspace'
import { compareValues, configText, settingLabel, settingWords } from '../words/config-values'

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

/** What decides on the group of a run. */
export type Grouped = Pick<RunSummary, 'config'> & { readonly tags?: readonly string[] | undefined }

/** Whether tags can be chosen to group by: where any run has one, or they are chosen already. */
export const offersTags = (groupBy: readonly string[], runs: readonly Pick<RunSummary, 'tags'>[]): boolean =>
  groupBy.includes(tagsKey) || runs.some(({ tags }) => tags.length > 0)

/** Tags in one order: which was given first makes no other group. */
const tagsText = ({ tags = [] }: Pick<Grouped, 'tags'>): string => [...tags].sort().join(', ')
/** The same where it names a group. */
export const tagsWords = (run: Pick<Grouped, 'tags'>): string => tagsText(run) || 'no tags'
/** A run's value of what groups are made by, as text. */
export const groupText = (run: Grouped, key: string): string => (key === tagsKey ? tagsText(run) : configText(run, key))

/** Which group a run belongs to. */
export const groupIdOf = (run: Grouped, groupBy: readonly string[]): string =>
  groupBy.map((key) => `${key}=${groupText(run, key)}`).join(', ')

/** {@link groupIdOf} for very many runs: how a value reads is worked out once. */
export function groupIds(groupBy: readonly string[]): (run: Grouped) => string {
  const parts = groupBy.map((key) => {
    const known = new Map<unknown, string>()
    return (run: Grouped): string => {
      const value = key === tagsKey ? run.tags : run.config[key]
      let part = known.get(value)
      if (part === undefined) {
        part = groupIdOf(run, [key])
        // 0 and -0 would be one.
        if (value !== 0) known.set(value, part)
      }
      return part
    }
  })
  const [only] = parts
  return only !== undefined && parts.length === 1 ? only : (run) => parts.map((partOf) => partOf(run)).join(', ')
}

/** Groups in the order of their values, runs in theirs; without keys a single one of all. */
export function groupRuns(runs: readonly RunSummary[], groupBy: readonly string[]): RunGroup[] {
  const groups = new Map<string, RunSummary[]>()
  const idOf = groupIds(groupBy)
  for (const run of runs) {
    const id = idOf(run)
    const group = groups.get(id)
    if (group) group.push(run)
    else groups.set(id, [run])
  }
  return [...groups]
    .map(([id, members]) => ({ id, label: groupLabelOf(members[0], groupBy), runs: members }))
    .sort((left, right) => compareGroups(left, right, groupBy))
}

/** A value that groups are called by, with the name of its setting where it says nothing without. */
export type GroupPart = { readonly name: string; readonly value: string }

export const groupPartsOf = (run: Grouped, groupBy: readonly string[]): GroupPart[] =>
  groupBy.map((key) => {
    if (key === tagsKey) return { name: '', value: tagsWords(run) }
    const value = settingWords(run, key)
    const speaks = /^[a-z]/i.test(value) && value !== 'on' && value !== 'off'
    return { name: speaks ? '' : settingLabel(key), value }
  })

export const partText = ({ name, value }: GroupPart): string => (name === '' ? value : `${name} ${value}`)

/** What a group is called by. */
export const groupLabelOf = (run: Grouped | undefined, groupBy: readonly string[]): string =>
  run === undefined ? '' : groupPartsOf(run, groupBy).map(partText).join(', ')

function compareGroups(left: RunGroup, right: RunGroup, groupBy: readonly string[]): number {
  const [a, b] = [left.runs[0], right.runs[0]]
  if (a === undefined || b === undefined) return 0
  for (const key of groupBy) {
    const [first, second] = [groupText(a, key), groupText(b, key)]
    // What has no tags comes last, as the store has it.
    const order =
      key === tagsKey && (first === '') !== (second === '') ? (first === '' ? 1 : -1) : compareValues(first, second)
    if (order !== 0) return order
  }
  return 0
}

/** Groups that are called alike as one: what the store tells apart, such as 1 and "1", reads the same. */
export function joinGroups(groups: readonly RunGroup[]): RunGroup[] {
  const joined = new Map<string, RunGroup>()
  for (const group of groups) {
    const before = joined.get(group.id)
    joined.set(group.id, before === undefined ? group : { ...before, runs: [...before.runs, ...group.runs] })
  }
  return [...joined.values()]
}

export type ListRow =
  | { readonly kind: 'group'; readonly id: string; readonly group: RunGroup; readonly isCollapsed: boolean }
  | { readonly kind: 'run'; readonly id: string; readonly run: RunSummary }
  /** Above the runs outside of the brush. */
  | { readonly kind: 'rule'; readonly id: 'outside the brush'; readonly count: number }

/** Groups and their runs as rows of one height; runs of a collapsed group are left out. */
export class ListRows {
  readonly length: number
  readonly #parts: readonly (RunGroup | 'rule')[]
  readonly #outside: number
  readonly #isGrouped: boolean
  readonly #collapsed: ReadonlySet<string>

  /** @param outside what lies outside of the brush: below the others, and below a rule */
  constructor(
    groups: readonly RunGroup[],
    isGrouped: boolean,
    collapsed: ReadonlySet<string>,
    outside: readonly RunGroup[] = [],
  ) {
    this.#outside = outside.reduce((sum, { runs }) => sum + runs.length, 0)
    this.#parts = this.#outside === 0 ? groups : [...groups, 'rule', ...outside]
    this.#isGrouped = isGrouped
    this.#collapsed = collapsed
    this.length = this.#parts.reduce((sum, part) => sum + this.#lengthOf(part), 0)
  }

  #isCollapsed({ id }: RunGroup): boolean {
    return this.#isGrouped && this.#collapsed.has(id)
  }
  #lengthOf(part: RunGroup | 'rule'): number {
    return part === 'rule' ? 1 : (this.#isGrouped ? 1 : 0) + this.#runsOf(part).length
  }
  #runsOf(part: RunGroup | 'rule'): readonly RunSummary[] {
    return part === 'rule' || this.#isCollapsed(part) ? [] : part.runs
  }

  /** The rows from one to before another; no more than these are made, however many runs there are. */
  slice(from: number, to: number): ListRow[] {
    const rows: ListRow[] = []
    let top = 0
    for (const part of this.#parts) {
      if (part === 'rule' || this.#isGrouped) {
        if (top >= from && top < to) rows.push(this.#headOf(part))
        top += 1
      }
      const runs = this.#runsOf(part)
      for (const run of runs.slice(Math.max(0, from - top), Math.max(0, to - top)))
        rows.push({ kind: 'run', id: run.id, run })
      top += runs.length
      if (top >= to) break
    }
    return rows
  }

  #headOf(part: RunGroup | 'rule'): ListRow {
    if (part === 'rule') return { kind: 'rule', id: 'outside the brush', count: this.#outside }
    return { kind: 'group', id: part.id, group: part, isCollapsed: this.#isCollapsed(part) }
  }

  /** The runs that have a row, in their order. */
  runs(): readonly RunSummary[] {
    const [only] = this.#parts
    return only !== undefined && this.#parts.length === 1
      ? this.#runsOf(only)
      : this.#parts.flatMap((part) => this.#runsOf(part))
  }

  /** The row of a run; -1 where it has none. */
  indexOf(run: string): number {
    let top = 0
    for (const part of this.#parts) {
      if (part === 'rule' || this.#isGrouped) top += 1
      const runs = this.#runsOf(part)
      const at = runs.findIndex(({ id }) => id === run)
      if (at >= 0) return top + at
      top += runs.length
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
