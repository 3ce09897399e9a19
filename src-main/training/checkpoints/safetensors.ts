/**
 * The safetensors format, for 32-bit floats: 8 bytes of header length (little-endian), a JSON header that gives each tensor
 * its dtype, shape and place and under `__metadata__` texts by name, then the values, row by row, little-endian.
 *
 * Our own, as npm has no kept package that writes it. Typed arrays have the machine's byte order: every machine that
 * TensorFlow runs on here is little-endian.
 */
import { checkSpans, readSafetensorsHeader, unreadable } from '../../contract/safetensors'

export type StoredTensor = { readonly shape: readonly number[]; readonly values: Float32Array }
export type SafetensorsFile = {
  readonly metadata: ReadonlyMap<string, string>
  readonly tensors: ReadonlyMap<string, StoredTensor>
}

const floatBytes = Float32Array.BYTES_PER_ELEMENT

/**
 * Reads a whole file. The values are views of `bytes` where its alignment allows.
 * @param isWanted which tensors to read; of others the type does not matter
 * @throws PlateauError `checkpoint-corrupt`, with what is wrong, for anything that the format does not allow and for tensors
 * that are not of 32-bit floats.
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  isWanted: (name: string) => boolean = () => true,
): SafetensorsFile {
  const header = readSafetensorsHeader(bytes)
  checkSpans(header, bytes.length - header.dataFrom)
  const { metadata, entries, dataFrom } = header
  const tensors = new Map<string, StoredTensor>()
  for (const [name, { type, shape, span }] of entries) {
    if (!isWanted(name)) continue
    if (type !== 'F32') throw unreadable(`${name} has type ${type}, not F32`)
    tensors.set(name, { shape, values: floatsAt(bytes, dataFrom + span[0], dataFrom + span[1]) })
  }
  return { metadata, tensors }
}

function floatsAt(bytes: Uint8Array, begin: number, end: number): Float32Array {
  const view = bytes.subarray(begin, end)
  // A copy by this constructor and not by `slice`: that of a Buffer is a view again.
  const aligned = view.byteOffset % floatBytes === 0 ? view : new Uint8Array(view)
  return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.length / floatBytes)
}
