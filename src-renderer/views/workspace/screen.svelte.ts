/** What the parts of the workspace share: which runs are listed and shown, which panels there are, what the pointer is on. */
// Sets here are made and read within one derivation or change.
/* eslint-disable svelte/prefer-svelte-reactivity */
import { getContext, setContext } from 'svelte'
import type { RunLoss } from '@contract/config'
import { inLossOrder, isRunLoss } from '@recipes/registry/losses'
import { cameToPlannedEnd, type RunSummary } from '@contract/run'
import { seriesOfKey } from '@model/expressions/keys'
import type { PanelDefinition, PanelSettings, WorkspaceLayout } from '@contract/workspace'
import type { Range } from '@charts/panel'
import type { Brushes } from '@charts/parallel'
import { parseQuery } from '@model/query/parse'
import { ZoomGroup } from '../../charts/zoom-group.svelte'
import type { App } from '../../state/app.svelte'
import { toggleBaseline, toggleEyes, togglePins } from '../../state/marks'
import { RunList } from '../../state/run-list.svelte'
import type { RunRow } from '../../state/run-row'
import type { FigureOffer } from '../../state/figures.svelte'
import type { ChangeOptions } from '../../state/workspace.svelte'
import { BrushedRuns } from './brushed-runs.svelte'
import { panelFigure } from './figure-source'
import { PanelQueries } from './panel-queries.svelte'
import { headFits, usualWidth, widthOfGroups } from './list-room'
import { headsOf } from '@panels/workspace/group-heads'
import { changePanel, withSettings } from './layout-changes'
import { seriesOf, settingsOf, toSections, type Section } from '@panels/workspace/panels'
import { borrowedWords, type RunLook } from '@panels/words/run-look'
import { parseSearch } from '@panels/words/run-search'
import {
  groupValueOf,
  listValueOf,
  sortGroups,
  sortOfList,
  type GroupValue,
  type ListOrder,
  type ListValue,
} from '@panels/workspace/list-value'
import {
  groupIdOf,
  groupLabelOf,
  groupRuns,
  groupsWithin,
  joinGroups,
  pinnedFirst,
  ListRows,
  type RunGroup,
} from '@panels/workspace/run-list'
import { drawnRuns } from '@panels/workspace/drawn-runs'
import { orderOfGroups, placesOfGroups } from '@panels/workspace/group-looks'
import { areSameRuns, groupLooksOf, looksOf, withRuns, type ShownRuns } from '@panels/workspace/shown-runs'
import { settledX } from '@panels/workspace/line-axes'
import { groupOwner, type LinePanel } from '@panels/workspace/line-spec'

/** Heads of so many groups are measured: of more, few are in sight. */
const mostMeasured = 200

/** What of a panel's settings decides on its runs. */
type PanelRunSettings = Pick<PanelSettings, 'groupBy' | 'where'>

export class WorkspaceScreen {
  readonly #app: App
  readonly zoomGroup = new ZoomGroup()
  /** The panel that the pointer or the focus is in: keys act on it. */
  panelAtHand = $state<string | null>(null)
  /** What the table of the panel in full is of: every value at one x; null for all points. */
  tableAt = $state.raw<{ readonly x: number; readonly within: number } | null>(null)
  /** What the list asks while a name is half typed in its line. */
  heldSearch = $state<string | null>(null)
  /** Of the toolbar's field: panels with that in their title. */
  panelFilter = $state('')
  /** By panel: what it is zoomed to. Each draws by itself; a figure of it is asked for later. */
  readonly #zooms = new Map<string, { readonly x: Range; readonly y: Range }>()

