/** The graph of a step: its operations, the values that outlive it, and the order of what changes them. */
import { attributeTypes, types } from './addon'
import { outputName } from './outputs'
import type { GraphAttribute, GraphFunction, GraphNode } from './saved-model'
import type { Call, Source, Trace } from './trace'

/** Names of what a session is given and asked for. */
export const names = {
  variable: (index: number) => `variable${index}`,
  /** Puts a value into a variable. */
  value: (index: number) => `value${index}`,
  assign: (index: number) => `assign${index}`,
  read: (index: number) => `read${index}`,
  /** Asked for once all variables are to have their values. */
  assigned: 'assigned',
  slot: (slot: number) => `slot${slot}`,
  call: (index: number) => `call${index}`,
  /** Asked for once a step is to have been taken. */
  loss: 'loss',
} as const

const type = (name: string, value: number): GraphAttribute => ({ name, type: attributeTypes.type, value })
const shapeOf = (shape: readonly number[]): GraphAttribute => ({
  name: 'shape',
  type: attributeTypes.shape,
  value: shape,
})
const word = (name: string, value: string): GraphAttribute => ({ name, type: attributeTypes.string, value })
const dtype = type('dtype', types.float)

/** @param shapes of the values that outlive steps, in their order. @throws Error for an operation that is not known here */
export function buildGraph(
  trace: Trace,
  shapes: readonly (readonly number[])[],
): { readonly nodes: readonly GraphNode[]; readonly functions: readonly GraphFunction[] } {
  const step = stepFunction(trace, shapes)
  const call: GraphNode = {
    name: names.loss,
    operation: 'StatefulPartitionedCall',
    inputs: step.arguments.map(({ name }) => name),
    attributes: [
      { name: 'Tin', types: step.arguments.map((argument) => argument.dtype) },
      { name: 'Tout', types: [types.float] },
      { name: 'f', function: step.name },
      { name: 'config_proto', bytes: asItStands },
    ],
  }
  return { nodes: [...variableNodes(shapes), ...placeholders(trace), call], functions: [step] }
}

/**
 * `ConfigProto` with `graph_options.rewrite_options.disable_meta_optimizer`: what keeps TensorFlow from writing a function anew (Grappler). That would change
 * bits, might do so otherwise in another process, and ends the process where a depthwise convolution with explicit padding has its bias added. tfjs-node's
 * addon has no options for sessions, so a step is a function, which has its own.
 */
const asItStands = Uint8Array.of(0x52, 5, 0x52, 3, 0x98, 1, 1)
/** And the same for the session's own rewriting: neither to be put into the graph that calls it, nor rewritten in the library. */
const leftAlone = ['_noinline', '_tf_data_function'].map((name) => ({ name, type: attributeTypes.bool, value: true }))

function stepFunction(trace: Trace, shapes: readonly (readonly number[])[]): GraphFunction {
  const { nodes, last } = stepNodes(trace)
  const from = nameOfOutput(trace.calls, trace.loss)
  const loss = { name: 'result', operation: 'Identity', inputs: [from, ...last], attributes: [type('T', types.float)] }
  const values = trace.slots.flatMap(({ dtype: kind, constant }, slot) =>
    constant === null ? [{ name: names.slot(slot), dtype: kind }] : [],
  )
  // Not as arguments: handing over a hundred of them takes 2 to 3 % of a small network's step.
  const handles = shapes.map((shape, index) => handleNode(index, shape))
  return {
    name: 'step',
    arguments: values,
    result: { name: 'loss', dtype: types.float, from: 'result:output:0' },
    nodes: [...handles, ...constants(trace), ...nodes, loss],
    attributes: leftAlone,
  }
}

/** What a variable is found by, in the graph and within the function. */
const handleNode = (index: number, shape: readonly number[]): GraphNode => ({
  name: names.variable(index),
  operation: 'VarHandleOp',
  inputs: [],
  attributes: [dtype, shapeOf(shape), word('container', ''), word('shared_name', names.variable(index))],
})

