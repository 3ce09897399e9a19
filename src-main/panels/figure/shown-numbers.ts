/** What a figure shows, as numbers in columns. */
import { summarizeLayers } from '@contract/architecture'
import { sizeOfShape, type ImageShape } from '@recipes/data-source'
import { logSoftmax } from '@recipes/softmax'
import type { ConfusionTable } from '../samples/confusion-table'
import { imageOf } from '../samples/pixels'
import { saidOf } from '../samples/said'
import { seriesWords } from '@contract/expression-keys'
import type { FigureSource } from '@contract/figure'
import type { BarSpec } from '@charts/bars'
import type { PanelSeries } from '@charts/panel'
import type { ParallelSpec } from '@charts/parallel'
import type { ScatterSpec } from '@charts/scatter'
import type { Figure, FigureData } from './figure'
import type { NumberCells, NumberColumn, NumberRows, NumberTable } from './numbers'

/** Rows handed over at a time. */
const mostRows = 1_024

type Titled<Part> = { readonly part: Part; readonly title: string }

/**
 * Lines as `panel, series, run, key, x, y, low, high`, whatever there is of them, where they are smoothed with `smoothed, measured, smoothing` in
 * the place of `y`; anything else in columns of its own.
 */
export function shownNumbers(data: FigureData, figure: Figure): NumberTable {
  if (data.source.kind === 'samples') return sampleNumbers(data, data.source.images)
  if (data.source.kind === 'chosen-images' && data.chosen) return chosenNumbers(data, data.chosen)
  const [first] = figure.parts
  switch (first?.part.kind) {
    case 'scatter':
      return scatterNumbers(first.part.spec)
    case 'bar':
      return barNumbers(first.part.spec)
    case 'parallel':
      return parallelNumbers(first.part.spec)
    case 'matrix':
      return matrixNumbers(first.part.table)
    case 'layers':
      return layerNumbers(first.part.layers, first.part.input)
    default: {
      const lines = figure.parts.flatMap(({ part, title }) =>
        part.kind === 'line'
          ? part.spec.series.map((series) => ({ part: series, title, smoothing: part.spec.smoothing ?? '' }))
          : [],
      )
      const isWall = figure.parts.some(({ part }) => part.kind === 'line' && part.spec.xKind === 'wall')
      return lineNumbers(data, lines, isWall)
    }
  }
}

/** Whole tables in one piece. */
const whole = (columns: readonly NumberColumn[], count: number, cells: readonly NumberCells[]): NumberTable => ({
  columns,
  total: count,
  rows: [{ count, cells }],
})

type NumberedLine = Titled<PanelSeries> & { readonly smoothing: string }

function lineNumbers(data: FigureData, lines: readonly NumberedLine[], isWall: boolean): NumberTable {
  // What lies behind the lines is context, and stands in other figures' own.
  const shown = lines.filter(({ part }) => part.isBackground !== true)
  const hasTitles = shown.some(({ title }) => title !== '')
  const hasBands = shown.some(({ part }) => part.band !== undefined)
  const isSmoothed = shown.some(({ part }) => part.measured !== undefined)
  const columns: NumberColumn[] = [
    ...(hasTitles ? [{ name: 'panel', kind: 'text' } as const] : []),
    { name: 'series', kind: 'text' },
    { name: 'run', kind: 'text' },
    { name: 'key', kind: 'text' },
    { name: 'x', kind: isWall ? 'moment' : 'number' },
    ...(isSmoothed
      ? ([
          { name: 'smoothed', kind: 'number' },
          { name: 'measured', kind: 'number' },
          { name: 'smoothing', kind: 'text' },
        ] as const)
      : [{ name: 'y', kind: 'number' } as const]),
    ...(hasBands
      ? (['low', 'high'] as const).map((name) => ({ name, kind: 'number', isOptional: true }) as const)
      : []),
  ]
  function* rows(): Generator<NumberRows> {
    for (const { part, title, smoothing } of shown) {
      const { run, key } = originOf(data, part)
      for (let from = 0; from < part.x.length; from += mostRows) {
        const count = Math.min(mostRows, part.x.length - from)
        const cut = (cells: ArrayLike<number>) =>
          Float64Array.from({ length: count }, (_, at) => cells[from + at] ?? Number.NaN)
        const edges = part.band
          ? [cut(part.band.low), cut(part.band.high)]
          : [new Array<null>(count).fill(null), new Array<null>(count).fill(null)]
        yield {
          count,
          cells: [
            ...(hasTitles ? [title] : []),
            part.label,
            run,
            key,
            cut(part.x),
            cut(part.y),
            ...(isSmoothed ? [cut(part.measured ?? part.y), part.measured === undefined ? '' : smoothing] : []),
            ...(hasBands ? edges : []),
          ],
        }
      }
    }
  }
  const total = shown.reduce((sum, { part }) => sum + part.x.length, 0)
  return { columns, total, rows: { [Symbol.iterator]: rows } }
}

