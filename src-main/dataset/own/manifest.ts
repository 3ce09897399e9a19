/**
 * What was prepared of a folder of pictures: a folder of its own, named after the hash of all that is in it.
 *
 *     manifest.json                            what is known of it, sizes and sha256 of each file
 *     train-images.bin, test-images.bin        one image of height x width x channels bytes behind the other
 *     train-labels.bin, test-labels.bin        two bytes each, little-endian; only where there are classes
 */
import { createHash } from 'node:crypto'
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { dataFactsSchema, type DataFacts } from '../../contract/data-requests'
import { PlateauError } from '../../contract/errors'
import { shortHash, type OwnData } from '../../contract/own-data'
import { sizeOfShape } from '../../recipes/data-source'
import { checkOnce, hashFile } from '../checked'

export const parts = ['train', 'test'] as const
export type Part = (typeof parts)[number]

const manifestSchema = dataFactsSchema.extend({
  format: z.literal(1),
  sha256: z.record(z.string(), z.string().length(64)),
})
export type OwnManifest = z.infer<typeof manifestSchema>

/** Names and sizes in bytes of what belongs to such data. */
export function filesOf({ input, target, classes, counts }: DataFacts): ReadonlyMap<string, number> {
  const countOf = { train: counts.training, test: counts.validation }
  return new Map(
    parts.flatMap((part): [string, number][] => [
      [`${part}-images.bin`, countOf[part] * sizeOfShape(input)],
      ...(classes.length > 0 ? ([[`${part}-labels.bin`, countOf[part] * 2]] as [string, number][]) : []),
      ...(target === null
        ? []
        : ([[`${part}-targets.bin`, countOf[part] * sizeOfShape(target)]] as [string, number][])),
    ]),
  )
}

/** sha256 over what a run can see of the data: what was prepared when, and of which folder, is none of it. */
export function hashOfOwn({ input, target, classes, sha256 }: OwnManifest): string {
  const hash = createHash('sha256')
  hash.update(JSON.stringify({ input, target, classes: classes.map(({ name }) => name) }))
  for (const name of Object.keys(sha256).sort()) hash.update(`${name} ${sha256[name]}\n`)
  return hash.digest('hex')
}

const corrupt = (path: string, how: string) => new PlateauError('data-set-damaged', `The data file ${path} ${how}.`)

/** Where what was prepared of a data set lies, below the folder of all of them. */
export const folderOfOwn = (directory: string, hash: string): string => join(directory, shortHash(hash))

/** Reads and checks what is known, and the sizes of its files: cheap. @throws PlateauError `data-set-damaged` */
export function readOwnManifest(folder: string, name: string): OwnManifest {
  const file = join(folder, 'manifest.json')
  if (!existsSync(file))
    throw new PlateauError(
      'data-set-damaged',
      `The data set ${name} (${basename(folder)}) is not prepared here: ${file} is missing.`,
    )
  let manifest: OwnManifest
  try {
    manifest = manifestSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    throw corrupt(file, 'cannot be read')
  }
  for (const [part, size] of filesOf(manifest)) {
    const path = join(folder, part)
    const found = statSync(path, { throwIfNoEntry: false })
    if (!found) throw new PlateauError('data-set-damaged', `The data file ${path} is missing.`)
    if (found.size !== size) throw corrupt(path, `is truncated or corrupted: ${found.size} bytes, not ${size}`)
  }
  return manifest
}

/**
 * Checks a data set's contents against its hash: the first time, and whenever a file has changed.
 * @throws PlateauError `data-set-damaged`, naming the file
 */
export function checkOwn(folder: string, { name, hash }: Pick<OwnData, 'name' | 'hash'>): OwnManifest {
  const manifest = readOwnManifest(folder, name)
  checkOnce(folder, [...filesOf(manifest).keys()], (file) => {
    if (hashFile(join(folder, file)) !== manifest.sha256[file])
      throw corrupt(join(folder, file), 'is corrupted: its checksum does not match')
  })
  if (shortHash(hashOfOwn(manifest)) !== hash) throw corrupt(join(folder, 'manifest.json'), 'is of other data')
  return manifest
}

export type Records = {
  /** @throws PlateauError `data-set-damaged` where the file ends before */
  read(index: number, into: Uint8Array, at: number): void
  close(): void
}

/** Reads records of one size by their places, so that no more of a file is in memory than is asked for. */
export function openRecords(path: string, size: number): Records {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    throw new PlateauError('data-set-damaged', `The data file ${path} is missing.`)
  }
  return {
    read(index, into, at) {
      if (readSync(file, into, at, size, index * size) !== size)
        throw corrupt(path, 'was truncated while it was being read')
    },
    close: () => closeSync(file),
  }
}

/** Reads records one behind the other. */
export function readRecords(path: string, size: number, first: number, count: number): Uint8Array {
  const file = openSync(path, 'r')
  try {
    const bytes = new Uint8Array(size * count)
    const read = readSync(file, bytes, 0, bytes.length, first * size)
    if (read !== bytes.length) throw corrupt(path, 'was truncated while it was being read')
    return bytes
  } finally {
    closeSync(file)
  }
}
