/**
 * The one contract between the core and its clients: every request with the schemas of what goes in and comes out.
 *
 * A handler or a caller that does not fit does not compile; what arrives is validated before a handler sees it.
 */
import { keyedRecord } from './keyed-record'
import { z } from 'zod'
import { seriesKeySchema } from './text'
import { annotationSchema } from './annotations'
import { call, nothing } from './call'
import { attemptSchema, checkpointFileSchema } from './checkpoint'
import { comparisonSchema } from './comparison'
import { authorRequests } from './authors'
import { configKeySchema } from '../protocol/config'
import { runConfigInputSchema, runConfigSchema } from './config'
import { exportTargetSchema } from './exports'
import {
  drawingFormats,
  drawingSchema,
  figureSourceSchema,
  figureStyleSchema,
  namedStyleSchema,
  provenanceSchema,
  tableFormats,
} from './figure'
import { appendedSeriesSchema, linesInputSchema, sentLineSchema } from './lines'
import { projectReferenceSchema } from './projects'
import { mediaRequests } from './media'
import { recordRequests } from './records'
import { programRequests } from './programs'
import { projectRequests } from './project-requests'
import { preferencesChangeSchema, preferencesSchema } from './preferences'
import { queuePlaces, queueSchema } from './queue'
import {
  reportSchema,
  reportTemplates,
  resolvedBlockSchema,
  templateChoicesSchema,
  templateOfferSchema,
  templateOptionsSchema,
} from './report'
import { reproductionPresets } from './reproduction'
import { largestGrid } from './grid'
import { logEntrySchema, runProgressSchema, runSummarySchema } from './run'
import {
  runColumnsInputSchema,
  runColumnsResultSchema,
  runKeysSchema,
  runQueryResultSchema,
  runQuerySchema,
} from './run-query'
import { systemStatusSchema } from './system'
import { verificationSchema } from './verification'

/** Changes whenever a client and a core of different builds could misunderstand each other. */
export const contractVersion = 8

/** An id, a name, or a beginning of either that only one run has. */
const runReference = z.string().min(1).max(200)
const runReferences = z.array(runReference).min(1).max(2_000)
/** Of new things; the project used last without. */
const inProject = { project: projectReferenceSchema.optional() }
const float64 = z.custom<Float64Array>((value) => value instanceof Float64Array)
const float32 = z.custom<Float32Array>((value) => value instanceof Float32Array)
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array)

const figureData = z.custom<object>((value) => typeof value === 'object' && value !== null)

/** Early stopping as it can be edited when a run is continued; what is absent stays as it is. */
const earlyStoppingChangeSchema = runConfigInputSchema.pick({
  earlyStopping: true,
  monitor: true,
  patience: true,
  minDelta: true,
})
export type EarlyStoppingChange = z.infer<typeof earlyStoppingChangeSchema>

/**
 * Where an estimate of time comes from. `measured`: runs that were trained here and say enough about one of this size. `extrapolated`: runs here
 * that are much smaller or of another kind, beside the reference. `reference`: a table of another machine's speeds.
 */
export const estimateBases = ['measured', 'extrapolated', 'reference'] as const
export type EstimateBasis = (typeof estimateBases)[number]

const runPlanSchema = z.object({
  config: runConfigSchema,
  parameters: z.int(),
  /** All epochs of the config, training and validation, on this backend. Early stopping may end it sooner. */
  estimatedSeconds: z.number(),
  /** Seconds for one epoch. */
  secondsPerEpoch: z.number(),
  /** Training images over the seconds that training on them takes. */
  imagesPerSecond: z.number(),
  basis: z.enum(estimateBases),
  /** The name it would get if launched next. */
  name: z.string(),
  /** Bytes of memory the trainer is expected to take. */
  estimatedMemoryBytes: z.number(),
  /** Bytes of checkpoints while it trains, and what stays of them once it has completed. */
  estimatedDiskBytes: z.object({ whileTraining: z.number(), kept: z.number() }),
  /** A run that was trained to its end with the same settings; null when there is none. */
  sameAs: z.string().nullable(),
})
export type RunPlan = z.infer<typeof runPlanSchema>

