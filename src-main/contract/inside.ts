/** Looking inside a trained run: what its network makes of validation images of choice, at every epoch whose weights are kept. */
import { z } from 'zod'
import { call, nothing } from './call'
import { askedNetwork } from './predictions'
import { bytes, runReference } from './references'

/** Images that are looked at at once. */
export const mostInsideImages = 16

const count = z.int().min(1).max(mostInsideImages)

/** Which validation images are looked at: by their loss, by chance, or by their places in the set, from 0. */
export const imageChoiceSchema = z.discriminatedUnion('by', [
  z.strictObject({ by: z.enum(['worst', 'best']), count }),
  /** Those of the wrong class that the network was surest of. */
  z.strictObject({ by: z.literal('mistakes'), count }),
  z.strictObject({
    by: z.literal('random'),
    seed: z
      .int()
      .min(0)
      .max(2 ** 32 - 1),
    count,
  }),
  z.strictObject({ by: z.literal('places'), places: z.array(z.int().min(0)).min(1).max(mostInsideImages) }),
])
export type ImageChoice = z.infer<typeof imageChoiceSchema>

const float32 = z.custom<Float32Array>((value) => value instanceof Float32Array)
const float64 = z.custom<Float64Array>((value) => value instanceof Float64Array)
const uint16 = z.custom<Uint16Array>((value) => value instanceof Uint16Array)
const uint32 = z.custom<Uint32Array>((value) => value instanceof Uint32Array)

/** Of every validation image at one epoch, in the order of the set. */
export const measuredImagesSchema = z.object({
  /** The run's own loss without weights of classes; where it has none, the mean is the epoch's validation loss. */
  losses: float64,
  /** Of classification: what each image is, what was said, and with which probability. */
  classes: z.object({ labels: uint16, said: uint16, sureness: float32 }).nullable(),
})
export type MeasuredImages = z.infer<typeof measuredImagesSchema>

/** Of the images that were chosen, at one epoch: outputs one behind the other, and the loss of each. */
export const outputsAtSchema = z.object({ epoch: z.int().min(1), outputs: float32, losses: float64 })
export type OutputsAt = z.infer<typeof outputsAtSchema>

/** What the trainer process answers, and the window gets. */
export const chosenImagesSchema = z.object({
  /** In the order in which they are shown. */
  places: uint32,
  /** As the network got them: bytes of the run's input shape, one behind the other. */
  inputs: bytes,
  targets: float32,
  /** By epoch, ascending: those whose weights are kept and whole. */
  at: z.array(outputsAtSchema).min(1),
})
export type ChosenImages = z.infer<typeof chosenImagesSchema>

/** Maps and filters of a layer that are sent: more would not be looked at. */
export const mostMaps = 256
/** Values of all of them together, 16 MB. */
export const mostMapValues = 4_194_304

/** Small pictures of equal size, one behind the other. */
const picturesSchema = z.object({
  height: z.int().min(1),
  width: z.int().min(1),
  /** How many there are in the network; of more than {@link mostMaps} the first are sent. */
  total: z.int().min(1),
  /** Of each picture one behind the other, row by row. */
  values: float32,
})

/** What a layer makes of an image, and what it looks with. */
export const layerLookSchema = z.object({
  /** Of images one for each channel; of a vector a single picture, one pixel high. */
  maps: picturesSchema,
  /** Of convolutions, of each filter its weights of the first input channel, or of three channels red, green and blue; null of other layers. */
  filters: picturesSchema
    .extend({ channels: z.union([z.literal(1), z.literal(3)]), inputs: z.int().min(1) })
    .nullable(),
})
export type LayerLook = z.infer<typeof layerLookSchema>

export const insideRequests = {
  /**
   * Images of choice through a run's network, in a process of its own. The losses of all images are measured at one epoch first, which is told by
   * `inside-progress` and known from then on. A client has one question at a time: another lets the one before it go, and `inside.cancel` the only
   * one; what was let go is refused with `cancelled`. Refused with `weights-missing` where the epoch's checkpoint is not on the disk.
   */
  'inside.images': call(
    z.strictObject({
      run: runReference,
      /** By whose losses images are chosen; the best one where none is given. */
      epoch: z.int().min(1).optional(),
      choice: imageChoiceSchema,
    }),
    chosenImagesSchema.extend({
      ...askedNetwork,
      measured: measuredImagesSchema,
    }),
  ),
  /** Filters and feature maps of one layer for one validation image, as `inside.images` goes, beside which it is a question of its own. */
  'inside.layer': call(
    z.strictObject({
      run: runReference,
      /** The best one where none is given. */
      epoch: z.int().min(1).optional(),
      /** In the validation set, from 0. */
      place: z.int().min(0),
      /** That torch has for the layer: `layers.3`, and within a block `layers.3.layers.0`. */
      layer: z.string().min(1).max(200),
    }),
    layerLookSchema.extend({ run: z.string(), epoch: z.int().min(1), place: z.int(), layer: z.string() }),
  ),
  'inside.cancel': call(nothing, nothing),
} as const
