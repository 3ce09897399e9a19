/**
 * The header of a safetensors file: 8 bytes of its length (little-endian), then JSON that gives each tensor its type, shape and place, and under
 * `__metadata__` texts by name. The values follow, row by row, little-endian.
 */
import { z } from 'zod'
import { sizeOfShape } from '../recipes/data-source'
import { PlateauError } from './errors'

export const lengthBytes = 8
/** The format's own limit. */
const longestHeaderBytes = 100_000_000
const metadataKey = '__metadata__'

const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().min(0)),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
})
export type SafetensorsEntry = {
  readonly type: string
  readonly shape: readonly number[]
  /** From where the values begin. */
  readonly span: readonly [begin: number, end: number]
}
export type SafetensorsHeader = {
  readonly metadata: ReadonlyMap<string, string>
  readonly entries: ReadonlyMap<string, SafetensorsEntry>
  /** Where the values begin. */
  readonly dataFrom: number
}

export const unreadable = (reason: string, cause?: unknown) =>
  new PlateauError('checkpoint-corrupt', `It is not a safetensors file that Plateau can read: ${reason}.`, { cause })

/** How many bytes of a file its header takes, out of its first eight. @throws PlateauError `checkpoint-corrupt` */
export function headerBytes(beginning: Uint8Array, longest = longestHeaderBytes): number {
  if (beginning.length < lengthBytes) throw unreadable('it is truncated in its header')
  const length = new DataView(beginning.buffer, beginning.byteOffset).getBigUint64(0, true)
  if (length > longest) throw unreadable('its header is too long')
  return lengthBytes + Number(length)
}

/** @param bytes the file from its beginning, as far as its header at least. @throws PlateauError `checkpoint-corrupt` */
export function readSafetensorsHeader(bytes: Uint8Array): SafetensorsHeader {
  const dataFrom = headerBytes(bytes)
  if (dataFrom > bytes.length) throw unreadable('it is truncated in its header')
  const header = parseHeader(bytes.subarray(lengthBytes, dataFrom))
  const metadata = readMetadata(header.get(metadataKey) ?? {})
  header.delete(metadataKey)
  const entries = new Map<string, SafetensorsEntry>()
  for (const [name, value] of header) {
    const entry = entrySchema.safeParse(value)
    if (!entry.success) throw unreadable(`its entry for ${name} is incomplete`, entry.error)
    const { dtype, shape, data_offsets: span } = entry.data
    entries.set(name, { type: dtype, shape, span })
  }
  return { metadata, entries, dataFrom }
}

const floatBytes = Float32Array.BYTES_PER_ELEMENT

/**
 * Whether a file has all the values that its header promises, as far as that is known without them. @param dataBytes of the values, behind the header
 * @throws PlateauError `checkpoint-corrupt`, with what is wrong
 */
export function checkSpans({ entries }: Pick<SafetensorsHeader, 'entries'>, dataBytes: number): void {
  for (const [name, { type, shape, span }] of entries) {
    const [begin, end] = span
    if (end > dataBytes) throw unreadable(`it is truncated in ${name}`)
    if (end < begin || (type === 'F32' && end - begin !== sizeOfShape(shape) * floatBytes))
      throw unreadable(`the data of ${name} does not fit its shape`)
  }
  // Every byte belongs to exactly one tensor.
  let reached = 0
  for (const [begin, end] of [...entries.values()].map(({ span }) => span).sort(([a, b], [c, d]) => a - c || b - d)) {
    if (begin !== reached) throw unreadable('its tensors overlap or leave a gap')
    reached = end
  }
  if (reached !== dataBytes) throw unreadable('it is longer than its tensors')
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

export type TensorDescription = { readonly name: string; readonly shape: readonly number[] }

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
    end += sizeOfShape(shape) * floatBytes
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