/** Several runs planned together. */
const planSchema = z.object({
  plans: z.array(runPlanSchema),
  /** Seconds from the first one's beginning to the last one's end, as many at once as train together. */
  totalSeconds: z.number(),
  /** Seconds until the first of them would begin behind what trains and waits now. */
  startsInSeconds: z.number(),
  /** Checkpoints of all of them: the most at any time, and what stays. */
  diskBytes: z.object({ whileTraining: z.number(), kept: z.number() }),
  /** Memory of the largest ones, as many as train together. */
  memoryBytes: z.number(),
  freeDiskBytes: z.number(),
})
export type Plan = z.infer<typeof planSchema>

const seriesOfRunSchema = z.object({
  run: z.string(),
  /** 1-based epoch numbers, ascending. */
  epochs: z.custom<Int32Array>((value) => value instanceof Int32Array),
  /** Seconds of training time at each epoch's end, from the run's first batch. */
  elapsedSeconds: float64,
  /** By series key; NaN where an epoch has no value. */
  values: keyedRecord(float64),
})
export type SeriesOfRun = z.infer<typeof seriesOfRunSchema>

const batchSeriesSchema = z.object({
  run: z.string(),
  key: z.string(),
  /** Global optimizer step of the last point of each bucket. */
  steps: float64,
  last: float64,
  minimum: float64,
  maximum: float64,
  /** Points stored, before bucketing. */
  pointCount: z.int(),
})

const sampleOutputsSchema = z.object({ epoch: z.int(), outputs: float32 })

const samplesSchema = z.object({
  run: z.string(),
  count: z.int(),
  /** count x 32 x 32 x 3, bytes. Null before the trainer has sent them. */
  inputs: bytes.nullable(),
  /** count x 784 in [0, 1]. */
  targets: float32.nullable(),
  /** Outputs at the best epoch by val_mse and at the last, each count x 784; null before the first epoch. */
  best: sampleOutputsSchema.nullable(),
  last: sampleOutputsSchema.nullable(),
  /** Epochs that `samples.at` has outputs of, ascending. */
  epochs: z.custom<Int32Array>((value) => value instanceof Int32Array),
})
export type RunSamples = z.infer<typeof samplesSchema>

/** Errors (output - target) of every pixel of the validation images at one epoch. */
const residualsSchema = z.object({
  run: z.string(),
  epoch: z.int().min(1),
  images: z.int(),
  /** Of the bins of maths/error-histogram. */
  counts: float64,
})
export type Residuals = z.infer<typeof residualsSchema>

