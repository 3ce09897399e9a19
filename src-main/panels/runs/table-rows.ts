/** Rows of the run table: runs, or groups of them in one or two levels, each row where it lies. No row is made that is not in sight. */
import type { RunSummary } from '@contract/run'
import { tagsKey } from '@contract/workspace'
import { identityOfValue } from '@model/column-values'
import { settingWords } from '../words/config-values'
import { tagsWords } from '../workspace/run-list'

export type GroupLevel = 0 | 1
export type TableGroup<Run> = {
  /** By its values, all that they are; and what the layout remembers it by, which is short. */
  readonly identity: string
  readonly id: string
  readonly key: string
  readonly label: string
  readonly level: GroupLevel
  /** Its place among the groups of its level. */
  readonly place: number
  readonly count: number
  /** Of the groups within it, or of its own runs. */
  readonly inner: readonly TableGroup<Run>[]
  readonly runs: readonly Run[]
}
export type TableRow<Run> =
  | {
      readonly kind: 'group0' | 'group1'
      readonly id: string
      readonly group: TableGroup<Run>
      readonly isOpen: boolean
    }
  | { readonly kind: 'run'; readonly id: string; readonly run: Run }
  | { readonly kind: 'more'; readonly id: string; readonly group: TableGroup<Run>; readonly count: number }

/** Of each kind of row, in pixels, its border with it. */
export const rowHeights = { group0: 31, group1: 28, run: 27, more: 25 } as const
/** So many runs of a group are shown before the others are asked for. */
export const firstOfGroup = 9
/** Layouts keep no more of a group's values. */
const mostIdLength = 400

type Grouped<Run> = { readonly config: RunSummary['config']; readonly runs: readonly Run[] }

/** Groups of one or two settings, or of tags, those that share the first value within one. */
export function toTableGroups<Run>(groups: readonly Grouped<Run>[], groupBy: readonly string[]): TableGroup<Run>[] {
  const [outer, inner] = groupBy
  if (outer === undefined) return []
  const leaf = (group: Grouped<Run>, place: number, level: GroupLevel, before: string | null): TableGroup<Run> => ({
    ...identify(describe(group, level === 1 ? (inner ?? outer) : outer, before)),
    level,
    place,
    count: group.runs.length,
    inner: [],
    runs: group.runs,
  })
  if (inner === undefined) return groups.map((group, place) => leaf(group, place, 0, null))
  const blocks: { of: Grouped<Run>; identity: string; leaves: { group: Grouped<Run>; place: number }[] }[] = []
  groups.forEach((group, place) => {
    const identity = identityOfValue(group.config[outer])
    const last = blocks.at(-1)
    if (last?.identity === identity) last.leaves.push({ group, place })
    else blocks.push({ of: group, identity, leaves: [{ group, place }] })
  })
  return blocks.map(({ of, leaves }, place) => {
    const described = identify(describe(of, outer, null))
    return {
      ...described,
      level: 0,
      place,
      count: leaves.reduce((sum, { group }) => sum + group.runs.length, 0),
      inner: leaves.map((one) => leaf(one.group, one.place, 1, described.identity)),
      runs: [],
    }
  })
}

function describe<Run>({ config }: Grouped<Run>, key: string, before: string | null) {
  const identity = identityOfValue(config[key])
  return {
    identity: before === null ? identity : `${before}\n${identity}`,
    key,
    label: key === tagsKey ? tagsWords({ tags: listOf(config[key]) }) : settingWords({ config }, key),
  }
}

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

const identify = <Described extends { readonly identity: string }>(described: Described) => ({
  ...described,
  id: described.identity.slice(0, mostIdLength),
})

/** A stretch of rows of one kind. */
type Stretch<Run> = {
  readonly first: number
  readonly top: number
  readonly count: number
  readonly height: number
  readonly row: (at: number) => TableRow<Run>
  readonly runs: readonly Run[]
}

/** Outer groups are open and those within them closed, unless turned; groups alone are open. */
export const isGroupOpen = (
  { level, id }: Pick<TableGroup<unknown>, 'level' | 'id'>,
  turned: ReadonlySet<string>,
): boolean => (level === 0) !== turned.has(id)

/**
 * How many of the first runs of a list have rows of their own where so many rows are in sight.
 * @param levels by how many settings they are grouped: those within groups of two are closed
 */
