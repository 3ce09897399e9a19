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

const lastOf = ({ x }: PanelSeries): number => x[x.length - 1] ?? Number.NaN

/** Says of lines that end before others why they do. */
export function withEndNotes(
  series: readonly PanelSeries[],
  runs: readonly RunSummary[],
  x: PanelSettings['x'],
): readonly PanelSeries[] {
  if (typeof x === 'object' || series.length < 2) return series
  const furthest = series.reduce((most, line) => Math.max(most, lastOf(line) || most), Number.NEGATIVE_INFINITY)
  const byId = new Map(runs.map((run) => [run.id, run]))
  return series.map((line) => {
    const run = byId.get(line.id)
    const last = lastOf(line)
    if (run?.state !== 'ended' || !(last < furthest)) return line
    const word = stateWords[shownState(run)]
    // A length of time or a moment would need its axis to be read.
    return { ...line, endNote: x === 'epoch' || x === 'step' ? `${word} at ${formatCount(last)}` : word }
  })
}
