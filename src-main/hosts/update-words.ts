/** What hosts say while a history of an earlier version is updated. */
import type { UpdateProgress } from '../client/connect'
import { plural } from './format'

/** Fewer runs are updated before anybody wonders. */
const manyRuns = 500

export const isLongUpdate = ({ total }: UpdateProgress): boolean => total >= manyRuns

export const describeUpdate = ({ total }: UpdateProgress): string =>
  `Updating the history for this version of Plateau: ${plural(total, 'run')}. This happens once and can take half a minute.`
