/** What figures of a report show of its runs with the usual choices: in the templates, and in blocks that are added. */
import type { ErrorLossKind } from '@recipes/loss'
import type { FigureSource } from '@contract/figure'
import { byLossParameter, errorLossKinds, parametersOfFigure } from '@recipes/registry/losses'
import { defaultPanelSettings } from '@contract/workspace'
import type { FlatConfig } from '@protocol/config'
import type { tellingKeys } from '@model/telling-settings'

/** @param legend for several series */
export function lineFigure(
  runs: readonly string[],
  keys: readonly [string, ...string[]],
  legend?: string,
): FigureSource {
  return {
    kind: 'panel',
    runs: [...runs],
    panel: {
      kind: 'line',
      id: `metric:${keys[0]}`,
      title: null,
      section: 'metrics',
      columns: 6,
      height: 300,
      isHidden: false,
      settings: legend === undefined ? {} : { legend },
      keys: [...keys],
    },
    settings: defaultPanelSettings,
    groupBy: [],
    baseline: null,
    view: null,
  }
}

export const comparisonFigure = (
  form: 'grid' | 'overlay',
  runs: readonly string[],
  { row, column }: ReturnType<typeof tellingKeys>,
  metric = 'val_mse',
): FigureSource => ({
  kind: 'comparison',
  form,
  runs: [...runs],
  metric,
  rows: row,
  columns: column,
  band: 'min-max',
  relative: 'none',
  baseline: null,
  showsAll: false,
})

/** The first four validation images at the best epoch. */
export const samplesFigure = (runs: readonly string[]): FigureSource => ({
  kind: 'samples',
  runs: [...runs],
  images: [0, 1, 2, 3],
  at: 'best',
  errors: 'absolute',
})

/** The losses that runs train on and that a figure can draw. */
export const usedLosses = (configs: readonly FlatConfig[]): ErrorLossKind[] =>
  errorLossKinds.filter((kind) => configs.some(({ loss }) => loss === kind))

/** With the parameters of the first run that has them. */
export function lossesFigure(
  form: 'loss' | 'gradient',
  configs: readonly FlatConfig[],
  losses: ErrorLossKind[] = usedLosses(configs),
): FigureSource {
  const given = byLossParameter((parameter, key) => {
    const value = configs.find((config) => config[key] !== undefined)?.[key]
    return typeof value === 'number' ? value : parameter.default
  })
  return { kind: 'losses', form, losses, ...parametersOfFigure(losses, given), run: null }
}

/** What is written below them. */
export const usualCaptions = {
  samples: 'Validation images 1 to 4: input, target, and each output with its absolute error.',
  classSamples: 'Validation images 1 to 4 with their class, and the class that each run predicts with its probability.',
  losses: 'Loss by the error of one pixel.',
  earlyStopping: 'The run’s losses, with the change from epoch to epoch below.',
  confusion: 'Images by their class and the class predicted, at the run’s best epoch.',
} as const