  readonly #list: RunList
  readonly queries: PanelQueries
  readonly #brushing = new BrushedRuns({
    all: () => this.#app.runs.all,
    open: () => this.open,
    panel: (id) => this.sections.flatMap(({ panels }) => panels).find((panel) => panel.id === id),
  })

  /** To be made while the workspace's component is. */
  constructor(app: App) {
    this.#app = app
    this.#list = new RunList(app.client, app.runs, () => ({
      where: this.search.where,
      archived: this.archived,
      sort: sortOfList(this.value, this.layout.listOrder),
      groupBy: this.layout.groupBy,
    }))
    this.queries = new PanelQueries(
      app.client,
      app.runs,
      () =>
        new Map(
          // What a layout has that is only now loaded is no change of a panel.
          app.workspace.isLoaded
            ? this.sections.flatMap(({ panels }) => panels.map(({ id, settings }) => [id, settings.where] as const))
            : [],
        ),
    )
  }

  /** Runs that keys act on: the one at hand, those of the group at hand, or none. */
  get atHand(): readonly RunSummary[] {
    const id = this.#app.hand.current
    if (id === null) return []
    const run = this.#app.runs.get(id)
    return run ? [run] : (this.groups.find((group) => groupOwner(group) === id)?.runs ?? [])
  }

  readonly layout: WorkspaceLayout = $derived.by(() => this.#app.workspace.layout)
  get archived(): 'with' | 'without' {
    return this.layout.showsArchived ? 'with' : 'without'
  }
  /** What stands behind each name of the list. Until the keys of the runs are known, what most have. */
  readonly value: ListValue = $derived.by(() => {
    const { keys, said, areKeysLoaded } = this.#app.runs
    return listValueOf(this.layout.listValue ?? (areKeysLoaded ? null : 'best:val_mse'), keys, said)
  })
  /** How the list is sorted by it: a line that has an order of its own comes first. */
  readonly order: ListOrder = $derived.by(() => (this.hasOwnOrder ? 'newest' : this.layout.listOrder))
  readonly hasOwnOrder: boolean = $derived.by(
    () => !this.layout.isRegex && (parseQuery(this.layout.search).query?.order.length ?? 0) > 0,
  )
  readonly search = $derived.by(() => parseSearch(this.heldSearch ?? this.layout.search, this.layout.isRegex))
  /** Why the line of the list cannot be read. */
  readonly queryProblem = $derived.by(() => this.#list.problem)
  /** What the list has, hidden runs too. */
  readonly listed: readonly RunRow[] = $derived.by(() => {
    const { matches } = this.search
    const { runs } = this.#list
    return pinnedFirst(this.search.where === '' ? runs.filter(matches) : runs, this.layout)
  })
  readonly hidden: ReadonlySet<string> = $derived.by(() => new Set(this.layout.hiddenRuns))
  /** Those of the list whose eye is open. */
  readonly open: readonly RunRow[] = $derived.by(() =>
    this.hidden.size === 0 ? this.listed : this.listed.filter(({ id }) => !this.hidden.has(id)),
  )
  /** In the order of what they are grouped by; one of all where they are not. */
  readonly #groups: readonly RunGroup[] = $derived.by(() => {
    const { groupBy } = this.layout
    const groups = this.#list.groups?.map(({ runs, ...values }) => ({
      id: groupIdOf(values, groupBy),
      label: groupLabelOf(values, groupBy),
      runs: pinnedFirst(runs, this.layout),
    }))
    if (groups === undefined) return [{ id: '', label: '', runs: this.listed }]
    const joined = joinGroups(groups)
    // What the core has found needs no look.
    return this.listed.length === this.#list.runs.length ? joined : groupsWithin(joined, this.listed)
  })
  /** What groups have where their runs have a value. */
  readonly #groupValues = $derived.by(
    () => new Map(this.#groups.map((group) => [group.id, { runs: group.runs, value: this.#valueOf(group.runs) }])),
  )
  readonly groups: readonly RunGroup[] = $derived.by(() =>
    this.isGrouped && this.order !== 'newest'
      ? sortGroups(this.#groups, (group) => this.groupValue(group).mean, this.value, this.order)
      : this.#groups,
  )
  get isGrouped(): boolean {
    return this.#list.groups !== null
  }
  groupValue({ id, runs }: RunGroup): GroupValue {
    const known = this.#groupValues.get(id)
    return known?.runs === runs ? known.value : this.#valueOf(runs)
  }
  #valueOf(runs: readonly RunSummary[]): GroupValue {
    const shown = this.hidden.size === 0 ? runs : runs.filter(({ id }) => !this.hidden.has(id))
    return groupValueOf(shown, this.value, (run) => !cameToPlannedEnd(run))
  }
  /** Heads of groups, by their ids, and how wide the list is for them. */
  readonly heads = $derived.by(() => {
    const some = this.isGrouped ? this.#groups.slice(0, mostMeasured) : []
    const values = some.map((group) => this.groupValue(group).text)
    const largest = Math.max(0, ...some.map(({ runs }) => runs.length))
    const heads = headsOf(some, this.layout.groupBy, headFits(values, largest))
    return { of: heads, width: this.isGrouped ? widthOfGroups(heads.values(), values, largest) : usualWidth }
  })
  /** Rows of the list: under a brush those within it come first. */
  readonly rows = $derived.by(() => {
    const collapsed = new Set(this.layout.collapsedGroups)
    if (!this.isBrushed) return new ListRows(this.groups, this.isGrouped, collapsed)
    const { baseline } = this.layout
    const isWithin = (run: RunRow) => this.#brushing.has(run) || (baseline !== null && run.id === baseline)
    const [within, outside]: [RunRow[], RunRow[]] = [[], []]
    for (const run of this.listed) (isWithin(run) ? within : outside).push(run)
    const parts = [within, outside].map((runs) => {
      if (this.isGrouped) return groupsWithin(this.groups, runs)
      return runs.length === 0 ? [] : [{ id: '', label: '', runs }]
    })
    return new ListRows(parts[0] ?? [], this.isGrouped, collapsed, parts[1])
  })
  readonly keys: readonly string[] = $derived.by(() => seriesOf(this.#app.runs.keys))
  /** Series that are the x axis of others, for their authors: of these metrics, or of any. */
  stepKeys(keys: readonly string[] = this.keys): string[] {
    const { stepKeys } = this.#app.runs.said
    return [...new Set(keys.flatMap(seriesOfKey).flatMap((key) => stepKeys[key] ?? []))]
  }
  /** Along what a panel's lines are drawn: what is chosen, but steps where its series know no epochs. */
  lineAxis({ keys }: LinePanel, { x }: Pick<PanelSettings, 'x'>): PanelSettings['x'] {
    return settledX(x, keys, this.#app.runs.keys.series)
  }
  /** Keys of settings that any run of the project has. */
  readonly settingKeys: readonly string[] = $derived.by(() => this.#app.runs.keys.config.map(({ key }) => key))
  readonly sections: readonly Section[] = $derived.by(() =>
    toSections(this.keys, this.layout, this.#app.runs.said.hiddenKeys),
  )

  /** Runs that lie within every brush. */
  get brushed(): readonly RunRow[] {
    return this.#brushing.within
  }
  get isBrushed(): boolean {
    return this.#brushing.isAny
  }
  /** Open runs outside of a brush. */
  get faded(): readonly RunRow[] {
    return this.#brushing.faded
  }
  /** Why no panel has anything to draw; null where there are runs. */
  readonly nothingShown: string | null = $derived.by(() => {
    if (this.brushed.length > 0) return null
    // The list is still what the line before it found.
    if (this.listed.length === 0 && this.queryProblem !== null)
      return 'The query cannot be read, and the one before it found no run.'
    const asked = (this.heldSearch ?? this.layout.search).trim()
    if (this.listed.length === 0 && asked !== '') return `No run matches ${asked.slice(0, 80)}.`
    if (this.listed.length === 0) return 'There are no runs in the list.'
    return this.open.length === 0
      ? 'All runs of the list are hidden. The eye icons show them.'
      : 'No runs within the brush.'
  })
  /** Whether a run of the list stands below the rule of the brush. */
  isOutside({ id }: RunSummary): boolean {
    if (!this.isBrushed || id === this.layout.baseline) return false
    const row = this.#app.runs.rowOf(id)
    return row !== undefined && !this.#brushing.has(row)
  }

  #orderBefore: readonly string[] = []
  /** Worked out once for all panels, and only where one of them draws groups: as it was, however often a run changes. */
  readonly #order = $derived.by(
    () => (this.#orderBefore = orderOfGroups(this.#app.runs.all, this.layout.groupBy, this.#orderBefore)),
  )
  readonly #places = $derived.by(() => placesOfGroups(this.#order))
  readonly #placeOfGroup = (id: string): number => this.#places(id)
  readonly shown: ShownRuns = $derived.by(() => {
    const { runs } = this.#app
    return {
      get all() {
        return runs.all
      },
      runs: this.brushed,
      groups:
        this.#list.groups === null
          ? null
          : this.brushed.length === this.listed.length
            ? this.groups
            : groupsWithin(this.groups, this.brushed),
      groupBy: this.layout.groupBy,
      dashes: this.#app.looks.dashesByLoss,
      baseline: this.layout.baseline === null ? null : (runs.get(this.layout.baseline) ?? null),
      pinned: this.layout.pinnedRuns,
      placeOfGroup: this.#placeOfGroup,
    }
  })
  /** What of it panels of lines draw; the same object for as long as it is the same, however often the list is another. */
  #drawnBefore: ShownRuns | null = null
  readonly #drawn: ShownRuns = $derived.by(() => {
    const drawn = drawnRuns(this.shown)
    if (this.#drawnBefore !== null && areSameRuns(this.#drawnBefore, drawn)) return this.#drawnBefore
    return (this.#drawnBefore = drawn)
  })

  /** How the list draws them: as panels without settings of their own do. */
  readonly lookOf = $derived.by(() => looksOf(this.shown, this.layout.settings))
  /** That a run has another's look for now; null where it has its own, and where looks say something else. */
  borrowedBy(run: RunSummary, look: RunLook): string | null {
    const isOwn =
      this.layout.settings.colourBy !== null || this.shown.groups !== null || run.id === this.shown.baseline?.id
    return isOwn ? null : borrowedWords(run, look)
  }
  /** Losses of the project where dashes say them; none where they do not. */
  readonly dashLosses: readonly RunLoss[] = $derived.by(() => {
    const isSaid = this.layout.settings.dashBy === 'loss' && this.#app.looks.dashesByLoss === 'loss'
    return isSaid ? inLossOrder(this.#app.runs.keys.losses.filter(isRunLoss)) : []
  })
  readonly groupLookOf = $derived.by(() => groupLooksOf(this.shown, this.layout.settings))

  /** What a panel is told of the runs: in its own groups, where it has some. */
  shownBy({ groupBy, where }: PanelRunSettings): ShownRuns {
    const runs = this.queries.among(where, this.brushed)
    if (groupBy !== undefined) {
      const { placeOfGroup: _, ...shown } = this.shown
      const groups = groupBy.length > 0 ? groupRuns(runs, groupBy) : null
      return { ...shown, runs, groups, groupBy, together: this.brushed }
    }
    if (where === undefined) return this.shown
    const groups = this.shown.groups === null ? null : groupsWithin(this.shown.groups, runs)
    return withRuns({ ...this.shown, together: this.brushed }, { runs, groups })
  }
  /** Why a panel has nothing to draw; null where it has runs. */
  nothingShownBy({ where }: PanelRunSettings): string | null {
    if (this.nothingShown !== null || where === undefined) return this.nothingShown
    if (!this.queries.isKnown(where)) return 'Looking for the runs of this panel.'
    return this.queries.among(where, this.brushed).length > 0 ? null : `No shown run matches ${where.slice(0, 80)}.`
  }

  /** Whether a panel draws what is shown, and has no runs or groups of its own. */
  isDrawnAsShown({ groupBy, where }: PanelRunSettings): boolean {
    return groupBy === undefined && where === undefined
  }
  /** What a panel of lines draws of them. */
  drawnBy(settings: PanelRunSettings): ShownRuns {
    return this.isDrawnAsShown(settings) ? this.#drawn : drawnRuns(this.shownBy(settings))
  }

  brushesOf(panel: string): Brushes {
    return this.#brushing.of(panel)
  }
  brush(panel: string, brushes: Brushes): void {
    this.#brushing.brush(panel, brushes)
  }
  zoomOf(panel: string): { readonly x: Range; readonly y: Range } | null {
    return this.#zooms.get(panel) ?? null
  }
  /** Null shows the whole. */
  setZoom(panel: string, view: { readonly x: Range; readonly y: Range } | null): void {
    if (view === null) this.#zooms.delete(panel)
    else this.#zooms.set(panel, view)
  }
  /** A panel as it stands, as a figure; null where no run is shown. */
  figureOf(panel: PanelDefinition): FigureOffer | null {
    const settings = settingsOf(panel, this.layout)
    return panelFigure({
      panel,
      settings,
      shown: this.shownBy(settings),
      open: this.queries.among(settings.where, this.open),
      view: this.zoomOf(panel.id),
      brushes: this.brushesOf(panel.id),
    })
  }
  clearBrush(): void {
    this.#brushing.clear()
  }

  /** Changes one panel. */
  changePanel(label: string, id: string, change: (panel: PanelDefinition) => PanelDefinition, options?: ChangeOptions) {
    return this.#app.workspace.change(label, changePanel(this.sections, this.layout, id, change), options)
  }
  /** Gives one panel settings of its own. */
  changePanelSettings(label: string, id: string, change: Partial<PanelSettings>, options?: ChangeOptions) {
    return this.changePanel(label, id, (panel) => withSettings(panel, change), options)
  }

  toggleEyes(ids: readonly string[]): void {
    toggleEyes(this.#app.workspace, ids)
  }
  /** Shows these of the listed runs and no others. */
  showOnly(ids: readonly string[]): void {
    const shown = new Set(ids)
    const others = this.listed.filter(({ id }) => !shown.has(id)).map(({ id }) => id)
    const elsewhere = this.layout.hiddenRuns.filter((id) => !this.listed.some((run) => run.id === id))
    this.#app.workspace.change('Other runs hidden', { hiddenRuns: [...elsewhere, ...others] })
  }
  togglePins(ids: readonly string[]): void {
    togglePins(this.#app.workspace, ids)
  }
  toggleBaseline(id: string): void {
    toggleBaseline(this.#app.workspace, id)
  }
}

const contextKey = Symbol('workspace')

/** Called by the view. */
export function provideScreen(app: App): WorkspaceScreen {
  return setContext(contextKey, new WorkspaceScreen(app))
}

/** @throws when no workspace is around the component that calls it. */
export function useScreen(): WorkspaceScreen {
  const screen = getContext<WorkspaceScreen | undefined>(contextKey)
  if (!screen) throw new Error('useScreen is called outside of the workspace')
  return screen
}
