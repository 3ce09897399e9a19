/**
 * Reads back what an exported file says of where it comes from. The file may be anybody's, and made to do harm: each reader passes over
 * its bytes a fixed number of times, unpacks no more than {@link mostText}, has no more than {@link mostValues} parsed, and runs in a thread
 * with limits (`reader`).
 */
import { inflateSync } from 'node:zlib'
import { PlateauError } from '../../contract/errors'
import { provenanceSchema, type Provenance } from '../../contract/figure'
import { whyTooMuch } from '../../contract/plain-data'
import { keywordOfParquet, keywordOfPng, pngSignature, provenanceElement, provenanceMark } from '../figures/provenance'
import { unescapeXml } from '../figures/xml'

/** Nobody exports a larger file, and nothing larger is looked through. */
const mostBytes = 256 * 1024 * 1024
/** Of a file of text, and of what a PDF has packed, no more is looked through: JSON of two thousand runs is a quarter of a megabyte. */
export const mostText = 16 * 1024 * 1024
/** Of that JSON: two thousand runs have 12,000 values. */
const mostValues = 50_000
/** No tag that Plateau writes is longer, and none is looked for further. */
const longestTag = 1_000

const latin = new TextDecoder('latin1')
const utf8 = new TextDecoder()

function readPng(bytes: Uint8Array): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at: number = pngSignature.length
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at)
    const type = latin.decode(bytes.subarray(at + 4, at + 8))
    if (type === 'IDAT' || at + 12 + length > bytes.length) return null
    const head = `${keywordOfPng}\0\0\0\0\0`
    if (type === 'iTXt' && length - head.length <= mostText) {
      const data = bytes.subarray(at + 8, at + 8 + length)
      if (latin.decode(data.subarray(0, head.length)) === head) return utf8.decode(data.subarray(head.length))
    }
    at += 12 + length
  }
  return null
}

const isBase64 = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) ||
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x61 && code <= 0x7a) ||
  code === 0x2b ||
  code === 0x2f

/** In its keywords; as many bytes as JSON may have are unpacked, and no stream of the PDF itself ever is. */
function readPdf(bytes: Uint8Array): string | null {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const mark = all.indexOf(provenanceMark)
  if (mark < 0) return null
  const begin = mark + provenanceMark.length
  let end = begin
  while (end < all.length && end - begin < mostText && isBase64(all[end] ?? 0)) end += 1
  if (end === begin) return null
  const packed = Buffer.from(all.toString('latin1', begin, end), 'base64')
  return inflateSync(packed, { maxOutputLength: mostText }).toString('utf8')
}

/**
 * The value beside its key in the footer, which is Thrift's compact protocol: the length of a string as a variable-length number, then its
 * bytes. Only the one entry is looked for, so that reading needs no decoder of the whole format.
 */
function readParquet(bytes: Uint8Array): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = bytes.length - 8
  const length = end < 4 ? 0 : view.getUint32(end, true)
  if (length > end) return null
  const footer = Buffer.from(bytes.buffer, bytes.byteOffset + end - length, length)
  const key = footer.indexOf(keywordOfParquet)
  // 0x18: the next field, a string.
  if (key < 0 || footer[key + keywordOfParquet.length] !== 0x18) return null
  let at = key + keywordOfParquet.length + 1
  let size = 0
  for (let shift = 0; shift <= 28; shift += 7) {
    const byte = footer[at++] ?? 0
    size += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) break
  }
  return size > mostText ? null : footer.toString('utf8', at, at + size)
}

/** Each place where `words` stand, from the beginning. */
function* placesOf(content: string, words: string): Generator<number> {
  for (let at = content.indexOf(words); at >= 0; at = content.indexOf(words, at + words.length)) yield at
}

/** The text of the element of SVG or HTML that has it. */
function readElement(content: string): string | null {
  const id = `id="${provenanceElement}"`
  for (const at of placesOf(content, id)) {
    const before = content.slice(Math.max(0, at - longestTag), at)
    const opening = before.slice(Math.max(0, before.lastIndexOf('<')))
    const name = /^<(metadata|script)\s[^>]*$/.exec(opening)?.[1]
    const behind = content.slice(at, at + longestTag).indexOf('>')
    if (name === undefined || behind < 0) continue
    const begin = at + behind + 1
    const end = content.indexOf('<', begin)
    // An element without an end has none further on either.
    if (end < 0) return null
    const text = content.slice(begin, end)
    return name === 'metadata' ? unescapeXml(text) : text
  }
  return null
}