/** Keys that a figure's lines can have, where a line's own id does not say so. */
function onlyKey(source: FigureSource): string {
  switch (source.kind) {
    case 'panel':
      return source.panel.kind === 'line' && source.panel.keys.length === 1
        ? seriesWords(source.panel.keys[0] ?? '')
        : ''
    case 'comparison':
      return source.metric
    case 'what-if':
      return source.rule.monitor
    default:
      return ''
  }
}

/** The run that a line belongs to, by name, and its series key; empty for a group's. */
function originOf({ runs, source }: FigureData, { id }: PanelSeries): { readonly run: string; readonly key: string } {
  const owner = runs.find((run) => id === run.id || id.startsWith(`${run.id} `))
  if (owner === undefined && source.kind === 'early-stopping') return { run: runs[0]?.name ?? '', key: id }
  const keys = source.kind === 'panel' && source.panel.kind === 'line' ? source.panel.keys : []
  // One key may be the end of another: the longest that fits.
  const [own] = keys.filter((key) => id.endsWith(` ${key}`)).sort((left, right) => right.length - left.length)
  return { run: owner?.name ?? '', key: own === undefined ? onlyKey(source) : seriesWords(own) }
}

function scatterNumbers({ points, xTitle, yTitle }: ScatterSpec): NumberTable {
  return whole(
    [
      { name: 'name', kind: 'text' },
      { name: xTitle, kind: 'number' },
      { name: yTitle === xTitle ? `${yTitle} (y)` : yTitle, kind: 'number' },
    ],
    points.length,
    [points.map(({ label }) => label), points.map(({ x }) => x), points.map(({ y }) => y)],
  )
}

function barNumbers({ bars, valueTitle }: BarSpec): NumberTable {
  const hasNotes = bars.some(({ note }) => note !== undefined)
  const hasCounts = bars.some(({ countNote }) => countNote !== undefined)
  return whole(
    [
      { name: 'name', kind: 'text' },
      ...(hasNotes ? [{ name: 'group', kind: 'text' } as const] : []),
      { name: valueTitle, kind: 'number' },
      ...(hasCounts ? [{ name: 'runs', kind: 'text' } as const] : []),
    ],
    bars.length,
    [
      bars.map(({ label }) => label),
      ...(hasNotes ? [bars.map(({ note }) => note ?? '')] : []),
      bars.map(({ value }) => value),
      ...(hasCounts ? [bars.map(({ countNote }) => countNote ?? '')] : []),
    ],
  )
}

function parallelNumbers({ axes, lines }: ParallelSpec): NumberTable {
  // Two axes may be called alike: columns must not be.
  const names = axes.map(({ label }, index) =>
    axes.findIndex((axis) => axis.label === label) === index ? label : `${label} (${index + 1})`,
  )
  return whole(
    [
      { name: 'name', kind: 'text' },
      ...axes.map(({ kind }, index): NumberColumn => ({
        name: names[index] ?? '',
        kind: kind === 'choice' ? 'text' : 'number',
      })),
    ],
    lines.length,
    [
      lines.map(({ label }) => label),
      ...axes.map((axis, index) => {
        const values = lines.map((line) => line.values[index] ?? Number.NaN)
        return axis.kind === 'choice' ? values.map((value) => axis.choices[value] ?? '') : values
      }),
    ],
  )
}

/** A row for each true class and each predicted one. */
function matrixNumbers({ rows }: ConfusionTable): NumberTable {
  const cells = rows.flatMap(({ name, cells: row }) =>
    row.map((cell, column) => ({ ...cell, name, predicted: rows[column]?.name ?? '' })),
  )
  return whole(
    [
      { name: 'class', kind: 'text' },
      { name: 'predicted', kind: 'text' },
      { name: 'images', kind: 'integer' },
      { name: 'share', kind: 'number' },
    ],
    cells.length,
    [
      cells.map(({ name }) => name),
      cells.map(({ predicted }) => predicted),
      cells.map(({ count }) => count),
      cells.map(({ share }) => share),
    ],
  )
}

function layerNumbers(...network: Parameters<typeof summarizeLayers>): NumberTable {
  const summaries = summarizeLayers(...network)
  return whole(
    [
      { name: 'layer', kind: 'integer' },
      { name: 'kind', kind: 'text' },
      { name: 'output_shape', kind: 'text' },
      { name: 'parameters', kind: 'integer' },
    ],
    summaries.length,
    [
      summaries.map((_, index) => index + 1),
      summaries.map(({ layer }) => layer.kind),
      summaries.map(({ outputShape }) => outputShape.join(' x ')),
      summaries.map(({ parameters }) => parameters),
    ],
  )
}

