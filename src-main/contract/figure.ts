/** Figures as they go into a paper: what is drawn, how it looks, and what is written on it. */
import { keyedRecord } from './keyed-record'
import { z } from 'zod'
import { configKeySchema } from '../protocol/config'
import { byDrawnParameter, errorLossKinds } from '../recipes/registry/losses'
import { monitorKeys } from './config'
import { imageChoiceSchema } from './inside'
import { doubleSchema } from './numbers'
import { bandKinds, panelDefinitionSchema, panelSettingsSchema, relativeKinds } from './workspace'
import { nameSchema, seriesKeySchema } from './text'

const run = z.string().min(1).max(200)
/** A figure is of so many runs. */
export const mostFigureRuns = 2_000
const runs = z.array(run).min(1).max(mostFigureRuns)
const range = z.tuple([doubleSchema, doubleSchema])

const ruleSchema = z.strictObject({
  /** As of maths/replay: against the epoch before, or against the best so far. */
  kind: z.enum(['previous-epoch', 'best-so-far']),
  monitor: z.enum(monitorKeys),
  patience: z.int().min(1).max(10_000),
  minDelta: z.number().min(0),
})

/** What the cells of a confusion matrix say. */
export const confusionNumbers = ['counts', 'shares'] as const

/** What a figure shows. Everything that the window draws as a chart has one, and any client can ask for the same. */
export const figureSourceSchema = z.discriminatedUnion('kind', [
  /** A panel of the workspace: line, scatter, bar or parallel coordinates. */
  z.strictObject({
    kind: z.literal('panel'),
    runs,
    panel: panelDefinitionSchema,
    /** Whole: the workspace's with the panel's own over them. */
    settings: panelSettingsSchema,
    groupBy: z.array(z.string()).max(5),
    /** How many runs the panel lists, where `runs` are some of them; absent where they are all. */
    listed: z.int().positive().optional(),
    baseline: run.nullable(),
    /** What was zoomed to; null shows what the panel fits. */
    view: z.strictObject({ x: range.nullable(), y: range.nullable() }).nullable(),
    /** Limits on axes of parallel coordinates, by axis id. */
    brushes: keyedRecord(range).optional(),
  }),
  /** Runs by two settings: one cell a combination on equal axes (`grid`), or all lines on one panel (`overlay`). */
  z.strictObject({
    kind: z.literal('comparison'),
    form: z.enum(['grid', 'overlay']),
    runs,
    /** `validation_loss` is each run's own loss, on its own scale, which is drawn without a verdict. */
    metric: seriesKeySchema,
    rows: configKeySchema,
    columns: configKeySchema,
    band: z.enum(bandKinds),
    relative: z.enum(relativeKinds),
    baseline: run.nullable(),
    showsAll: z.boolean(),
    /** Take runs that did not come to their planned end into means, bands and the verdict; false unless given. */
    includeUnfinished: z.boolean().optional(),
    /** What lies along x where some runs have the metric by epoch and others by step; each run as it has it, and no figure of unlike ones, without. */
    by: z.enum(['epoch', 'step']).optional(),
  }),
  /** A run's losses, and below them the change between consecutive epochs against minDelta. */
  z.strictObject({ kind: z.literal('early-stopping'), run, rule: ruleSchema.nullable() }),
  /** Where another rule would have stopped runs: one small chart each. */
  z.strictObject({ kind: z.literal('what-if'), runs, rule: ruleSchema }),
  /** The same validation images through runs: input, target, each output, each absolute error. */
  z.strictObject({
    kind: z.literal('samples'),
    runs,
    /** Of the eight that are kept. */
    images: z.array(z.int().min(0).max(7)).min(1).max(8),
    /** Each run's best epoch by val_mse, its last, or one epoch. */
    at: z.union([z.enum(['best', 'last']), z.int().min(1)]),
    errors: z.enum(['absolute', 'signed', 'none']),
  }),
  /** Validation images of choice through a run's network, from the weights that are kept: as its Model tab shows them, with the loss of each. */
  z.strictObject({
    kind: z.literal('chosen-images'),
    run,
    choice: imageChoiceSchema,
    /** By whose losses images are chosen: the run's best epoch, or another one. */
    by: z.union([z.literal('best'), z.int().min(1)]),
    /** Whose outputs are shown. `last`: the last epoch whose weights are kept. */
    at: z.union([z.enum(['best', 'last']), z.int().min(1)]),
    errors: z.enum(['absolute', 'signed', 'none']),
  }),
  /** Losses or their gradients against the error of one element, with a run's measured errors behind them. */
  z.strictObject({
    kind: z.literal('losses'),
    form: z.enum(['loss', 'gradient']),
    losses: z.array(z.enum(errorLossKinds)).min(1),
    // One that is not there has its default: figures of earlier versions lack the parameters of losses that came later.
    ...byDrawnParameter(() => z.number().positive().optional()),
    run: run.nullable(),
  }),
  /** A run's confusion matrix: how many images of each class were said to be of which. */
  z.strictObject({
    kind: z.literal('confusion'),
    run,
    /** The run's best epoch, its last, or one epoch; of a program, the step it was logged at. */
    at: z.union([z.enum(['best', 'last']), z.int().min(0)]),
    /** What stands in each cell: images, or their share of the images of the row's class. */
    numbers: z.enum(confusionNumbers),
  }),
  /** The layers of a run's network, with shapes and parameter counts. */
  z.strictObject({ kind: z.literal('architecture'), run }),
])
export type FigureSource = z.infer<typeof figureSourceSchema>

