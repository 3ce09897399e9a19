/** A font out of its WOFF, which is an sfnt whose tables are each compressed with zlib (W3C, WOFF File Format 1.0). */
import { inflateSync } from 'node:zlib'

const signature = 0x774f4646
const woffHeader = 44
const woffEntry = 20
const sfntHeader = 12
const sfntEntry = 16
const padded = (length: number): number => Math.ceil(length / 4) * 4

/** Of a name in English on Windows, in UTF-16: every reader of fonts looks for those. */
const [platform, encoding, language] = [3, 1, 0x409]

/** A table of names that says the family and nothing else (OpenType, `name`, format 0). */
function nameTable(family: string): Buffer {
  const [familyId, faceId, postScriptId] = [1, 4, 6]
  const names = [
    [familyId, family],
    [faceId, family],
    // A name without spaces, by which a PDF knows it.
    [postScriptId, family.replaceAll(/[^A-Za-z0-9-]/g, '')],
  ] as const
  const texts = names.map(([, text]) => Buffer.from(text, 'utf16le').swap16())
  const table = Buffer.alloc(6 + 12 * names.length)
  table.writeUInt16BE(names.length, 2)
  table.writeUInt16BE(table.length, 4)
  let offset = 0
  names.forEach(([id], index) => {
    const length = texts[index]?.length ?? 0
    for (const [place, value] of [platform, encoding, language, id, length, offset].entries())
      table.writeUInt16BE(value, 6 + 12 * index + 2 * place)
    offset += length
  })
  return Buffer.concat([table, ...texts])
}

/**
 * @param family what it is called from now on.
 * @returns the bytes of a TTF or OTF. Checksums are those of the WOFF. @throws Error for bytes that are no WOFF, or a damaged one.
 */
export function unpackWoff(woff: Uint8Array, family: string): Buffer {
  const bytes = Buffer.from(woff.buffer, woff.byteOffset, woff.byteLength)
  if (bytes.length < woffHeader || bytes.readUInt32BE(0) !== signature) throw new Error('This is not a WOFF font.')
  const count = bytes.readUInt16BE(12)
  const tables = Array.from({ length: count }, (_, index) => {
    const at = woffHeader + index * woffEntry
    const [offset, packed, length] = [
      bytes.readUInt32BE(at + 4),
      bytes.readUInt32BE(at + 8),
      bytes.readUInt32BE(at + 12),
    ]
    const stored = bytes.subarray(offset, offset + packed)
    // What compression would not make smaller is stored as it is.
    const data = packed === length ? stored : inflateSync(stored, { maxOutputLength: Math.max(1, length) })
    if (data.length !== length) throw new Error('A table of this WOFF font is damaged.')
    const tag = bytes.subarray(at, at + 4)
    return { tag, checksum: bytes.readUInt32BE(at + 16), data: tag.toString() === 'name' ? nameTable(family) : data }
  })
  const directory = Buffer.alloc(sfntHeader + count * sfntEntry)
  const power = Math.floor(Math.log2(Math.max(1, count)))
  directory.writeUInt32BE(bytes.readUInt32BE(4), 0)
  directory.writeUInt16BE(count, 4)
  // What a binary search of the directory begins with.
  directory.writeUInt16BE(16 * 2 ** power, 6)
  directory.writeUInt16BE(power, 8)
  directory.writeUInt16BE(16 * (count - 2 ** power), 10)
  let offset = directory.length
  tables.forEach(({ tag, checksum, data }, index) => {
    const at = sfntHeader + index * sfntEntry
    tag.copy(directory, at)
    directory.writeUInt32BE(checksum, at + 4)
    directory.writeUInt32BE(offset, at + 8)
    directory.writeUInt32BE(data.length, at + 12)
    offset += padded(data.length)
  })
  return Buffer.concat([
    directory,
    ...tables.flatMap(({ data }) => [data, Buffer.alloc(padded(data.length) - data.length)]),
  ])
}
