import { deflateSync } from 'node:zlib'
import { encode } from 'fast-png'
import fc from 'fast-check'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import type { Provenance } from '../../../src-main/contract/figure'
import {
  configHash,
  describeProvenance,
  keywordOfParquet,
  pdfKeywords,
  provenanceComment,
  provenanceScript,
  withPngWords,
  withSvgProvenance,
} from '../../../src-main/core/figures/provenance'
import { readProvenance } from '../../../src-main/core/foreign/provenance'
import { fakeRun } from '../../support/fake-run'

const text = new TextEncoder()
const runs = [fakeRun('1', { name: 'calm & <bay> "1" % # </script> ü\\' }), fakeRun('2', {}, { seed: 7 })]
const provenance = describeProvenance(runs, '0.1.0', { kind: 'architecture', run: '1' })
const png = encode({ width: 2, height: 1, data: new Uint8Array([0, 0, 0, 255, 255, 255]), channels: 3 })
const svg = text.encode('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="1"><text>a</text></svg>')

/** A file of every format that holds it. */
const files = (written: Provenance): Readonly<Record<string, Uint8Array>> => ({
  'a.png': withPngWords(png, 192, { Title: 'A figure' }, written),
  'a.svg': withSvgProvenance(svg, written),
  'a.pdf': text.encode(`%PDF-1.4\n1 0 obj\n<</Keywords (${pdfKeywords(written)})>>\nendobj`),
  'a.tex': text.encode(`% A figure\n${provenanceComment(written, '%')}\n\\begin{tikzpicture}`),
  'a.csv': text.encode(`${provenanceComment(written, '#')}\r\nrun,epoch\r\n`),
  'a.html': text.encode(`<!doctype html><html>${provenanceScript(written)}<p>A report</p></html>`),
  'a.parquet': new Uint8Array(
    parquetWriteBuffer({
      columnData: [{ name: 'epoch', data: [1, 2], type: 'DOUBLE' }],
      kvMetadata: [{ key: keywordOfParquet, value: JSON.stringify(written) }],
    }),
  ),
  'a.json': text.encode(JSON.stringify({ provenance: written, rows: [1] })),
})

describe('provenance', () => {
  it('is read as it was written, from every format', () => {
    for (const [name, bytes] of Object.entries(files(provenance)))
      expect([name, readProvenance(bytes, name)]).toEqual([name, provenance])
  })

  it('holds whatever runs are called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), (name) => {
        const written = { ...provenance, runs: provenance.runs.map((run) => ({ ...run, name })) }
        for (const [file, bytes] of Object.entries(files(written))) {
          // XML has no place for control characters.
          // eslint-disable-next-line no-control-regex
          if (file === 'a.svg' && /[\u0000-\u001f\ud800-\udfff\ufffe\uffff]/.test(name)) continue
          if (/[\ud800-\udfff]/.test(name)) continue
          expect(readProvenance(bytes, file)).toEqual(written)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('counts as nothing where it is cut, altered or another’s', () => {
    const refused = (bytes: Uint8Array, name: string) =>
      expect(() => readProvenance(bytes, name), name).toThrow(expect.objectContaining({ code: 'no-provenance' }))
    for (const [name, bytes] of Object.entries(files({ ...provenance, version: 2 } as unknown as Provenance)))
      refused(bytes, name)
    refused(png, 'plain.png')
    refused(svg, 'plain.svg')
    refused(new Uint8Array(), 'empty')
    refused(text.encode('{"provenance"'), 'cut.json')
    refused(text.encode('# plateau-figure: {"format":'), 'cut.csv')
    refused(text.encode('%PDF-1.4 (plateau-figure:AAAA)'), 'not-packed.pdf')
    const bomb = deflateSync(Buffer.alloc(64 * 1024 * 1024)).toString('base64')
    refused(text.encode(`%PDF-1.4 (plateau-figure:${bomb})`), 'bomb.pdf')
  })

  it('reads any bytes without harm', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom(...Object.values(files(provenance))),
        (noise, file) => {
          const altered = Uint8Array.from(file)
          altered.set(noise.subarray(0, altered.length), Math.max(0, Math.floor(altered.length / 2) - noise.length))
          try {
            expect(readProvenance(altered, 'a').format).toBe('plateau-figure')
          } catch (error) {
            expect(error).toMatchObject({ code: 'no-provenance' })
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  it('says by a hash whether runs were set alike, whatever the order of the settings', () => {
    const { config } = fakeRun('1')
    const reversed = Object.fromEntries(Object.entries(config).reverse()) as typeof config
    expect(configHash(reversed)).toBe(configHash(config))
    expect(configHash(config)).toMatch(/^[0-9a-f]{12}$/)
    expect(configHash({ ...config, seed: 99 })).not.toBe(configHash(config))
  })
})

describe('a PNG', () => {
  it('says its physical size and its title', () => {
    const written = Buffer.from(withPngWords(png, 192, { Title: 'A figure', Description: '' }, null))
    const at = written.indexOf('pHYs')
    // 192 to the inch are 7,559 to the metre.
    expect([written.readUInt32BE(at + 4), written.readUInt32BE(at + 8), written[at + 12]]).toEqual([7_559, 7_559, 1])
    expect(written.includes('Title\0\0\0\0\0A figure')).toBe(true)
    expect(written.includes('Description')).toBe(false)
  })
})
