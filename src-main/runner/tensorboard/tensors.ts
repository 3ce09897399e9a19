/** TensorFlow's TensorProto: the numbers or texts in it. */
import { readFields, type PackedForm } from './fields'

export type Tensor = {
  readonly shape: readonly number[]
  readonly values:
    | { readonly kind: 'numbers'; readonly numbers: readonly number[] }
    | { readonly kind: 'texts'; readonly texts: readonly Uint8Array[] }
}

/** By the number of a type: how its values are packed as bytes, and the field and form of those that are written one by one. */
const types: Readonly<
  Record<number, { bytes: number; get: (view: DataView, at: number) => number; field: number; form: PackedForm }>
> = {
  1: { bytes: 4, get: (view, at) => view.getFloat32(at, true), field: 5, form: 'float' },
  2: { bytes: 8, get: (view, at) => view.getFloat64(at, true), field: 6, form: 'double' },
  3: { bytes: 4, get: (view, at) => view.getInt32(at, true), field: 7, form: 'integer' },
  4: { bytes: 1, get: (view, at) => view.getUint8(at), field: 7, form: 'integer' },
  5: { bytes: 2, get: (view, at) => view.getInt16(at, true), field: 7, form: 'integer' },
  6: { bytes: 1, get: (view, at) => view.getInt8(at), field: 7, form: 'integer' },
  9: { bytes: 8, get: (view, at) => Number(view.getBigInt64(at, true)), field: 10, form: 'integer' },
  10: { bytes: 1, get: (view, at) => view.getUint8(at), field: 11, form: 'integer' },
  14: { bytes: 2, get: (view, at) => fromBfloat16(view.getUint16(at, true)), field: 13, form: 'integer' },
  17: { bytes: 2, get: (view, at) => view.getUint16(at, true), field: 7, form: 'integer' },
  19: { bytes: 2, get: (view, at) => fromHalf(view.getUint16(at, true)), field: 13, form: 'integer' },
  22: { bytes: 4, get: (view, at) => view.getUint32(at, true), field: 16, form: 'integer' },
}
/** Of these the bits are written one by one. */
const bitsOf: Readonly<Record<number, (bits: number) => number>> = { 14: fromBfloat16, 19: fromHalf }
const stringType = 7
const stringField = 8
const mostValues = 1_000_000

/** @returns null where it has neither numbers nor texts, or not as many as its shape says. @throws as {@link readFields} */
export function readTensor(bytes: Uint8Array): Tensor | null {
  let type = 0
  let shape: number[] = []
  let content: Uint8Array | undefined
  readFields(bytes, (field) => {
    if (field.number === 1) type = field.integer() ?? 0
    else if (field.number === 2) shape = readShape(field.bytes())
    else if (field.number === 4) content = field.bytes()
  })
  const size = shape.reduce((product, length) => product * length, 1)
  if (!(size >= 0 && size <= mostValues)) return null
  if (type === stringType) {
    const texts: Uint8Array[] = []
    readFields(bytes, (field) => {
      const text = field.number === stringField ? field.bytes() : undefined
      if (text !== undefined) texts.push(text)
    })
    return texts.length === size ? { shape, values: { kind: 'texts', texts } } : null
  }
  const numbers =
    content === undefined || content.length === 0 ? readListed(bytes, type, size) : readContent(content, type)
  return numbers?.length === size ? { shape, values: { kind: 'numbers', numbers } } : null
}

function readShape(bytes: Uint8Array | undefined): number[] {
  const shape: number[] = []
  if (bytes === undefined) return shape
  readFields(bytes, (field) => {
    const dimension = field.number === 2 ? field.bytes() : undefined
    if (dimension === undefined) return
    let size = 0
    readFields(dimension, (one) => {
      if (one.number === 1) size = one.integer() ?? 0
    })
    shape.push(size)
  })
  return shape
}

/** Values one by one; where there are fewer than the shape says, the last one stands for the rest. */
function readListed(bytes: Uint8Array, type: number, size: number): number[] | null {
  const known = types[type]
  if (known === undefined) return null
  const numbers: number[] = []
  readFields(bytes, (field) => {
    if (field.number === known.field) for (const value of field.numbers(known.form) ?? []) numbers.push(value)
  })
  const last = numbers.at(-1)
  if (last === undefined || numbers.length > size) return null
  while (numbers.length < size) numbers.push(last)
  const fromBits = bitsOf[type]
  return fromBits === undefined ? numbers : numbers.map(fromBits)
}

function readContent(content: Uint8Array, type: number): number[] | null {
  const known = types[type]
  if (known === undefined || content.length % known.bytes !== 0) return null
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength)
  return Array.from({ length: content.length / known.bytes }, (_, index) => known.get(view, index * known.bytes))
}

const scratch = new DataView(new ArrayBuffer(4))

/** A bfloat16 is the upper half of a float32. */
function fromBfloat16(bits: number): number {
  scratch.setUint32(0, (bits << 16) >>> 0)
  return scratch.getFloat32(0)
}

/** IEEE 754 binary16. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
