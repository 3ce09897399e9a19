/** Panels of the workspace as figures: by the same functions that the window draws them with. */
import type { FigureSource } from '@contract/figure'
import { describeMetric } from '@contract/metrics'
import type { PanelDefinition, PanelSettings } from '@contract/workspace'
import { visibleLine } from '@contract/text'
import { unitOfKey, unitsSaidOf, type Units } from '@model/units'
import { readText } from '@charts/mathematics'
import type { PanelSpec } from '@charts/panel'
import { isWithin } from '@charts/parallel'
import { someWords } from '../workspace/drawn-runs'
import { groupOwner, lineSpec } from '../workspace/line-spec'
import { titleOf } from '../workspace/panels'
import { groupRuns } from '../workspace/run-list'
import { dashesOf as dashOfRuns, type ShownRuns } from '../workspace/shown-runs'
import { barSpec, parallelSpec, scatterSpec } from '../workspace/summary-specs'
import { dashesOf, type Figure, type FigureData, type FigurePart } from './figure'
import { dashKeysOf } from './dash-keys'
import { legendOfLines, legendOfPoints } from './legend'

type PanelSource = Extract<FigureSource, { kind: 'panel' }>

/** The settings that the figure is drawn with: a template of its own takes the place of the panel's. */
const settingsOf = ({ settings }: PanelSource, legendTemplate: string | null): PanelSettings =>
  legendTemplate === null ? settings : { ...settings, legend: legendTemplate }

/** The metrics of a line panel in words, and whether they are held against a baseline: "Validation MSE", "difference of Validation MSE". */
function lineTitle(
  keys: readonly string[],
  { relative }: PanelSettings,
  { hasBaseline, units }: { readonly hasBaseline: boolean; readonly units: Units },
): string {
  const words = keys
    .map((key) => {
      const { label } = describeMetric(key)
      const unit = visibleLine(unitOfKey(key, units))
      return unit === '' || relative === 'ratio' ? label : `${label}, ${unit}`
    })
    .join('; ')
  return relative === 'none' || !hasBaseline ? words : `${words}, ${relative}`
}

/** What dashes of a panel's lines say, where their names do not say it already. */
function dashKeysOfPanel(
  { series }: PanelSpec,
  { keys }: Pick<PanelDefinition & { kind: 'line' }, 'keys'>,
  { dashBy, legend }: PanelSettings,
  shown: ShownRuns,
): Figure['legend'] {
  const dashOf = dashOfRuns(shown, dashBy)
  const isNamed = dashBy !== null && (shown.groupBy.includes(dashBy) || legend.includes(`.${dashBy}}`))
  // Of several series, dashes tell which is which.
  if (dashBy === null || dashOf === null || isNamed || keys.length > 1) return []
  const owners = new Map(
    shown.groups === null
      ? shown.runs.map((run) => [run.id, [run]] as const)
      : shown.groups.map((group) => [groupOwner(group), group.runs] as const),
  )
  return dashKeysOf(series, (line) => owners.get(line) ?? [], dashBy, dashOf)
}

export function panelFigure(data: FigureData, source: PanelSource, legendTemplate: string | null): Figure {
  const { panel, groupBy, view, brushes = {} } = source
  const settings = settingsOf(source, legendTemplate)
  const keys = settings.groupBy ?? groupBy
  const shown: ShownRuns = {
    all: data.all,
    runs: data.runs,
    groups: keys.length > 0 ? groupRuns(data.runs, keys) : null,
    groupBy: keys,
    baseline: data.all.find(({ id }) => id === source.baseline) ?? null,
    dashes: dashesOf(data),
  }
  const title = titleOf(panel, groupBy)
  // One that a person gave it.
  const typed = panel.title === null ? {} : { richTitle: readText(panel.title) }
  const { listed } = source
  const partial = listed === undefined ? {} : { someOf: someWords(data.runs.length, listed, panel, shown) }
  const only = (part: FigurePart, legend: Figure['legend']): Figure => ({
    title,
    ...typed,
    ...partial,
    parts: [{ part, title: '', weight: 1 }],
    columns: 1,
    legend,
  })
  switch (panel.kind) {
    case 'line': {
      const lines = new Map(data.lines.map((line) => [`${line.run} ${line.key}`, line]))
      const whole = lineSpec({
        panel,
        settings,
        shown,
        lineOf: (run, key) => lines.get(`${run} ${key}`),
        labels: true,
      })
      const spec = {
        ...whole,
        ...(view?.x ? { xRange: view.x } : {}),
        ...(view?.y ? { yRange: view.y } : {}),
      }
      const yTitle = lineTitle(panel.keys, settings, {
        hasBaseline: shown.baseline !== null,
        units: unitsSaidOf(data.runs),
      })
      const dashKeys = dashKeysOfPanel(spec, panel, settings, shown)
      return { ...only({ kind: 'line', spec, yTitle }, legendOfLines(spec.series)), dashKeys }
    }
    case 'scatter': {
      const spec = scatterSpec(panel, settings, shown, [])
      return only({ kind: 'scatter', spec }, legendOfPoints(spec.points))
    }
    case 'bar': {
      const spec = barSpec(panel, settings, shown)
      // Bars have their names beside them.
      return only({ kind: 'bar', spec }, [])
    }
    case 'parallel': {
      const spec = parallelSpec(panel, settings, shown, data.runs)
      const kept = spec.lines.filter(isWithin(spec, brushes))
      return only({ kind: 'parallel', spec, brushes }, spec.colouring === undefined ? legendOfLines(kept) : [])
    }
  }
}
