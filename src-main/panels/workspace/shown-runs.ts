/** What every panel of the workspace is told of the runs: which are shown, in which groups, and how each looks. */
import type { RunSummary } from '@contract/run'
import type { PanelSettings } from '@contract/workspace'
import type { RichText } from '@charts/mathematics'
import type { ColourToken } from '@charts/panel'
import { colourToken } from '../words/run-look'
import { configText, dashesBy, fillLegend, placesOf, richLegend } from '../words/config-values'
import { formatCount } from '../words/format'
import { groupIdOf, groupsWithin, type RunGroup } from './run-list'

export type ShownRuns = {
  /** Every run of the history: what is stable is worked out over all of them. */
  readonly all: readonly RunSummary[]
  /** Eye open, listed, and within the brush. */
  readonly runs: readonly RunSummary[]
  /** The same, in groups; null where the list is not grouped. */
  readonly groups: readonly RunGroup[] | null
  readonly groupBy: readonly string[]
  readonly baseline: RunSummary | null
  /** Places of groups among those of all runs, by their ids, where they are known for several panels at once. */
  readonly placeOfGroup?: (id: string) => number
}

/** A panel draws the lines of so many runs: more are a surface in which none can be told, and would hold up the window. */
export const mostDrawnRuns = 1_000

/** What a panel of lines draws of the runs that are shown: the first ones of the list, and of groups those that are among them. */
export function drawnRuns(shown: ShownRuns): ShownRuns {
  if (shown.runs.length <= mostDrawnRuns) return shown
  const runs = shown.runs.slice(0, mostDrawnRuns)
  return withRuns(shown, { runs, groups: shown.groups === null ? null : groupsWithin(shown.groups, runs) })
}

/** That there are more than are drawn, for the note of the panel; null where there are not. */
export const leftOutNote = (drawn: ShownRuns, shown: ShownRuns): string | null =>
  drawn.runs.length === shown.runs.length
    ? null
    : `the first ${formatCount(drawn.runs.length)} of ${formatCount(shown.runs.length)} runs in the list`

/** Other runs of the same history. All of them are read no sooner than they are needed: whoever does not need them does not follow them. */
export function withRuns(shown: ShownRuns, change: Pick<ShownRuns, 'runs' | 'groups'>): ShownRuns {
  const { groupBy, baseline, placeOfGroup } = shown
  return {
    get all() {
      return shown.all
    },
    ...change,
    groupBy,
    baseline,
    ...(placeOfGroup === undefined ? {} : { placeOfGroup }),
  }
}

/** Whether the same runs are shown, in the same groups: what is drawn of the one is drawn of the other. */
export function areSameRuns(left: ShownRuns, right: ShownRuns): boolean {
  return (
    left.baseline === right.baseline &&
    left.placeOfGroup === right.placeOfGroup &&
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

export type Look = {
  readonly colour: ColourToken
  readonly dash: readonly number[]
  readonly label: string
  readonly richLabel?: RichText
}

const slots = 8

/** How the run looks that the others are compared with: never as one of them. */
const baselineLook = { colour: 'base', dash: [] } as const

/** How runs look under a panel's settings. Colours by a setting's value do not move when runs are hidden. */
export function looksOf(
  shown: Pick<ShownRuns, 'all'> & Partial<Pick<ShownRuns, 'baseline'>>,
  { colourBy, dashBy, legend }: Pick<PanelSettings, 'colourBy' | 'dashBy' | 'legend'>,
): (run: RunSummary) => Look {
  const baseline = shown.baseline?.id
  const dashOf = dashesBy(() => shown.all, dashBy)
  const colourOf =
    colourBy === null ? (run: RunSummary) => colourToken(run.colourSlot) : colourByValue(shown.all, colourBy)
  return (run) => ({
    ...(run.id === baseline ? baselineLook : { colour: colourOf(run), dash: dashOf(run) }),
    label: fillLegend(legend, run),
    ...richLegend(legend, run),
  })
}

function colourByValue(all: readonly RunSummary[], key: string): (run: RunSummary) => ColourToken {
  const placeOf = placesOf(all, (run) => configText(run, key))
  return (run) => colourToken(placeOf(configText(run, key)) % slots)
}

/** Places of groups by their ids, in an order that does not depend on what is shown. */
export const placesOfGroups = (
  all: readonly RunSummary[],
  groupBy: readonly string[],
): NonNullable<ShownRuns['placeOfGroup']> => placesOf(all, (run) => groupIdOf(run, groupBy))

/**
 * How groups look: the colour of the setting that decides on it, else one a group; the dash that all of its runs share, else a
 * solid line. A legend of the run's name would name one of many: the group's values stand instead.
 */
export function groupLooksOf(
  shown: Pick<ShownRuns, 'all' | 'groupBy' | 'placeOfGroup'>,
  { colourBy, dashBy, legend }: Pick<PanelSettings, 'colourBy' | 'dashBy' | 'legend'>,
): (group: RunGroup) => Look {
  const dashOf = dashesBy(() => shown.all, dashBy)
  const placeOf = shown.placeOfGroup ?? placesOfGroups(shown.all, shown.groupBy)
  const byValue = colourBy === null ? null : colourByValue(shown.all, colourBy)
  return ({ id, label, runs }) => {
    const [first] = runs
    if (first === undefined) return { colour: 'text-3', dash: [], label }
    const dash = dashOf(first)
    const isShared = runs.every((run) => {
      const other = dashOf(run)
      return other === dash || String(other) === String(dash)
    })
    return {
      colour: byValue ? byValue(first) : colourToken(placeOf(id) % slots),
      dash: isShared ? dash : [],
      ...(/\$\{(?:config|group)\./.test(legend)
        ? { label: fillLegend(legend, first, label), ...richLegend(legend, first, label) }
        : { label }),
    }
  }
}
