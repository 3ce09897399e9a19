/** What the documentation says of figures and exports, read from the contract and the core. */
import type { z } from 'zod'
import { fileEndings, modelFormats } from '@contract/exports'
import { builtInStyles, defaultStyleId, drawingFormats, figureStyleSchema, sizePresets } from '@contract/figure'
import { reportFormats } from '@contract/report'
import { storedPointColumns } from '../../../src-main/core/exports/stored-points'
import { drawnParameterKeys } from '@recipes/registry/losses'
import { flagName } from '../../../src-main/hosts/cli/flag-names'
import type { figureRequestSchema } from '../../../src-main/hosts/cli/figure-request'
import { figureFormats, figureKinds } from '../../../src-main/hosts/cli/figure-request'
import { code, codes, table } from './table'

const look = figureStyleSchema.shape

/** Styles that come with Plateau, as `plateau styles` lists them. */
export const figureStyles = (): string =>
  table(
    ['Style', 'Size', 'Font', 'Lines', 'Palette', 'Legend'],
    builtInStyles.map(({ id, style: { size, font, fontSize, lineWidth, palette, legend } }) => [
      code(id) + (id === defaultStyleId ? ' (default)' : ''),
      `${size.width} x ${size.height} ${size.unit}`,
      `${code(font)}, ${fontSize} pt`,
      `${lineWidth} pt`,
      code(palette),
      code(legend),
    ]),
  )

const limits = ({ minValue, maxValue }: z.ZodNumber): string => `${minValue} to ${maxValue}`

/** What may be set of a figure's look. */
export function figureLooks(): string {
  const rows: Record<keyof typeof look, readonly [takes: string, words: string]> = {
    size: [
      `a number of ${codes(look.size.shape.unit.options)}`,
      'A PDF page has exactly this size. A PNG stores it as its physical size, at 96 dots per inch times `--scale`.',
    ],
    font: [codes(look.font.options), 'The font files come with Plateau.'],
    fontSize: [
      `${limits(look.fontSize)} pt`,
      'Size of axis numbers, labels and legend. The title is one sixth larger. Markers and gaps grow with it.',
    ],
    lineWidth: [`${limits(look.lineWidth)} pt`, 'Width of a series. Lines keep their proportions to each other.'],
    palette: [
      codes(look.palette.options),
      '`colour-blind` is Okabe and Ito. `greyscale` gives each line its own dash and marker. In the others, lines that would look alike (from the 25th run on, or coloured by a setting) have markers.',
    ],
    theme: [codes(look.theme.options), 'White or dark background.'],
    legend: [
      codes(look.legend.options),
      '`direct` writes names at the ends of the lines, `inside` puts the legend in the emptiest corner.',
    ],
    legendTemplate: ['text', 'Name of each line, such as `seed ${config.seed}`.'],
    grid: ['on or off', 'Grid lines behind the curves.'],
  }
  return table(
    ['Setting', 'Takes', 'What it does'],
    Object.entries(rows).map(([key, [takes, words]]) => [code(key), takes, words]),
  )
}

export const figureSizes = (): string =>
  table(
    ['Size', 'Width x height'],
    sizePresets.map(({ label, width, height, unit }) => [label, `${width} x ${height} ${unit}`]),
  )

type FigureKind = (typeof figureKinds)[number]
type RequestKey = keyof typeof figureRequestSchema.shape

/** What each kind shows, and the flags that change its source. */
export const kindWords: Readonly<Record<FigureKind, readonly [shows: string, flags: readonly RequestKey[]]>> = {
  line: [
    'One or more series. The default.',
    ['panel', 'x', 'smoothing', 'groupBy', 'band', 'log', 'logX', 'outliers', 'relative', 'baseline'],
  ],
  bar: ['One number per run, or per group with `--by group`.', ['panel', 'by', 'groupBy', 'logX']],
  scatter: ['One number against another: `--panel NUMBER,NUMBER`.', ['panel', 'log', 'logX']],
  parallel: ['Parallel coordinates: `--panel NUMBER,NUMBER,...`.', ['panel', 'logAxes']],
  comparison: [
    'Groups by two settings, in a grid or overlaid in one panel.',
    ['panel', 'form', 'rows', 'columns', 'band', 'relative', 'baseline', 'includeUnfinished'],
  ],
  'early-stopping': [
    "One run's losses and the change per epoch. With flags, under another rule.",
    ['rule', 'monitor', 'patience', 'minDelta'],
  ],
  'what-if': ['Where a rule would have stopped the runs.', ['rule', 'monitor', 'patience', 'minDelta']],
  samples: ['Validation images through the runs.', ['images', 'at', 'errors']],
  'chosen-images': [
    'Validation images of choice through one run, from the weights that are kept: its Model tab.',
    ['choose', 'count', 'imageSeed', 'at', 'errors'],
  ],
  losses: [
    'Loss functions against the error. With a run, over its measured errors.',
    ['losses', ...drawnParameterKeys, 'gradient'],
  ],
  confusion: ["A run's confusion matrix.", ['at', 'numbers']],
  architecture: ["A run's layers.", []],
}

export const figureKindTable = (): string =>
  table(
    ['`--kind`', 'What it shows', 'Flags'],
    figureKinds.map((kind) => {
      const [shows, flags] = kindWords[kind]
      return [code(kind), shows, flags.map((key) => code(flagName(key))).join(' ')]
    }),
  )

/** Formats by the ending of a file. */
export const exportFormats = (): string =>
  table(
    ['What', 'Formats'],
    [
      ['Figure', codes(drawingFormats.map((format) => `.${fileEndings[format]}`))],
      [
        'Numbers of a figure or of runs',
        codes(
          figureFormats
            .filter((format) => !drawingFormats.some((drawing) => drawing === format))
            .map((format) => `.${fileEndings[format]}`),
        ),
      ],
      ['Report', codes(reportFormats)],
      ['Model of a run', codes(modelFormats)],
    ],
  )

type PointColumn = (typeof storedPointColumns)[number]['name']

const columnWords: Readonly<Record<PointColumn, string>> = {
  run_id: 'Id of the run.',
  run: 'Name of the run.',
  key: 'The series. `images_per_second` is stored by epoch and by step; the rows by epoch come first.',
  step: 'Optimizer steps so far.',
  epoch: 'Epochs so far. The value of an epoch is at its last step; a step within an epoch has a fraction.',
  elapsed_seconds: 'Training time since the first batch.',
  wall_time: 'ISO 8601 in UTC, to the millisecond.',
  value: 'The value, as a double.',
}

export const pointColumns = (): string =>
  table(
    ['Column', 'What it is'],
    storedPointColumns.map(({ name }) => [code(name), columnWords[name]]),
  )
