/**
 * The safetensors format, for 32-bit floats: 8 bytes of header length (little-endian), a JSON header that gives each tensor
 * its dtype, shape and place and under `__metadata__` texts by name, then the values, row by row, little-endian.
 *
 * Our own, as npm has no kept package that writes it. Typed arrays have the machine's byte order: every machine that
 * TensorFlow runs on here is little-endian.
 */
import { readSafetensorsHeader, unreadable } from '../../contract/safetensors'
import { sizeOfShape } from '../../recipes/data-source'

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
  const { metadata, entries, dataFrom } = readSafetensorsHeader(bytes)
  const tensors = new Map<string, StoredTensor>()
  const spans: [begin: number, end: number][] = []
  for (const [name, { type, shape, span }] of entries) {
    const [begin, end] = span
    if (dataFrom + end > bytes.length) throw unreadable(`it is truncated in ${name}`)
    spans.push([begin, end])
    if (!isWanted(name)) continue
    if (type !== 'F32') throw unreadable(`${name} has type ${type}, not F32`)
    if (end - begin !== sizeOfShape(shape) * floatBytes) throw unreadable(`the data of ${name} does not fit its shape`)
    tensors.set(name, { shape, values: floatsAt(bytes, dataFrom + begin, dataFrom + end) })
  }
  assertGapless(spans, bytes.length - dataFrom)
  return { metadata, tensors }
}

function floatsAt(bytes: Uint8Array, begin: number, end: number): Float32Array {
  const view = bytes.subarray(begin, end)
  // A copy by this constructor and not by `slice`: that of a Buffer is a view again.
  const aligned = view.byteOffset % floatBytes === 0 ? view : new Uint8Array(view)
  return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.length / floatBytes)
}

/** The format wants every byte to belong to exactly one tensor. */
function assertGapless(spans: [begin: number, end: number][], length: number): void {
  let reached = 0
  for (const [begin, end] of spans.sort(([a, b], [c, d]) => a - c || b - d)) {
    if (begin !== reached) throw unreadable('its tensors overlap or leave a gap')
    reached = end
  }
  if (reached !== length) throw unreadable('it is longer than its tensors')
}
