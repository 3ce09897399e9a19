/** Panels of the workspace as figures. */
import type { FigureSource } from '@contract/figure'
import type { RunSummary } from '@contract/run'
import type { PanelDefinition, PanelSettings } from '@contract/workspace'
import type { Range } from '@charts/panel'
import type { Brushes } from '@charts/parallel'
import { countOf } from '@panels/words/format'
import { titleOf } from '@panels/workspace/panels'
import type { ShownRuns } from '@panels/workspace/shown-runs'
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
  const runs = panel.kind === 'parallel' ? open : shown.runs
  if (runs.length === 0) return null
  const source: FigureSource = {
    kind: 'panel',
    runs: runs.map(({ id }) => id),
    panel,
    settings,
    groupBy: [...shown.groupBy],
    baseline: shown.baseline?.id ?? null,
    view: panel.kind === 'line' && view !== null ? { x: [...view.x], y: [...view.y] } : null,
    ...(panel.kind === 'parallel'
      ? { brushes: Object.fromEntries(Object.entries(brushes).map(([id, [low, high]]) => [id, [low, high]])) }
      : {}),
  }
  return { source, name: titleOf(panel), note: countOf(runs.length, 'run') }
}
