/** A model card: in Markdown what a run has learnt, of what, how, and how well. */
import { buildLayers } from '../../contract/architecture'
import { describeMetric, epochMetricKeys } from '../../contract/metrics'
import { dataSourceOf, decidingMetricOf, shapesOf, taskOf } from '../../contract/run-data'
import { settingFields } from '../../contract/settings'
import { settingKeys, type RunConfig } from '../../contract/config'
import type { RunSummary } from '../../contract/run'
import { evenPlaces } from '../../maths/pick-evenly'
import { inferLayers } from '../../recipes/infer-layers'
import { showShape } from '../../recipes/layer'
import { layerWords } from '../../recipes/registry/layers'
import { tasks } from '../../recipes/registry/tasks'
import { describeData, describeOptimizer } from '@panels/report/descriptions'
import { configLabel } from '@panels/words/config-values'
import { formatBytes, formatCount, formatDuration, formatMetric, formatValue } from '@panels/words/format'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import { requireRecipe } from '../history/references'
import type { KeptWeights } from '../jobs/kept-weights'
import { escapeMarkdown } from '../reports/write/markdown'

export type ModelCardOptions = {
  readonly store: Store
  readonly weights: KeptWeights
  readonly run: StoredRun
  readonly summary: RunSummary
  /** Of the weights; the best one where none is given. */
  readonly epoch: number | undefined
  readonly appVersion: string
}

/** By key, then by epoch. */
type Series = ReadonlyMap<string, ReadonlyMap<number, number>>

/** Epochs of the table, and points of the curve. */
const tableEpochs = 12
const curvePoints = 40

/** @throws PlateauError `weights-missing`, or `invalid-input` for a run that was not trained here */
export function modelCard({ store, weights, run, summary, epoch: wanted, appVersion }: ModelCardOptions): string {
  const config = requireRecipe(run)
  const { file, isBest } = weights.at(run, wanted)
  const values: Series = new Map([...store.epochs.values(run.id)].map(([key, points]) => [key, new Map(points)]))
  const metricsAt = epochMetricKeys.flatMap((key) => {
    const value = values.get(key)?.get(file.epoch)
    return value === undefined || Number.isNaN(value) ? [] : [[key, value] as const]
  })
  const parts = [
    `# ${escapeMarkdown(run.name)}`,
    `${headline(config)} Weights of epoch ${file.epoch}${isBest ? ', the best one' : ''} of ${summary.epochs}. Exported by Plateau ${appVersion}.`,
    ...(run.notes === '' ? [] : [run.notes.trim()]),
    '## Data',
    dataText(config, summary, store.runs.classesOf(config)),
    '## Network',
    networkText(config),
    '## Training',
    trainingText(config, summary),
    '## Results',
    table(
      ['Metric', `Epoch ${file.epoch}`],
      metricsAt.map(([key, value]) => [key, withUnit(key, value)]),
    ),
    ...curve(config, values),
    '## Weights',
    table(
      ['', ''],
      [
        ['Run', run.id],
        ['Checkpoint', `epoch ${file.epoch}, ${formatBytes(file.bytes)}`],
        ['sha256', file.sha256],
      ],
    ),
    '## Not measured',
    `How it does on images of other sources than ${escapeMarkdown(dataSourceOf(config).name)}.`,
  ]
  return `${parts.join('\n\n')}\n`
}

const withUnit = (key: string, value: number): string =>
  `${formatMetric(key, value)} ${describeMetric(key).unit}`.trim()

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`
  return [line(heads), `| ${heads.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n')
}

function headline(config: RunConfig): string {
  const { input, target } = shapesOf(config)
  const given =
    taskOf(config) === 'classification'
      ? `${dataSourceOf(config).classes.length} classes`
      : `images of ${showShape(target)}`
  const { name } = tasks[taskOf(config)]
  return `A network for ${name}: images of ${showShape(input)}, values from 0 to 1, to ${given}.`
}

function dataText(config: RunConfig, { data }: RunSummary, classes: readonly string[]): string {
  const { name } = dataSourceOf(config)
  return [
    `${escapeMarkdown(name)}, ${describeData([config]).join('')}.`,
    ...(taskOf(config) === 'classification' ? [`Classes, by label: ${classes.map(escapeMarkdown).join(', ')}.`] : []),
    ...(config.targets === undefined ? [] : [`Targets: \`${config.targets}\`.`]),
    ...(config.inputNoise > 0 ? [`Noise of ${formatValue(config.inputNoise)} on the inputs in training.`] : []),
    ...(data?.hash ? [`Hash of the data: \`${data.hash}\`.`] : []),
  ].join(' ')
}

function networkText(config: RunConfig): string {
  const { rows, parameters } = inferLayers(buildLayers(config), shapesOf(config).input)
  const lines = rows.map(({ at, layer, outputShape, parameters: own }) => [
    at,
    layerWords(layer),
    showShape(outputShape),
    formatCount(own),
  ])
  return `${formatCount(parameters)} trainable parameters.\n\n${table(['', 'Layer', 'Output', 'Parameters'], lines)}`
}

function trainingText(config: RunConfig, { trainingSeconds, environment }: RunSummary): string {
  const settings = settingKeys.flatMap((key) =>
    config[key] === undefined || key === 'layers'
      ? []
      : [[settingFields[key].label, configLabel({ config: { [key]: config[key] } }, key)]],
  )
  const version = typeof environment?.engineVersion === 'string' ? `, engine version ${environment.engineVersion}` : ''
  return `${describeOptimizer([config]).join('')}. Trained for ${formatDuration(trainingSeconds)}${version}.\n\n${table(['Setting', 'Value'], settings)}`
}

/** As a chart that GitHub and others draw, and as a table for whoever does not. */
function curve(config: RunConfig, values: Series): string[] {
  const key = decidingMetricOf(config)
  const points = [...(values.get(key) ?? [])]
  const drawn = evenPlaces(points.length, curvePoints).flatMap((place) => {
    const point = points[place]
    return point !== undefined && Number.isFinite(point[1]) ? [point] : []
  })
  if (drawn.length < 2) return []
  const keys = ['train_loss', 'validation_loss', key].filter((one) => values.has(one))
  const rows = evenPlaces(points.length, tableEpochs).map((place) => {
    const epoch = points[place]?.[0] ?? 0
    return [String(epoch), ...keys.map((one) => formatMetric(one, values.get(one)?.get(epoch) ?? Number.NaN))]
  })
  const chart = [
    '```mermaid',
    'xychart-beta',
    `  title "${key} by epoch"`,
    `  x-axis [${drawn.map(([epoch]) => epoch).join(', ')}]`,
    `  line [${drawn.map(([, value]) => Number(value.toPrecision(6))).join(', ')}]`,
    '```',
  ].join('\n')
  return ['## Curve', chart, table(['Epoch', ...keys], rows)]
}
