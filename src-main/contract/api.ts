/**
 * The one contract between the core and its clients: every request with the schemas of what goes in and comes out.
 *
 * A handler or a caller that does not fit does not compile; what arrives is validated before a handler sees it.
 */
import { keyedRecord } from './keyed-record'
import { z } from 'zod'
import { seriesKeySchema } from './text'
import { annotationSchema } from './annotations'
import { architectureRequests } from './architecture-requests'
import { call, nothing } from './call'
import { attemptSchema, checkpointFileSchema } from './checkpoint'
import { comparisonSchema } from './comparison'
import { authorRequests } from './authors'
import { configKeySchema } from '../protocol/config'
import { runConfigInputSchema } from './config'
import { importanceInputSchema, importanceResultSchema } from './importance'
import { dataRequests } from './data-requests'
import { drawingRequests } from './drawing-requests'
import { appendedSeriesSchema, linesInputSchema, sentLineSchema } from './lines'
import { mediaRequests } from './media'
import { recordRequests } from './records'
import { insideRequests } from './inside'
import { imageShapeSchema, predictionRequests } from './predictions'
import { programRequests } from './programs'
import { projectRequests } from './project-requests'
import { planSchema } from './plan'
import { bytes, inProject, manyRunReferences, runReference, runReferences } from './references'
import { preferencesChangeSchema, preferencesSchema } from './preferences'
import { queuePlaces, queueSchema } from './queue'
import { runAgainRequests } from './run-again'
import { reproductionPresets } from './reproduction'
import { largestGrid } from './grid'
import { logEntrySchema, runProgressSchema, runSummarySchema } from './run'
import { taskKinds } from '../recipes/registry/tasks'
import {
  runColumnsInputSchema,
  groupCurvesInputSchema,
  groupCurvesResultSchema,
  runColumnsResultSchema,
  runKeysSchema,
  runQueryResultSchema,
  runQuerySchema,
} from './run-query'
import {
  completionInputSchema,
  completionResultSchema,
  looseningInputSchema,
  looseningResultSchema,
} from './query-help'
import { systemStatusSchema } from './system'
import { verificationSchema } from './verification'

export type { EstimateBasis, Plan, RunPlan } from './plan'

/** Changes whenever a client and a core of different builds could misunderstand each other. */
export const contractVersion = 9

const float64 = z.custom<Float64Array>((value) => value instanceof Float64Array)
const float32 = z.custom<Float32Array>((value) => value instanceof Float32Array)

/** Early stopping as it can be edited when a run is continued; what is absent stays as it is. */
const earlyStoppingChangeSchema = runConfigInputSchema.pick({
  earlyStopping: true,
  monitor: true,
  patience: true,
  minDelta: true,
})
export type EarlyStoppingChange = z.infer<typeof earlyStoppingChangeSchema>

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
  /** Of one input and of one target or output: height, width, channels. */
  shapes: z.object({ input: imageShapeSchema, target: imageShapeSchema }),
  task: z.enum(taskKinds),
  /** Of the data set, by label. */
  classes: z.array(z.string()).readonly(),
  /** What each of them shows, as people call it. */
  names: z.array(z.string()).readonly(),
  /** Bytes, one image behind the other. Null before the trainer has sent them. */
  inputs: bytes.nullable(),
  /** In [0, 1], one image behind the other. */
  targets: float32.nullable(),
  /** Outputs at the best epoch by val_mse and at the last, one image behind the other; null before the first epoch. */
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
  ...runAgainRequests,
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
  /** What may stand at the caret in a line of the query language, with the runs that each would find. */
  'runs.complete': call(completionInputSchema, completionResultSchema),
  /** Of a line that finds nothing: what it would find without each condition. */
  'runs.loosen': call(looseningInputSchema, looseningResultSchema),
  /** Columns of a page of runs, the newest first, or of certain ones. */
  'runs.columns': call(runColumnsInputSchema, runColumnsResultSchema),
  /** The course of `val_mse` over the runs of groups. */
  'runs.group-curves': call(groupCurvesInputSchema, groupCurvesResultSchema),
  /** Which settings and series there are, of all runs that are not in the bin. */
  'runs.keys': call(z.strictObject({ project: z.string().min(1).max(200).optional() }), runKeysSchema),
  /**
   * Which settings mattered for a metric. A client has one question at a time: another lets the one before it go, and `runs.importance-cancel` the
   * only one; what was let go is answered with `cancelled`.
   */
  'runs.importance': call(importanceInputSchema, importanceResultSchema),
  'runs.importance-cancel': call(nothing, nothing),
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
      /** Nothing is answered but that it is done: of thousands of runs facts tell, and only what is read is asked for. */
      isBrief: z.boolean().optional(),
    }),
    z.object({ runs: z.array(runSummarySchema) }),
  ),
  /** Runs that have ended go to the bin, with everything they are; `runs.restore` takes them out again, and their project too. */
  'runs.bin': call(
    z.strictObject({ runs: manyRunReferences, isBrief: z.boolean().optional() }),
    z.object({ runs: z.array(runSummarySchema) }),
  ),
  'runs.restore': call(
    z.strictObject({ runs: manyRunReferences, isBrief: z.boolean().optional() }),
    z.object({ runs: z.array(runSummarySchema) }),
  ),
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

  ...architectureRequests,
  ...drawingRequests,
  ...projectRequests,
  ...predictionRequests,
  ...insideRequests,
  ...mediaRequests,
  ...recordRequests,
  ...programRequests,
  ...dataRequests,

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
