/** What hosts say while a history of an earlier version is updated. */
import type { UpdateProgress } from '../platform/update-progress'
import { plural } from './format'

/** Fewer runs are updated before anybody wonders. */
const manyRuns = 500

export const isLongUpdate = ({ total }: UpdateProgress): boolean => total >= manyRuns

export const describeUpdate = ({ total }: UpdateProgress): string =>
  `The history is being brought up to date for this version of Plateau: ${plural(total, 'run')}. This happens once and can take half a minute.`

/** Whole percent of an update. */
export const shareOf = ({ done, total }: UpdateProgress): number =>
  total === 0 ? 0 : Math.min(100, Math.floor((100 * done) / total))

/** "40 %, 4,000 of 10,000 runs" */
export const describeShare = (progress: UpdateProgress): string =>
  `${shareOf(progress)} %, ${progress.done.toLocaleString('en')} of ${progress.total.toLocaleString('en')} runs`

/** For a terminal that is written to line by line: at the start, and each fifth. @param write takes a line */
export function sayInLines(write: (line: string) => void): (progress: UpdateProgress) => void {
  let said = -1
  return (progress) => {
    if (!isLongUpdate(progress)) return
    const fifth = Math.floor(shareOf(progress) / 20)
    if (fifth <= said) return
    write(said < 0 ? describeUpdate(progress) : `The history is being brought up to date: ${describeShare(progress)}.`)
    said = fifth
  }
}
