import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builtInStyles } from '../../../src-main/contract/figure'
import { fontFiles, scriptFamilies } from '../../../src-main/core/figures/font-files'
import { createTypesetter } from '../../../src-main/core/reports/typesetter'
import { unpackWoff } from '../../../src-main/core/reports/typeset/woff'
import { toTypst } from '../../../src-main/core/reports/write/typst'
import { readMarkdown } from '../../../src-main/core/reports/write/markdown-tree'
import { hasPoppler, poppler } from '../../support/pictures'

const woffs = (['inter', 'stix-two'] as const).flatMap((font) => fontFiles(font, [400, 700]))

/** The sum of a table's words, as a font's directory has it. */
function checksumOf(table: Buffer): number {
  let sum = 0
  for (let at = 0; at < table.length; at += 4) sum = (sum + table.readUInt32BE(at)) >>> 0
  return sum
}

describe('a font out of its WOFF', () => {
  it('has every table as it was, and the name that it is given', () => {
    for (const { path } of woffs) {
      const font = unpackWoff(readFileSync(path), 'A name')
      expect([path, font.readUInt32BE(0)]).toEqual([path, 0x00010000])
      const tags: string[] = []
      for (let index = 0; index < font.readUInt16BE(4); index += 1) {
        const at = 12 + 16 * index
        const tag = font.subarray(at, at + 4).toString()
        const [checksum, offset, length] = [4, 8, 12].map((by) => font.readUInt32BE(at + by)) as [
          number,
          number,
          number,
        ]
        tags.push(tag)
        expect(offset % 4).toBe(0)
        const table = font.subarray(offset, offset + Math.ceil(length / 4) * 4)
        expect(table.length).toBeGreaterThanOrEqual(length)
        if (tag === 'name') expect(table.swap16().toString('utf16le')).toContain('A name')
        // The sum of `head` is of the table without the sum that stands in it.
        else if (tag !== 'head') expect([path, tag, checksumOf(table)]).toEqual([path, tag, checksum])
      }
      expect(tags).toEqual([...tags].sort())
      for (const needed of ['cmap', 'glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp', 'name'])
        expect(tags).toContain(needed)
    }
  })

  it('is refused where bytes are missing', () => {
    const whole = readFileSync(woffs[0]!.path)
    // What stands behind the tables, such as padding, is not read.
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 16 }), (length) => {
        expect(() => unpackWoff(whole.subarray(0, length), 'A name')).toThrow()
      }),
    )
    expect(() => unpackWoff(Buffer.from('wOF2 and more than forty-four bytes of something else'), 'A')).toThrow(
      'This is not a WOFF font.',
    )
  })
})

describe('a report in the font of its figures', () => {
  it.skipIf(!hasPoppler)('has it for every script, upright and strong', async () => {
    for (const font of ['inter', 'stix-two'] as const) {
      const style = { ...builtInStyles[0]!.style, font }
      const markdown = 'Plain **strong** žluť β'
      const parts = [{ kind: 'text', blocks: readMarkdown(markdown), markdown } as const]
      const source = toTypst({ title: 'A title', parts, style, folder: '', colophon: 'Made here.' }, '')
      const pdf = await createTypesetter().typeset(source, font, [])
      const fonts = poppler('pdffonts', Buffer.from(pdf)).toString().trim().split('\n').slice(2)
      const names = scriptFamilies(font).map((family) => family.replaceAll(' ', ''))
      expect(new Set(fonts.map((line) => /^[A-Z]{6}\+(\S+)/.exec(line)?.[1]))).toEqual(new Set(names))
      for (const line of fonts) expect(line).toMatch(/CID TrueType +Identity-H +yes yes yes/)
      expect(poppler('pdftotext', Buffer.from(pdf), [], ['-']).toString()).toContain(markdown.replaceAll('*', ''))
    }
  })
})
