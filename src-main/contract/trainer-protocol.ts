/**
 * What the core and a trainer process say to each other over Node's IPC channel (`serialization: 'advanced'`, so that
 * typed arrays and NaN survive). The trainer exits when the channel closes, and never opens the database.
 */
import { z } from 'zod'
import { checkpointFileSchema } from './checkpoint'
import { runConfigSchema } from './config'
import { errorCodes } from './errors'
import { trainerFormats } from './exports'
import { chosenImagesSchema, imageChoiceSchema, layerLookSchema, measuredImagesSchema } from './inside'
import { byMetric } from '../recipes/registry/metrics'
import { doubleSchema } from './numbers'
import { fits } from './data-requests'
import { predictionSchema } from './predictions'
import { environmentSchema, logLevels } from './run'

export const trainerCommandSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    run: z.string(),
    config: runConfigSchema,
    threads: z.int().min(1),
    /** The version to train by where nothing is gone on from: the one that this run, or the run that it verifies, was trained by before. */
    engineVersion: z.string().optional(),
    /** The run's folder of checkpoints, absolute: `home/runs/<run id>`. */
    directory: z.string(),
    /** 1-based; checkpoints of this attempt go to `<directory>/<attempt>/`. */
    attempt: z.int().min(1),
    /** What to go on from, best first: one that is cut or altered is said to be and the next is used. Empty: from the beginning. */
    resumeFrom: z.array(checkpointFileSchema),
    /** True when weights alone may be gone on from, with an optimizer that starts afresh. */
    allowsFreshOptimizer: z.boolean(),
    /** True: the count of quiet epochs starts anew, as the rule was edited. */
    resetsEarlyStopping: z.boolean(),
    /** The last epoch to train: the config's, or for a verification how far the run it verifies had come. */
    lastEpoch: z.int().min(1),
    /** Epochs trained before, by epoch: seconds of training until their end, and their value of the metric that decides on the best. */
    earlier: z.array(z.object({ epoch: z.int(), elapsedSeconds: z.number(), value: doubleSchema })),
    systemMetrics: z.boolean(),
    /** True: weights of every epoch are written beside the whole checkpoint, and the core keeps some of them. */
    keepsWeights: z.boolean().optional(),
    /** The file that the first weights are from, absolute; without, the seed makes them. */
    initialWeights: z.string().optional(),
  }),
  /** Counts the errors of the validation images with a checkpoint's weights, instead of training. */
  z.object({
    type: z.literal('evaluate'),
    run: z.string(),
    config: runConfigSchema,
    threads: z.int().min(1),
    /** The run's folder of checkpoints, absolute. */
    directory: z.string(),
    checkpoint: checkpointFileSchema,
  }),
  /** Takes images through the network with a checkpoint's weights, instead of training. */
  z.object({
    type: z.literal('predict'),
    run: z.string(),
    config: runConfigSchema,
    threads: z.int().min(1),
    /** The run's folder of checkpoints, absolute. */
    directory: z.string(),
    checkpoint: checkpointFileSchema,
    /** Files of images, as somebody brought them. */
    images: z.array(z.custom<Uint8Array>((value) => value instanceof Uint8Array)),
    /** What becomes of those of other proportions: the same as of the images that the run was trained on. */
    fit: z.enum(fits),
  }),
  /** Takes validation images of choice through the network with the weights of every checkpoint, instead of training. */
  z.object({
    type: z.literal('inspect'),
    run: z.string(),
    config: runConfigSchema,
    threads: z.int().min(1),
    /** The run's folder of checkpoints, absolute. */
    directory: z.string(),
    /** Where the losses are measured that images are chosen by. */
    checkpoint: checkpointFileSchema,
    /** One for each epoch besides. */
    others: z.array(checkpointFileSchema),
    choice: imageChoiceSchema,
    /** What is known of all images with the checkpoint's weights; null to measure it. */
    measured: measuredImagesSchema.nullable(),
  }),
  /** Takes one validation image through the network up to a layer, instead of training. */
  z.object({
    type: z.literal('look'),
    run: z.string(),
    config: runConfigSchema,
    threads: z.int().min(1),
    /** The run's folder of checkpoints, absolute. */
    directory: z.string(),
    checkpoint: checkpointFileSchema,
    place: z.int().min(0),
    layer: z.string(),
  }),
  /** Writes the network with a checkpoint's weights for other programs. */
  z.object({
    type: z.literal('export'),
    run: z.string(),
    config: runConfigSchema,
    threads: z.int().min(1),
    /** The run's folder of checkpoints, absolute. */
    directory: z.string(),
    checkpoint: checkpointFileSchema,
    /** What stands in the files: the run's name and the epoch. */
    title: z.string(),
    format: z.enum(trainerFormats),
    /** Where the files go, absolute, and there. */
    folder: z.string(),
    /** True: several files become one .zip. */
    isPacked: z.boolean(),
  }),
  /** End after the batch under way, with what was trained. */
  z.object({ type: z.literal('stop') }),
])
export type TrainerCommand = z.infer<typeof trainerCommandSchema>

