/** Validation images of choice through one run's network, as the run's Model tab has them: one column for each image. */
import type { FigureSource } from '@contract/figure'
import { formatCount, formatValue } from '../words/format'
import { imageOf, inputPixels, outputPixels } from '../samples/pixels'
import { saidOf } from '../samples/said'
import type { Rgb } from '../samples/sequential-scale'
import type { CellWords, Figure, FigureData, PixelImage } from './figure'
import { errorImage, toImage } from './samples-figure'

type ChosenSource = Extract<FigureSource, { kind: 'chosen-images' }>

const titles: Readonly<Record<ChosenSource['choice']['by'], string>> = {
  worst: 'Worst validation images',
  best: 'Best validation images',
  mistakes: 'Surest mistakes',
  random: 'Random validation images',
  places: 'Validation images',
}

/** What the figure says of how its images came to be chosen. */
function choiceWords({ choice }: ChosenSource, { by, total }: FigureData['chosen'] & object): string {
  const of = `of ${formatCount(total)} validation images`
  switch (choice.by) {
    case 'worst':
      return `those with the greatest loss ${of} at epoch ${by}`
    case 'best':
      return `those with the least loss ${of} at epoch ${by}`
    case 'mistakes':
      return `the surest mistakes ${of} at epoch ${by}`
    case 'random':
      return `chosen by seed ${choice.seed} ${of}`
    case 'places':
      return `chosen ${of}`
  }
}

const words = (...lines: string[]): CellWords => ({ lines, colour: 'text-2' })

/** @param scale of errors, from none to many. @throws RangeError where there are no images */
export function chosenImagesFigure(data: FigureData, source: ChosenSource, scale: readonly Rgb[]): Figure {
  const { chosen } = data
  const [run] = data.runs
  const [set] = data.samples
  const shown = set?.shown
  if (!chosen || !run || !set?.inputs || !set.targets || !shown)
    throw new RangeError('None of the images of this run were looked at.')
  const { inputs, targets, shapes } = set
  const images = chosen.places.map((_, index) => index)
  const row = (title: string, cellOf: (image: number) => PixelImage | CellWords) => ({
    title,
    cells: images.map(cellOf),
  })
  const targetOf = (image: number) => imageOf(targets, image, shapes.target)
  const outputOf = (image: number) => imageOf(shown.outputs, image, shapes.target)
  const isClassified = set.task === 'classification'
  const { errors } = source
  const rows = [
    row('input', (image) => toImage(inputPixels(imageOf(inputs, image, shapes.input), shapes.input))),
    ...(isClassified
      ? saidRows({ ...set, targets }, shown.outputs, row)
      : [
          row('target', (image) => toImage(outputPixels(targetOf(image), shapes.target))),
          row('output', (image) => toImage(outputPixels(outputOf(image), shapes.target))),
          ...(errors === 'none'
            ? []
            : [row('error', (image) => errorImage(errors, outputOf(image), targetOf(image), shapes.target, scale))]),
        ]),
    row('loss', (image) => words(formatValue(chosen.losses[image] ?? Number.NaN))),
  ]
  return {
    title: titles[source.choice.by],
    parts: [
      {
        part: {
          kind: 'images',
          cells: rows.map(({ cells }) => cells),
          columnTitles: chosen.places.map((place) => `#${formatCount(place + 1)}`),
          rowTitles: rows.map(({ title }) => title),
          notes: [
            choiceWords(source, chosen),
            `${run.name}, epoch ${shown.epoch}${isClassified || errors === 'none' ? '' : `, ${errors} error`}`,
          ],
        },
        title: '',
        weight: 1,
      },
    ],
    columns: 1,
    legend: [],
  }
}

type Row = { readonly title: string; readonly cells: (PixelImage | CellWords)[] }

/** What each image is, and what was said of it with which probability. */
function saidRows(
  set: Parameters<typeof saidOf>[0],
  outputs: Float32Array,
  row: (title: string, cellOf: (image: number) => CellWords) => Row,
): Row[] {
  const of = (image: number) => saidOf(set, outputs, image)
  return [
    row('class', (image) => words(of(image).truth)),
    row('predicted', (image) => {
      const { said, isRight } = of(image)
      return isRight ? words(said ?? 'none') : { lines: [said ?? 'none', 'wrong'], colour: 'danger' }
    }),
    row('probability', (image) => words(`${(of(image).share * 100).toFixed(1)} %`)),
  ]
}
