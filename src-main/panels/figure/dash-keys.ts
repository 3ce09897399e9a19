/** What the dashes of a figure's lines say, each once: "dashed: Smooth L1". */
import type { RunSummary } from '@contract/run'
import type { PanelSeries } from '@charts/panel'
import { configLabel, dashes, dashWords, noValue } from '../words/config-values'
import type { Figure } from './figure'

type Drawn = Pick<PanelSeries, 'id' | 'dash' | 'isBackground' | 'isDense' | 'isBaseline'>

const textOf = (dash: readonly number[]): string => dash.join()

/** What a dash is called; empty for one that says nothing. */
function wordOf(dash: readonly number[]): string {
  return dashWords[dashes.findIndex((one) => textOf(one) === textOf(dash))] ?? ''
}

/**
 * @param lines as they are drawn. @param runsOf whose line one is: a run's, or all of a group's.
 * @param key of the setting that dashes say. @param dashOf a run's
 * @returns none where dashes say nothing: where all lines are solid, where a line has another one than its runs', or where two values share one. A
 * solid line of several values says nothing, and the others do.
 */
export function dashKeysOf(
  lines: readonly Drawn[],
  runsOf: (line: string) => readonly RunSummary[],
  key: string,
  dashOf: (run: RunSummary) => readonly number[],
): Figure['legend'] {
  const values = new Map<string, Set<string>>()
  for (const { id, dash = [], isBackground, isDense, isBaseline } of lines) {
    if (isBackground === true || isDense === true || isBaseline === true) continue
    for (const run of runsOf(id)) {
      const own = textOf(dashOf(run))
      if (own !== textOf(dash)) return []
      values.set(own, (values.get(own) ?? new Set()).add(configLabel(run, key)))
    }
  }
  const isDashed = [...values.keys()].some((dash) => dash !== '')
  const isShared = [...values].some(([dash, some]) => dash !== '' && some.size > 1)
  if (!isDashed || isShared) return []
  return dashes.flatMap((dash) => {
    const [value, ...others] = values.get(textOf(dash)) ?? []
    // Runs without the setting are solid, which says nothing.
    if (value === undefined || others.length > 0 || value === noValue) return []
    return [{ label: `${wordOf(dash)}: ${value}`, colour: 'text-2', dash }]
  })
}