/** A line of its own: `% plateau-figure: {...}` in TeX, `# plateau-figure: {...}` in CSV. */
function readComment(content: string): string | null {
  for (const at of placesOf(content, `${provenanceMark} {`)) {
    const sign = content[at - 1] === ' ' ? at - 2 : at - 1
    const isSign = content[sign] === '%' || content[sign] === '#'
    if (!isSign || (sign > 0 && content[sign - 1] !== '\n' && content[sign - 1] !== '\r')) continue
    const end = content.indexOf('\n', at)
    return content.slice(at + provenanceMark.length + 1, end < 0 ? undefined : end).trimEnd()
  }
  return null
}

/**
 * A JSON file has it as a member of its own, beside a million rows: the member is cut out, so that nothing else is parsed. Its name is
 * looked for as it is written, without escapes.
 */
function readJson(content: string): string | null {
  let depth = 0
  let begin = -1
  let at = content.indexOf('{')
  /** Whether a string would be a member's name. */
  let isName = false
  for (; at < content.length; at += 1) {
    const sign = content[at]
    if (sign === '"') {
      const from = at + 1
      for (at = from; at < content.length && content[at] !== '"'; at += 1) if (content[at] === '\\') at += 1
      if (depth === 1 && isName && at - from === memberName.length && content.startsWith(memberName, from))
        begin = at + 1
    } else if (sign === '{' || sign === '[') {
      depth += 1
      isName = depth === 1
    } else if (sign === '}' || sign === ']' || (sign === ',' && depth === 1)) {
      if (depth === 1 && begin >= 0) return content.slice(content.indexOf(':', begin) + 1, at)
      if (sign !== ',') depth -= 1
      isName = sign === ',' && depth === 1
    } else if (sign === ':' && depth === 1) isName = false
  }
  return null
}
const memberName = 'provenance'

/** Of a file of text what stands at its beginning and, as a report has its data in the middle, all of a small one. */
const textOf = (bytes: Uint8Array): string => utf8.decode(bytes.subarray(0, mostText))
const beginsWith = (bytes: Uint8Array, words: string): boolean =>
  latin.decode(bytes.subarray(0, words.length)) === words

/** Behind a byte order mark and space. */
const firstSign = (bytes: Uint8Array): string => utf8.decode(bytes.subarray(0, 1_024)).trimStart().charAt(0)

export type ForeignFormat = {
  readonly matches: (bytes: Uint8Array) => boolean
  /** The JSON that the file holds; null for none. May throw whatever parsing throws. */
  readonly read: (bytes: Uint8Array) => string | null
}

/** Every format that is read, in the order in which they are tried: the list that tests hold to their bounds. */
export const foreignFormats = {
  png: { matches: (bytes) => pngSignature.every((byte, index) => bytes[index] === byte), read: readPng },
  pdf: { matches: (bytes) => latin.decode(bytes.subarray(0, 1_024)).includes('%PDF-'), read: readPdf },
  parquet: { matches: (bytes) => beginsWith(bytes, 'PAR1'), read: readParquet },
  json: {
    matches: (bytes) => firstSign(bytes) === '{' && bytes.length <= mostText,
    read: (bytes) => readJson(textOf(bytes)),
  },
  'svg or html': {
    matches: (bytes) => firstSign(bytes) === '<',
    read: (bytes) => readElement(textOf(bytes)),
  },
  'tex or csv': { matches: () => true, read: (bytes) => readComment(textOf(bytes)) },
} as const satisfies Record<string, ForeignFormat>

function findProvenance(bytes: Uint8Array): string | null {
  const formats: readonly ForeignFormat[] = Object.values(foreignFormats)
  return formats.find((format) => format.matches(bytes))?.read(bytes) ?? null
}

/**
 * What an exported file says of where it comes from: what does not fit the schema counts as nothing.
 * @throws PlateauError `no-provenance`
 */
export function readProvenance(bytes: Uint8Array, fileName: string): Provenance {
  const nothing = (cause?: unknown) =>
    new PlateauError('no-provenance', `${fileName} does not say which runs it shows.`, { cause })
  if (bytes.length > mostBytes) throw nothing()
  try {
    const json = findProvenance(bytes)
    if (json === null || whyTooMuch(json, mostValues) !== null) throw nothing()
    const checked = provenanceSchema.safeParse(JSON.parse(json))
    if (!checked.success) throw nothing(checked.error)
    return checked.data
  } catch (error) {
    throw error instanceof PlateauError ? error : nothing(error)
  }
}
