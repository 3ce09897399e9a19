/** A history that every kind of figure can be drawn from, and the service that draws. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  builtInStyles,
  plainFigureText,
  type DrawingFormat,
  type FigureSource,
  type FigureStyle,
  type FigureText,
} from '../../src-main/contract/figure'
import type { CheckpointFile } from '../../src-main/contract/checkpoint'
import { PlateauError } from '../../src-main/contract/errors'
import { confusionCorner, confusionKey } from '../../src-main/contract/media'
import { shapesOf } from '../../src-main/contract/run-data'
import { defaultPanelSettings, type PanelDefinition } from '../../src-main/contract/workspace'
import { createChosenImages } from '../../src-main/core/figures/chosen-images'
import { createFigureService, type FigureService } from '../../src-main/core/figures/service'
import { renderFigure } from '../../src-main/core/figures/worker/render'
import { createSummaryCache } from '../../src-main/core/history/summaries'
import { errorBins } from '../../src-main/maths/error-histogram'
import { chooseImages } from '../../src-main/maths/image-choice'
import { metricPanel } from '../../src-main/panels/workspace/panels'
import { openDatabase } from '../../src-main/store/open'
import { createStore, type Store } from '../../src-main/store/store'
import { seedGroups, twoByTwo } from './seed-groups'

/** Eight smooth images and what two networks make of them: real shapes, no noise. */
function images(): { inputs: Uint8Array; targets: Float32Array } {
  const inputs = Uint8Array.from({ length: 8 * 3_072 }, (_, index) => {
    const [image, pixel, channel] = [Math.floor(index / 3_072), Math.floor((index % 3_072) / 3), index % 3]
    const [x, y] = [pixel % 32, Math.floor(pixel / 32)]
    return 128 + 120 * Math.sin((x * (image + 1)) / 9 + channel) * Math.cos(y / (4 + image))
  })
  const targets = Float32Array.from({ length: 8 * 784 }, (_, index) => {
    const [image, pixel] = [Math.floor(index / 784), index % 784]
    const [x, y] = [27 - (pixel % 28), Math.floor(pixel / 28)]
    return 0.5 + 0.45 * Math.sin((x * (image + 1)) / 9) * Math.cos(y / (4 + image))
  })
  return { inputs, targets }
}

/** Losses of the eight images, in no order. */
const measured = { losses: Float64Array.of(0.02, 0.5, 0.01, 0.3, 0.04, 0.06, 0.9, 0.07), classes: null }
const checkpointAt = (epoch: number): CheckpointFile => ({
  ...{ kind: 'weights', epoch, file: `${epoch}/weights`, bytes: 1, sha256: `${epoch}`.repeat(64) },
})

export type FigureHome = {
  readonly store: Store
  readonly figures: FigureService
  /** Names: three seeds each of plain and pooled under MSE and Smooth L1. */
  readonly names: readonly string[]
  readonly close: () => void
}