export const figureUnits = ['cm', 'in', 'px'] as const
export const figureFonts = ['inter', 'computer-modern', 'computer-modern-sans', 'stix-two'] as const
export const figurePalettes = ['product', 'colour-blind', 'greyscale'] as const
export const legendPlaces = ['direct', 'inside', 'right', 'below', 'none'] as const

/** How a figure looks: what a named style keeps. */
export const figureStyleSchema = z.strictObject({
  /** A pixel is 1/96 inch. */
  size: z.strictObject({ width: z.number().positive(), height: z.number().positive(), unit: z.enum(figureUnits) }),
  font: z.enum(figureFonts),
  /** Of axis numbers, labels and legend, in points; the title is a sixth larger. */
  fontSize: z.number().min(4).max(48),
  /** Of series, in points; each line keeps its proportion to the others. */
  lineWidth: z.number().min(0.1).max(10),
  /** `greyscale` tells lines apart by dashes and markers. */
  palette: z.enum(figurePalettes),
  theme: z.enum(['light', 'dark']),
  /** `direct`: names at the lines' ends where they have room, else inside or below. Any of them becomes a table below where it has no room. */
  legend: z.enum(legendPlaces),
  /** `${name}`, `${config.KEY}` and `${group.KEY}` (a value as groups are called by it) are filled in; null keeps the panel's own. */
  legendTemplate: z.string().max(200).nullable(),
  grid: z.boolean(),
})
export type FigureStyle = z.infer<typeof figureStyleSchema>

/** What is written on one figure. Null keeps what the panel says, an empty text leaves it out. `$...$` is mathematics where the format has it. */
export const figureTextSchema = z.strictObject({
  title: z.string().max(300).nullable(),
  xLabel: z.string().max(200).nullable(),
  yLabel: z.string().max(200).nullable(),
  /** For documents that the figure goes into: TeX writes it, PDF and PNG carry it as metadata. */
  caption: z.string().max(2_000),
})
export type FigureText = z.infer<typeof figureTextSchema>
export const plainFigureText: FigureText = { title: '', xLabel: null, yLabel: null, caption: '' }

export const namedStyleSchema = z.object({
  id: z.string(),
  name: nameSchema(100),
  style: figureStyleSchema,
  /** One that comes with Plateau, and cannot be changed or removed. */
  isBuiltIn: z.boolean(),
})
export type NamedStyle = z.infer<typeof namedStyleSchema>

