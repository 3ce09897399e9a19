/** What every panel of the workspace is told of the runs: which are shown, in which groups, and how each looks. */
import type { RunSummary } from '@contract/run'
import type { PanelSettings } from '@contract/workspace'
import { lookCount } from '@contract/looks'
import { baselineColour } from '@charts/hand-drawing'
import type { RichText } from '@charts/mathematics'
import { inOrderOfMaking } from '@model/looks'
import { lookOfSlot, looksTogether, shadeOf, type DashRule, type RunLook } from '../words/run-look'
import { dashesBy, fillLegend, richLegend } from '../words/config-values'
import { formatCount } from '../words/format'
import { lookByMetric, metricOfColour } from './metric-colours'
import { looksByPlace, orderOfGroups, placesOfGroups, sharedDash } from './group-looks'
import { groupIds, type RunGroup } from './run-list'

export type ShownRuns = {
  /** Every run of the history: what is stable is worked out over all of them. */
  readonly all: readonly RunSummary[]
  /** Eye open, listed, and within the brush. */
  readonly runs: readonly RunSummary[]
  /** The same, in groups; null where the list is not grouped. */
  readonly groups: readonly RunGroup[] | null
  readonly groupBy: readonly string[]
  /** Runs whose looks are told apart together, where these are only some of them: a run looks the same in every panel. */
  readonly together?: readonly RunSummary[]
  readonly baseline: RunSummary | null
  /** Whether the project's runs differ in loss, so that dashes can say it; where they do not, or nothing is known, each run has its own. */
  readonly dashes?: DashRule
  /** Ids of runs that stay on top. */
  readonly pinned?: readonly string[]
  /** Places of groups among those of all runs, by their ids, where they are known for several panels at once. */
  readonly placeOfGroup?: (id: string) => number
}

/** A panel has so many bars: of more, in two lines of text each, its canvas would be higher than a browser can draw. */
export const mostBars = 400

/** What a panel of bars draws: the first groups, or the first runs of the list. @param note says that there are more; null where there are not */
export function drawnBars(
  shown: ShownRuns,
  by: 'run' | 'group',
): { readonly drawn: ShownRuns; readonly note: string | null } {
  const { runs } = shown
  const groups = by === 'group' ? shown.groups : null
  const all = groups ?? runs
  if (all.length <= mostBars) return { drawn: shown, note: null }
  const few =
    groups === null ? { runs: runs.slice(0, mostBars), groups: null } : { runs, groups: groups.slice(0, mostBars) }
  const of = `${formatCount(all.length)} ${groups === null ? 'runs' : 'groups'}`
  return { drawn: withRuns(shown, few), note: `first ${formatCount(mostBars)} of ${of}` }
}

/** Other runs of the same history. All of them are read no sooner than they are needed: whoever does not need them does not follow them. */
export function withRuns(shown: ShownRuns, change: Pick<ShownRuns, 'runs' | 'groups'>): ShownRuns {
  const { groupBy, baseline, dashes, pinned, placeOfGroup, together } = shown
  return {
    get all() {
      return shown.all
    },
    ...change,
    groupBy,
    baseline,
    ...(dashes === undefined ? {} : { dashes }),
    ...(pinned === undefined ? {} : { pinned }),
    ...(together === undefined ? {} : { together }),
    ...(placeOfGroup === undefined ? {} : { placeOfGroup }),
  }
}

/** Whether the same runs are shown, in the same groups: what is drawn of the one is drawn of the other. */
export function areSameRuns(left: ShownRuns, right: ShownRuns): boolean {
  return (
    left.baseline === right.baseline &&
    left.dashes === right.dashes &&
    left.placeOfGroup === right.placeOfGroup &&
    areEqual(left.pinned ?? [], right.pinned ?? []) &&
    areEqual(left.together ?? [], right.together ?? []) &&
    (left.groups === null || areEqual(left.groupBy, right.groupBy)) &&
    areEqual(left.runs, right.runs) &&
    (left.groups === null) === (right.groups === null) &&
    left.groups?.length === right.groups?.length &&
    (left.groups ?? []).every((group, at) => {
      const other = right.groups?.[at]
      return group.id === other?.id && group.label === other.label && areEqual(group.runs, other.runs)
    })
  )
}

const areEqual = <Value>(left: readonly Value[], right: readonly Value[]): boolean =>
  left === right || (left.length === right.length && left.every((value, at) => value === right[at]))

export type Look = RunLook & {
  readonly label: string
  readonly richLabel?: RichText
}

/** The runs that one is told apart from, and among which it is the best: those that are shown. A figure, which reads no others, looks the same. */
export const comparedIn = ({ together, runs }: Pick<ShownRuns, 'together' | 'runs'>): readonly RunSummary[] =>
  together ?? runs

type LookSettings = Pick<PanelSettings, 'colourBy' | 'dashBy' | 'legend'>

/** How the run looks that the others are compared with: never as one of them. */
const baselineLook: RunLook = { colour: baselineColour, dash: [] }

