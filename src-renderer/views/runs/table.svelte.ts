/** What the parts of the Runs view share: which columns and rows there are, and what stands in them. */
// Sets here are made whole and never changed.
/* eslint-disable svelte/prefer-svelte-reactivity */
import { parseQuery } from '@model/query/parse'
import { getContext, setContext } from 'svelte'
import type { RunSummary } from '@contract/run'
import { directionOf } from '@model/directions'
import { groupCell, isMetricValue, measureOf, primaryColumn, type GroupCell } from '@panels/runs/group-cells'
import { descendants, type LineageSource } from '@panels/runs/lineage-words'
import { sortColumn, tableColumns, usualSort, type CellSource, type RunColumn } from '@panels/runs/run-columns'
import { lookOfSlot, type RunLook } from '@panels/words/run-look'
import { groupIdOf } from '@panels/workspace/run-list'
import { orderOfGroups, placesOfGroups } from '@panels/workspace/group-looks'
import { groupLooksOf } from '@panels/workspace/shown-runs'
import { runsInSight, TableRows, toTableGroups, type TableGroup } from '@panels/runs/table-rows'
import type { App } from '../../state/app.svelte'
import { RunList, type RunListWish } from '../../state/run-list.svelte'
import type { RunRow } from '../../state/run-row'
import { GroupCurves, GroupFacts, type MeasuredGroup } from './group-facts.svelte'
import { shownOrder, sortBy, tableOf } from './run-table'

export class RunTableScreen {
  readonly #app: App
  readonly list: RunList
  readonly curves: GroupCurves
  readonly #facts: GroupFacts
  readonly #archived: () => 'without' | 'only'
  /** What is asked while a name is half typed. */
  held = $state<string | null>(null)
  /** Runs that the dialog for other seeds is about; null while it is closed. */
  again = $state.raw<readonly RunSummary[] | null>(null)
  /** Groups of which all runs are shown. */
  #whole = $state.raw<ReadonlySet<string>>(new Set())

  /** To be made while the view's component is. @param rowsInSight how many rows of runs the view has room for */
  constructor(app: App, archived: () => 'without' | 'only', rowsInSight: () => number) {
    this.#app = app
    this.#archived = archived
    this.list = new RunList(
      app.client,
      app.runs,
      () => this.wish,
      () => runsInSight(rowsInSight(), this.table.groupBy.length),
    )
    this.curves = new GroupCurves(app.client)
    this.#facts = new GroupFacts(app.client, this.list, () =>
      this.table.groupBy.length === 0 ? null : { wish: this.wish, project: app.runs.project, measures: this.#measures },
    )
  }

