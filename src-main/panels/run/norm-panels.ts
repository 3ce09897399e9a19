/** Norms of a run's layers over epochs: a panel for weights, gradients and updates, a line for each layer. */
import type { RunConfig } from '@contract/config'
import { normKeys, normKinds, readNormKey, type NormKind } from '@contract/norms'
import type { RunSummary } from '@contract/run'
import type { PanelSpec } from '@charts/panel'
import { inferRun, rowWords } from '../architecture/layer-words'
import { formatValue } from '../words/format'
import type { BatchSeries } from './panels'
import { stepsPerEpoch, toEpochs } from './system-panels'

export const normTitles: Readonly<Record<NormKind, string>> = {
  weight: 'Weight norm',
  gradient: 'Gradient norm',
  update: 'Update norm',
}

/** Colours that tell lines apart; with more layers they come again. */
const colours = 8

/** The keys of one kind that a run has points of, in the order of its layers. */
export const recordedNorms = (run: Pick<RunSummary, 'series'>, config: RunConfig, kind: NormKind): string[] =>
  normKeys(config).filter((key) => readNormKey(key)?.kind === kind && run.series[key] !== undefined)

/** "3 3 × 3 conv, 16": the layer of a key by its number and what it is; what stands within it by torch's name. */
function namesOf(config: RunConfig): (key: string) => string {
  const { rows } = inferRun(config)
  return (key) => {
    const layer = readNormKey(key)?.layer ?? key
    const row = rows.find(({ name }) => name === layer)
    return row ? `${row.at} ${rowWords(row)}` : layer
  }
}

/** Gradients and updates on a log axis: they differ by orders of magnitude from layer to layer, and over a training. */
export function normPanels(
  run: RunSummary,
  config: RunConfig,
  points: Readonly<Partial<Record<string, BatchSeries>>>,
): { readonly kind: NormKind; readonly keys: readonly string[]; readonly spec: PanelSpec }[] {
  const nameOf = namesOf(config)
  const layers = [...new Set(normKeys(config).map((key) => readNormKey(key)?.layer))]
  return normKinds.map((kind) => {
    const keys = recordedNorms(run, config, kind)
    const spec: PanelSpec = {
      title: normTitles[kind],
      xTitle: 'epoch',
      series: keys.map((key) => ({
        id: key,
        label: nameOf(key),
        colour: `c${(Math.max(0, layers.indexOf(readNormKey(key)?.layer)) % colours) + 1}`,
        x: toEpochs(points[key]?.steps ?? [], stepsPerEpoch(run)),
        y: points[key]?.last ?? [],
        directLabel: nameOf(key).split(' ')[0] ?? '',
        width: 1.5,
      })),
      xRange: [1, Math.max(2, run.epochs)],
      ...(kind === 'weight' ? {} : { logY: true }),
      format: (value) => formatValue(value),
      labelRoom: 32,
    }
    return { kind, keys, spec }
  })
}

/** Whether a run has norms at all. */
export const hasNorms = (run: Pick<RunSummary, 'series'>, config: RunConfig): boolean =>
  normKeys(config).some((key) => run.series[key] !== undefined)