/**
 * How runs look under a panel's settings: of those that are shown no two alike while they are at most 24, and in groups shades of their group's
 * colour. Colours by a setting's value do not move when runs are hidden. The baseline takes no look from the others.
 */
export function looksOf(
  shown: Omit<ShownRuns, 'baseline'> & Partial<Pick<ShownRuns, 'baseline'>>,
  { colourBy, dashBy, legend }: LookSettings,
): (run: RunSummary) => Look {
  const baseline = shown.baseline?.id
  const metric = metricOfColour(colourBy)
  const lookOf =
    metric !== null
      ? lookByMetric(() => comparedIn(shown), metric)
      : colourBy !== null
        ? lookByValue(() => shown.all, colourBy)
        : shown.groups !== null
          ? looksOfMembers(shown, shown.groups)
          : looksTogether(
              baseline === undefined ? comparedIn(shown) : comparedIn(shown).filter(({ id }) => id !== baseline),
              'look',
            )
  const dashOf = dashesOf(shown, dashBy)
  return (run) => {
    const look = run.id === baseline ? baselineLook : lookOf(run)
    return {
      colour: look.colour,
      dash: dashOf === null || run.id === baseline ? look.dash : dashOf(run),
      label: fillLegend(legend, run),
      ...richLegend(legend, run),
    }
  }
}

/** The dash of what dashes say; null where they say nothing but which look a line has. */
export function dashesOf(
  shown: Pick<ShownRuns, 'all' | 'dashes'>,
  dashBy: string | null,
): ((run: RunSummary) => readonly number[]) | null {
  if (dashBy === null || (dashBy === 'loss' && shown.dashes !== 'loss')) return null
  return dashesBy(() => shown.all, dashBy)
}

/** As groups by that setting look: a value has one colour, whether runs are grouped by it or coloured. */
function lookByValue(all: () => readonly RunSummary[], key: string): (run: RunSummary) => RunLook {
  const placeOf = placesOfGroups(orderOfGroups(all(), [key]))
  const idOf = groupIds([key])
  return (run) => lookOfSlot(placeOf(idOf(run)))
}

/**
 * How groups look: the colour of the setting that decides on it, else a look of its own for each; where dashes say something, that which all of
 * its runs share, else a solid line. A legend of the run's name would name one of many: the group's values stand instead.
 */
export function groupLooksOf(
  shown: Pick<ShownRuns, 'all' | 'groups' | 'groupBy' | 'placeOfGroup' | 'dashes'>,
  { colourBy, dashBy, legend }: LookSettings,
): (group: RunGroup) => Look {
  const dashOf = dashesOf(shown, dashBy)
  const lookOf = colourBy === null ? looksOfGroups(shown) : null
  const metric = metricOfColour(colourBy)
  const byValue =
    metric !== null
      ? lookByMetric(() => (shown.groups ?? []).flatMap(({ runs }) => runs), metric)
      : colourBy === null
        ? null
        : lookByValue(() => shown.all, colourBy)
  return (group) => {
    const { label, runs } = group
    const [first] = runs
    if (first === undefined) return { colour: 'text-3', dash: [], label }
    const look = byValue?.(first) ?? lookOf?.(group) ?? lookOfSlot(0)
    return {
      colour: look.colour,
      dash: dashOf === null ? look.dash : sharedDash(runs, dashOf),
      ...(/\$\{(?:config|group)\./.test(legend)
        ? { label: fillLegend(legend, first, label), ...richLegend(legend, first, label) }
        : { label }),
    }
  }
}

/** By its place among the groups of all runs. */
function looksOfGroups({
  all,
  groups,
  groupBy,
  placeOfGroup,
}: Pick<ShownRuns, 'all' | 'groups' | 'groupBy' | 'placeOfGroup'>): (group: Pick<RunGroup, 'id'>) => RunLook {
  const placeOf = placeOfGroup ?? placesOfGroups(orderOfGroups(all, groupBy))
  const lookOf = looksByPlace((groups ?? []).map(({ id }) => ({ id, place: placeOf(id) })))
  return ({ id }) => lookOf(id, placeOf(id))
}

/** Runs have the look of their group, in shades. */
function looksOfMembers(
  shown: Pick<ShownRuns, 'all' | 'groups' | 'groupBy' | 'placeOfGroup'>,
  groups: readonly RunGroup[],
): (run: RunSummary) => RunLook {
  const lookOf = looksOfGroups(shown)
  const idOf = groupIds(shown.groupBy)
  let shades: ReadonlyMap<string, number> | null = null
  return (run) => {
    // Worked out no sooner than one is drawn.
    shades ??= shadesOfMembers(groups)
    return shadeOf(lookOf({ id: idOf(run) }), shades.get(run.id) ?? run.colourSlot)
  }
}

/** In the order in which the runs of a group were made; of more than 24, where shades repeat anyway, each has the one that its own look gives it. */
const shadesOfMembers = (groups: readonly RunGroup[]): ReadonlyMap<string, number> =>
  new Map(
    groups
      .filter(({ runs }) => runs.length <= lookCount)
      .flatMap(({ runs }) => inOrderOfMaking(runs).map(({ id }, place) => [id, place] as const)),
  )
