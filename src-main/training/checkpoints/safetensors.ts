/**
 * The safetensors format, for 32-bit floats: 8 bytes of header length (little-endian), a JSON header that gives each tensor
 * its dtype, shape and place and under `__metadata__` texts by name, then the values, row by row, little-endian.
 *
 * Our own, as npm has no kept package that writes it. Typed arrays have the machine's byte order: every machine that
 * TensorFlow runs on here is little-endian.
 */
import { z } from 'zod'
import { PlateauError } from '../../contract/errors'

export type TensorDescription = { readonly name: string; readonly shape: readonly number[] }
export type StoredTensor = { readonly shape: readonly number[]; readonly values: Float32Array }
export type SafetensorsFile = {
  readonly metadata: ReadonlyMap<string, string>
  readonly tensors: ReadonlyMap<string, StoredTensor>
}

const lengthBytes = 8
const floatBytes = Float32Array.BYTES_PER_ELEMENT
/** The format's own limit. */
const longestHeaderBytes = 100_000_000
const metadataKey = '__metadata__'

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1)

/**
 * Makes what stands before the values: length and header, padded with spaces so that the values are aligned to 8 bytes.
 * The values of `tensors` follow it in their order, without gaps.
 * @throws RangeError for a name that is taken twice or belongs to the format.
 */
export function encodeSafetensorsHeader(
  tensors: readonly TensorDescription[],
  metadata: ReadonlyMap<string, string>,
): Uint8Array {
  const names = new Set<string>([metadataKey])
  let end = 0
  const entries = tensors.map(({ name, shape }): [string, unknown] => {
    if (names.has(name)) throw new RangeError(`A safetensors file cannot have another tensor named ${name}`)
    names.add(name)
    const begin = end
    end += sizeOf(shape) * floatBytes
    return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }]
  })
  const header = Object.fromEntries<unknown>([[metadataKey, Object.fromEntries(metadata)], ...entries])
  const json = new TextEncoder().encode(JSON.stringify(header))
  const padded = Math.ceil(json.length / 8) * 8
  const bytes = new Uint8Array(lengthBytes + padded).fill(0x20)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true)
  bytes.set(json, lengthBytes)
  return bytes
}

const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().min(0)),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
})

const unreadable = (reason: string, cause?: unknown) =>
  new PlateauError('checkpoint-corrupt', `It is not a safetensors file that Plateau can read: ${reason}.`, { cause })

/**
 * Reads a whole file. The values are views of `bytes` where its alignment allows.
 * @throws PlateauError `checkpoint-corrupt`, with what is wrong, for anything that the format does not allow and for tensors
 * that are not of 32-bit floats.
 */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsFile {
  if (bytes.length < lengthBytes) throw unreadable('it is truncated in its header')
  const headerLength = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)
  if (headerLength > longestHeaderBytes) throw unreadable('its header is too long')
  const dataFrom = lengthBytes + Number(headerLength)
  if (dataFrom > bytes.length) throw unreadable('it is truncated in its header')
  const header = parseHeader(bytes.subarray(lengthBytes, dataFrom))
  const metadata = readMetadata(header.get(metadataKey) ?? {})
  header.delete(metadataKey)

  const tensors = new Map<string, StoredTensor>()
  const spans: [begin: number, end: number][] = []
  for (const [name, value] of header) {
    const entry = entrySchema.safeParse(value)
    if (!entry.success) throw unreadable(`its entry for ${name} is incomplete`, entry.error)
    const { dtype, shape, data_offsets: span } = entry.data
    if (dtype !== 'F32') throw unreadable(`${name} has type ${dtype}, not F32`)
    const [begin, end] = span
    if (end - begin !== sizeOf(shape) * floatBytes) throw unreadable(`the data of ${name} does not fit its shape`)
    if (dataFrom + end > bytes.length) throw unreadable(`it is truncated in ${name}`)
    spans.push(span)
    tensors.set(name, { shape, values: floatsAt(bytes, dataFrom + begin, dataFrom + end) })
  }
  assertGapless(spans, bytes.length - dataFrom)
  return { metadata, tensors }
}

/** By hand, as a record of zod's has no entry named `__proto__`. */
function readMetadata(value: unknown): Map<string, string> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [['', null]]
  return new Map(
    entries.map(([name, text]): [string, string] => {
      if (typeof name !== 'string' || typeof text !== 'string') throw unreadable('its metadata is not text')
      return [name, text]
    }),
  )
}

function parseHeader(bytes: Uint8Array): Map<string, unknown> {
  let parsed: unknown
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw unreadable('its header is not JSON', error)
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw unreadable('its header is not an object')
  return new Map(Object.entries(parsed))
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
