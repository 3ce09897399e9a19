/** Panels of the workspace as figures. */
import { mostFigureRuns, type FigureSource } from '@contract/figure'
import type { RunSummary } from '@contract/run'
import type { PanelDefinition, PanelSettings } from '@contract/workspace'
import type { Range } from '@charts/panel'
import type { Brushes } from '@charts/parallel'
import { countOf } from '@panels/words/format'
import { titleOf } from '@panels/workspace/panels'
import { drawnRuns, someWords } from '@panels/workspace/drawn-runs'
import { drawnBars, type ShownRuns } from '@panels/workspace/shown-runs'
import type { FigureOffer } from '../../state/figures.svelte'

/** A panel as it stands on the screen. */
export type PanelOnScreen = {
  readonly panel: PanelDefinition
  /** Its own over the workspace's. */
  readonly settings: PanelSettings
  readonly shown: ShownRuns
  /** Every run whose eye is open: a parallel panel draws those outside of its brushes too. */
  readonly open: readonly RunSummary[]
  /** What a line panel is zoomed to. */
  readonly view: { readonly x: Range; readonly y: Range } | null
  readonly brushes: Brushes
}

/** Null when no run is shown. */
export function panelFigure({ panel, settings, shown, open, view, brushes }: PanelOnScreen): FigureOffer | null {
  const all = panel.kind === 'parallel' ? open : shown.runs
  if (all.length === 0) return null
  const runs = drawnOf(panel, shown, all)
  const isWhole = runs.length === all.length
  const source: FigureSource = {
    kind: 'panel',
    runs: runs.map(({ id }) => id),
    panel,
    settings,
    groupBy: [...shown.groupBy],
    ...(isWhole ? {} : { listed: all.length }),
    baseline: shown.baseline?.id ?? null,
    view: panel.kind === 'line' && view !== null ? { x: [...view.x], y: [...view.y] } : null,
    ...(panel.kind === 'parallel'
      ? { brushes: Object.fromEntries(Object.entries(brushes).map(([id, [low, high]]) => [id, [low, high]])) }
      : {}),
  }
  return {
    source,
    name: titleOf(panel, shown.groupBy),
    note: isWhole ? countOf(all.length, 'run') : someWords(runs.length, all.length, panel, shown),
  }
}

/** Those that the panel draws, and no more than a file takes. */
function drawnOf(panel: PanelDefinition, shown: ShownRuns, all: readonly RunSummary[]): readonly RunSummary[] {
  if (panel.kind === 'line') return drawnRuns(shown).runs
  if (panel.kind === 'bar') {
    const { runs, groups } = drawnBars(shown, panel.by).drawn
    const drawn = panel.by === 'group' && groups !== null ? groups.flatMap((group) => group.runs) : runs
    return drawn.slice(0, mostFigureRuns)
  }
  return all.slice(0, mostFigureRuns)
}
