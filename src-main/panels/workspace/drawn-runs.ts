/** Which of very many shown runs a panel of lines draws. */
import type { RunSummary } from '@contract/run'
import type { PanelDefinition } from '@contract/workspace'
import { evenShares } from '@maths/pick-evenly'
import { hashOf } from '@maths/text-hash'
import { countOf, formatCount } from '../words/format'
import type { RunGroup } from './run-list'
import { withRuns, type ShownRuns } from './shown-runs'

/** A panel draws the lines of so many runs: more are a surface in which none can be told, and would hold up the window. */
export const mostDrawnRuns = 1_000

/**
 * What a panel of lines draws of the runs that are shown: the first ones of the list; of groups as many of each, for the first ones would be two or three
 * groups, and of the last of them its best runs alone.
 */
export function drawnRuns(shown: ShownRuns): ShownRuns {
  const { runs, groups, baseline } = shown
  if (runs.length <= mostDrawnRuns) return shown
  if (groups === null) return withRuns(shown, { runs: runs.slice(0, mostDrawnRuns), groups })
  const some = someOfEach(groups, baseline?.id)
  const ids = new Set(some.flatMap((group) => group.runs.map(({ id }) => id)))
  return withRuns(shown, { runs: runs.filter(({ id }) => ids.has(id)), groups: some })
}

function someOfEach(groups: readonly RunGroup[], baseline: string | undefined): RunGroup[] {
  const shares = evenShares(
    groups.map(({ runs }) => runs.length),
    mostDrawnRuns,
  )
  return groups.flatMap((group, at) => {
    const share = shares[at] ?? 0
    if (share === 0) return []
    return share === group.runs.length ? [group] : [{ ...group, runs: someOf(group.runs, share, baseline) }]
  })
}

/**
 * So many of them, in their order, the baseline always among them. Which ones depends on nothing but the runs themselves: neither how they are sorted, so that
 * the group's mean does not either, nor, but for one, that another has come, for which a thousand lines would be read anew.
 */
function someOf(runs: readonly RunSummary[], count: number, baseline: string | undefined): RunSummary[] {
  const ranks = Float64Array.from(runs, ({ id }) => (id === baseline ? -1 : hashOf(id)))
  const sorted = ranks.toSorted()
  const last = sorted[count - 1] ?? -1
  // Of those that are equal to the last one, the first in their order.
  let equal = count - sorted.indexOf(last)
  return runs.filter((_, at) => {
    const rank = ranks[at] ?? 0
    return rank < last || (rank === last && (equal -= 1) >= 0)
  })
}

/** That there are more than are drawn, for the note of the panel; null where there are not. */
export function leftOutNote(drawn: ShownRuns, shown: ShownRuns): string | null {
  if (drawn.runs.length === shown.runs.length) return null
  const runs = `${formatCount(drawn.runs.length)} of ${formatCount(shown.runs.length)} listed runs`
  if (drawn.groups === null || shown.groups === null) return `first ${runs}`
  const [some, all] = [drawn.groups.length, shown.groups.length]
  return some === all ? `${runs}, from every group` : `${runs}, from ${formatCount(some)} of ${formatCount(all)} groups`
}

/** How many runs a file has of those that its panel lists: "first 1,000 of 10,000 runs". Lines of groups are as many of each, and not the first ones. */
export const someWords = (drawn: number, listed: number, { kind }: PanelDefinition, { groups }: ShownRuns): string =>
  `${kind === 'line' && groups !== null ? '' : 'first '}${formatCount(drawn)} of ${countOf(listed, 'run')}`
