/** Small pictures as files, made anew by each test: whole ones of every kind that is read, and ones with a fault. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { createCanvas } from '@napi-rs/canvas'
import { createRandom } from '../../src-main/maths/random'

export type Format = 'png' | 'jpg' | 'webp'
export const formats: readonly Format[] = ['png', 'jpg', 'webp']

/** A picture of one colour with some noise: no two seeds look the same. */
export function picture(format: Format, width: number, height: number, seed: number, colour = [200, 60, 60]): Buffer {
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  const pixels = context.createImageData(width, height)
  const random = createRandom(seed, 'picture')
  for (let at = 0; at < pixels.data.length; at += 4) {
    for (let channel = 0; channel < 3; channel += 1)
      pixels.data[at + channel] = (colour[channel] ?? 0) + random.below(40) - 20
    pixels.data[at + 3] = 255
  }
  context.putImageData(pixels, 0, 0)
  if (format === 'png') return canvas.toBuffer('image/png')
  return format === 'jpg' ? canvas.toBuffer('image/jpeg', 95) : canvas.toBuffer('image/webp', 90)
}

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  checksum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, checksum])
}

/** A PNG that says one size and has rows of another. @param kind of colour: 0 grey, 2 RGB, 6 RGBA */
export function rawPng(said: { width: number; height: number; bits?: number; kind?: number }, rows: Buffer): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(said.width, 0)
  header.writeUInt32BE(said.height, 4)
  header[8] = said.bits ?? 8
  header[9] = said.kind ?? 2
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

export function writeFiles(folder: string, files: Readonly<Record<string, Buffer | string>>): void {
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), bytes)
  }
}

/** Classes of different colours, so many pictures each, of every format. */
export function classFiles(classes: readonly string[], perClass: number, side = 20): Record<string, Buffer> {
  const files = classes.flatMap((name, label) =>
    Array.from({ length: perClass }, (_, image): [string, Buffer] => {
      const format = formats[image % 3] ?? 'png'
      const colour = [0, 1, 2].map((channel) => (channel === label % 3 ? 200 : 50))
      const seed = label * 1_000 + image
      return [`${name}/${String(image).padStart(3, '0')}.${format}`, picture(format, side + label, side, seed, colour)]
    }),
  )
  return Object.fromEntries(files)
}