function variableNodes(shapes: readonly (readonly number[])[]): GraphNode[] {
  const nodes = shapes.flatMap((shape, index): GraphNode[] => {
    const variable = names.variable(index)
    return [
      handleNode(index, shape),
      { name: names.value(index), operation: 'Placeholder', inputs: [], attributes: [dtype, shapeOf(shape)] },
      {
        name: names.assign(index),
        operation: 'AssignVariableOp',
        inputs: [variable, names.value(index)],
        attributes: [dtype],
      },
      { name: names.read(index), operation: 'ReadVariableOp', inputs: [variable], attributes: [dtype] },
    ]
  })
  const done = { dtype: types.float, shape: [], values: Float32Array.of(1) }
  return [
    ...nodes,
    {
      name: names.assigned,
      operation: 'Const',
      inputs: shapes.map((_, index) => `^${names.assign(index)}`),
      attributes: [dtype, { name: 'value', tensor: done }],
    },
  ]
}

const placeholders = ({ slots }: Trace): GraphNode[] =>
  slots.flatMap(({ dtype: kind, shape, constant }, slot) =>
    constant === null
      ? [
          {
            name: names.slot(slot),
            operation: 'Placeholder',
            inputs: [],
            attributes: [type('dtype', kind), shapeOf(shape)],
          },
        ]
      : [],
  )

const constants = ({ slots }: Trace): GraphNode[] =>
  slots.flatMap(({ dtype: kind, shape, constant: values }, slot) => {
    if (values === null) return []
    const attributes = [type('dtype', kind), { name: 'value', tensor: { dtype: kind, shape, values } }]
    return [{ name: names.slot(slot), operation: 'Const', inputs: [], attributes }]
  })

/**
 * Operations that TensorFlow would make one with a convolution beside them, which rounds otherwise than one after the other does, and the gradient's way takes longer: oneDNN's
 * pass over graphs looks at where their first input comes from, so that gets a node of its own.
 */
const standsApart = new Set(['BiasAdd', 'BiasAddGrad'])
const before = ({ name, inputs: [input = ''] }: GraphNode): GraphNode => ({
  name: `${name}-input`,
  operation: 'Identity',
  inputs: [input],
  attributes: [type('T', types.float)],
})

/**
 * The operations of a step. A graph runs whatever has its inputs, so operations on the same value are told to follow each other as they
 * did: a change what came before it, and what comes next the change. A change also waits for whoever uses a value that was read, as it would have to copy it otherwise.
 * @returns them, and what a step has to have run at its end
 */
function stepNodes(trace: Trace): { nodes: GraphNode[]; last: string[] } {
  const { calls } = trace
  const changed = new Map<number, string>()
  const readSince = new Map<number, string[][]>()
  const usersOf = new Map<number, string[]>()
  const last: string[] = []
  const nodes = calls.flatMap((call, at): GraphNode[] => {
    const name = names.call(at)
    const after = new Set<string>()
    const isRead = call.name === 'ReadVariableOp'
    const variables = call.sources.flatMap((source) => (source.from === 'variable' ? [source.index] : []))
    for (const variable of variables) {
      const change = changed.get(variable)
      if (change !== undefined) after.add(`^${change}`)
      const reads = readSince.get(variable) ?? []
      if (isRead) {
        const users = [name]
        usersOf.set(call.first, users)
        readSince.set(variable, [...reads, users])
      } else {
        for (const user of reads.flat()) after.add(`^${user}`)
        readSince.set(variable, [])
        changed.set(variable, name)
      }
    }
    for (const source of call.sources) if (source.from === 'output') usersOf.get(source.number)?.push(name)
    if (variables.length > 0 && !isRead) last.push(`^${name}`)
    const inputs = call.sources.map((source) => inputName(trace, source))
    const node = { name, operation: call.name, inputs: [...inputs, ...after], attributes: call.attributes }
    return standsApart.has(call.name)
      ? [before(node), { ...node, inputs: [`${name}-input:output:0`, ...node.inputs.slice(1)] }]
      : [node]
  })
  return { nodes, last }
}

function inputName({ calls, slots }: Trace, source: Source): string {
  if (source.from === 'variable') return `${names.variable(source.index)}:resource:0`
  if (source.from === 'output') return nameOfOutput(calls, source.number)
  const [name, slot] = [names.slot(source.slot), slots[source.slot]]
  return slot === undefined || slot.constant === null ? name : `${name}:output:0`
}

function nameOfOutput(calls: readonly Call[], number: number): string {
  // Numbers rise from call to call: the last that begins at or before it.
  let [low, high] = [0, calls.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((calls[middle]?.first ?? 0) <= number) low = middle
    else high = middle - 1
  }
  const call = calls[low]
  if (!call) throw new Error(`There is no output ${number}`)
  return `${names.call(low)}:${outputName(call.name, number - call.first)}`
}
