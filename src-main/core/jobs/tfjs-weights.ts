/** The weights of a layers model of TensorFlow.js, as its `model.json` names them, put into one safetensors file in their order. */
import { open, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { tfjsFormat, tfjsName } from '../../contract/initial-weights'
import { encodeSafetensorsHeader } from '../../contract/safetensors'
import { sizeOfShape } from '../../recipes/data-source'

/** Of the JSON; and of all values, which are in memory while they are written. */
const mostJsonBytes = 32_000_000
const mostValueBytes = 1_000_000_000

const modelSchema = z.object({
  modelTopology: z.looseObject({}),
  weightsManifest: z
    .array(
      z.object({
        /** Beside the JSON: a path that leads elsewhere is none that the library writes. */
        paths: z.array(z.string().regex(/^(?!\.{1,2}$)[^/\\:]{1,200}$/)).max(10_000),
        weights: z
          .array(z.looseObject({ name: z.string(), shape: z.array(z.int().min(0)).max(8), dtype: z.string() }))
          .max(10_000),
      }),
    )
    .max(1_000),
})

/** Whether a file is meant to be such a model. */
export const isTfjsModel = (path: string): boolean => path.toLowerCase().endsWith('.json')

/**
 * @param path of `model.json`
 * @param into the file to make
 * @throws Error with what is wrong, in words that go on from the file's name
 */
export async function writeTfjsWeights(path: string, into: string): Promise<void> {
  if ((await stat(path)).size > mostJsonBytes) throw new Error('has more than 32 MB of JSON')
  let json: unknown
  try {
    json = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    throw new Error('is not JSON', { cause: error })
  }
  const model = modelSchema.safeParse(json)
  if (!model.success) throw new Error('is no layers model of TensorFlow.js', { cause: model.error })
  const weights = model.data.weightsManifest.flatMap((group) => group.weights)
  const other = weights.find(({ dtype, quantization }) => dtype !== 'float32' || quantization !== undefined)
  if (other !== undefined) throw new Error(`has ${other.name} in another form than float32`)
  const parts: Buffer[] = []
  let length = 0
  for (const file of model.data.weightsManifest.flatMap(({ paths }) => paths)) {
    const part = join(dirname(path), file)
    const found = await stat(part).catch(() => null)
    if (found?.isFile() !== true) throw new Error(`needs ${file} beside it`)
    length += found.size
    if (length > mostValueBytes) throw new Error('has more than 1 GB of weights')
    parts.push(await readFile(part))
  }
  const expected = weights.reduce((sum, { shape }) => sum + 4 * sizeOfShape(shape), 0)
  const values = Buffer.concat(parts)
  if (values.length !== expected) throw new Error(`has ${values.length} bytes of weights, and says ${expected}`)
  const tensors = weights.map(({ shape }, at) => ({ name: tfjsName(at), shape }))
  const file = await open(into, 'wx', 0o600)
  try {
    await file.writeFile(encodeSafetensorsHeader(tensors, new Map([['format', tfjsFormat]])))
    await file.writeFile(values)
  } finally {
    await file.close()
  }
}