export const runsInSight = (rows: number, levels: number): number =>
  levels === 0 ? rows : levels === 1 ? Math.min(rows, firstOfGroup) : 0

export class TableRows<Run extends { readonly id: string }> {
  readonly length: number
  /** Of all rows, in pixels. */
  readonly height: number
  readonly #stretches: readonly Stretch<Run>[]

  /**
   * @param groups null where runs are not grouped.
   * @param turned ids of groups that are not as usual. @param whole ids of those of which all runs are shown.
   */
  constructor(
    runs: readonly Run[],
    groups: readonly TableGroup<Run>[] | null,
    turned: ReadonlySet<string> = new Set(),
    whole: ReadonlySet<string> = new Set(),
  ) {
    const stretches: Stretch<Run>[] = []
    let [first, top] = [0, 0]
    const add = (count: number, height: number, row: Stretch<Run>['row'], listed: readonly Run[] = []) => {
      if (count === 0) return
      stretches.push({ first, top, count, height, row, runs: listed })
      first += count
      top += count * height
    }
    const addRuns = (listed: readonly Run[]) => add(listed.length, rowHeights.run, (at) => runRow(listed, at), listed)
    const addGroup = (group: TableGroup<Run>) => {
      const isOpen = isGroupOpen(group, turned)
      const kind = group.level === 0 ? 'group0' : 'group1'
      add(1, rowHeights[kind], () => ({ kind, id: `group ${group.identity}`, group, isOpen }))
      if (!isOpen) return
      group.inner.forEach(addGroup)
      const isCut = group.runs.length > firstOfGroup + 1 && !whole.has(group.id)
      addRuns(isCut ? group.runs.slice(0, firstOfGroup) : group.runs)
      const count = group.runs.length - firstOfGroup
      if (isCut) add(1, rowHeights.more, () => ({ kind: 'more', id: `more ${group.identity}`, group, count }))
    }
    if (groups === null) addRuns(runs)
    else groups.forEach(addGroup)
    this.length = first
    this.height = top
    this.#stretches = stretches
  }

  /** The stretch that a place lies in, by rows or by pixels. */
  #at(place: number, by: 'first' | 'top'): Stretch<Run> | undefined {
    let [from, to] = [0, this.#stretches.length - 1]
    while (from < to) {
      const middle = (from + to + 1) >>> 1
      if ((this.#stretches[middle]?.[by] ?? 0) <= place) from = middle
      else to = middle - 1
    }
    return this.#stretches[from]
  }

  /** How far below the first row a row begins, in pixels; of the one behind the last their height. */
  topOf(row: number): number {
    const stretch = this.#at(row, 'first')
    if (stretch === undefined || row >= this.length) return this.height
    return stretch.top + (row - stretch.first) * stretch.height
  }
  heightOf(row: number): number {
    return this.#at(row, 'first')?.height ?? rowHeights.run
  }
  /** The row at a height. */
  rowAt(top: number): number {
    const stretch = this.#at(Math.max(0, top), 'top')
    if (stretch === undefined) return 0
    return stretch.first + Math.min(stretch.count - 1, Math.floor((Math.max(0, top) - stretch.top) / stretch.height))
  }

  slice(from: number, to: number): TableRow<Run>[] {
    const rows: TableRow<Run>[] = []
    for (let row = Math.max(0, from); row < Math.min(to, this.length); row += 1) {
      const stretch = this.#at(row, 'first')
      if (stretch !== undefined) rows.push(stretch.row(row - stretch.first))
    }
    return rows
  }

  /** The runs that have a row, in their order. */
  runs(): readonly Run[] {
    const [only] = this.#stretches
    return this.#stretches.length === 1 && only ? only.runs : this.#stretches.flatMap(({ runs }) => runs)
  }
  /** The row of a run; -1 where it has none. */
  indexOf(run: string): number {
    for (const { first, runs } of this.#stretches) {
      const at = runs.findIndex(({ id }) => id === run)
      if (at >= 0) return first + at
    }
    return -1
  }
}

function runRow<Run extends { readonly id: string }>(runs: readonly Run[], at: number): TableRow<Run> {
  const run = runs[at]
  if (run === undefined) throw new RangeError(`There is no run ${at} among ${runs.length}.`)
  return { kind: 'run', id: run.id, run }
}
