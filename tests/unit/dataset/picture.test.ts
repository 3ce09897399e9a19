/** Pictures out of files: against Pillow's files and torch's resizing, and whatever a file may be cut or damaged to. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fit } from '../../../src-main/contract/data-requests'
import { readPicture } from '../../../src-main/dataset/picture'
import { isRefused, readPictureHeader } from '../../../src-main/dataset/picture-header'
import type { ImageShape } from '../../../src-main/recipes/data-source'
import { propertyCases } from '../../support/property'

const folder = join(import.meta.dirname, '..', '..', 'oracle', 'fixtures', 'pictures')
const names = readdirSync(folder).filter((name) => !name.endsWith('.json'))
const bytesOf = (name: string): Uint8Array => readFileSync(join(folder, name))
const resized = JSON.parse(readFileSync(join(folder, 'resized.json'), 'utf8')) as {
  shapes: [height: number, width: number][]
  values: number[][]
}

async function picture(bytes: Uint8Array, shape: ImageShape, fit?: Fit) {
  const read = await readPicture(bytes, shape, fit)
  if (isRefused(read)) throw new Error(read.refusal)
  return read
}
const refusal = async (bytes: Uint8Array): Promise<string> => {
  const read = await readPicture(bytes, [8, 8, 3])
  return isRefused(read) ? read.refusal : 'none'
}
const worst = (found: ArrayLike<number>, wanted: ArrayLike<number>): number =>
  Array.from(found).reduce((most, value, index) => Math.max(most, Math.abs(value - wanted[index]!)), 0)

function png(width: number, height: number, parts: readonly (readonly [type: string, data: Uint8Array])[]): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const chunk = ([type, data]: readonly [string, Uint8Array]) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const all = [['IHDR', header] as const, ...parts, ['IEND', Buffer.alloc(0)] as const]
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...all.map(chunk)])
}

describe('an image as a network takes it', () => {
  it.each(resized.shapes.map((shape, index) => [shape.join(' x '), shape, resized.values[index]!] as const))(
    'is resized to %s as torch does, to a byte',
    async (_, [height, width], values) => {
      const { values: found } = await picture(bytesOf('plain.png'), [height, width, 3])
      expect(worst(found, values)).toBeLessThanOrEqual(1)
      expect(worst((await picture(bytesOf('plain.webp'), [height, width, 3])).values, values)).toBeLessThanOrEqual(1)
    },
  )

  it('of its own size keeps every byte', async () => {
    const { values, remarks } = await picture(bytesOf('plain.png'), [16, 24, 3])
    expect(Array.from(values)).toEqual(resized.values[2])
    expect(remarks).toEqual([])
  })

  it.each(['plain.jpg', 'progressive.jpg', 'lossy.webp', 'cmyk.jpg'])('of %s is nearly the same', async (name) => {
    const { values } = await picture(bytesOf(name), [4, 6, 3])
    expect(worst(values, (await picture(bytesOf('plain.png'), [4, 6, 3])).values)).toBeLessThan(12)
  })

  it('stands upright whatever its EXIF data says, in each format', async () => {
    for (const ending of ['png', 'jpg', 'webp'])
      for (let orientation = 1; orientation <= 8; orientation += 1) {
        const { values, remarks } = await picture(bytesOf(`turned-${orientation}.${ending}`), [16, 24, 3])
        const red = (row: number, column: number) => values[(row * 24 + column) * 3]!
        const found = [red(2, 3), red(2, 20), red(13, 3), red(13, 20)].map((value) => value > 128)
        expect(found, `${orientation} ${ending}`).toEqual([true, false, false, false])
        expect(remarks.join(' ').includes('turned upright')).toBe(orientation > 1)
      }
  })

  it('says what was done to depth, colours, transparency and proportions', async () => {
    const said = async (name: string) => (await picture(bytesOf(name), [8, 8, 3])).remarks.join(' ')
    expect(await said('grey16.png')).toContain('Of its 16 bits a channel, the upper 8 were used.')
    expect(await said('cmyk.jpg')).toContain('Its CMYK colours were converted to RGB.')
    expect(await said('clear.png')).toContain('Its transparent parts were laid on white.')
    expect(await said('plain.png')).toBe('Its 24 × 16 pixels were resized to 8 × 8, which changes its proportions.')
    for (const [fit, words] of [
      ['crop', 'resized to fill 8 × 8, and what lies beyond it was cut off'],
      ['pad', 'resized to fit into 8 × 8, with black beside it'],
    ] as const) {
      expect((await picture(bytesOf('plain.png'), [8, 8, 3], fit)).remarks).toEqual([
        `Its 24 × 16 pixels were ${words}.`,
      ])
      expect((await picture(bytesOf('plain.png'), [16, 24, 3], fit)).remarks).toEqual([])
    }
    expect(Array.from((await picture(bytesOf('clear.png'), [2, 2, 3])).values)).toEqual(Array(12).fill(255))
    expect((await picture(bytesOf('grey16.png'), [16, 24, 1])).values[5]).toBe(50)
  })
})

describe('a file that is no whole image', () => {
  it('is refused in words that go on from its name', async () => {
    expect(await refusal(new Uint8Array())).toBe('is empty')
    expect(await refusal(Buffer.from('GIF89a'))).toBe('is no PNG, JPEG or WebP image')
    expect(await refusal(bytesOf('moving.webp'))).toBe('moves: an animated WebP is no single image')
    const large = png(30_000, 30_000, [['IDAT', deflateSync(Buffer.alloc(100))]])
    expect(await refusal(large)).toBe(
      'is too large: it has 30,000 × 30,000 pixels, and the most are 16,384 on a side and 64 million in all',
    )
    const altered = Uint8Array.from(bytesOf('plain.png'))
    altered[60] = altered[60]! ^ 1
    expect(await refusal(altered)).toBe('is damaged: a checksum in it is wrong')
    expect(await refusal(png(0, 4, []))).toContain('has no pixels')
  })

  it('is refused wherever it is cut, and read whole otherwise', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (name, at) => {
          const bytes = bytesOf(name)
          const cut = readPictureHeader(bytes.subarray(0, Math.floor(bytes.length * at)))
          expect(isRefused(cut)).toBe(true)
        },
      ),
      { numRuns: propertyCases(300) },
    )
  })

  it('never throws, whichever bytes are other ones', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        async (name, changes) => {
          const bytes = Uint8Array.from(bytesOf(name))
          for (const [at, value] of changes) bytes[at % bytes.length] = value
          const read = await readPicture(bytes, [4, 4, 3])
          expect(isRefused(read) || read.values.length === 48).toBe(true)
        },
      ),
      { numRuns: propertyCases(150) },
    )
  })
})
