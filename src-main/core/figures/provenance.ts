/**
 * Where an exported file comes from, written into it and read back: run names and ids, hashes of their settings, versions, time, and what was
 * drawn, as one line of JSON in the place that each format has for it.
 */
import { crc32, deflateSync, inflateSync } from 'node:zlib'
import { createHash } from 'node:crypto'
import { PlateauError } from '../../contract/errors'
import { provenanceSchema, type FigureSource, type Provenance } from '../../contract/figure'
import type { RunSummary } from '../../contract/run'
import { escapeXml, unescapeXml } from './xml'

/** Before the JSON, in whatever the file's format has for comments. */
export const provenanceMark = 'plateau-figure:'
/** The id of the element that HTML and SVG keep it in. */
export const provenanceElement = 'plateau-provenance'

/** The SHA-256 of a run's settings, its keys in order, to 12 digits: equal for runs that were set alike, whatever they are called. */
export function configHash(config: RunSummary['config']): string {
  const ordered = Object.fromEntries(Object.entries(config).sort(([left], [right]) => (left < right ? -1 : 1)))
  return createHash('sha256').update(JSON.stringify(ordered)).digest('hex').slice(0, 12)
}

/** @param source absent for tables and reports. */
export function describeProvenance(
  runs: readonly RunSummary[],
  appVersion: string,
  source?: FigureSource,
  time = new Date(),
): Provenance {
  return {
    format: 'plateau-figure',
    version: 1,
    appVersion,
    time: time.toISOString(),
    runs: runs.map(({ id, name, config, environment }) => ({
      id,
      name,
      configHash: configHash(config),
      engineVersion: environment?.engineVersion ?? '',
    })),
    ...(source === undefined ? {} : { source }),
  }
}

/** As a comment of one line: `% plateau-figure: {...}` in TeX, `# plateau-figure: {...}` in CSV. */
export const provenanceComment = (provenance: Provenance, sign: '%' | '#'): string =>
  `${sign} ${provenanceMark} ${JSON.stringify(provenance)}`

/** As an element of HTML. Nothing in it ends the element early. */
export const provenanceScript = (provenance: Provenance): string =>
  `<script type="application/json" id="${provenanceElement}">${JSON.stringify(provenance).replaceAll('<', '\\u003c')}</script>`

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const
const text = new TextEncoder()
const latin = new TextDecoder('latin1')
const utf8 = new TextDecoder()

/** One chunk of a PNG: length, type, data and their checksum (PNG, third edition, 5.3). */
function pngChunk(type: string, data: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(12 + data.length)
  const view = new DataView(chunk.buffer)
  view.setUint32(0, data.length)
  chunk.set(text.encode(type), 4)
  chunk.set(data, 8)
  view.setUint32(8 + data.length, crc32(chunk.subarray(4, 8 + data.length)))
  return chunk
}

/** International text: keyword, compression, method, language, translated keyword, text (11.3.3.4). */
const internationalText = (keyword: string, value: string): Uint8Array =>
  pngChunk('iTXt', text.encode(`${keyword}\0\0\0\0\0${value}`))

const keywordOfPng = 'plateau-figure'
/** Of the entry in a Parquet file's own metadata. */
export const keywordOfParquet = 'plateau-figure'
const inchesInMetre = 1 / 0.0254

/**
 * A PNG with what it says of itself.
 * @param pixelsPerInch its physical size.
 * @param words by PNG's own keywords: Title, Description.
 */
export function withPngWords(
  png: Uint8Array,
  pixelsPerInch: number,
  words: Readonly<Record<string, string>>,
  provenance: Provenance | null,
): Uint8Array {
  const perMetre = Math.round(pixelsPerInch * inchesInMetre)
  const physical = new Uint8Array(9)
  const view = new DataView(physical.buffer)
  view.setUint32(0, perMetre)
  view.setUint32(4, perMetre)
  physical[8] = 1
  const chunks = [
    pngChunk('pHYs', physical),
    ...Object.entries(words).flatMap(([keyword, value]) => (value === '' ? [] : [internationalText(keyword, value)])),
    ...(provenance === null ? [] : [internationalText(keywordOfPng, JSON.stringify(provenance))]),
  ]
  // IHDR, always the first, is 25 bytes long.
  const behind = pngSignature.length + 25
  return Buffer.concat([png.subarray(0, behind), ...chunks, png.subarray(behind)])
}

