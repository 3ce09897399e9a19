/** Runs coloured by a metric: one hue, the best darkest, in a dark theme lightest. */
import type { RunSummary } from '@contract/run'
import type { PanelDefinition, PanelSettings, Quantity } from '@contract/workspace'
import { directionsOf } from '@model/comparison/metric'
import { densityTokens } from '@charts/density'
import type { RunLook } from '../words/run-look'
import { directionOf, numberOf, quantityId, quantityOf } from './quantities'

/** The steps of the hue that a line can be seen in, the best last. */
export const metricTokens = densityTokens.slice(1)
/** A run without the metric. */
const noMetric: RunLook = { colour: 'line-strong', dash: [] }
const looks = metricTokens.map((colour): RunLook => ({ colour, dash: [] }))

/** The metric that colours say; null where they say a setting, or each run's own look. */
export function metricOfColour(colourBy: string | null): Quantity | null {
  const quantity = colourBy === null ? null : quantityOf(colourBy)
  return quantity?.kind === 'best' || quantity?.kind === 'last' ? quantity : null
}

/** What colours say in a panel: in parallel coordinates the metric of the last axis, unless something was chosen. */
export function colourByOf(panel: PanelDefinition, settings: Pick<PanelSettings, 'colourBy'>): string | null {
  if (panel.kind !== 'parallel' || panel.settings.colourBy !== undefined) return settings.colourBy
  const last = panel.axes.at(-1)
  const isMetric = last?.kind === 'best' || last?.kind === 'last'
  return settings.colourBy ?? (isMetric ? quantityId(last) : null)
}

type Shares = ReadonlyMap<string, number>
/** The last that were worked out, by metric: every panel of a workspace asks for the same. Rows of a list may learn their values later. */
const known = new Map<
  string,
  { readonly runs: readonly RunSummary[]; readonly values: Float64Array; readonly shares: Shares }
>()
const mostKnown = 8

/** Where each run stands among others by a metric: 0 for the worst, 1 for the best. By rank, so that one that diverged leaves the others their colours. */
export function metricShares(runs: readonly RunSummary[], quantity: Quantity): Shares {
  const id = quantityId(quantity)
  const sign = directionOf(quantity, directionsOf(runs)) === 'lower' ? -1 : 1
  const valueOf = numberOf(quantity)
  const values = Float64Array.from(runs, (run) => valueOf(run) * sign)
  const before = known.get(id)
  if (before?.runs === runs && values.every((value, at) => Object.is(value, before.values[at]))) return before.shares
  const shares = rankShares(runs, values)
  if (known.size >= mostKnown) known.clear()
  known.set(id, { runs, values, shares })
  return shares
}

function rankShares(runs: readonly RunSummary[], values: Float64Array): Shares {
  const order = [...values.keys()].filter((at) => !Number.isNaN(values[at]))
  order.sort((left, right) => (values[left] ?? 0) - (values[right] ?? 0))
  const shares = new Map<string, number>()
  let share = 0
  for (const [place, at] of order.entries()) {
    // Equal values have equal colours.
    if (place === 0 || values[at] !== values[order[place - 1] ?? -1])
      share = order.length < 2 ? 1 : place / (order.length - 1)
    shares.set(runs[at]?.id ?? '', share)
  }
  return shares
}

/** The look of a run, by where it stands among those that are compared. */
export function lookByMetric(
  compared: () => readonly RunSummary[],
  quantity: Quantity,
): (run: { readonly id: string }) => RunLook {
  const shares = metricShares(compared(), quantity)
  return ({ id }) => {
    const share = shares.get(id)
    return share === undefined
      ? noMetric
      : (looks[Math.min(looks.length - 1, Math.floor(share * looks.length))] ?? noMetric)
  }
}
