/** ONNX files: messages of onnx.proto3 (IR version 8), as far as networks of ours need them. */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import type { GraphTensor } from '../../recipes/layer-exports'
import { integer, message, text } from '../protobuf'

export type OnnxAttribute = number | { readonly float: number } | string | readonly number[]
export type OnnxNode = {
  readonly operation: string
  readonly inputs: readonly string[]
  readonly output: string
  readonly attributes: Readonly<Record<string, OnnxAttribute>>
}
export type OnnxConstant = GraphTensor | { readonly shape: readonly number[]; readonly integers: readonly number[] }

/** Null is the batch. */
export type OnnxShape = readonly (number | null)[]
export type OnnxGraph = {
  readonly name: string
  readonly description: string
  readonly producerVersion: string
  readonly input: { readonly name: string; readonly shape: OnnxShape }
  readonly output: { readonly name: string; readonly shape: OnnxShape }
  readonly nodes: readonly OnnxNode[]
  readonly constants: ReadonlyMap<string, OnnxConstant>
}

export const opset = 17
const irVersion = 8
/** TensorProto.DataType and AttributeProto.AttributeType. */
const dataTypes = { float: 1, int64: 7 } as const
const attributeTypes = { float: 1, int: 2, string: 3, ints: 7 } as const

function writeTensor(writer: BinaryWriter, name: string, constant: OnnxConstant): void {
  for (const side of constant.shape) integer(writer, 1, side)
  const isFloat = 'values' in constant
  integer(writer, 2, isFloat ? dataTypes.float : dataTypes.int64)
  text(writer, 8, name)
  const bytes = isFloat
    ? new Uint8Array(constant.values.buffer, constant.values.byteOffset, constant.values.byteLength)
    : new Uint8Array(BigInt64Array.from(constant.integers, BigInt).buffer)
  // The machine's byte order, which is the format's wherever TensorFlow runs here.
  writer.tag(9, WireType.LengthDelimited).bytes(bytes)
}

function writeAttribute(writer: BinaryWriter, name: string, value: OnnxAttribute): void {
  text(writer, 1, name)
  const type = (kind: keyof typeof attributeTypes) => integer(writer, 20, attributeTypes[kind])
  if (typeof value === 'number') {
    integer(writer, 3, value)
    type('int')
  } else if (typeof value === 'string') {
    text(writer, 4, value)
    type('string')
  } else if ('float' in value) {
    writer.tag(2, WireType.Bit32).float(value.float)
    type('float')
  } else {
    for (const one of value) integer(writer, 8, one)
    type('ints')
  }
}

function writeNode(writer: BinaryWriter, { operation, inputs, output, attributes }: OnnxNode): void {
  for (const input of inputs) text(writer, 1, input)
  text(writer, 2, output)
  text(writer, 3, output)
  text(writer, 4, operation)
  for (const [name, value] of Object.entries(attributes))
    message(writer, 5, (inner) => writeAttribute(inner, name, value))
}

function writeValueInfo(writer: BinaryWriter, { name, shape }: OnnxGraph['input']): void {
  text(writer, 1, name)
  message(writer, 2, (type) =>
    message(type, 1, (tensor) => {
      integer(tensor, 1, dataTypes.float)
      message(tensor, 2, (sides) => {
        for (const side of shape)
          message(sides, 1, (dimension) => (side === null ? text(dimension, 2, 'batch') : integer(dimension, 1, side)))
      })
    }),
  )
}

/** @returns the bytes of the file */
export function encodeOnnx(graph: OnnxGraph): Uint8Array {
  const writer = new BinaryWriter()
  integer(writer, 1, irVersion)
  text(writer, 2, 'Plateau')
  text(writer, 3, graph.producerVersion)
  text(writer, 6, graph.description)
  message(writer, 7, (body) => {
    for (const node of graph.nodes) message(body, 1, (inner) => writeNode(inner, node))
    text(body, 2, graph.name)
    for (const [name, constant] of graph.constants) message(body, 5, (inner) => writeTensor(inner, name, constant))
    message(body, 11, (inner) => writeValueInfo(inner, graph.input))
    message(body, 12, (inner) => writeValueInfo(inner, graph.output))
  })
  message(writer, 8, (inner) => {
    text(inner, 1, '')
    integer(inner, 2, opset)
  })
  return writer.finish()
}