export function withSvgProvenance(svg: Uint8Array, provenance: Provenance): Uint8Array {
  const metadata = `<metadata id="${provenanceElement}">${escapeXml(JSON.stringify(provenance))}</metadata>`
  return text.encode(utf8.decode(svg).replace(/<svg [^>]*>/, (root) => `${root}${metadata}`))
}

/** As a PDF's keywords: packed, as a string of a PDF may be 32 KB long. */
export const pdfKeywords = (provenance: Provenance): string =>
  `${provenanceMark}${deflateSync(JSON.stringify(provenance)).toString('base64')}`

/** Nobody exports a larger file, and nothing larger is looked through. */
const mostBytes = 256 * 1024 * 1024
/** JSON of two thousand runs is a quarter of a megabyte. */
const mostJson = 16 * 1024 * 1024

function readPng(bytes: Uint8Array): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at: number = pngSignature.length
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at)
    const type = latin.decode(bytes.subarray(at + 4, at + 8))
    if (type === 'IDAT' || at + 12 + length > bytes.length) return null
    const data = bytes.subarray(at + 8, at + 8 + length)
    const head = `${keywordOfPng}\0\0\0\0\0`
    if (type === 'iTXt' && latin.decode(data.subarray(0, head.length)) === head)
      return utf8.decode(data.subarray(head.length))
    at += 12 + length
  }
  return null
}

function readPdf(bytes: Uint8Array): string | null {
  const found = new RegExp(`${provenanceMark}([A-Za-z0-9+/]+=*)`).exec(latin.decode(bytes))?.[1]
  if (found === undefined) return null
  return inflateSync(Buffer.from(found, 'base64'), { maxOutputLength: mostJson }).toString('utf8')
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
  const footer = Buffer.from(bytes.subarray(end - length, end))
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
  return size > mostJson ? null : footer.toString('utf8', at, at + size)
}

function readText(content: string): string | null {
  const element = new RegExp(`<(metadata|script)[^>]*\\bid="${provenanceElement}"[^>]*>([^<]*)<`).exec(content)
  if (element?.[1] === 'metadata') return unescapeXml(element[2] ?? '')
  if (element) return element[2] ?? null
  const comment = new RegExp(`^[%#] ?${provenanceMark} (\\{.*\\})\\s*$`, 'm').exec(content)?.[1]
  return comment ?? readJson(content)
}

/** A JSON file has it as a member of its own. */
function readJson(content: string): string | null {
  if (!content.trimStart().startsWith('{') || content.length > mostJson) return null
  const parsed: unknown = JSON.parse(content)
  if (typeof parsed !== 'object' || parsed === null || !('provenance' in parsed)) return null
  return JSON.stringify(parsed.provenance)
}

/** Of a file of text what stands at its beginning and, as a report has its data in the middle, all of a small one. */
const textOf = (bytes: Uint8Array): string => utf8.decode(bytes.subarray(0, mostJson))

function findProvenance(bytes: Uint8Array): string | null {
  if (pngSignature.every((byte, index) => bytes[index] === byte)) return readPng(bytes)
  if (latin.decode(bytes.subarray(0, 1_024)).includes('%PDF-')) return readPdf(bytes)
  if (latin.decode(bytes.subarray(0, 4)) === 'PAR1') return readParquet(bytes)
  return readText(textOf(bytes))
}

/**
 * What an exported file says of where it comes from. The file may be anybody's: what does not fit the schema counts as nothing.
 * @throws PlateauError `no-provenance`
 */
export function readProvenance(bytes: Uint8Array, fileName: string): Provenance {
  const nothing = (cause?: unknown) =>
    new PlateauError('no-provenance', `${fileName} does not say which runs it shows.`, { cause })
  if (bytes.length > mostBytes) throw nothing()
  let parsed: unknown
  try {
    const json = findProvenance(bytes)
    if (json === null) throw nothing()
    parsed = JSON.parse(json)
  } catch (error) {
    throw error instanceof PlateauError ? error : nothing(error)
  }
  const checked = provenanceSchema.safeParse(parsed)
  if (!checked.success) throw nothing(checked.error)
  return checked.data
}
