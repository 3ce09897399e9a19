/** Pictures held against each other, and the programs that turn other files into them. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode } from 'fast-png'

export type Picture = { readonly width: number; readonly height: number; readonly rgb: Uint8Array }

/** A PNG of 8 bits on white, whatever channels it has. */
export function readPicture(png: Uint8Array): Picture {
  const { width, height, data, channels } = decode(png)
  const rgb = new Uint8Array(width * height * 3)
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const alpha =
      channels === 4 ? (data[pixel * 4 + 3] ?? 255) / 255 : channels === 2 ? (data[pixel * 2 + 1] ?? 255) / 255 : 1
    for (let channel = 0; channel < 3; channel += 1) {
      const value = data[pixel * channels + (channels < 3 ? 0 : channel)] ?? 0
      rgb[pixel * 3 + channel] = Math.round(value * alpha + 255 * (1 - alpha))
    }
  }
  return { width, height, rgb }
}

export type Difference = {
  /** Over all pixels and channels, 0 to 255. */
  readonly mean: number
  /** Share of pixels of which no pixel within one of theirs is alike: what anti-aliasing moves about does not count. */
  readonly unlike: number
}

/** Channels of two pixels that are alike differ by so much at most. */
const alike = 96

export function compare(left: Picture, right: Picture): Difference {
  const width = Math.min(left.width, right.width)
  const height = Math.min(left.height, right.height)
  const at = (picture: Picture, x: number, y: number, channel: number) =>
    picture.rgb[(y * picture.width + x) * 3 + channel] ?? 0
  const areAlike = (x: number, y: number, otherX: number, otherY: number) =>
    [0, 1, 2].every((channel) => Math.abs(at(left, x, y, channel) - at(right, otherX, otherY, channel)) <= alike)
  let [sum, unlike] = [0, 0]
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let channel = 0; channel < 3; channel += 1)
        sum += Math.abs(at(left, x, y, channel) - at(right, x, y, channel))
      let isFound = areAlike(x, y, x, y)
      for (let stepY = -1; stepY <= 1 && !isFound; stepY += 1)
        for (let stepX = -1; stepX <= 1 && !isFound; stepX += 1) {
          const [otherX, otherY] = [x + stepX, y + stepY]
          if (otherX >= 0 && otherY >= 0 && otherX < width && otherY < height) isFound = areAlike(x, y, otherX, otherY)
        }
      if (!isFound) unlike += 1
    }
  }
  return { mean: sum / (width * height * 3), unlike: unlike / (width * height) }
}

/** Whether poppler's programs are there: `apt-get install poppler-utils`. */
export const hasPoppler = ['pdffonts', 'pdftotext', 'pdftoppm', 'pdfimages'].every(
  (program) => spawnSync(program, ['-v']).error === undefined,
)

/** Runs one of poppler's programs over a PDF. @returns what it prints. */
export function poppler(
  program: string,
  pdf: Uint8Array,
  before: readonly string[] = [],
  after: readonly string[] = [],
): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'plateau-pdf-'))
  try {
    const path = join(folder, 'figure.pdf')
    writeFileSync(path, pdf)
    return execFileSync(program, [...before, path, ...after])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A PDF's only page as a picture. */
export function rasterize(pdf: Uint8Array, dotsPerInch: number): Picture {
  const folder = mkdtempSync(join(tmpdir(), 'plateau-pdf-'))
  try {
    const path = join(folder, 'figure')
    poppler('pdftoppm', pdf, ['-r', String(dotsPerInch), '-png', '-singlefile'], [path])
    return readPicture(readFileSync(`${path}.png`))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
