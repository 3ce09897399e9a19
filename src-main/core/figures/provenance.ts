/**
 * Where an exported file comes from, written into it (`foreign/provenance` reads it back): run names and ids, hashes of their settings, versions,
 * time, and what was drawn, as one line of JSON in the place that each format has for it.
 */
import { crc32, deflateSync } from 'node:zlib'
import { createHash } from 'node:crypto'
import type { FigureSource, Provenance } from '../../contract/figure'
import type { RunSummary } from '../../contract/run'
import { escapeXml } from './xml'

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
      engineVersion: typeof environment?.engineVersion === 'string' ? environment.engineVersion : '',
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

export const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const
const text = new TextEncoder()
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

export const keywordOfPng = 'plateau-figure'
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
