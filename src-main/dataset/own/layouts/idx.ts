/**
 * MNIST's own files, and those of data sets that are published in its format: `train-images-idx3-ubyte` and `train-labels-idx1-ubyte`, perhaps beside
 * those of `t10k`, as they are or as gzip, in a folder or in an archive of an npm package.
 */
import { createReadStream, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip, gunzipSync } from 'node:zlib'
import { extract } from 'tar-stream'
import { PlateauError } from '../../../contract/errors'
import { whyNoFile, whyUnread } from '../../../platform/unread-file'
import type { Part } from '../manifest'
import { refuseTooMany, type DataPlace, type Item, defineLayout } from '../layout'

/** Of a file and of what is in it: MNIST's largest has 47 MB. */
const mostBytes = 512 * 1024 * 1024
const fileName = /^(train|t10k|test)-(images|labels)[-.]idx[13]-ubyte(\.gz)?$/i
const archiveName = /\.(?:tgz|tar\.gz)$/i

type Kind = 'images' | 'labels'
type IdxFiles = Map<`${Part} ${Kind}`, Uint8Array>

const refuse = (message: string, cause?: unknown): never => {
  throw new PlateauError('invalid-input', message, { field: 'folder', cause })
}

const isTraining = (name: string): boolean => /^train-images/i.test(name) && fileName.test(name)

export default defineLayout({
  kind: 'idx',
  place: 2,
  file: 'an archive of MNIST’s files',
  fits: ({ file, files }) => (file === null ? files.some(isTraining) : archiveName.test(file)),
  async list(place) {
    const files = place.file === null ? readFolder(place) : await readArchive(join(place.root, place.file))
    const sides = (['train', 'test'] as const).flatMap((part) => sideOf(files, part))
    const [training] = sides
    if (training?.part !== 'train') return refuse('There are no train-images-idx3-ubyte with their labels.')
    const unlike = sides.find(({ height, width }) => height !== training.height || width !== training.width)
    if (unlike !== undefined) refuse('The images for training and for validation have different sizes.')
    refuseTooMany(sides.reduce((sum, { count }) => sum + count, 0))
    const labels = sides.reduce((most, side) => side.labels.reduce((own, label) => Math.max(own, label), most), 0) + 1
    const isSplit = sides.length === 2
    const items = sides.flatMap(({ part, count, labels: own }) =>
      Array.from({ length: count }, (_, record): Item => ({
        file: `${part === 'train' ? 'train' : 't10k'}-images-idx3-ubyte`,
        record,
        label: own[record] ?? 0,
        part: isSplit ? part : null,
      })),
    )
    const { height, width } = training
    return {
      classes: Array.from({ length: labels }, (_, label) => String(label)),
      items,
      isSplitByFolders: isSplit,
      skipped: [],
      otherFiles: 0,
      pixels({ file, record = 0 }) {
        const { images } = sides.find(({ part }) => (part === 'train') === file.startsWith('train')) ?? training
        return { values: images.subarray(record * height * width, (record + 1) * height * width), height, width }
      },
    }
  },
})

type Side = {
  readonly part: Part
  readonly count: number
  readonly height: number
  readonly width: number
  readonly images: Uint8Array
  readonly labels: Uint8Array
}

/** One side with its images and labels; none where it is not there. */
function sideOf(files: IdxFiles, part: Part): Side[] {
  const [images, labels] = [files.get(`${part} images`), files.get(`${part} labels`)]
  if (images === undefined && labels === undefined) return []
  const what = part === 'train' ? 'train' : 't10k'
  if (images === undefined || labels === undefined)
    return refuse(`${what}-${images === undefined ? 'images' : 'labels'} are missing beside the others.`)
  const [count = 0, height = 0, width = 0] = readHeader(images, 3, `${what}-images`)
  const [labelled = 0] = readHeader(labels, 1, `${what}-labels`)
  if (labelled !== count) refuse(`${what} has ${count} images and ${labelled} labels.`)
  if (count === 0 || height === 0 || width === 0) refuse(`${what}-images has no images.`)
  return [{ part, count, height, width, images: images.subarray(16), labels: labels.subarray(8) }]
}

/** Sizes of a file of bytes, which is exactly as long as they say. @throws PlateauError `invalid-input` */
function readHeader(bytes: Uint8Array, dimensions: number, name: string): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = 4 + 4 * dimensions
  // Two zeros, 8 for bytes, and how many sizes follow.
  if (bytes.length < start || view.getUint32(0) !== 0x800 + dimensions)
    return refuse(
      `${name} is no IDX file of bytes with ${dimensions} ${dimensions === 1 ? 'dimension' : 'dimensions'}.`,
    )
  const sizes = Array.from({ length: dimensions }, (_, at) => view.getUint32(4 + 4 * at))
  const expected = start + sizes.reduce((product, size) => product * size, 1)
  if (expected !== bytes.length)
    refuse(`${name} is cut or damaged: it has ${bytes.length} bytes, and says ${expected}.`)
  return sizes
}

/** What a file's name says; null for a file that is none of them. */
function roleOf(name: string): { readonly key: `${Part} ${Kind}`; readonly isZipped: boolean } | null {
  const [, side = '', kind = '', zipped] = fileName.exec(name) ?? []
  if (side === '') return null
  const part = side.toLowerCase() === 'train' ? 'train' : 'test'
  return { key: `${part} ${kind.toLowerCase() as Kind}`, isZipped: zipped !== undefined }
}

function take(files: IdxFiles, name: string, bytes: Buffer): void {
  const role = roleOf(name)
  if (role === null) return
  try {
    files.set(role.key, role.isZipped ? gunzipSync(bytes, { maxOutputLength: mostBytes }) : bytes)
  } catch (error) {
    refuse(`${name} is cut or damaged.`, error)
  }
}

/** Nothing is read of what is no file: a pipe would be waited for without end. @throws PlateauError `invalid-input` */
function readWhole(path: string, name: string): Buffer {
  try {
    const stats = statSync(path)
    const why = whyNoFile(stats) ?? (stats.size > mostBytes ? 'has more than 512 MB' : null)
    return why === null ? readFileSync(path) : refuse(`${name} ${why}.`)
  } catch (error) {
    if (error instanceof PlateauError) throw error
    return refuse(`${name} ${whyUnread(path, error)}.`, error)
  }
}

function readFolder({ root, files }: DataPlace): IdxFiles {
  const found: IdxFiles = new Map()
  for (const name of files) {
    if (roleOf(name) === null) continue
    take(found, name, readWhole(join(root, name), name))
  }
  return found
}

async function readArchive(path: string): Promise<IdxFiles> {
  const found: IdxFiles = new Map()
  const unpacked = extract()
  const reading = pipeline(createReadStream(path), createGunzip(), unpacked)
  // The loop below ends on the same error; this keeps it from being reported as unheard.
  reading.catch(() => undefined)
  try {
    for await (const entry of unpacked) {
      const name = entry.header.name.slice(entry.header.name.lastIndexOf('/') + 1)
      if (roleOf(name) === null) {
        entry.resume()
        continue
      }
      const pieces: Buffer[] = []
      let length = 0
      for await (const piece of entry) {
        length += (piece as Buffer).length
        if (length > mostBytes) refuse(`${name} has more than 512 MB.`)
        pieces.push(piece as Buffer)
      }
      take(found, name, Buffer.concat(pieces))
    }
    await reading
  } catch (error) {
    if (error instanceof PlateauError) throw error
    refuse(`The archive ${path} is cut or damaged.`, error)
  }
  return found
}
