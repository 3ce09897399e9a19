/** tfjs-node's addon: the calls that everything it does goes through, and how to put others in their place. */

export type Values = Float32Array | Int32Array | Uint8Array
/** An output as the addon tells of it. @property id by which the addon knows the tensor */
export type Output = { readonly id: number; readonly shape: readonly number[]; readonly dtype: number }
export type AddonAttribute = { readonly name: string; readonly type: number; readonly value: unknown }

/** What a step of training calls. */
export type AddonCalls = {
  createTensor(shape: readonly number[], dtype: number, values: Values): number
  deleteTensor(id: number): void
  executeOp(
    name: string,
    attributes: readonly AddonAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): readonly Output[]
  tensorDataSync(id: number): Values
}

export type Addon = AddonCalls & {
  /** A session of the model in a folder. @param tags with commas between */
  loadSavedModel(folder: string, tags: string): number
  /** @param feeds ids of tensors for `inputs`; both lists of names such as `loss:0`, with commas between */
  runSavedModel(model: number, feeds: readonly number[], inputs: string, outputs: string): readonly Output[]
  deleteSavedModel(model: number): void
}

/** TensorFlow's numbers of what is used here (types.proto, and `TF_AttrType` of its C interface). */
export const types = { float: 1, int32: 3, bool: 10 } as const
export const attributeTypes = { string: 0, int: 1, float: 2, bool: 3, type: 4, shape: 5 } as const

/** tfjs-node's backend, as far as it is used here. */
export type DivertedBackend = {
  binding: Addon
  readonly tensorMap: { get(dataId: object): { readonly id: number } }
}

const diverted = ['createTensor', 'deleteTensor', 'executeOp', 'tensorDataSync'] as const

export type Diversion = {
  readonly addon: Addon
  /** Puts calls in the place of the addon's own. */
  to(calls: AddonCalls): void
  /** The addon as it was. */
  end(): void
}

export function divert(backend: DivertedBackend): Diversion {
  const { binding: addon } = backend
  let current: AddonCalls = addon
  const stand = Object.create(addon) as Addon
  for (const name of diverted)
    // Not by assignment: the addon's own are read-only, and so would these be.
    Object.defineProperty(stand, name, {
      value: (...given: never[]) => Reflect.apply(current[name], current, given) as unknown,
    })
  backend.binding = stand
  return {
    addon,
    to(calls) {
      current = calls
    },
    end() {
      backend.binding = addon
    },
  }
}
