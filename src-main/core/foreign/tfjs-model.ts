/** What the `model.json` of a layers model of TensorFlow.js says of its weights. */
import { z } from 'zod'
import { PlateauError } from '../../contract/errors'
import { readJsonBytes } from '../../contract/plain-data'

/** Weights of one network: more would not fit the header that they get here. */
const mostWeights = 20_000

const modelSchema = z.object({
  modelTopology: z.looseObject({}),
  weightsManifest: z
    .array(
      z.object({
        /** Beside the JSON: a path that leads elsewhere is none that the library writes. */
        paths: z.array(z.string().regex(/^(?!\.{1,2}$)[^/\\:]{1,200}$/)).max(10_000),
        weights: z
          .array(z.looseObject({ name: z.string(), shape: z.array(z.int().min(0)).max(8), dtype: z.string() }))
          .max(mostWeights),
      }),
    )
    .max(1_000),
})

export type TfjsModel = {
  /** Names of the files beside it that have the values, in their order. */
  readonly files: readonly string[]
  /** Of float32, in the order of their values. */
  readonly shapes: readonly (readonly number[])[]
}

/** @throws PlateauError `invalid-input` with what is wrong with it */
export function readTfjsModel(bytes: Uint8Array, fileName: string): TfjsModel {
  const refuse = (why: string, cause?: unknown) =>
    new PlateauError('invalid-input', `${fileName} ${why}.`, { field: 'initialWeights', cause })
  const json = readJsonBytes(bytes)
  if (!json.ok) throw refuse(json.reason)
  const model = modelSchema.safeParse(json.value)
  if (!model.success) throw refuse('is no layers model of TensorFlow.js', model.error)
  const weights = model.data.weightsManifest.flatMap((group) => group.weights)
  if (weights.length > mostWeights) throw refuse(`has more than ${mostWeights.toLocaleString('en')} weights`)
  const other = weights.find(({ dtype, quantization }) => dtype !== 'float32' || quantization !== undefined)
  if (other !== undefined) throw refuse(`has ${other.name.slice(0, 200)} in another form than float32`)
  return {
    files: model.data.weightsManifest.flatMap(({ paths }) => paths),
    shapes: weights.map(({ shape }) => shape),
  }
}
