/** Images of a person's own through the network of a run. */
import { z } from 'zod'
import { taskKinds } from '../recipes/registry/tasks'
import { call } from './call'
import { runConfigSchema } from './config'
import { bytes, runReference } from './references'

const float32 = z.custom<Float32Array>((value) => value instanceof Float32Array)

/** Height, width, channels. */
export const imageShapeSchema = z.tuple([z.int().min(1), z.int().min(1), z.int().min(1)]).readonly()

/** What a request may bring at once. Whoever has more asks several times. */
export const mostPredictedImages = 64
export const mostPredictedBytes = 64_000_000

/** What a network made of one image, or why there is nothing. */
export const predictionSchema = z.discriminatedUnion('isRefused', [
  z.object({
    isRefused: z.literal(true),
    /** One sentence, which goes on from the name of the file: "is cut short: its end is missing". */
    reason: z.string(),
  }),
  z.object({
    isRefused: z.literal(false),
    /** What was done to the image that nobody may expect, in sentences. */
    remarks: z.array(z.string()).readonly(),
    /** As the network got it: bytes of the run's input shape. */
    input: bytes,
    /** What the network gave, in [0, 1] where it was trained to; of classes their probabilities. */
    output: float32,
    /** The output as a file; null of classes. */
    png: bytes.nullable(),
    /** Of one image through the network: the median of several times. */
    milliseconds: z.number(),
  }),
])
export type Prediction = z.infer<typeof predictionSchema>

/** Which network answered, and what its outputs mean. */
export const askedNetwork = {
  run: z.string(),
  epoch: z.int().min(1),
  isBest: z.boolean(),
  task: z.enum(taskKinds),
  shapes: z.object({ input: imageShapeSchema, target: imageShapeSchema }),
  /** Of the data set, by label. */
  classes: z.array(z.string()).readonly(),
} as const

export const predictionRequests = {
  /**
   * Takes images through a run's network, in a process of its own. An image that cannot be used is answered with the reason, and the others go on.
   * Refused with `weights-missing` where the epoch's checkpoint is not on the disk.
   */
  'predictions.make': call(
    z.strictObject({
      run: runReference,
      /** The best one where none is given. */
      epoch: z.int().min(1).optional(),
      /** Files as they are, PNG, JPEG or WebP. */
      images: z.array(bytes).min(1).max(mostPredictedImages),
    }),
    z.object({
      ...askedNetwork,
      /** In the order of the images. */
      predictions: z.array(predictionSchema),
    }),
  ),

  /**
   * Keeps a copy of weights in the home, a safetensors file's or a run's (its best epoch where none is given), for runs that begin with them: their
   * setting `initialWeights` is its hash.
   */
  'weights.keep': call(
    z.union([
      z.strictObject({ path: z.string().min(1).max(4_096) }),
      z.strictObject({ run: runReference, epoch: z.int().min(1).optional() }),
    ]),
    z.object({ hash: z.string() }),
  ),
  /**
   * What of a run's network the weights that it would begin with do not have, by layer; nothing where it begins with none, and null of weights of
   * TensorFlow.js, which are compared when the run begins.
   */
  'weights.misfits': call(
    z.strictObject({ config: runConfigSchema }),
    z.object({
      misfits: z
        .array(z.object({ layer: z.string(), why: z.string() }))
        .readonly()
        .nullable(),
    }),
  ),
} as const