/** Both losses, and the metrics that the run's targets have. */
const epochValuesSchema = z.object({
  train_loss: doubleSchema,
  validation_loss: doubleSchema,
  ...byMetric(() => doubleSchema.optional()),
})

const float32 = z.custom<Float32Array>((value) => value instanceof Float32Array)

export const trainerMessageSchema = z.discriminatedUnion('type', [
  /** Backend and data are loaded; the first batch follows. */
  z.object({
    type: z.literal('ready'),
    environment: environmentSchema,
    /** The eight fixed validation images: inputs as bytes, and their targets, one image behind the other. */
    sampleInputs: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
    sampleTargets: float32,
    /** The epoch it goes on from; 0 from the beginning. */
    fromEpoch: z.int().min(0),
  }),
  /** At most 10 a second, and always the last batch of an epoch. */
  z.object({
    type: z.literal('batch'),
    epoch: z.int().min(1),
    batch: z.int().min(1),
    batches: z.int().min(1),
    /** Batches since the run began, earlier attempts included, 1-based. */
    step: z.int().min(1),
    loss: doubleSchema,
    /** What the step was taken with; absent where a run has one learning rate from beginning to end. */
    learningRate: z.number().optional(),
    imagesPerSecond: doubleSchema,
    /** Seconds of training since the run's first batch, earlier attempts included. */
    elapsedSeconds: z.number(),
  }),
  z.object({ type: z.literal('validating'), epoch: z.int().min(1) }),
  z.object({
    type: z.literal('epoch'),
    epoch: z.int().min(1),
    values: epochValuesSchema,
    /** Of the whole epoch, validation included. */
    seconds: z.number(),
    /** Of the training part. */
    imagesPerSecond: z.number(),
    elapsedSeconds: z.number(),
    /** Milliseconds since 1970. */
    endedAt: z.number(),
    quietEpochs: z.int().min(0),
    /** Outputs for the eight fixed validation images, one behind the other. */
    sampleOutputs: float32,
    /** Of classification: images by the class that they have, by row, and the class that was said. */
    confusion: z.custom<Float64Array>((value) => value instanceof Float64Array).optional(),
    /** By the keys of their series, where the run records them. */
    norms: z.record(z.string(), doubleSchema).optional(),
    /** Written, synced and in place before this message is sent; weights besides where the epoch is the best or the last. */
    checkpoints: z.array(checkpointFileSchema),
  }),
  /** What the process takes, every two seconds while it trains, when asked for. */
  z.object({
    type: z.literal('system'),
    /** The last batch done, 1-based. */
    step: z.int().min(1),
    elapsedSeconds: z.number(),
    /** CPU time over wall time since the last sample: 100 is one core. */
    cpuPercent: z.number(),
    memoryBytes: z.number(),
    /** Over all batches since the last sample. */
    imagesPerSecond: z.number(),
  }),
  /** After each batch of an evaluation, or of measuring for a look inside: images done, and of how many. */
  z.object({ type: z.literal('evaluated'), done: z.int().min(1), total: z.int().min(1) }),
  /** What an evaluation counted, before its end: bins of maths/error-histogram. */
  z.object({
    type: z.literal('residuals'),
    images: z.int().min(1),
    counts: z.custom<Float64Array>((value) => value instanceof Float64Array),
  }),
  /** What a prediction has made of one of its images. */
  z.object({ type: z.literal('predicted'), index: z.int().min(0), prediction: predictionSchema }),
  /** What a look inside has found: of all images, before its end, and of those that were chosen. */
  z.object({ type: z.literal('measured'), measured: measuredImagesSchema }),
  z.object({ type: z.literal('inspected'), images: chosenImagesSchema }),
  z.object({ type: z.literal('looked'), look: layerLookSchema }),
  z.object({
    type: z.literal('exported'),
    files: z.array(z.string()).readonly(),
    largestDifference: z.number().nullable(),
  }),
  z.object({ type: z.literal('log'), level: z.enum(logLevels), message: z.string() }),
  z.object({
    type: z.literal('ended'),
    reason: z.enum(['completed', 'early-stopped', 'stopped', 'diverged', 'failed']),
    /** One sentence when the reason needs one. */
    message: z.string().nullable(),
    code: z.enum(errorCodes).nullable(),
  }),
])
export type TrainerMessage = z.infer<typeof trainerMessageSchema>

/** What `trainer --probe` prints as one JSON line: the backend it would train with. */
export const backendProbeSchema = z.object({
  backend: z.enum(['native', 'wasm']).nullable(),
  tensorflowVersion: z.string(),
  tensorflowSource: z.string(),
  oneDnn: z.boolean(),
  /** Why native was not used, or why nothing could be; null on native. */
  reason: z.string().nullable(),
})
export type BackendProbe = z.infer<typeof backendProbeSchema>
