/** Files that make readers slow, hungry or dizzy, by the format that they pretend to be. */
import { deflateSync } from 'node:zlib'

const megabyte = 1024 * 1024
const repeated = (words: string, bytes: number): Buffer => Buffer.alloc(bytes, words)
const behind = (head: string, body: Buffer): Buffer => Buffer.concat([Buffer.from(head, 'latin1'), body])
const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex')

function chunk(type: string, length: number, data: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(length)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, data, Buffer.alloc(4)])
}

const parquet = (footer: Buffer): Buffer => {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(footer.length)
  return Buffer.concat([Buffer.from('PAR1'), footer, length, Buffer.from('PAR1')])
}

const packedKeywords = (content: Buffer): Buffer =>
  Buffer.from(`%PDF-1.7\n(plateau-figure:${deflateSync(content).toString('base64')})`)

/** By format of core/foreign, and what each one is. */
export const hostileFiles: Readonly<Record<string, Readonly<Record<string, () => Uint8Array>>>> = {
  png: {
    'a million empty chunks': () =>
      Buffer.concat([pngSignature, Buffer.alloc(12 * 1_000_000, chunk('tEXt', 0, Buffer.alloc(0)))]),
    'a chunk longer than the file': () => Buffer.concat([pngSignature, chunk('iTXt', 0xffffffff, Buffer.alloc(100))]),
    'a text of 60 MB': () =>
      Buffer.concat([
        pngSignature,
        chunk('iTXt', 60 * megabyte, behind('plateau-figure\0\0\0\0\0', Buffer.alloc(60 * megabyte - 19, '['))),
      ]),
    'JSON of a million levels': () =>
      Buffer.concat([
        pngSignature,
        chunk('iTXt', megabyte, behind('plateau-figure\0\0\0\0\0', Buffer.alloc(megabyte - 19, '['))),
      ]),
  },
  pdf: {
    'keywords that unpack to 100 MB': () => packedKeywords(Buffer.alloc(100 * megabyte)),
    'the mark a million times': () => behind('%PDF-1.7\n', repeated('plateau-figure:', 15 * megabyte)),
    'keywords of 64 MB without an end': () => behind('%PDF-1.7\n(plateau-figure:', repeated('A', 64 * megabyte)),
    'runs without number': () =>
      packedKeywords(
        Buffer.from(
          `{"format":"plateau-figure","version":1,"appVersion":"","time":"","runs":[${'{},'.repeat(200_000)}{}]}`,
        ),
      ),
  },
  parquet: {
    'a footer of keys': () => parquet(repeated('plateau-figure', 8 * megabyte)),
    'a string longer than the file': () => parquet(Buffer.from('plateau-figure\x18\xff\xff\xff\xff\x7f', 'latin1')),
    'a footer longer than the file': () => Buffer.from('PAR1\xff\xff\xff\xffPAR1', 'latin1'),
  },
  json: {
    'brackets of 8 MB': () => behind('{"a":', repeated('[', 8 * megabyte)),
    'a million levels in its own place': () =>
      Buffer.from(`{"provenance":${'['.repeat(megabyte)}${']'.repeat(megabyte)}}`),
    'a million members': () => Buffer.from(`{${'"a":1,'.repeat(megabyte)}"provenance":0}`),
    'a number of a million digits': () => Buffer.from(`{"provenance":${'9'.repeat(megabyte)}}`),
  },
  'svg or html': {
    'beginnings of its element': () => repeated('<metadata ', 12 * megabyte),
    'its id again and again': () => behind('<svg>', repeated('id="plateau-provenance"', 12 * megabyte)),
    'its element without an end': () => behind('<svg>', repeated('<metadata id="plateau-provenance">', 12 * megabyte)),
    'its element without a bracket': () =>
      behind('<svg>', repeated('<metadata id="plateau-provenance" ', 12 * megabyte)),
    'an element of entities': () =>
      Buffer.concat([
        Buffer.from('<svg><metadata id="plateau-provenance">'),
        repeated('&#x110000;', 8 * megabyte),
        Buffer.from('</metadata>'),
      ]),
    'ampersands without an end': () =>
      Buffer.concat([
        Buffer.from('<svg><metadata id="plateau-provenance">'),
        repeated('&a', 8 * megabyte),
        Buffer.from('</metadata>'),
      ]),
  },
  'tex or csv': {
    'marks in one line': () => behind('x', repeated('% plateau-figure: {', 12 * megabyte)),
    'marks in lines without an end': () => repeated('% plateau-figure: {\n', 12 * megabyte),
    'spaces behind a brace': () => behind('% plateau-figure: {}', repeated(' } ', 12 * megabyte)),
    zeros: () => Buffer.alloc(30 * megabyte),
  },
}