  readonly table = $derived.by(() => tableOf(this.#app.workspace))
  readonly columns: readonly RunColumn[] = $derived.by(() => tableColumns(shownOrder(this.table), this.#app.runs.keys))
  readonly primary = $derived.by(() => primaryColumn(this.columns, this.table.sorts))
  readonly #measures: readonly string[] = $derived.by(() => {
    const { roles } = this.#app.runs.said
    return this.columns.flatMap((column) => measureOf(column, roles) ?? [])
  })

  /** An order in the query comes before that of the columns. */
  readonly isOrderedByQuery: boolean = $derived.by(
    () => (parseQuery(this.held ?? this.#app.workspace.layout.runQuery).query?.order.length ?? 0) > 0,
  )
  readonly wish: RunListWish = $derived.by(() => {
    const { sorts, groupBy } = this.table
    const [first = usualSort, ...others] = sorts
    const asked = ({ id, isDescending }: typeof first) => ({ column: sortColumn(id), descending: isDescending })
    const isUsual = first.id === usualSort.id && first.isDescending && others.length === 0
    const measured = this.columns.find(({ id }) => id === first.id)
    return {
      where: (this.held ?? this.#app.workspace.layout.runQuery).trim(),
      archived: this.#archived(),
      sort: isUsual ? null : asked(first),
      thenBy: others.map(asked),
      groupBy,
      ...(groupBy.length === 0 || this.primary === null ? {} : { measures: [this.primary.id] }),
      groupOrder:
        groupBy.length > 0 && measured !== undefined && isMetricValue(measured)
          ? { measure: first.id, descending: first.isDescending }
          : null,
    }
  })

  readonly groups: readonly TableGroup<RunRow>[] | null = $derived.by(() =>
    this.list.groups === null ? null : toTableGroups(this.list.groups, this.list.groupedBy),
  )
  readonly rows: TableRows<RunRow> = $derived.by(
    () => new TableRows(this.list.runs, this.groups, new Set(this.table.turned), this.#whole),
  )
  #orderBefore: readonly string[] = []
  /** As in the workspace: by the group's place among those of all runs, with the dash that its runs share. */
  readonly #looks: ReadonlyMap<string, RunLook> = $derived.by(() => {
    const groupBy = this.list.groupedBy.slice(0, 1)
    const { all } = this.#app.runs
    const outer = (this.groups ?? []).map((group) => {
      const runs = group.inner.length > 0 ? group.inner.flatMap((inner) => inner.runs) : group.runs
      const [first] = runs
      return { outer: group.id, id: first === undefined ? '' : groupIdOf(first, groupBy), label: group.label, runs }
    })
    this.#orderBefore = orderOfGroups(all, groupBy, this.#orderBefore)
    const lookOf = groupLooksOf(
      {
        all,
        groups: outer,
        groupBy,
        placeOfGroup: placesOfGroups(this.#orderBefore),
        dashes: this.#app.looks.dashesByLoss,
      },
      { colourBy: null, dashBy: this.#app.workspace.layout.settings.dashBy, legend: '' },
    )
    return new Map(outer.map((group) => [group.outer, lookOf(group)]))
  })
  /** The look of a group: those within an outer one carry its. */
  lookOf(group: TableGroup<RunRow>): RunLook {
    const outer = group.level === 0 ? group : this.groups?.find(({ inner }) => inner.includes(group))
    return (outer && this.#looks.get(outer.id)) ?? lookOfSlot(0)
  }

  showWhole(group: TableGroup<RunRow>): void {
    this.#whole = new Set([...this.#whole, group.id])
  }

  readonly #descendants = $derived.by(() => descendants(this.#app.runs.all))
  /** What cells are read from. */
  readonly source: CellSource & LineageSource = {
    read: (column, run) => this.#app.runs.cell(column, run),
    nameOf: (id) => this.#app.runs.get(id)?.name,
    verifiedBy: (id) => this.#descendants.verifiedBy(id),
    clonesOf: (id) => this.#descendants.clonesOf(id),
  }

  /** What a group has in a column. */
  groupCell(column: RunColumn, group: TableGroup<RunRow>): GroupCell {
    const { directions, roles } = this.#app.runs.said
    if (measureOf(column, roles) === null) return groupCell(column, null, 0, directions)
    const found = this.#measured(column, group)
    return groupCell(column, found?.measured ?? null, found?.place ?? 0, directions)
  }
  /** The metric that runs are sorted by comes with the groups themselves. */
  #measured(column: RunColumn, group: TableGroup<RunRow>): MeasuredGroup | null {
    const measured = this.list.measured[group.level]?.[column.id]
    return measured === undefined ? this.#facts.of(group, column.id) : { measured, place: group.place }
  }

  /** A press on a head. @param isAdded with Shift: behind what decides already */
  sort({ id, subject }: Pick<RunColumn, 'id' | 'subject'>, isAdded: boolean): void {
    const { directions } = this.#app.runs.said
    const startsDescending =
      subject.kind === 'metric' && subject.part !== 'at' && directionOf(subject.key, directions) === 'higher'
    sortBy(this.#app.workspace, id, { isAdded, startsDescending })
  }

  /** All that a query finds, whether it has a row or not. */
  get found(): readonly RunSummary[] {
    return this.list.runs
  }
}

const contextKey = Symbol('runs')

/** Called by the view. */
export const provideTable = (...of: ConstructorParameters<typeof RunTableScreen>): RunTableScreen =>
  setContext(contextKey, new RunTableScreen(...of))

/** @throws when no Runs view is around the component that calls it. */
export function useTable(): RunTableScreen {
  const screen = getContext<RunTableScreen | undefined>(contextKey)
  if (!screen) throw new Error('useTable is called outside of the Runs view')
  return screen
}
