/** Weights of a TensorFlow.js layers model as a network's own: the way back of `tfjs.ts`, for every kind of layer. */
import { PlateauError } from '../../contract/errors'
import { tfjsName } from '../../contract/initial-weights'
import { sizeOfShape } from '../../recipes/data-source'
import type { GraphTensor } from '../../recipes/layer-exports'
import type { LayerSpec, Shape } from '../../recipes/layer'
import { parametersOf } from '../../recipes/layer-parameters'
import type { StoredTensor } from '../checkpoints/safetensors'
import type { TensorFlow } from '../kernels/kernels'
import { tfjsArtifacts } from './tfjs'

/** Behind 0 and 1, which the model has of itself. */
const firstNumber = 2
/** Whole numbers that a 32-bit float tells apart. */
const mostValues = 2 ** 24 - firstNumber

/**
 * The model of the same layers is made with a number in place of each value: where the number comes to lie, the given model has the value. So nothing has to be
 * known of how layers are written, and what was written comes back to the bit.
 * @param tensors by {@link tfjsName}, in the order of the model
 * @throws PlateauError `checkpoint-corrupt` where it is a model of other layers
 */
export async function readTfjs(
  tf: TensorFlow,
  { layers, input }: { readonly layers: readonly LayerSpec[]; readonly input: Shape },
  tensors: ReadonlyMap<string, StoredTensor>,
): Promise<Map<string, GraphTensor>> {
  const refuse = (why: string) =>
    new PlateauError('checkpoint-corrupt', `The weights are those of another network: ${why}.`)
  const parameters = parametersOf(layers, input)
  const total = parameters.reduce((sum, { shape }) => sum + sizeOfShape(shape), 0)
  if (total > mostValues) throw refuse(`of TensorFlow.js at most ${mostValues.toLocaleString('en')} are read`)
  let next = firstNumber
  const numbered = new Map(
    parameters.map(({ name, shape }): [string, GraphTensor] => [
      name,
      { shape, values: Float32Array.from({ length: sizeOfShape(shape) }, () => next++) },
    ]),
  )
  const { weightSpecs = [], weightData = [] } = await tfjsArtifacts(tf, {
    layers,
    input,
    target: null,
    tensors: numbered,
  })
  const parts = Array.isArray(weightData) ? weightData : [weightData]
  const numbers = new Float32Array(Uint8Array.from(Buffer.concat(parts.map((part) => new Uint8Array(part)))).buffer)
  if (weightSpecs.length !== tensors.size)
    throw refuse(`it has ${tensors.size} weights in the file and ${weightSpecs.length} in the run`)
  const values = new Float32Array(total)
  let from = 0
  for (const [at, { name, shape }] of weightSpecs.entries()) {
    const found = tensors.get(tfjsName(at))
    if (found === undefined || found.shape.join() !== shape.join())
      throw refuse(
        `${name} has ${found?.shape.join(' × ') ?? 'nothing'} in the file and ${shape.join(' × ')} in the run`,
      )
    found.values.forEach((value, index) => {
      const number = numbers[from + index] ?? 0
      if (number >= firstNumber && Number.isInteger(number)) values[number - firstNumber] = value
    })
    from += found.values.length
  }
  let begin = 0
  return new Map(
    parameters.map(({ name, shape }): [string, GraphTensor] => {
      const own = values.slice(begin, (begin += sizeOfShape(shape)))
      return [name, { shape, values: own }]
    }),
  )
}
