/** What the pages of runs draw, as figures: early stopping, other rules, losses, and the network. */
import type { FigureSource } from '@contract/figure'
import type { RunSummary } from '@contract/run'
import { shapesOf } from '@contract/run-data'
import type { RichText } from '@charts/mathematics'
import { fillLegend, richLegend } from '../words/config-values'
import { gradientPanel, lossPanel } from '../losses/panels'
import { metricPanel, trackOf } from '../run/panels'
import { trackPanel, type WhatIf } from '../run/stopping-panel'
import { stopPanels } from '../what-if/panels'
import { metricOfOutcomes, outcomeOf, outcomesOf, ownRule, type Outcome, type WatchedRule } from '../what-if/what-if'
import { nameRule } from '../what-if/words'
import { describeMetric } from '@contract/metrics'
import { showSetting } from '@model/values'
import { givenDrawnParameters } from '@recipes/registry/losses'
import { dashesOf, type Figure, type FigureData } from './figure'
import { legendOfLines } from './legend'

type Of<Kind extends FigureSource['kind']> = Extract<FigureSource, { kind: Kind }>

/** A run that had no rule of its own, as if the other one had been its. */
const under = (run: RunSummary, { monitor, patience, minDelta }: WatchedRule): RunSummary => ({
  ...run,
  recipe: run.recipe && { ...run.recipe, earlyStopping: true, monitor, patience, minDelta },
})

/** The losses, and beneath them the change between epochs against minDelta where there is a rule. */
export function earlyStoppingFigure(data: FigureData, { rule }: Of<'early-stopping'>): Figure {
  const [recorded] = data.runs
  if (recorded === undefined) throw new RangeError('An early-stopping figure needs a run.')
  const own = ownRule(recorded)
  const run = own === null && rule !== null ? under(recorded, rule) : recorded
  const series = data.series.find((one) => one.run === run.id)
  const track = trackOf(run, series)
  const isOther =
    own !== null &&
    rule !== null &&
    (rule.kind !== own.kind ||
      rule.monitor !== own.monitor ||
      rule.patience !== own.patience ||
      rule.minDelta !== own.minDelta)
  const whatIf: WhatIf | null =
    isOther && series !== undefined ? { rule, stopEpoch: outcomeOf({ run, series }, rule).stopEpoch } : null
  const losses = metricPanel(run, series, 'loss', dashesOf(data))
  return {
    title: `Early stopping of ${run.name}`,
    parts: [
      { part: { kind: 'line', spec: losses, yTitle: 'loss' }, title: '', weight: track === null ? 1 : 1.7 },
      ...(track === null
        ? []
        : [
            {
              part: { kind: 'line', spec: trackPanel(run, series, track, whatIf), yTitle: 'change' } as const,
              title: '',
              weight: 1,
            },
          ]),
    ],
    columns: 1,
    legend: legendOfLines(losses.series),
  }
}

function stopWords({ ending, stopEpoch, ran }: Outcome): string {
  if (ending === 'stop') return `stop at ${stopEpoch ?? ran}`
  return ending === 'limit' ? `all ${ran}` : 'ran out'
}

/** About as many columns as rows, for charts that are twice as wide as they are high. */
const columnsFor = (count: number): number => Math.min(4, Math.ceil(Math.sqrt(count / 1.5)))

/** The title of a run's chart where its template has mathematics. */
function richTitleOf(template: string | null, outcome: Outcome | undefined): { readonly richTitle?: RichText } {
  if (template === null || outcome === undefined) return {}
  const { richLabel } = richLegend(template, outcome.run)
  return richLabel === undefined ? {} : { richTitle: [...richLabel, { text: `, ${stopWords(outcome)}` }] }
}

/** One small chart a run, on equal axes. */
export function whatIfFigure(data: FigureData, { rule }: Of<'what-if'>, legendTemplate: string | null): Figure {
  const recorded = data.runs.flatMap((run) => {
    const series = data.series.find((one) => one.run === run.id)
    return series === undefined ? [] : [{ run, series }]
  })
  const outcomes = outcomesOf(recorded, rule)
  const yTitle = describeMetric(metricOfOutcomes(recorded, rule)).label
  return {
    title: nameRule(rule),
    parts: stopPanels(recorded, outcomes, rule, dashesOf(data)).map((spec, index) => {
      const outcome = outcomes[index]
      const name = outcome === undefined ? spec.title : fillLegend(legendTemplate ?? '${name}', outcome.run)
      return {
        part: { kind: 'line', spec, yTitle },
        title: outcome === undefined ? name : `${name}, ${stopWords(outcome)}`,
        ...richTitleOf(legendTemplate, outcome),
        weight: 1,
      }
    }),
    columns: columnsFor(recorded.length),
    flows: true,
    // Each chart is named above it.
    legend: [],
  }
}

export function lossesFigure(data: FigureData, { form, losses, run: id, ...source }: Of<'losses'>): Figure {
  const shown = { kinds: new Set(losses), ...givenDrawnParameters(source) }
  const run = id === null ? undefined : data.runs[0]
  const counts = run === undefined ? undefined : data.errors[run.id]
  const measured = run && counts ? { name: run.name, colourSlot: run.colourSlot, counts } : null
  const spec = form === 'loss' ? lossPanel(shown, measured) : gradientPanel(shown)
  return {
    title: form === 'loss' ? 'Losses' : 'Gradients of the losses',
    parts: [{ part: { kind: 'line', spec, yTitle: form }, title: '', weight: 1 }],
    columns: 1,
    legend: legendOfLines(spec.series),
  }
}

export function architectureFigure(data: FigureData): Figure {
  const [run] = data.runs
  if (run === undefined) throw new RangeError('A figure of a network needs a run.')
  return {
    title: `${showSetting(run.config.architecture)} network`,
    parts: [
      {
        part: {
          kind: 'layers',
          name: run.name,
          layers: data.layers[run.id] ?? [],
          input: shapesOf(run.recipe ?? {}).input,
        },
        title: '',
        weight: 1,
      },
    ],
    columns: 1,
    legend: [],
  }
}