/** What each run says of the images: the probability of every class. */
function classNumbers(data: FigureData, images: readonly number[]): NumberTable {
  const cells = data.samples.flatMap(({ run, shown, shapes, classes, targets }) => {
    const count = sizeOfShape(shapes.target)
    if (shown === null || targets === null) return []
    return images.flatMap((image) => {
      const { truth, said } = saidOf({ shapes, classes, targets }, shown.outputs, image)
      const name = data.runs.find(({ id }) => id === run)?.name ?? ''
      return Array.from(logSoftmax(shown.outputs, image * count, count), (logarithm, label) => ({
        ...{ image, truth, said: said ?? '', name, epoch: shown.epoch },
        of: classes[label] ?? `class ${label}`,
        probability: Math.exp(logarithm),
      }))
    })
  })
  return whole(
    [
      { name: 'image', kind: 'integer' },
      { name: 'class', kind: 'text' },
      { name: 'run', kind: 'text' },
      { name: 'epoch', kind: 'integer' },
      { name: 'predicted', kind: 'text' },
      { name: 'of', kind: 'text' },
      { name: 'probability', kind: 'number' },
    ],
    cells.length,
    [
      cells.map(({ image }) => image),
      cells.map(({ truth }) => truth),
      cells.map(({ name }) => name),
      cells.map(({ epoch }) => epoch),
      cells.map(({ said }) => said),
      cells.map(({ of }) => of),
      cells.map(({ probability }) => probability),
    ],
  )
}

/** What channels are called: of one, grey; of three, the colours. */
const channelNames = (channels: number): readonly string[] =>
  channels === 1 ? ['grey'] : (['red', 'green', 'blue'] as const).slice(0, channels)

/** As of samples, with the number that each image has in the validation set, from 1 as it is shown, and its loss. */
function chosenNumbers(data: FigureData, { places, losses }: FigureData['chosen'] & object): NumberTable {
  const table = sampleNumbers(data, [...places.keys()])
  const imageColumn = table.columns.findIndex(({ name }) => name === 'image')
  function* rows(): Generator<NumberRows> {
    for (const { count, cells } of table.rows) {
      const images = cells[imageColumn]
      const at = (index: number) => (typeof images === 'string' ? Number.NaN : Number(images?.[index]))
      const numbered = Array.from({ length: count }, (_, index) => (places[at(index)] ?? Number.NaN) + 1)
      const lossOf = Float64Array.from({ length: count }, (_, index) => losses[at(index)] ?? Number.NaN)
      yield { count, cells: [...cells.map((cell, column) => (column === imageColumn ? numbered : cell)), lossOf] }
    }
  }
  return {
    columns: [...table.columns, { name: 'loss', kind: 'number' }],
    total: table.total,
    rows: { [Symbol.iterator]: rows },
  }
}

/** Every pixel: inputs of the first run, as all have the same, targets, and each run's outputs. */
function sampleNumbers(data: FigureData, images: readonly number[]): NumberTable {
  if (data.samples[0]?.task === 'classification') return classNumbers(data, images)
  const columns: NumberColumn[] = [
    { name: 'image', kind: 'integer' },
    { name: 'what', kind: 'text' },
    { name: 'run', kind: 'text' },
    { name: 'epoch', kind: 'integer', isOptional: true },
    { name: 'channel', kind: 'text' },
    { name: 'row', kind: 'integer' },
    { name: 'column', kind: 'integer' },
    { name: 'value', kind: 'number' },
  ]
  type Picture = {
    readonly image: number
    readonly what: string
    readonly run: string
    readonly epoch: number | null
    readonly channel: string
    readonly width: number
    readonly pixels: number
    readonly at: (place: number) => number
  }
  const picturesOf = (
    of: Pick<Picture, 'image' | 'what' | 'run' | 'epoch'>,
    values: Float32Array | Uint8Array,
    shape: ImageShape,
  ): Picture[] => {
    const [height, width, channels] = shape
    const own = imageOf(values, of.image, shape)
    return channelNames(channels).map((channel, index) => ({
      ...of,
      channel,
      width,
      pixels: height * width,
      at: (place) => own[place * channels + index] ?? Number.NaN,
    }))
  }
  const [first] = data.samples
  const pictures = images.flatMap((image): Picture[] => {
    const shared = { image, run: '', epoch: null }
    return [
      ...(first?.inputs ? picturesOf({ ...shared, what: 'input' }, first.inputs, first.shapes.input) : []),
      ...(first?.targets ? picturesOf({ ...shared, what: 'target' }, first.targets, first.shapes.target) : []),
      ...data.samples.flatMap(({ run, shown, shapes }) =>
        shown === null
          ? []
          : picturesOf(
              {
                image,
                what: 'output',
                run: data.runs.find(({ id }) => id === run)?.name ?? '',
                epoch: shown.epoch,
              },
              shown.outputs,
              shapes.target,
            ),
      ),
    ]
  })
  function* rows(): Generator<NumberRows> {
    for (const { image, what, run, epoch, channel, width, pixels: count, at } of pictures) {
      const filled = (value: number) => new Float64Array(count).fill(value)
      const places = Array.from({ length: count }, (_, place) => place)
      yield {
        count,
        cells: [
          filled(image),
          what,
          run,
          new Array<number | null>(count).fill(epoch),
          channel,
          places.map((place) => Math.floor(place / width)),
          places.map((place) => place % width),
          places.map(at),
        ],
      }
    }
  }
  return {
    columns,
    total: pictures.reduce((sum, { pixels }) => sum + pixels, 0),
    rows: { [Symbol.iterator]: rows },
  }
}
