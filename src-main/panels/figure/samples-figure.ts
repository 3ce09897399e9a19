/** The same validation images through several runs, as a grid of pictures. */
import type { FigureSource } from '@contract/figure'
import type { ImageShape } from '@recipes/data-source'
import { fillLegend } from '../words/config-values'
import { formatMetric } from '../words/format'
import { imageOf, inputPixels, meanSquaredError, outputPixels, paintedPixels, type Pixels } from '../samples/pixels'
import { saidOf } from '../samples/said'
import { colourOfError, errorsOf, type ErrorMode } from '../samples/sample-diff'
import type { Rgb } from '../samples/sequential-scale'
import type { Figure, FigureData, PixelImage } from './figure'

type SamplesSource = Extract<FigureSource, { kind: 'samples' }>

/** Pixels as a figure has them. */
export const toImage = ({ width, height, bytes }: Pixels): PixelImage => ({ width, height, rgba: bytes })

/** The errors of an output in the colours of a scale. */
export const errorImage = (
  mode: ErrorMode,
  output: Float32Array,
  target: Float32Array,
  shape: ImageShape,
  scale: readonly Rgb[],
): PixelImage =>
  toImage(paintedPixels(errorsOf(mode, output, target, shape), shape, (error) => colourOfError(scale, mode, error)))

/** @param scale of errors, from none to many. @throws RangeError where none of the runs has images. */
export function samplesFigure(
  data: FigureData,
  source: SamplesSource,
  legendTemplate: string | null,
  scale: readonly Rgb[],
): Figure {
  const { images, errors } = source
  const set = data.samples.find(({ inputs, targets }) => inputs !== null && targets !== null)
  if (!set?.inputs || !set.targets) throw new RangeError('None of these runs has sample images.')
  const { inputs, targets, shapes, names } = set
  if (set.task === 'classification') return classesFigure(data, images, { ...set, inputs, targets }, legendTemplate)
  const shown = data.runs.map((run) => ({
    run,
    name: fillLegend(legendTemplate ?? '${name}', run),
    outputs: data.samples.find((one) => one.run === run.id)?.shown ?? null,
  }))
  const cells = images.map((image) => {
    const target = imageOf(targets, image, shapes.target)
    const ofRuns = shown.flatMap(({ outputs }): (PixelImage | null)[] => {
      if (outputs === null) return errors === 'none' ? [null] : [null, null]
      const output = imageOf(outputs.outputs, image, shapes.target)
      if (errors === 'none') return [toImage(outputPixels(output, shapes.target))]
      return [toImage(outputPixels(output, shapes.target)), errorImage(errors, output, target, shapes.target, scale)]
    })
    return [
      toImage(inputPixels(imageOf(inputs, image, shapes.input), shapes.input)),
      toImage(outputPixels(target, shapes.target)),
      ...ofRuns,
    ]
  })
  return {
    title: 'Validation images',
    parts: [
      {
        part: {
          kind: 'images',
          cells,
          columnTitles: ['input', 'target', ...shown.flatMap(({ name }) => (errors === 'none' ? [name] : [name, '']))],
          rowTitles: images.map((image) => names[image] ?? String(image)),
          notes: [
            ...(errors === 'none' ? [] : [`right of each run's images: the ${errors} error`]),
            ...shown.map(({ name, outputs }) => {
              if (outputs === null) return `${name}: no sample images`
              const mean =
                images.reduce(
                  (sum, image) =>
                    sum +
                    meanSquaredError(
                      imageOf(outputs.outputs, image, shapes.target),
                      imageOf(targets, image, shapes.target),
                    ),
                  0,
                ) / images.length
              return `${name}: epoch ${outputs.epoch}, MSE of these images ${formatMetric('val_mse', mean)}`
            }),
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

type ClassSet = FigureData['samples'][number] & { readonly inputs: Uint8Array; readonly targets: Float32Array }

/** What each run says of the same images, and how sure it is. */
function classesFigure(
  data: FigureData,
  images: readonly number[],
  set: ClassSet,
  legendTemplate: string | null,
): Figure {
  const { inputs, shapes } = set
  const shown = data.runs.map((run) => ({
    name: fillLegend(legendTemplate ?? '${name}', run),
    outputs: data.samples.find((one) => one.run === run.id)?.shown ?? null,
  }))
  const cells = images.map((image) => [
    toImage(inputPixels(imageOf(inputs, image, shapes.input), shapes.input)),
    ...shown.flatMap(({ outputs }) => {
      const { said, share, isRight } = saidOf(set, outputs?.outputs ?? null, image)
      if (said === null) return [null, null]
      const lines = [isRight ? said : `${said} (wrong)`, `${(share * 100).toFixed(1)} %`]
      return [{ lines, colour: isRight ? 'text-2' : 'danger' }, null]
    }),
  ])
  return {
    title: 'Validation images',
    parts: [
      {
        part: {
          kind: 'images',
          cells,
          columnTitles: ['input', ...shown.flatMap(({ name }) => [name, ''])],
          rowTitles: images.map((image) => saidOf(set, null, image).truth),
          notes: [
            'each run’s predicted class and its probability',
            ...shown.map(({ name, outputs }) =>
              outputs === null ? `${name}: no sample images` : `${name}: epoch ${outputs.epoch}`,
            ),
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
