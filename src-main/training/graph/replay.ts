/**
 * A step that runs through JavaScript once more without doing anything, and is found to be the one that was traced: so every number that it
 * is made with is this step's own, and nothing has to be known about which of them change.
 */
import { types, type Addon, type AddonAttribute, type AddonCalls, type Values } from './addon'
import type { Call, Slot, Source, Trace } from './trace'

/** The step that was taken is another one than was traced. */
export class Changed extends Error {}

/** It is the same, of other numbers than were found to stay. */
export class NumberChanged extends Changed {}

type Made = { readonly shape: readonly number[]; readonly dtype: number; readonly values: Values }

/** Of outputs that there are none of: ids that the addon, which counts from 0, does not come to. */
const firstId = 2 ** 40

export type ReplayOptions = {
  readonly addon: Addon
  readonly trace: Trace
  /** The addon's ids of values that outlive steps, in the order of the traced ones. */
  readonly variables: readonly number[]
  /** Whether numbers that the first replayed step makes as the traced one did are taken for constants. */
  readonly findsConstants: boolean
  /** Makes the graph, at the end of the first step. @returns what runs it: of the slots that are no constants, by the addon's ids, to the loss */
  readonly start: (trace: Trace) => (values: readonly number[]) => Values
}

export type Replay = AddonCalls & {
  /** To be called before each step. */
  begin(): void
  /** To be called after it, however it ended. */
  end(): void
}

export function createReplay({ addon, trace, variables, findsConstants, start }: ReplayOptions): Replay {
  const { calls, loss } = trace
  let { slots } = trace
  let run: ReturnType<typeof start> | null = null
  const variableAt = new Map(variables.map((id, index) => [id, index]))
  let nextId = firstId
  let at = 0
  let hasRun = false
  const numbers = new Map<number, number>()
  const made = new Map<number, Made>()
  const slotIds: (number | undefined)[] = []
  /** They go after the step, as the graph is given them at its end. */
  let deleted: number[] = []

  const isOf = (source: Source, id: number): boolean => {
    if (source.from === 'output') return numbers.get(id) === source.number
    if (source.from === 'variable') return variableAt.get(id) === source.index
    const known = slotIds[source.slot]
    if (known !== undefined) return known === id
    slotIds[source.slot] = id
    const slot = slots[source.slot]
    return slot !== undefined && fits(slot, id)
  }

  function fits(slot: Slot, id: number): boolean {
    const value = made.get(id)
    if (value === undefined)
      return !numbers.has(id) && (slot.constant === null ? slot.dtype !== types.int32 : slot.id === id)
    const { constant, dtype, shape } = slot
    if (value.dtype !== dtype || !isSame(value.shape, shape)) return false
    if (constant === null || isSame(value.values, constant)) return true
    if (slot.traced !== null) throw new NumberChanged('A step is made with another number.')
    return false
  }

  /** What both steps made alike stays as it is: they differ in their images, rates and places in the run. */
  const withConstants = (): readonly Slot[] =>
    slots.map((slot, at) => {
      const id = slotIds[at]
      const value = id === undefined ? undefined : made.get(id)
      return slot.traced !== null && value && isSame(slot.traced, value.values)
        ? { ...slot, constant: slot.traced }
        : slot
    })

  function take(id: number): Values {
    if (hasRun) throw new Error('A step went on after its loss.')
    if (at !== calls.length || numbers.get(id) !== loss) throw new Changed('A step looked at another value.')
    if (run === null) {
      if (findsConstants) slots = withConstants()
      run = start({ ...trace, slots })
    }
    const values = slots.flatMap(({ constant }, slot) => {
      if (constant !== null) return []
      const given = slotIds[slot]
      if (given === undefined) throw new Changed('A step did not use all of its values.')
      return [given]
    })
    hasRun = true
    return run(values)
  }

  return {
    begin() {
      at = 0
      hasRun = false
      numbers.clear()
      made.clear()
      slotIds.length = 0
    },
    end() {
      for (const id of deleted) addon.deleteTensor(id)
      deleted = []
    },
    createTensor(shape, dtype, values) {
      const id = addon.createTensor(shape, dtype, values)
      made.set(id, { shape, dtype, values })
      return id
    },
    deleteTensor(id) {
      if (id < firstId) deleted.push(id)
    },
    executeOp(name, attributes, inputs) {
      const call = calls[at]
      if (call === undefined || !isSameCall(call, name, attributes) || call.sources.length !== inputs.length)
        throw new Changed(`A step calls ${name} where it did not.`)
      call.sources.forEach((source, index) => {
        const id = inputs[index]
        if (id === undefined || !isOf(source, id)) throw new Changed(`A step gives ${name} another input.`)
      })
      at += 1
      return call.outputs.map(({ shape, dtype }, output) => {
        const id = nextId++
        numbers.set(id, call.first + output)
        return { id, shape, dtype }
      })
    },
    tensorDataSync: take,
  }
}

const isSame = (left: ArrayLike<unknown>, right: ArrayLike<unknown>): boolean => {
  if (left.length !== right.length) return false
  for (let index = 0; index < left.length; index += 1) if (!Object.is(left[index], right[index])) return false
  return true
}

const isSameCall = (call: Call, name: string, attributes: readonly AddonAttribute[]): boolean =>
  call.name === name &&
  call.attributes.length === attributes.length &&
  call.attributes.every((before, index) => {
    const now = attributes[index]
    if (now === before) return true
    if (now === undefined || now.name !== before.name || now.type !== before.type) return false
    const [left, right] = [before.value, now.value]
    return left === right || (Array.isArray(left) && Array.isArray(right) && isSame(left, right))
  })