export function openFigureHome(): FigureHome {
  const home = mkdtempSync(join(tmpdir(), 'plateau-figures-'))
  const names = seedGroups(home, twoByTwo)
  const database = openDatabase(home)
  const { inputs, targets } = images()
  database.prepare('UPDATE sample_sets SET inputs = ?, targets = ?').run(inputs, new Uint8Array(targets.buffer))
  const store = createStore(database)
  for (const [place, { id }] of store.runs.list().entries()) {
    for (const epoch of store.epochs.list(id).map((row) => row.epoch)) {
      const outputs = targets.map((value, pixel) => value + (0.4 / epoch + 0.03) * Math.sin(pixel * 0.3 + place))
      store.samples.keepOutputs(id, epoch, outputs)
    }
  }
  const first = store.runs.list().find(({ name }) => name === names[0])
  const classes = ['cat', 'a dog & its name', '船']
  const rows = classes.map((name, truth) => [
    name,
    ...classes.map((_, said) => (truth === said ? 40 : 3 * said + truth)),
  ])
  const details = JSON.stringify({ columns: [confusionCorner, ...classes], rows })
  if (first !== undefined)
    store.media.put({
      ...{ run: first.number, kind: 'table', key: confusionKey, step: 3, place: 0 },
      ...{ sha256: null, bytes: details.length, time: 0, details },
    })
  const cache = createSummaryCache(store)
  const figures = createFigureService({
    store,
    appVersion: '0.1.0',
    summaries(runs) {
      cache.prepare(runs)
      return runs.map((run) => cache.of(run))
    },
    chosenImages: createChosenImages({
      weights: {
        at: (_, epoch = 2) => ({ file: checkpointAt(epoch), isBest: epoch === 2 }),
        all: () => [checkpointAt(3)],
      },
      look: (run, { epoch, choice, at }) => {
        const places = chooseImages(choice, measured)
        const cut = (values: Float32Array, count: number) =>
          Float32Array.from(
            { length: places.length * count },
            (_, index) => values[places[Math.floor(index / count)]! * count + (index % count)]!,
          )
        const outputs = store.samples.getOutputs(run.id, at, { inputs: 8 * 3_072, outputs: 8 * 784 })!.outputs
        return Promise.resolve({
          ...{
            run: run.id,
            epoch,
            isBest: epoch === 2,
            task: 'image-to-image' as const,
            shapes: shapesOf({}),
            classes: [],
          },
          ...{
            places,
            inputs: Uint8Array.from(cut(Float32Array.from(inputs), 3_072)),
            targets: cut(targets, 784),
            measured,
          },
          at: [
            {
              epoch: at,
              outputs: cut(outputs, 784),
              losses: Float64Array.from(places, (place) => measured.losses[place]!),
            },
          ],
        })
      },
    }),
    residualsOf: (run) => ({
      run: run.id,
      epoch: 1,
      images: 2_000,
      counts: Float64Array.from({ length: errorBins.count }, (_, bin) =>
        Math.round(1e5 * Math.exp(-(((bin - errorBins.count / 2) / 120) ** 2))),
      ),
    }),
  })
  return {
    store,
    figures,
    names,
    close() {
      figures.close()
      store.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

const shape = { title: null, section: 'metrics', columns: 6, height: 240, isHidden: false, settings: {} } as const

/** A panel of the workspace as the source of a figure. */
export const panelSource = (
  runs: readonly string[],
  panel: PanelDefinition,
  changes: Partial<Extract<FigureSource, { kind: 'panel' }>> = {},
): FigureSource => ({
  kind: 'panel',
  runs: [...runs],
  panel,
  settings: defaultPanelSettings,
  groupBy: [],
  baseline: null,
  view: null,
  ...changes,
})

/** One figure of every kind that there is, by a name. */
export function everyKind(names: readonly string[]): Readonly<Record<string, FigureSource>> {
  const pair = [names[0]!, names[6]!]
  const rule = { kind: 'previous-epoch', monitor: 'val_mse', patience: 6, minDelta: 1.5e-4 } as const
  const comparison: Extract<FigureSource, { kind: 'comparison' }> = {
    kind: 'comparison',
    runs: [...names],
    metric: 'val_mse',
    rows: 'architecture',
    columns: 'loss',
    band: 'min-max',
    relative: 'none',
    baseline: null,
    form: 'grid',
    showsAll: false,
  }
  const losses: Extract<FigureSource, { kind: 'losses' }> = {
    kind: 'losses',
    form: 'loss',
    losses: ['mse', 'smooth-l1', 'l1', 'huber'],
    beta: 0.4,
    delta: 0.3,
    run: names[0]!,
  }
  return {
    line: panelSource(names.slice(0, 6), metricPanel('val_mse')),
    'line-log': panelSource(names, metricPanel('val_mse'), {
      settings: { ...defaultPanelSettings, yScale: 'log', smoothing: { method: 'ema', amount: 0.6 } },
    }),
    'line-groups': panelSource(names, metricPanel('val_psnr'), {
      groupBy: ['architecture', 'loss'],
      settings: { ...defaultPanelSettings, band: 'confidence', x: 'relative' },
    }),
    scatter: panelSource(names, {
      ...shape,
      id: 'scatter',
      kind: 'scatter',
      horizontal: { kind: 'run', key: 'trainingSeconds' },
      vertical: { kind: 'best', key: 'val_mse' },
    }),
    bar: panelSource(names.slice(0, 5), {
      ...shape,
      id: 'bar',
      kind: 'bar',
      quantity: { kind: 'best', key: 'val_mse' },
      by: 'run',
    }),
    'bar-groups': panelSource(
      names,
      { ...shape, id: 'bar', kind: 'bar', quantity: { kind: 'best', key: 'val_psnr' }, by: 'group' },
      { groupBy: ['architecture', 'loss'] },
    ),
    parallel: panelSource(names, {
      ...shape,
      id: 'parallel',
      kind: 'parallel',
      axes: [
        { kind: 'config', key: 'architecture' },
        { kind: 'config', key: 'loss' },
        { kind: 'config', key: 'seed' },
        { kind: 'best', key: 'val_mse' },
      ],
    }),
    grid: comparison,
    overlay: { ...comparison, form: 'overlay', runs: pair },
    'early-stopping': { kind: 'early-stopping', run: names[6]!, rule: null },
    'what-if': { kind: 'what-if', runs: names.filter((_, index) => index % 2 === 0), rule },
    samples: { kind: 'samples', runs: pair, images: [0, 1, 2], at: 'best', errors: 'absolute' },
    chosen: {
      ...{ kind: 'chosen-images', run: names[0]!, choice: { by: 'worst', count: 5 }, by: 'best' },
      ...{ at: 'last', errors: 'signed' },
    },
    loss: losses,
    gradient: { ...losses, form: 'gradient', run: null },
    confusion: { kind: 'confusion', run: names[0]!, at: 'last', numbers: 'counts' },
    plain: { kind: 'architecture', run: names[0]! },
    pooled: { kind: 'architecture', run: names[6]! },
  }
}

/** Draws on this thread what a thread of the core draws, in the first built-in style where nothing else is said, with nothing of its runs. */
export const drawFigure = (
  data: ReturnType<FigureService['read']>,
  format: DrawingFormat,
  { style = {}, text = {} }: { readonly style?: Partial<FigureStyle>; readonly text?: Partial<FigureText> } = {},
): ReturnType<typeof renderFigure> =>
  renderFigure({
    data,
    drawing: {
      style: { ...builtInStyles[0]!.style, ...style },
      text: { ...plainFigureText, ...text },
      format,
      scale: 2,
      isTransparent: false,
      mostPoints: null,
    },
    provenance: null,
    words: { title: '', subject: '', keywords: '', creator: 'test' },
  })

/** Of homes without any weights. */
export const noChosenImages = createChosenImages({
  weights: {
    at: () => {
      throw new PlateauError('weights-missing')
    },
    all: () => [],
  },
  look: () => Promise.reject(new PlateauError('weights-missing')),
})
