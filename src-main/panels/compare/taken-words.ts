/** Which runs a view takes of those that there are, in words. */
import { stateWords, type RunSummary } from '@contract/run'
import { countOf, formatCount } from '../words/format'

export type Taken = {
  /** Runs that the view shows. */
  readonly shown: number
  /** Runs that were chosen, where these are more than the view takes; else all that could be. */
  readonly of: number
  /** They stand for more that were chosen. */
  readonly isSpread: boolean
}

/** "6 of 60 runs"; "8 of 60 runs, from best to worst". */
export const describeTaken = ({ shown, of, isSpread }: Taken): string =>
  `${formatCount(shown)} of ${countOf(of, 'run')}${isSpread ? ', from best to worst' : ''}`

/** So many runs are named; of more, how many there are. */
const mostNamed = 6

/** "2 runs failed and 1 diverged: calm-bay-5, calm-bay-6, calm-bay-7"; of runs that did one or the other. */
export function describeFailed(runs: readonly Pick<RunSummary, 'name' | 'endReason'>[]): string {
  const reasons = (['failed', 'diverged'] as const).flatMap((reason) => {
    const count = runs.filter(({ endReason }) => endReason === reason).length
    return count === 0 ? [] : [{ count, word: stateWords[reason] }]
  })
  const said = reasons.map(({ count, word }, at) => `${at === 0 ? countOf(count, 'run') : formatCount(count)} ${word}`)
  const more = runs.length - mostNamed
  const named = runs.slice(0, mostNamed).map(({ name }) => name)
  return `${said.join(' and ')}: ${named.join(', ')}${more > 0 ? ` and ${formatCount(more)} more` : ''}`
}
