/** Fields of Protocol Buffers messages as they are written. Those that a schema would give code for are a few, each said where it is written. */
import { WireType, type BinaryWriter } from '@bufbuild/protobuf/wire'

/** A message in a field of another. @param write its own fields */
export function message(writer: BinaryWriter, field: number, write: (writer: BinaryWriter) => void): void {
  writer.tag(field, WireType.LengthDelimited).fork()
  write(writer)
  writer.join()
}

export function text(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value)
}

/** @param value a whole number of 64 bits, or of an enumeration */
export function integer(writer: BinaryWriter, field: number, value: number): void {
  writer.tag(field, WireType.Varint).int64(value)
}
