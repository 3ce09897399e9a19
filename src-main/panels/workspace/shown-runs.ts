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
}

/** A panel draws the lines of so many runs: more are a surface in which none can be told, and would hold up the window. */
export const mostDrawnRuns = 1_000

/** What a panel of lines draws of the runs that are shown: the first ones of the list, and of groups those that are among them. */
export function drawnRuns(shown: ShownRuns): ShownRuns & { readonly leftOut: number } {
  const leftOut = Math.max(0, shown.runs.length - mostDrawnRuns)
  if (leftOut === 0) return { ...shown, leftOut }
  const runs = shown.runs.slice(0, mostDrawnRuns)
  return { ...shown, runs, groups: shown.groups === null ? null : groupsWithin(shown.groups, runs), leftOut }
}

/** That there are more, for the note of the panel. */
export const leftOutNote = ({ runs, leftOut }: ReturnType<typeof drawnRuns>): string =>
  `the first ${formatCount(runs.length)} of ${formatCount(runs.length + leftOut)} runs in the list`

export type Look = {
  readonly colour: ColourToken
  readonly dash: readonly number[]
  readonly label: string
  readonly richLabel?: RichText
}

const slots = 8

/** How runs look under a panel's settings. Colours by a setting's value do not move when runs are hidden. */
export function looksOf(
  { all }: Pick<ShownRuns, 'all'>,
  { colourBy, dashBy, legend }: Pick<PanelSettings, 'colourBy' | 'dashBy' | 'legend'>,
): (run: RunSummary) => Look {
  const dashOf = dashesBy(all, dashBy)
  const colourOf = colourBy === null ? (run: RunSummary) => colourToken(run.colourSlot) : colourByValue(all, colourBy)
  return (run) => ({
    colour: colourOf(run),
    dash: dashOf(run),
    label: fillLegend(legend, run),
    ...richLegend(legend, run),
  })
}

function colourByValue(all: readonly RunSummary[], key: string): (run: RunSummary) => ColourToken {
  const placeOf = placesOf(all, (run) => configText(run, key))
  return (run) => colourToken(placeOf(configText(run, key)) % slots)
}

/**
 * How groups look: the colour of the setting that decides on it, else one a group; the dash that all of its runs share, else a
 * solid line. A legend of the run's name would name one of many: the group's values stand instead.
 */
export function groupLooksOf(
  { all, groupBy }: Pick<ShownRuns, 'all' | 'groupBy'>,
  { colourBy, dashBy, legend }: Pick<PanelSettings, 'colourBy' | 'dashBy' | 'legend'>,
): (group: RunGroup) => Look {
  const dashOf = dashesBy(all, dashBy)
  const placeOf = placesOf(all, (run) => groupIdOf(run, groupBy))
  const byValue = colourBy === null ? null : colourByValue(all, colourBy)
  return ({ id, label, runs }) => {
    const [first] = runs
    if (first === undefined) return { colour: 'text-3', dash: [], label }
    const dash = dashOf(first)
    const isShared = runs.every((run) => String(dashOf(run)) === String(dash))
    return {
      colour: byValue ? byValue(first) : colourToken(placeOf(id) % slots),
      dash: isShared ? dash : [],
      ...(/\$\{(?:config|group)\./.test(legend)
        ? { label: fillLegend(legend, first, label), ...richLegend(legend, first, label) }
        : { label }),
    }
  }
}
