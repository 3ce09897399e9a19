/** Which runs the compare tab shows. */
import { isActive, type RunSummary } from '@contract/run'

/** How many are taken when nobody chose. */
const usualCount = 6

/**
 * The chosen runs in the order of their launch, however they were picked; when none was, those of the newest gesture that launched
 * several, else the last ones.
 * @param all newest first. @param isUsable which runs the view can show at all.
 */
export function chosenRuns(
  all: readonly RunSummary[],
  chosen: readonly string[],
  isUsable: (run: RunSummary) => boolean,
): RunSummary[] {
  const usable = all.filter(isUsable)
  const wanted = new Set(chosen)
  const picked = usable.filter(({ id }) => wanted.has(id))
  if (picked.length > 0 || chosen.length > 0) return picked.reverse()
  const group = usable.find(({ launchGroup }) => launchGroup !== null)?.launchGroup
  const together = usable.filter(({ launchGroup }) => launchGroup !== null && launchGroup === group)
  return (together.length > 1 ? together : usable.slice(0, usualCount)).reverse()
}

/** Ended, with a change between two epochs to look at. */
export const isReplayable = (run: RunSummary): boolean => !isActive(run) && run.epochs > 1
