/** Which panels the workspace has: one for each metric by itself, and those that a person made or changed. */
import { seriesWords } from '@contract/expression-keys'
import { describeMetric, epochMetricKeys, metricSections } from '@contract/metrics'
import { seriesKeys, type RunSummary } from '@contract/run'
import type { RunKeys } from '@contract/run-query'
import type { PanelDefinition, PanelSettings, WorkspaceLayout } from '@contract/workspace'
import { quantitiesOf, quantityLabel, seriesOfQuantities } from './quantities'

export type Section = {
  readonly name: string
  readonly isCollapsed: boolean
  /** In their order, hidden ones too. */
  readonly panels: readonly PanelDefinition[]
}

/** Series that any of the runs has, in the order of the catalogue, then as clients named them. */
export function availableKeys(runs: readonly RunSummary[]): string[] {
  const has = new Set<string>()
  const stepped = new Set<string>()
  for (const run of runs) {
    for (const key of seriesKeys(run, 'epoch')) has.add(key)
    for (const key of seriesKeys(run, 'step')) stepped.add(key)
  }
  return orderSeries([...has], [...stepped])
}

/** The same of all runs of a project, from what the store counted. */
export function seriesOf({ series }: Pick<RunKeys, 'series'>): string[] {
  const byEpoch = series.flatMap(({ key, byEpoch: runs }) => (runs > 0 ? [key] : []))
  return orderSeries(
    byEpoch,
    series.flatMap(({ key, runs, byEpoch: epochs }) => (runs > epochs ? [key] : [])),
  )
}

function orderSeries(byEpoch: readonly string[], byStep: readonly string[]): string[] {
  const has = new Set(byEpoch)
  const known = epochMetricKeys.filter((key) => has.has(key))
  const others = byEpoch.filter((key) => !(epochMetricKeys as readonly string[]).includes(key)).sort()
  // What Plateau trains has a speed, too.
  const speeds = known.length > 0 ? ['images_per_second', 'epoch_seconds'] : []
  return [...new Set([...known, ...others, ...speeds, ...byStep])]
}

const heights: Readonly<Record<string, number>> = { loss: 296, metrics: 240 }
const otherHeight = 200

/** The id of the panel that a metric has by itself. */
export const metricPanelId = (key: string): string => `metric:${key}`

/** Panels of metrics are the same objects whenever they are asked for: what is drawn of one is not drawn anew for its likeness. */
const metricPanels = new Map<string, PanelDefinition>()
const mostMetricPanels = 10_000

export function metricPanel(key: string): PanelDefinition {
  const known = metricPanels.get(key)
  if (known !== undefined) return known
  const panel = Object.freeze(makeMetricPanel(key))
  if (metricPanels.size >= mostMetricPanels) metricPanels.clear()
  metricPanels.set(key, panel)
  return panel
}

function makeMetricPanel(key: string): PanelDefinition {
  const { section } = describeMetric(key)
  return {
    id: metricPanelId(key),
    kind: 'line',
    keys: [key],
    title: null,
    section,
    columns: section === 'loss' ? 6 : 4,
    height: heights[section] ?? otherHeight,
    isHidden: false,
    settings: {},
  }
}

/**
 * Sections in their order with all of their panels: named ones first, then those of the catalogue, then others by name.
 * @param hidden series that their authors keep out of the workspace: their panels are there, and hidden until a person shows them
 */
export function toSections(
  keys: readonly string[],
  layout: Pick<WorkspaceLayout, 'sections' | 'panels'> & Partial<Pick<WorkspaceLayout, 'isManual'>>,
  hidden: readonly string[] = [],
): Section[] {
  const own = new Set(layout.panels.map(({ id }) => id))
  const isHidden = new Set(hidden)
  const made = keys
    .filter((key) => !own.has(metricPanelId(key)))
    .map((key) =>
      layout.isManual === true || isHidden.has(key) ? { ...metricPanel(key), isHidden: true } : metricPanel(key),
    )
  const panels = [...layout.panels, ...made]
  const present = new Set(panels.map(({ section }) => section))
  const named = layout.sections.map(({ name }) => name)
  const others = [...present].filter((name) => !named.includes(name))
  const catalogued = metricSections.filter((name) => others.includes(name))
  const rest = others.filter((name) => !(metricSections as readonly string[]).includes(name)).sort()
  return [...named.filter((name) => present.has(name)), ...catalogued, ...rest].map((name) => ({
    name,
    isCollapsed: layout.sections.find((section) => section.name === name)?.isCollapsed ?? false,
    panels: panels.filter(({ section }) => section === name),
  }))
}

/** Finds a panel by its id among all sections. */
export function findPanel(sections: readonly Section[], id: string): PanelDefinition | undefined {
  for (const { panels } of sections) {
    const panel = panels.find((one) => one.id === id)
    if (panel) return panel
  }
  return undefined
}

/**
 * Its own title, or what is drawn.
 * @param groupBy keys that the runs around it are grouped by: without any, bars of groups are bars of runs.
 */
export function titleOf(panel: PanelDefinition, groupBy: readonly string[]): string {
  if (panel.title !== null) return panel.title
  switch (panel.kind) {
    case 'line':
      return panel.keys.map(seriesWords).join(', ')
    case 'scatter':
      return `${quantityLabel(panel.vertical)} against ${quantityLabel(panel.horizontal)}`
    case 'bar':
      return `${quantityLabel(panel.quantity)} by ${(panel.settings.groupBy ?? groupBy).length === 0 ? 'run' : panel.by}`
    case 'parallel': {
      const last = panel.axes.at(-1)
      return last ? `Settings and ${quantityLabel(last)}` : 'Parallel coordinates'
    }
  }
}

/** The series that a panel is of, each once. */
export function metricsOf(panel: PanelDefinition): string[] {
  return panel.kind === 'line' ? [...panel.keys] : [...new Set(seriesOfQuantities(quantitiesOf(panel)))]
}

/** The workspace's settings with what the panel has instead. */
export const settingsOf = (panel: PanelDefinition, layout: Pick<WorkspaceLayout, 'settings'>): PanelSettings => ({
  ...layout.settings,
  ...(panel.settings as Partial<PanelSettings>),
})

/** Settings of a panel that are not those of the workspace. */
export function differingFrom(
  panel: PanelDefinition,
  layout: Pick<WorkspaceLayout, 'settings'>,
): (keyof PanelSettings)[] {
  const keys = Object.keys(panel.settings) as (keyof PanelSettings)[]
  return keys.filter((key) => JSON.stringify(panel.settings[key]) !== JSON.stringify(layout.settings[key]))
}
