/** The two runs of the history that show what a reproduction is about, as a panel. */
import type { SeriesOfRun } from '@contract/api'
import type { RunConfig } from '@contract/config'
import type { RunSummary } from '@contract/run'
import type { PanelSpec } from '@charts/panel'
import { overlayPanel } from '@panels/compare/overlay'

type Understood = RunSummary & { readonly recipe: RunConfig }
export type Pair = readonly [plain: Understood, pooled: Understood]

/** The newest plain and pooled run that were launched together under MSE with one seed, both with a curve. */
export function latestPair(runs: readonly RunSummary[]): Pair | null {
  const drawn = runs
    .filter((run): run is Understood => run.recipe !== null)
    .filter(({ recipe, epochs, launchGroup }) => recipe.loss === 'mse' && epochs > 1 && launchGroup !== null)
  for (const plain of drawn) {
    if (plain.recipe.architecture !== 'plain') continue
    const pooled = drawn.find(
      ({ recipe, launchGroup }) =>
        recipe.architecture === 'pooled' && recipe.seed === plain.recipe.seed && launchGroup === plain.launchGroup,
    )
    if (pooled) return [plain, pooled]
  }
  return null
}

/** Both curves on the common metric, named by their architectures. */
export function pairPanel(pair: Pair, valuesOf: (run: string) => SeriesOfRun | undefined): PanelSpec {
  const spec = overlayPanel(pair, 'val_mse', valuesOf)
  const named = spec.series.map((series, index) => ({ ...series, directLabel: pair[index]?.recipe.architecture ?? '' }))
  return { ...spec, series: named, labelRoom: 60 }
}
