/** What single lines of a panel are marked with: that one is the baseline, and why one ended before the others. */
import { shownState, stateWords, type RunSummary } from '@contract/run'
import type { PanelSettings } from '@contract/workspace'
import { baselineWidth } from '@charts/hand-drawing'
import type { PanelSeries } from '@charts/panel'
import { formatCount } from '../words/format'

/** The line of the run that the others are compared with. What lies behind a smoothed line stays as it is. */
export function asBaseline(line: PanelSeries): PanelSeries {
  if (line.isBackground === true) return line
  const { directLabel } = line
  return {
    ...line,
    width: Math.max(baselineWidth, line.width ?? 0),
    isBaseline: true,
    ...(directLabel === undefined ? {} : { directLabel: `baseline ${directLabel}` }),
  }
}

const lastOf = ({ x }: Pick<PanelSeries, 'x'>): number => x[x.length - 1] ?? Number.NaN

/** What is said of a run's line that ends before the others: why it does. @returns undefined where there is nothing to say. */
export function endNotes(
  lines: readonly (Pick<PanelSeries, 'x'> | null)[],
  x: PanelSettings['x'],
): (run: RunSummary, line: Pick<PanelSeries, 'x'>) => string | undefined {
  if (typeof x === 'object') return () => undefined
  let furthest = Number.NEGATIVE_INFINITY
  for (const line of lines) if (line !== null) furthest = Math.max(furthest, lastOf(line) || furthest)
  return (run, line) => {
    const last = lastOf(line)
    if (run.state !== 'ended' || !(last < furthest)) return undefined
    const word = stateWords[shownState(run)]
    // A length of time or a moment would need its axis to be read.
    return x === 'epoch' || x === 'step' ? `${word} at ${formatCount(last)}` : word
  }
}