export const api = {
  /** `refresh`: looks at everything anew, and waits for it; otherwise answers with what is known by now. */
  ...authorRequests,
  'system.status': call(z.strictObject({ refresh: z.boolean().optional() }), systemStatusSchema),
  /** The notices of `system.status`, and nothing else. */
  'system.notices': call(nothing, systemStatusSchema.pick({ notices: true })),

  /** Newest first; those in the bin only when they are asked for, and then no others. */
  'runs.list': call(
    z.strictObject({
      limit: z.int().min(1).optional(),
      bin: z.boolean().optional(),
      /** Those of one project; of all without. */
      ...inProject,
    }),
    z.object({ runs: z.array(runSummarySchema) }),
  ),
  /** Runs by columns and windows, sorted, found and grouped. */
  'runs.query': call(runQuerySchema, runQueryResultSchema),
  /** Columns of a page of runs, the newest first, or of certain ones. */
  'runs.columns': call(runColumnsInputSchema, runColumnsResultSchema),
  /** Which settings and series there are, of all runs that are not in the bin. */
  'runs.keys': call(z.strictObject({ project: z.string().min(1).max(200).optional() }), runKeysSchema),
  'runs.get': call(
    z.strictObject({ run: runReference }),
    z.object({
      run: runSummarySchema,
      progress: runProgressSchema.nullable(),
      layers: z.array(z.unknown()),
      attempts: z.array(attemptSchema),
      checkpoints: z.array(checkpointFileSchema),
      /** Ids of other runs whose name is this one's id, as earlier versions allowed. A reference means the id. */
      calledLikeIt: z.array(z.string()).optional(),
    }),
  ),
  /** Resolves references in the order given, within a project where one is named; refuses the whole call when one has no run. */
  'runs.resolve': call(
    z.strictObject({ runs: runReferences, ...inProject }),
    z.object({ runs: z.array(runSummarySchema) }),
  ),
  'runs.plan': call(
    z.strictObject({ configs: z.array(runConfigInputSchema).min(1).max(largestGrid), ...inProject }),
    planSchema,
  ),
  'runs.launch': call(
    z.strictObject({
      configs: z.array(runConfigInputSchema).min(1).max(largestGrid),
      /** Behind the waiting ones unless another place is given. */
      place: z.enum(queuePlaces).optional(),
      /** True: the runs go on when the client that launched them leaves. */
      detached: z.boolean().optional(),
      parentRun: runReference.optional(),
      ...inProject,
    }),
    z.object({ runs: z.array(runSummarySchema) }),
  ),
  /** A queued run is cancelled, a running one stops within one batch; both keep what was trained. Answers at once. */
  'runs.stop': call(z.strictObject({ runs: runReferences }), z.object({ runs: z.array(runSummarySchema) })),
  /**
   * Interrupted, stopped and failed runs go on in the same run from their last checkpoint, to the bit as if they had never
   * ended; one without a checkpoint begins again. They are queued; answers at once.
   */
  'runs.resume': call(
    z.strictObject({ runs: runReferences, detached: z.boolean().optional() }),
    z.object({ runs: z.array(runSummarySchema) }),
  ),
  /**
   * A run that has ended trains on for `epochs` more, in the same run, its early stopping edited where given. From the last
   * weights where no whole checkpoint was kept: the optimizer then starts afresh, and the run's log says so.
   */
  'runs.continue': call(
    z.strictObject({
      run: runReference,
      epochs: z.int().min(1).max(10_000),
      earlyStopping: earlyStoppingChangeSchema.optional(),
      detached: z.boolean().optional(),
    }),
    z.object({ run: runSummarySchema }),
  ),
  /** Trains a stored run again from its record, as a new run that is held against it epoch by epoch. */
  'runs.verify': call(
    z.strictObject({ run: runReference, detached: z.boolean().optional() }),
    z.object({ run: runSummarySchema }),
  ),
  /** What a verifying run has found so far. */
  'runs.verification': call(z.strictObject({ run: runReference }), verificationSchema),
  /** A running run stops within one batch and is held in the queue, to go on from its last epoch; a waiting one is held. */
  'runs.hold': call(z.strictObject({ runs: runReferences }), z.object({ runs: z.array(runSummarySchema) })),
  /** Held runs take their place in the queue again; detached, they go on when the client that let them go leaves. */
  'runs.release': call(
    z.strictObject({ runs: runReferences, detached: z.boolean().optional() }),
    z.object({ runs: z.array(runSummarySchema) }),
  ),
  /** Changes what a person says of runs: all of it or, when one change is refused, none. */
  'runs.annotate': call(
    z.strictObject({
      changes: z
        .array(z.strictObject({ run: runReference, change: annotationSchema }))
        .min(1)
        .max(100_000),
    }),
    z.object({ runs: z.array(runSummarySchema) }),
  ),
  /** Runs that have ended go to the bin, with everything they are; `runs.restore` takes them out again, and their project too. */
  'runs.bin': call(z.strictObject({ runs: runReferences }), z.object({ runs: z.array(runSummarySchema) })),
  'runs.restore': call(z.strictObject({ runs: runReferences }), z.object({ runs: z.array(runSummarySchema) })),
  /** Deletes runs that are in the bin, their checkpoints too. There is no way back. */
  'runs.purge': call(z.strictObject({ runs: runReferences }), z.object({ purged: z.int(), freedBytes: z.number() })),
  /** Oldest first, from behind `after` on; a log of many lines is read in parts of at most `limit`. */
  'runs.log': call(
    z.strictObject({ run: runReference, after: z.int().optional(), limit: z.int().min(1).max(100_000).optional() }),
    z.object({ entries: z.array(logEntrySchema) }),
  ),
  'runs.progress': call(nothing, z.object({ progress: z.array(runProgressSchema) })),

  'series.epochs': call(z.strictObject({ runs: runReferences }), z.object({ runs: z.array(seriesOfRunSchema) })),
  'series.batches': call(
    z.strictObject({ run: runReference, key: z.string(), buckets: z.int().min(1).max(8_192) }),
    batchSeriesSchema,
  ),
  /** Lines as a chart shows them, in the order in which they are asked for; a run without the series has a line of no points. */
  'series.lines': call(linesInputSchema, z.object({ lines: z.array(sentLineSchema) })),
  /**
   * Stores points of series by step, in one transaction: for clients in any language. Keys that Plateau itself writes are
   * refused, as are steps that do not ascend; nothing is stored then.
   * Answers with how many points each series has now.
   */
  'points.append': call(
    z.strictObject({ run: runReference, series: z.array(appendedSeriesSchema).min(1).max(1_000) }),
    z.object({ counts: keyedRecord(z.int()) }),
  ),
  'samples.get': call(z.strictObject({ run: runReference }), samplesSchema),
  /** Outputs at one of the epochs that `samples.get` names. */
  'samples.at': call(z.strictObject({ run: runReference, epoch: z.int().min(1) }), sampleOutputsSchema),

  /** Errors of a run's validation images at its best epoch; null before they were measured, or once that epoch is another. */
  'residuals.get': call(z.strictObject({ run: runReference }), z.object({ residuals: residualsSchema.nullable() })),
  /** Evaluates the best epoch's weights over the validation images and keeps the result; resolves when it is there. */
  'residuals.measure': call(z.strictObject({ run: runReference }), z.object({ residuals: residualsSchema })),
  /** Ends a measurement under way, whose request is then refused with `cancelled`. */
  'residuals.cancel': call(z.strictObject({ run: runReference }), nothing),

  'queue.get': call(nothing, queueSchema),
  /** Paused: nothing begins, what trains trains on. */
  'queue.pause': call(z.strictObject({ paused: z.boolean() }), queueSchema),
  /** Moves a waiting run before another one, or with null behind all. */
  'queue.move': call(z.strictObject({ run: runReference, before: runReference.nullable() }), queueSchema),

  'comparison.get': call(
    z.strictObject({
      runs: runReferences,
      /** Any key with a direction. `val_mse` unless given; where no run has it, the one with a direction that most have. */
      metric: seriesKeySchema.optional(),
      /** Settings by whose values runs are grouped. `architecture` and `loss` unless given; where no run has either, those that tell the runs apart. */
      rows: configKeySchema.optional(),
      columns: configKeySchema.optional(),
      /** Count runs that did not come to their planned end in means and intervals as well; false unless given. */
      includeUnfinished: z.boolean().optional(),
    }),
    comparisonSchema,
  ),
  'reproduction.plan': call(
    z.strictObject({
      preset: z.enum(reproductionPresets),
      seeds: z.int().min(1).max(100).optional(),
      trainSize: z.int().min(1).max(50_000).optional(),
      ...inProject,
    }),
    planSchema,
  ),

  'export.runs': call(
    z.strictObject({ runs: runReferences, format: z.enum(['csv', 'json']) }),
    z.object({ fileName: z.string(), mediaType: z.string(), text: z.string() }),
  ),

  /** A figure as a file's bytes: for a preview and for the clipboard. */
  'figures.render': call(
    drawingSchema,
    z.object({
      bytes,
      mediaType: z.string(),
      fileName: z.string(),
      /** What it does not show of its data, in sentences. */
      remarks: z.array(z.string()),
    }),
  ),
  /** What a figure is worked out from, for a window that draws it: FigureData of panels/figure, which knows the charts as the contract does not. */
  'figures.data': call(z.strictObject({ source: figureSourceSchema }), z.object({ data: figureData })),
  /** The numbers that a figure shows, as a table. */
  'figures.table': call(
    z.strictObject({ source: figureSourceSchema, format: z.enum(tableFormats) }),
    z.object({ text: z.string(), rows: z.int() }),
  ),
  /** Reads what an exported file says of where it comes from. Refused with `no-provenance` when it says nothing. */
  'figures.provenance': call(
    z.strictObject({ bytes, fileName: z.string().max(500) }),
    z.object({ provenance: provenanceSchema, /** Those that are still in the history. */ runs: z.array(z.string()) }),
  ),
  'styles.list': call(nothing, z.object({ styles: z.array(namedStyleSchema) })),
  /** Makes a named style, or saves the one of that name anew. Names of built-in ones are taken. */
  'styles.save': call(
    z.strictObject({ name: namedStyleSchema.shape.name, style: figureStyleSchema }),
    namedStyleSchema,
  ),
  'styles.remove': call(z.strictObject({ id: z.string() }), nothing),

  /**
   * Writes a file (or, for reports that are folders, a folder). Told by `export-progress`, cancelled by `exports.cancel`. For hosts only: a
   * window's request of it is refused, as paths are chosen in the shell's dialog.
   */
  'exports.write': call(
    z.strictObject({
      /** Chosen by the caller, for progress and for cancelling. */
      id: z.string().min(1).max(60),
      path: z.string().min(1).max(4_096),
      replace: z.boolean(),
      target: exportTargetSchema,
    }),
    z.object({
      path: z.string(),
      bytes: z.number(),
      /** Rows of numbers; null for what has none. */ rows: z.int().nullable(),
      /** What a figure does not show of its data, in sentences. */
      remarks: z.array(z.string()),
    }),
  ),
  'exports.cancel': call(z.strictObject({ id: z.string() }), nothing),

  'reports.list': call(
    z.strictObject({ /** Those of one project; of all without. */ ...inProject }),
    z.object({
      reports: z.array(
        reportSchema
          .pick({ id: true, title: true, frozenAt: true, savedAt: true })
          .extend({ headings: z.array(z.string()), /** Its project's id. */ project: z.string() }),
      ),
    }),
  ),
  'reports.get': call(z.strictObject({ report: z.string() }), reportSchema),
  /** Every template, and whether it fits these runs, which may be none, with these choices. */
  'reports.templates': call(
    z.strictObject({ runs: z.array(runReference).max(2_000), ...templateChoicesSchema.shape }),
    z.object({ templates: z.array(templateOfferSchema), options: templateOptionsSchema }),
  ),
  /** From a template, filled from the runs; refused when they do not suit it. In the first run's project where none is named. */
  'reports.create': call(
    z.strictObject({
      template: z.enum(reportTemplates),
      runs: runReferences,
      title: z.string().max(300).optional(),
      ...templateChoicesSchema.shape,
      ...inProject,
    }),
    reportSchema,
  ),
  /** Saves the whole document; `frozenAt` is the core's to set. One that is there stays in its project. Answers with it as it was kept. */
  'reports.save': call(z.strictObject({ report: reportSchema, ...inProject }), reportSchema),
  'reports.remove': call(z.strictObject({ report: z.string() }), nothing),
  /** Keeps the numbers and figures of this moment, or follows the runs again. */
  'reports.freeze': call(z.strictObject({ report: z.string(), frozen: z.boolean() }), reportSchema),
  /** Every block with its numbers filled in; of a document that is not saved yet as well. */
  'reports.resolve': call(z.strictObject({ report: reportSchema }), z.object({ blocks: z.array(resolvedBlockSchema) })),
  /** What a figure of a kept report is worked out from: of a frozen one as it was at its moment. */
  'reports.data': call(z.strictObject({ report: z.string(), block: z.string() }), z.object({ data: figureData })),
  /** One figure of a kept report as a file's bytes: of a frozen one as it was at its moment, which `figures.render` cannot know. */
  'reports.figure': call(
    z.strictObject({
      report: z.string(),
      block: z.string(),
      format: z.enum(drawingFormats),
      /** Instead of its style's own: for a screen. */
      theme: figureStyleSchema.shape.theme.optional(),
    }),
    z.object({ bytes, /** As figures are counted in the report. */ number: z.int() }),
  ),

  ...projectRequests,
  ...mediaRequests,
  ...recordRequests,
  ...programRequests,

  'preferences.get': call(nothing, preferencesSchema),
  /** Changes what is given and answers with the whole. */
  'preferences.set': call(preferencesChangeSchema, preferencesSchema),

  /** Unfinished runs that `session.leave` would decide on: this client's own, and those whose client is gone. */
  'session.runs': call(nothing, z.object({ runs: z.array(runSummarySchema) })),
  /** What should become of the runs this client launched when it goes: said just before a client leaves on purpose. */
  'session.leave': call(z.strictObject({ runs: z.enum(['stop', 'keep']) }), nothing),
} as const

export type Api = typeof api
export type RequestName = keyof Api
export type RequestInput<Name extends RequestName> = z.input<Api[Name]['input']>
export type RequestOutput<Name extends RequestName> = z.output<Api[Name]['output']>

/** One function for every request of the contract. `Context` is what the core knows of the caller. */
export type Handlers<Context> = {
  readonly [Name in RequestName]: (
    input: z.output<Api[Name]['input']>,
    context: Context,
  ) => RequestOutput<Name> | Promise<RequestOutput<Name>>
}
