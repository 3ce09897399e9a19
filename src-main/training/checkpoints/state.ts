/**
 * A network's and an optimizer's values as the tensors of a checkpoint: taken out of the backend, and put back.
 *
 * `layers.*` are the weights that were validated, whoever reads them. With an average of weights they are the average; those that are trained
 * stand behind them, in a whole checkpoint only, as `training.layers.*`.
 */
import type { CheckpointKind } from '../../contract/checkpoint'
import { PlateauError } from '../../contract/errors'
import type { WeightAverage } from '../average'
import type { Parameter, TensorFlow } from '../kernels/kernels'
import type { Network } from '../network'
import type { Optimizer } from '../optimizers'
import type { TensorDescription } from '../../contract/safetensors'
import { sizeOfShape } from '../../recipes/data-source'
import type { SafetensorsFile } from './safetensors'

export type TrainedState = {
  /** Weights and statistics first, in the order of the layers, then those in training where that are others, then the optimizer's slots. */
  readonly tensors: readonly TensorDescription[]
  /** Values of all tensors one after the other, and how many bytes of them are weights and statistics. */
  readonly values: SharedArrayBuffer
  readonly weightBytes: number
  /** How many of the tensors are weights and statistics. */
  readonly weightTensors: number
}

type Named = readonly (readonly [name: string, parameter: Parameter])[]

/** Slots are named after the parameter that they belong to: `optimizer.first.layers.0.weight`. */
function nameSlots(network: Network, optimizer: Optimizer): Named {
  const names = new Map(Array.from(network.named, ([name, parameter]) => [parameter, name]))
  return Object.entries(optimizer.slots).flatMap(([part, slots]) =>
    slots.map((slot, index) => {
      const parameter = network.parameters[index]
      const name = parameter && names.get(parameter)
      if (name === undefined) throw new Error(`Slot ${index} belongs to no parameter`)
      return [`optimizer.${part}.${name}`, slot] as const
    }),
  )
}

/** Weights in training beside their average. */
const nameTrained = (network: Network): Named =>
  Array.from(network.named, ([name, parameter]) => [`training.${name}`, parameter] as const)

/**
 * Makes what takes the state out of the backend, again and again into the same memory: making fresh memory for it costs more
 * than copying. @returns a function that copies the values as they are now; what it gave before is overwritten.
 */
export function createStateCapture(
  network: Network,
  optimizer: Optimizer,
  average: WeightAverage | null,
): () => TrainedState {
  const weights: Named = [...(average?.network ?? network).named]
  const named: Named = [...weights, ...(average ? nameTrained(network) : []), ...nameSlots(network, optimizer)]
  const bytesOf = (entries: Named) => entries.reduce((sum, [, { shape }]) => sum + sizeOfShape(shape), 0) * 4
  const values = new SharedArrayBuffer(bytesOf(named))
  const state: TrainedState = {
    tensors: named.map(([name, { shape }]) => ({ name, shape })),
    values,
    weightBytes: bytesOf(weights),
    weightTensors: weights.length,
  }
  const floats = new Float32Array(values)
  return () => {
    let offset = 0
    for (const [, parameter] of named) {
      const tensor = parameter.read()
      // Not by a tidy that returns the values: it would look for tensors among them, one by one, for seconds.
      floats.set(tensor.dataSync<'float32'>(), offset)
      offset += tensor.size
      tensor.dispose()
    }
    return state
  }
}

/**
 * Puts a checkpoint's values in place.
 * @param kind with `weights` the slots stay as they are, and an average of weights is what training goes on from, too.
 * @throws PlateauError `checkpoint-corrupt` naming the first tensor that is missing or of another shape.
 */
export function restoreState(
  tf: TensorFlow,
  { network, optimizer, average }: Restored,
  kind: CheckpointKind,
  { tensors }: SafetensorsFile,
): void {
  const isWhole = kind === 'whole'
  putInPlace(
    tf,
    [
      ...(average && isWhole ? nameTrained(network) : network.named),
      ...(average?.network.named ?? []),
      ...(isWhole ? nameSlots(network, optimizer) : []),
    ],
    tensors,
  )
  average?.goOn()
}

type Restored = {
  readonly network: Network
  readonly optimizer: Optimizer
  readonly average: WeightAverage | null
}

/** Puts a checkpoint's weights and statistics in place, for a network that is only evaluated. @throws as {@link restoreState} does. */
export function restoreWeights(tf: TensorFlow, network: Network, { tensors }: SafetensorsFile): void {
  putInPlace(tf, [...network.named], tensors)
}

function putInPlace(tf: TensorFlow, named: Named, tensors: SafetensorsFile['tensors']): void {
  for (const [name, parameter] of named) {
    const stored = tensors.get(name)
    const shape = parameter.shape.join(' x ')
    if (stored?.shape.join(' x ') !== shape) {
      const found = stored ? `has the shape ${stored.shape.join(' x ')}` : 'is missing'
      throw new PlateauError(
        'checkpoint-corrupt',
        `The checkpoint belongs to a different network: ${name} ${found}; this run's is ${shape}.`,
      )
    }
    tf.tidy(() => parameter.assign(tf.tensor(stored.values, [...parameter.shape], 'float32')))
  }
}
