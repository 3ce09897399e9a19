/** A step of training as the calls that it made: which operation, of what, and what came of it. */
import { types, type Addon, type AddonAttribute, type AddonCalls, type Output, type Values } from './addon'

/** Where an operation has an input from. */
export type Source =
  /** What an operation before it gave, by its number among all outputs. */
  | { readonly from: 'output'; readonly number: number }
  /** A value that outlives steps, by its place among them. */
  | { readonly from: 'variable'; readonly index: number }
  /** What came from outside: made from numbers in this step, or kept from before. */
  | { readonly from: 'value'; readonly slot: number }

export type Call = {
  readonly name: string
  readonly attributes: readonly AddonAttribute[]
  readonly sources: readonly Source[]
  /** The number of its first output; others follow. */
  readonly first: number
  readonly outputs: readonly Omit<Output, 'id'>[]
}

export type Slot = {
  readonly dtype: number
  readonly shape: readonly number[]
  /** What never changes: integers, which say shapes and axes, no numbers at all, and numbers that are found to stay; null for those that every step gives anew. */
  readonly constant: Values | null
  /** The few numbers that the traced step made it of, which may be the same in every step; null for others. */
  readonly traced: Values | null
  /** The addon's id of what it was then, which may be kept and given again. */
  readonly id: number
}

export type Trace = {
  readonly calls: readonly Call[]
  readonly slots: readonly Slot[]
  /** The number of the output that was asked for at the end. */
  readonly loss: number
}

/** Why a step cannot be a graph. */
export class Untraceable extends Error {}

/** Larger ones are images, targets and masks. */
const mostNumbers = 1024
/** Above this, TensorFlow takes many seconds to prepare a graph. */
const mostCalls = 4000
/** Operations on values that outlive steps, whose order a graph is told. */
const onVariables = new Set(['ReadVariableOp', 'AssignVariableOp', 'ResourceApplyAdam', 'ResourceApplyMomentum'])
/** What gives others each time, or as many as its input says. */
const undetermined = /Random|Multinomial|Stateful|Truncated|^Where$|Unique|NonMaxSuppression/

/**
 * Records what is called while it stands in the addon's place; everything is done all the same.
 * @param variables the addon's ids of values that outlive steps, in their order
 * @returns the calls to put in the addon's place, and the trace once the step is over, which is or throws {@link Untraceable}
 */
export function createRecorder(addon: Addon, variables: readonly number[]): AddonCalls & { take(): Trace } {
  const variableAt = new Map(variables.map((id, index) => [id, index]))
  const numbers = new Map<number, number>()
  const made = new Map<number, { dtype: number; shape: readonly number[]; values: Values }>()
  const slotOf = new Map<number, number>()
  const slots: Slot[] = []
  const calls: Call[] = []
  const alive = new Set<number>()
  let loss: number | null = null
  let outputs = 0
  let reason: string | null = null

  const refuse = (why: string) => {
    reason ??= why
  }

  function slotFor(id: number): number {
    const slot = slotOf.get(id)
    if (slot !== undefined) return slot
    const known = made.get(id)
    const { dtype, shape, values } = known ?? describe(addon, id)
    // Copies: what a step makes is written over by the next.
    const constant = dtype === types.int32 || values.length === 0 ? values.slice() : null
    const traced = known && constant === null && values.length <= mostNumbers ? values.slice() : null
    slots.push({ dtype, shape: [...shape], constant, traced, id })
    slotOf.set(id, slots.length - 1)
    return slots.length - 1
  }

  function sourceOf(id: number): Source {
    const number = numbers.get(id)
    if (number !== undefined) return { from: 'output', number }
    const index = variableAt.get(id)
    return index === undefined ? { from: 'value', slot: slotFor(id) } : { from: 'variable', index }
  }

  return {
    createTensor(shape, dtype, values) {
      const id = addon.createTensor(shape, dtype, values)
      if (!ArrayBuffer.isView(values)) refuse('it makes texts')
      else made.set(id, { dtype, shape: [...shape], values })
      return id
    },
    deleteTensor(id) {
      alive.delete(id)
      addon.deleteTensor(id)
    },
    executeOp(name, attributes, inputs, count) {
      const sources = inputs.map(sourceOf)
      const results = addon.executeOp(name, attributes, inputs, count)
      if (loss !== null) refuse(`${name} follows the loss`)
      if (undetermined.test(name)) refuse(`${name} is not determined by its inputs`)
      const isOnVariables = sources.some(({ from }) => from === 'variable')
      if (isOnVariables !== onVariables.has(name)) refuse(`${name} is not known to be in order`)
      calls.push({
        name,
        attributes: [...attributes],
        sources,
        first: outputs,
        outputs: results.map(({ shape, dtype }) => ({ shape: [...shape], dtype })),
      })
      for (const { id } of results) {
        alive.add(id)
        numbers.set(id, outputs)
        outputs += 1
      }
      return results
    },
    tensorDataSync(id) {
      const number = numbers.get(id)
      if (number === undefined || loss !== null) refuse('it looks at what is no loss')
      else loss = number
      return addon.tensorDataSync(id)
    },
    take() {
      if (calls.length > mostCalls) refuse(`it has more than ${mostCalls} operations`)
      if (alive.size > 0) refuse('it keeps what operations gave')
      if (loss === null) refuse('it does not look at its loss')
      if (reason !== null || loss === null) throw new Untraceable(`A step is no graph, as ${reason}.`)
      return { calls, slots, loss }
    },
  }
}

/** Of a tensor that the addon has. */
function describe(addon: Addon, id: number): { dtype: number; shape: readonly number[]; values: Values } {
  const values = addon.tensorDataSync(id)
  const dtype = values instanceof Int32Array ? types.int32 : values instanceof Float32Array ? types.float : types.bool
  const attributes = [
    { name: 'T', type: 4, value: dtype },
    { name: 'out_type', type: 4, value: types.int32 },
  ]
  const [found] = addon.executeOp('Shape', attributes, [id], 1)
  if (!found) throw new Error('Shape gave no output')
  const shape = Array.from(addon.tensorDataSync(found.id))
  addon.deleteTensor(found.id)
  return { dtype, shape, values }
}
