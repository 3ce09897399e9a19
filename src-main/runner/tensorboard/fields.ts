/** Fields of a Protocol Buffers message, read without its schema's code: a message is a few lines of what is taken of it. */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire'

export type Field = {
  readonly number: number
  /** Each is undefined where the field is of another form than asked for; it is passed over then. */
  bytes(): Uint8Array | undefined
  text(): string | undefined
  double(): number | undefined
  float(): number | undefined
  /** Signed, of 64 bits: to the nearest double. */
  integer(): number | undefined
  /** One value, or many packed. */
  numbers(form: PackedForm): readonly number[] | undefined
}
export type PackedForm = 'double' | 'float' | 'integer'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const wireOf = { double: WireType.Bit64, float: WireType.Bit32, integer: WireType.Varint } as const
const readOne = (reader: BinaryReader, form: PackedForm): number =>
  form === 'double' ? reader.double() : form === 'float' ? reader.float() : Number(reader.int64())

/** @throws RangeError, TypeError, Error where the bytes are no message */
export function readFields(bytes: Uint8Array, take: (field: Field) => void): void {
  const reader = new BinaryReader(bytes)
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag()
    const start = reader.pos
    const as = <Value>(wanted: WireType, read: () => Value): Value | undefined => {
      if (wire !== wanted) return undefined
      reader.pos = start
      const value = read()
      // The reader looks at each step's own end; this is the message's.
      if (reader.pos > reader.len) throw new RangeError('a field is longer than its message')
      return value
    }
    take({
      number,
      bytes: () => as(WireType.LengthDelimited, () => reader.bytes()),
      text: () => as(WireType.LengthDelimited, () => utf8.decode(reader.bytes())),
      double: () => as(WireType.Bit64, () => reader.double()),
      float: () => as(WireType.Bit32, () => reader.float()),
      integer: () => as(WireType.Varint, () => Number(reader.int64())),
      numbers: (form) =>
        as(wireOf[form], () => [readOne(reader, form)]) ??
        as(WireType.LengthDelimited, () => readPacked(reader.bytes(), form)),
    })
    reader.pos = start
    reader.skip(wire, number)
  }
}

function readPacked(bytes: Uint8Array, form: PackedForm): number[] {
  const reader = new BinaryReader(bytes)
  const values: number[] = []
  while (reader.pos < reader.len) values.push(readOne(reader, form))
  return values
}