/** Sizes to choose from, in the unit that people know them by. */
export const sizePresets = [
  { id: 'one-column', label: 'One column', width: 8.4, height: 5.6, unit: 'cm' },
  { id: 'two-columns', label: 'Two columns', width: 17.4, height: 8.7, unit: 'cm' },
  { id: 'slide', label: 'Slide 16:9', width: 25.4, height: 14.29, unit: 'cm' },
  { id: 'a4', label: 'A4 width', width: 16, height: 9, unit: 'cm' },
] as const satisfies readonly {
  id: string
  label: string
  width: number
  height: number
  unit: (typeof figureUnits)[number]
}[]

const paper: FigureStyle = {
  size: { width: 8.4, height: 5.6, unit: 'cm' },
  font: 'computer-modern',
  fontSize: 8,
  lineWidth: 0.75,
  palette: 'product',
  theme: 'light',
  legend: 'direct',
  legendTemplate: null,
  grid: true,
}
/** Styles that come with Plateau, by id. */
export const builtInStyles: readonly NamedStyle[] = [
  { id: 'paper', name: 'paper', style: paper, isBuiltIn: true },
  {
    id: 'wide',
    name: 'paper, two columns',
    style: { ...paper, size: { width: 17.4, height: 8.7, unit: 'cm' } },
    isBuiltIn: true,
  },
  {
    id: 'slide',
    name: 'slide',
    style: {
      ...paper,
      size: { width: 25.4, height: 14.29, unit: 'cm' },
      font: 'inter',
      fontSize: 16,
      lineWidth: 2,
    },
    isBuiltIn: true,
  },
  { id: 'greyscale', name: 'greyscale print', style: { ...paper, palette: 'greyscale' }, isBuiltIn: true },
  {
    id: 'screen',
    name: 'as on screen',
    style: {
      ...paper,
      size: { width: 800, height: 450, unit: 'px' },
      font: 'inter',
      fontSize: 8.25,
      lineWidth: 1.125,
    },
    isBuiltIn: true,
  },
]
export const defaultStyleId = 'paper'

/** Files that a figure can be drawn into. `tikz`: a document of PGFPlots that compiles by itself and by \input. */
export const drawingFormats = ['pdf', 'svg', 'png', 'tikz'] as const
export type DrawingFormat = (typeof drawingFormats)[number]
/** Files of the numbers behind it. */
export const dataFormats = ['csv', 'json', 'parquet'] as const
export type DataFormat = (typeof dataFormats)[number]
/** What the clipboard takes as text. */
export const tableFormats = ['tsv', 'markdown', 'latex'] as const
export type TableFormat = (typeof tableFormats)[number]

/** Everything that decides on a drawn file. */
export const drawingSchema = z.strictObject({
  source: figureSourceSchema,
  style: figureStyleSchema,
  text: figureTextSchema,
  format: z.enum(drawingFormats),
  /** PNG only: pixels for each pixel of 1/96 inch. */
  scale: z.number().min(0.25).max(16).default(2),
  /** PNG and SVG: no ground. */
  isTransparent: z.boolean().default(false),
  /** Run names and ids, config hashes, versions and time go into the file. */
  hasProvenance: z.boolean().default(true),
  /** TikZ: keep so many points a line at most, as minimum, maximum and last of buckets; null writes every one. */
  mostPoints: z.int().min(10).nullable().default(null),
})
export type Drawing = z.output<typeof drawingSchema>
export type DrawingInput = z.input<typeof drawingSchema>

/** Where a file comes from: in PDF and PNG metadata, SVG `<metadata>`, a comment of TeX, the header of CSV when it is wanted. */
export const provenanceSchema = z.object({
  format: z.literal('plateau-figure'),
  version: z.literal(1),
  appVersion: z.string(),
  /** ISO 8601 UTC. */
  time: z.string(),
  runs: z.array(z.object({ id: z.string(), name: z.string(), configHash: z.string(), engineVersion: z.string() })),
  /** What was drawn, so that it can be opened again; absent for tables and reports. */
  source: figureSourceSchema.optional(),
})
export type Provenance = z.infer<typeof provenanceSchema>
