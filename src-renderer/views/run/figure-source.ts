/** What the run page draws, as figures. */
import type { FigureSource } from '@contract/figure'
import type { ImageChoice } from '@contract/inside'
import type { LinesInput } from '@contract/lines'
import type { NormKind } from '@contract/norms'
import type { RunSummary } from '@contract/run'
import type { Smoothing } from '@contract/smoothing'
import { defaultPanelSettings, type PanelDefinition, type PanelSettings } from '@contract/workspace'
import { normTitles } from '@panels/run/norm-panels'
import { runPanelLabels, type RunPanelKey } from '@panels/run/panels'
import { seriesPanelOf, settingsOfSeries } from '@panels/run/series-panel'
import type { SampledKey } from '@panels/run/system-panels'
import type { WatchedRule } from '@panels/what-if/what-if'
import { metricPanel, titleOf } from '@panels/workspace/panels'
import type { FigureOffer } from '../../state/figures.svelte'

type Run = Pick<RunSummary, 'id' | 'name'>

function lineFigure(run: Run, panel: PanelDefinition, settings: Partial<PanelSettings> = {}): FigureOffer {
  const source: FigureSource = {
    kind: 'panel',
    runs: [run.id],
    panel,
    settings: { ...defaultPanelSettings, ...settings },
    groupBy: [],
    baseline: null,
    view: null,
  }
  return { source, name: `${run.name} ${titleOf(panel, [])}`, note: '' }
}

/** The upper chart: both losses, a metric, or the loss of each batch. */
export function runPanelFigure(run: Run, key: RunPanelKey): FigureOffer {
  if (key === 'batch_loss') return lineFigure(run, metricPanel('batch_loss'), { x: 'step' })
  if (key !== 'loss') return lineFigure(run, metricPanel(key))
  const panel: PanelDefinition = {
    ...metricPanel('validation_loss'),
    kind: 'line',
    keys: ['train_loss', 'validation_loss'],
    id: 'losses-of-a-run',
    title: runPanelLabels.loss,
  }
  return lineFigure(run, panel)
}

/** One series of any run, as its panel shows it. @param view of x; null for the whole. */
export function seriesFigure(
  run: Run,
  key: string,
  x: LinesInput['x'],
  smoothing: Smoothing,
  view: readonly [number, number] | null,
): FigureOffer {
  const settings = settingsOfSeries(x, smoothing, view)
  return lineFigure(run, seriesPanelOf(key), settings)
}

/** A panel with more keys is not drawn in a file. */
const mostFigureKeys = 20

/** Norms of a run's layers, of one kind. @param keys of its lines */
export function normFigure(run: Run, kind: NormKind, keys: readonly string[]): FigureOffer | null {
  const [first] = keys
  if (first === undefined) return null
  const panel: PanelDefinition = {
    ...metricPanel(first),
    kind: 'line',
    keys: keys.slice(0, mostFigureKeys),
    id: `norms-${kind}`,
    title: normTitles[kind],
  }
  return lineFigure(run, panel, { yScale: kind === 'weight' ? 'linear' : 'log' })
}

/** CPU, memory, speed and epoch time. */
export const systemFigure = (run: Run, key: SampledKey | 'epoch_seconds'): FigureOffer =>
  lineFigure(run, metricPanel(key))

/** @param rule another one than the run's own, which was tried here; null for its own. */
export function stoppingFigure(run: Run, rule: WatchedRule | null): FigureOffer {
  const tried =
    rule === null || rule.kind === 'none'
      ? null
      : { kind: rule.kind, monitor: rule.monitor, patience: rule.patience, minDelta: rule.minDelta }
  return {
    source: { kind: 'early-stopping', run: run.id, rule: tried },
    name: `${run.name} early stopping`,
    note: '',
  }
}

/** The confusion matrix that is shown. @param step of it */
export const confusionFigure = (run: Run, step: number): FigureOffer => ({
  source: { kind: 'confusion', run: run.id, at: step, numbers: 'counts' },
  name: `${run.name} confusion matrix`,
  note: '',
})

export const architectureFigure = (run: Run): FigureOffer => ({
  source: { kind: 'architecture', run: run.id },
  name: `${run.name} architecture`,
  note: '',
})

/** The pictures of one run; null before there are any. */
export function runSamplesFigure(run: Run, count: number, shown: 'best' | 'last' | number): FigureOffer | null {
  if (count === 0) return null
  return {
    source: {
      kind: 'samples',
      runs: [run.id],
      images: Array.from({ length: Math.min(8, count) }, (_, index) => index),
      at: shown,
      errors: 'none',
    },
    name: `${run.name} samples`,
    note: '',
  }
}

/**
 * The images that are looked at in the Model tab, at the epoch that is shown; null where there are none.
 * @param by the epoch by whose losses they were chosen
 */
export function chosenImagesFigure(
  run: Run,
  choice: ImageChoice,
  by: number,
  at: { readonly epoch: number; readonly images: number } | null,
): FigureOffer | null {
  if (at === null || at.images === 0) return null
  return {
    source: { kind: 'chosen-images', run: run.id, choice, by, at: at.epoch, errors: 'absolute' },
    name: `${run.name} images`,
    note: `epoch ${at.epoch}`,
  }
}
