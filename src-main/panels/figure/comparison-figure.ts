/** A comparison as a figure: the cells of its grid on equal axes, or all of its lines on one panel. */
import type { FigureSource } from '@contract/figure'
import { describeMetric } from '@contract/metrics'
import { visibleLine } from '@contract/text'
import { unitOfKey, unitsSaidOf } from '@model/units'
import { fillLegend, richLegend } from '../words/config-values'
import { cellPanels } from '../compare/cell-panels'
import { valuesOfLine, type Baseline, type ValuesOf } from '../compare/curves'
import { buildGrid, cellName, createGridOrders } from '../compare/grid'
import { overlayPanel } from '../compare/overlay'
import { dashesOf, type Figure, type FigureData } from './figure'
import { dashKeysOf } from './dash-keys'
import { legendOfLines } from './legend'
import { dashOfLoss } from '../words/run-look'
import type { RunSummary } from '@contract/run'

/** As many as the overlay names on screen. */
const mostNames = 8

const dashOfRun = ({ config }: RunSummary) => dashOfLoss(config.loss)

type ComparisonSource = Extract<FigureSource, { kind: 'comparison' }>

function baselineOf(data: FigureData, { relative, baseline }: ComparisonSource): Baseline {
  if (relative === 'none' || baseline === null) return null
  const run = data.all.find(({ id }) => id === baseline)
  return run === undefined ? null : { run: run.id, name: run.name, kind: relative }
}

export function comparisonFigure(data: FigureData, source: ComparisonSource, legendTemplate: string | null): Figure {
  const { metric, rows, columns, band, showsAll, by = null, includeUnfinished: includesUnfinished = false } = source
  const dashes = dashesOf(data)
  const { label } = describeMetric(metric)
  const unit = visibleLine(unitOfKey(metric, unitsSaidOf(data.runs)))
  const baseline = baselineOf(data, source)
  const series = new Map(data.series.map((one) => [one.run, one]))
  // A series by step comes as lines.
  const lines = new Map(data.lines.map((line) => [line.run, line]))
  const values: ValuesOf = (run) => {
    const line = lines.get(run)
    return line === undefined ? series.get(run) : valuesOfLine(metric, line)
  }
  const named = unit === '' || baseline?.kind === 'ratio' ? label : `${label}, ${unit}`
  const yTitle = baseline === null ? named : `${named}, ${baseline.kind}`
  if (source.form === 'overlay') {
    const drawn = overlayPanel(data.runs, metric, values, { baseline, by, dashes })
    const names = new Map(data.runs.map((run) => [run.id, fillLegend(legendTemplate ?? '${name}', run)]))
    const spec = {
      ...drawn,
      series: drawn.series.map((line) => {
        const name = names.get(line.id) ?? line.label
        // On screen a legend names those that end before the others; here all are named, where names have room.
        const run = data.runs.find(({ id }) => id === line.id)
        const rich = legendTemplate === null || run === undefined ? {} : richLegend(legendTemplate, run)
        return { ...line, label: name, ...rich, ...(data.runs.length > mostNames ? {} : { directLabel: name }) }
      }),
    }
    return {
      title: label,
      parts: [{ part: { kind: 'line', spec, yTitle }, title: '', weight: 1 }],
      columns: 1,
      legend: legendOfLines(spec.series),
      ...(dashes === 'loss'
        ? { dashKeys: dashKeysOf(spec.series, (line) => data.runs.filter(({ id }) => id === line), 'loss', dashOfRun) }
        : {}),
    }
  }
  const grid = buildGrid(data.runs, rows, columns, createGridOrders()(data.all, rows, columns))
  const panels = cellPanels(grid, {
    metric,
    by,
    values,
    comparison: data.comparison,
    band,
    baseline,
    includesUnfinished,
    showsAll,
    dashes,
  })
  return {
    title: label,
    parts: panels.map(({ cell, spec }) => ({
      part: { kind: 'line', spec, yTitle },
      title: cellName(cell),
      weight: 1,
    })),
    columns: grid.columns.length,
    // Each cell is named above it.
    legend: [],
  }
}
