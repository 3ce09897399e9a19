/** Which runs the compare tab shows. */
import { hasFailed, isActive, type RunSummary } from '@contract/run'
import { taskOf } from '@contract/run-data'
import type { CompareTool, Route } from '../../state/routes'

/** How many are taken when nobody chose. */
const usualCount = 6

/**
 * The chosen runs in the order of their launch, however they were picked; when none was, those of the newest gesture that launched
 * several, else the last ones that did not fail.
 * @param all newest first. @param isUsable which runs the view can show at all.
 */
export function chosenRuns<Run extends RunSummary>(
  all: readonly Run[],
  chosen: readonly string[],
  isUsable: (run: Run) => boolean,
): Run[] {
  const usable = all.filter(isUsable)
  const wanted = new Set(chosen)
  const picked = usable.filter(({ id }) => wanted.has(id))
  if (picked.length > 0 || chosen.length > 0) return picked.reverse()
  const group = usable.find(({ launchGroup }) => launchGroup !== null)?.launchGroup
  const together = usable.filter(({ launchGroup }) => launchGroup !== null && launchGroup === group)
  return (together.length > 1 ? together : lastOf(usable)).reverse()
}

/** Failed ones only where there are no others. */
function lastOf<Run extends RunSummary>(usable: readonly Run[]): Run[] {
  const last: Run[] = []
  for (const run of usable) if (last.length < usualCount && !hasFailed(run)) last.push(run)
  return last.length > 0 ? last : usable.slice(0, usualCount)
}

/** Ended, with a change between two epochs to look at. */
export const isReplayable = (run: RunSummary): boolean => !isActive(run) && run.epochs > 1

/** Whose outputs have an error for each pixel: of classes there is none. */
export const hasErrors = ({ epochs, recipe }: Pick<RunSummary, 'epochs' | 'recipe'>): boolean =>
  epochs > 0 && taskOf(recipe ?? {}) === 'image-to-image'

/** Trained by Plateau, as what has parameters is, for an epoch or more. */
export const hasSamples = ({ epochs, parameters, recipe }: RunSummary): boolean =>
  parameters !== null && hasErrors({ epochs, recipe })

/** Where a choice of runs leads. No run at all is said by an id that none has: an empty list asks for the usual ones. */
export const routeOfPicked = (
  tool: CompareTool,
  chosen: ReadonlySet<string>,
  more: Partial<Extract<Route, { view: 'compare' }>>,
): Route => ({ ...more, view: 'compare', tool, runs: chosen.size === 0 ? ['none'] : [...chosen] })
