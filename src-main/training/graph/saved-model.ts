/** TensorFlow's SavedModel: messages of saved_model.proto, graph.proto, function.proto, node_def.proto and tensor.proto, as far as graphs of training need them. */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { integer, message, text } from '../protobuf'
import { attributeTypes, type AddonAttribute, type Values } from './addon'

export type GraphAttribute =
  | AddonAttribute
  | { readonly name: string; readonly tensor: ConstantTensor }
  | { readonly name: string; readonly types: readonly number[] }
  | { readonly name: string; readonly bytes: Uint8Array }
  | { readonly name: string; readonly function: string }
export type ConstantTensor = { readonly dtype: number; readonly shape: readonly number[]; readonly values: Values }
export type GraphNode = {
  readonly name: string
  readonly operation: string
  /**
   * `name` or `name:output`; within a function an argument, or `name:output:place` with the name of the output. `^name` for one that only has to have run before:
   * these come last.
   */
  readonly inputs: readonly string[]
  readonly attributes: readonly GraphAttribute[]
}
type Argument = { readonly name: string; readonly dtype: number }
export type GraphFunction = {
  readonly name: string
  readonly arguments: readonly Argument[]
  readonly result: Argument & { readonly from: string }
  readonly nodes: readonly GraphNode[]
  readonly attributes: readonly GraphAttribute[]
}

/** The tag that the one graph of a model is found by. */
export const servingTag = 'serve'
/** Of TensorFlow 2.18, whose forms of operations are meant. Libraries read what is older, and what is newer where it does not ask for them. */
const producer = 1994

const writeShape = (writer: BinaryWriter, shape: readonly number[]): void => {
  for (const side of shape) message(writer, 2, (dimension) => integer(dimension, 1, side))
}

function writeTensor(writer: BinaryWriter, { dtype, shape, values }: ConstantTensor): void {
  integer(writer, 1, dtype)
  message(writer, 2, (inner) => writeShape(inner, shape))
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  // In the machine's byte order, as TensorFlow itself writes it.
  writer.tag(4, WireType.LengthDelimited).bytes(bytes)
}

/** @throws Error for a kind of attribute that no operation here has */
function writeAttribute(writer: BinaryWriter, attribute: GraphAttribute): void {
  if ('tensor' in attribute) message(writer, 8, (inner) => writeTensor(inner, attribute.tensor))
  else if ('types' in attribute)
    message(writer, 1, (all) => {
      for (const one of attribute.types) integer(all, 6, one)
    })
  else if ('bytes' in attribute) writer.tag(2, WireType.LengthDelimited).bytes(attribute.bytes)
  else if ('function' in attribute) message(writer, 10, (inner) => text(inner, 1, attribute.function))
  else if (Array.isArray(attribute.value)) writeList(writer, attribute, attribute.value)
  else writeSingle(writer, attribute)
}

function writeList(writer: BinaryWriter, { name, type }: AddonAttribute, values: readonly unknown[]): void {
  if (type === attributeTypes.shape) message(writer, 7, (inner) => writeShape(inner, values.map(Number)))
  else if (type === attributeTypes.int)
    message(writer, 1, (list) => {
      for (const one of values) integer(list, 3, Number(one))
    })
  else throw new Error(`The attribute ${name}, a list of type ${type}, cannot be written into a graph`)
}

function writeSingle(writer: BinaryWriter, { name, type, value }: AddonAttribute): void {
  if (type === attributeTypes.string) text(writer, 2, String(value))
  else if (type === attributeTypes.int) integer(writer, 3, Number(value))
  else if (type === attributeTypes.float) writer.tag(4, WireType.Bit32).float(Number(value))
  else if (type === attributeTypes.bool) writer.tag(5, WireType.Varint).bool(Boolean(value))
  else if (type === attributeTypes.type) integer(writer, 6, Number(value))
  else throw new Error(`The attribute ${name} of type ${type} cannot be written into a graph`)
}

function writeNode(writer: BinaryWriter, { name, operation, inputs, attributes }: GraphNode): void {
  text(writer, 1, name)
  text(writer, 2, operation)
  for (const input of inputs) text(writer, 3, input)
  writeAttributes(writer, attributes)
}

/** A map, which nodes and functions have at the same place. */
const writeAttributes = (writer: BinaryWriter, attributes: readonly GraphAttribute[]): void => {
  for (const attribute of attributes)
    message(writer, 5, (entry) => {
      text(entry, 1, attribute.name)
      message(entry, 2, (inner) => writeAttribute(inner, attribute))
    })
}

function writeFunction(writer: BinaryWriter, made: GraphFunction): void {
  const writeArgument = (inner: BinaryWriter, { name, dtype }: Argument) => {
    text(inner, 1, name)
    integer(inner, 3, dtype)
  }
  message(writer, 1, (signature) => {
    text(signature, 1, made.name)
    for (const argument of made.arguments) message(signature, 2, (inner) => writeArgument(inner, argument))
    message(signature, 3, (inner) => writeArgument(inner, made.result))
    signature.tag(17, WireType.Varint).bool(true)
  })
  for (const node of made.nodes) message(writer, 3, (inner) => writeNode(inner, node))
  message(writer, 4, (entry) => {
    text(entry, 1, made.result.name)
    text(entry, 2, made.result.from)
  })
  writeAttributes(writer, made.attributes)
}

/** @returns the bytes of `saved_model.pb` */
export function encodeSavedModel(nodes: readonly GraphNode[], functions: readonly GraphFunction[]): Uint8Array {
  const writer = new BinaryWriter()
  integer(writer, 1, 1)
  message(writer, 2, (meta) => {
    message(meta, 1, (about) => text(about, 4, servingTag))
    message(meta, 2, (graph) => {
      for (const node of nodes) message(graph, 1, (inner) => writeNode(inner, node))
      message(graph, 2, (library) => {
        for (const made of functions) message(library, 1, (inner) => writeFunction(inner, made))
      })
      message(graph, 4, (versions) => integer(versions, 1, producer))
    })
  })
  return writer.finish()
}
