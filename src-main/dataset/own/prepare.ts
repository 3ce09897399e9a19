/**
 * A folder of pictures, or those that a CSV names, into what runs train on. Files are read one after the other, two at a time, so that a hundred thousand of them take the memory
 * of two; what was read is put in the order of its side at the end, and moved into place whole.
 */
import { createHash, randomUUID } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  mostSkippedNamed,
  type DataFacts,
  type DataOptions,
  type Fit,
  type SkippedFile,
} from '../../contract/data-requests'
import { PlateauError } from '../../contract/errors'
import { sampleImageCount } from '../../contract/run-data'
import { makeFolder } from '../../platform/make-folder.mjs'
import { whyNoFile, whyUnread } from '../../platform/unread-file'
import { sizeOfShape, type ImageShape } from '../../recipes/data-source'
import { fitGrey, readPicture } from '../picture'
import { isRefused, readPictureHeader, type PictureRefusal } from '../picture-header'
import { listPlace } from './layouts'
import type { Item, Listing } from './layout'
import { folderOfOwn, hashOfOwn, openRecords, parts, type OwnManifest } from './manifest'
import { unfinishedPrefix } from './protocol'
import { splitImages, type Split } from './split'

export type PrepareOptions = {
  readonly folder: string
  readonly options: DataOptions
  /** Of all prepared data. */
  readonly directory: string
  readonly now: Date
  /** Told of each file. */
  readonly onProgress: (done: number, total: number) => void
}

const mostFileBytes = 64 * 1024 * 1024
const mostDecodeMilliseconds = 30_000
const lanes = 2

/** @returns the hash of what was prepared. @throws PlateauError `invalid-input`, or what writing fails with */
export async function prepareOwn(prepare: PrepareOptions): Promise<string> {
  const { folder, options, directory, now } = prepare
  const listing = await listPlace(folder, options)
  makeFolder(directory)
  const temporary = join(directory, `${unfinishedPrefix}${randomUUID()}`)
  mkdirSync(temporary, { mode: 0o700 })
  try {
    const input: ImageShape = [options.size, options.size, options.grey ? 1 : 3]
    const hasPairs = listing.items.some((item) => item.target !== undefined)
    const target: ImageShape | null = hasPairs
      ? [options.size, options.size, options.greyTargets === true ? 1 : 3]
      : null
    const everything: Everything = { images: join(temporary, 'images.bin'), targets: join(temporary, 'targets.bin') }
    const { read, looks, skipped } = await readAll(prepare, listing, { input, target }, everything)
    const { names, kept } = withoutUnread(listing, read)
    const images = kept.map(({ label, part }, place) => ({ label, part, look: looks[place] ?? '' }))
    const split = splitImages(images, options.validationShare, options.splitSeed)
    refuseUseless(split, folder, listing.skipped.length + skipped.length)
    const count = (places: Uint32Array) => countLabels(places, kept, names.length)
    const [training, validation] = [count(split.train), count(split.test)]
    const classes = names.map((name, label) => ({
      name,
      training: training[label] ?? 0,
      validation: validation[label] ?? 0,
    }))
    const allSkipped = [...listing.skipped, ...skipped]
    const facts: DataFacts = {
      layout: listing.layout,
      ...{ folder, options: { ...options, ...listing.chosen }, input, classes },
      isSplitByFolders: listing.isSplitByFolders,
      target,
      counts: { training: split.train.length, validation: split.test.length },
      otherFiles: listing.otherFiles,
      skippedCount: allSkipped.length,
      skipped: allSkipped.slice(0, mostSkippedNamed),
      duplicates: split.duplicates,
      leaking: split.leaking,
      preparedAt: now.toISOString(),
    }
    const sha256: Record<string, string> = {}
    for (const part of parts) {
      sha256[`${part}-images.bin`] = writeImages(
        everything.images,
        join(temporary, `${part}-images.bin`),
        split[part],
        input,
      )
      if (target !== null)
        sha256[`${part}-targets.bin`] = writeImages(
          everything.targets,
          join(temporary, `${part}-targets.bin`),
          split[part],
          target,
        )
      if (classes.length > 0)
        sha256[`${part}-labels.bin`] = writeLabels(join(temporary, `${part}-labels.bin`), split[part], kept)
    }
    rmSync(everything.images)
    rmSync(everything.targets)
    const manifest: OwnManifest = { format: 1, ...facts, sha256 }
    writeFileSync(join(temporary, 'manifest.json'), JSON.stringify(manifest), { flush: true })
    const hash = hashOfOwn(manifest)
    moveIntoPlace(temporary, folderOfOwn(directory, hash))
    return hash
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

/** A class of which no listed picture could be read is none, as a folder without a picture is none: nothing could be learnt or counted of it. */
function withoutUnread(
  { classes, items }: Pick<Listing, 'classes' | 'items'>,
  read: readonly Item[],
): { readonly names: readonly string[]; readonly kept: readonly Item[] } {
  const labelsOf = (some: readonly Item[]) => new Set(some.map(({ label }) => label))
  const [listed, left] = [labelsOf(items), labelsOf(read)]
  const labels = [...classes.keys()].filter((label) => left.has(label) || !listed.has(label))
  if (labels.length === classes.length) return { names: classes, kept: read }
  const moved = new Map(labels.map((label, place) => [label, place]))
  return {
    names: classes.filter((_, label) => moved.has(label)),
    kept: read.map((item) => ({ ...item, label: moved.get(item.label) ?? item.label })),
  }
}

/** How many images of each class stand at the places. */
function countLabels(places: Uint32Array, kept: readonly Item[], classes: number): Uint32Array {
  const counts = new Uint32Array(classes)
  for (const place of places) {
    const label = kept[place]?.label ?? 0
    counts[label] = (counts[label] ?? 0) + 1
  }
  return counts
}

/** Files of all images, before they are put in the order of their sides. */
type Everything = { readonly images: string; readonly targets: string }
type Shapes = { readonly input: ImageShape; readonly target: ImageShape | null }
/** An image as it is kept, and its target where there are pairs. */
type Read = { readonly input: Uint8Array; readonly target: Uint8Array | null }

type ReadAll = { read: Item[]; looks: string[]; skipped: SkippedFile[] }

/** Every picture that can be read, one behind the other in one file, in the order of their names. */
async function readAll(
  { options, onProgress }: PrepareOptions,
  listing: Pick<Listing, 'items' | 'pixels'> & { readonly root: string },
  shapes: Shapes,
  paths: Everything,
): Promise<ReadAll> {
  const { items } = listing
  const all: ReadAll = { read: [], looks: [], skipped: [] }
  const images = openSync(paths.images, 'w', 0o600)
  const targets = openSync(paths.targets, 'w', 0o600)
  try {
    const begun: Promise<Read | SkippedFile>[] = []
    for (const [place, item] of items.entries()) {
      for (let next = place + begun.length; begun.length < lanes && next < items.length; next += 1) {
        const wanted = items[next]
        if (wanted !== undefined) begun.push(readItem(listing, wanted, shapes, options.fit))
      }
      const picture = (await begun.shift()) ?? { file: item.file, why: unreadable.refusal }
      if ('why' in picture) all.skipped.push(picture)
      else {
        writeFileSync(images, picture.input)
        if (picture.target !== null) writeFileSync(targets, picture.target)
        all.read.push(item)
        all.looks.push(createHash('sha256').update(picture.input).digest('base64url').slice(0, 22))
      }
      onProgress(place + 1, items.length)
    }
  } finally {
    closeSync(images)
    closeSync(targets)
  }
  return all
}

/** A pair is skipped whole, by the name of the file that cannot be read. */
async function readItem(
  { root, pixels }: Pick<Listing, 'pixels'> & { readonly root: string },
  item: Item,
  shapes: Shapes,
  fit: Fit,
): Promise<Read | SkippedFile> {
  const input = await (pixels === undefined
    ? readFileSafely(join(root, item.file), shapes.input, fit)
    : fitGrey(pixels(item), shapes.input, fit))
  if (isRefused(input)) return { file: item.file, why: input.refusal }
  if (item.target === undefined || shapes.target === null) return { input, target: null }
  const target = await readFileSafely(join(root, item.target), shapes.target, fit)
  return isRefused(target) ? { file: item.target, why: target.refusal } : { input, target }
}

const unreadable: PictureRefusal = { refusal: 'cannot be read' }

/** Never rejects: whatever becomes of a file while the folder is read, the others are read on. */
async function readFileSafely(path: string, shape: ImageShape, fit: Fit): Promise<Uint8Array | PictureRefusal> {
  let bytes: Buffer
  try {
    const found = await stat(path)
    const noFile = whyNoFile(found)
    if (noFile !== null) return { refusal: noFile }
    if (found.size > mostFileBytes) return { refusal: 'has more than 64 MB' }
    bytes = await readFile(path)
  } catch (error) {
    return { refusal: whyUnread(path, error, 'was removed while the folder was read') }
  }
  const header = readPictureHeader(bytes)
  // What its inks look like is not in the file.
  if (!isRefused(header) && header.isCmyk) return { refusal: 'has the four colours of print (CMYK): save it as RGB' }
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<PictureRefusal>((resolve) => {
    timer = setTimeout(() => resolve({ refusal: 'takes more than 30 seconds to decode' }), mostDecodeMilliseconds)
  })
  try {
    const picture = await Promise.race([readPicture(bytes, shape, fit), tooLong])
    return isRefused(picture) ? picture : picture.values
  } catch {
    return { refusal: 'cannot be decoded' }
  } finally {
    clearTimeout(timer)
  }
}

/** @throws PlateauError `invalid-input` for data that no run could use */
function refuseUseless({ train, test, duplicates }: Split, folder: string, skipped: number): void {
  const refuse = (message: string) => {
    throw new PlateauError('invalid-input', message, { field: 'folder' })
  }
  const count = (images: number): string => images.toLocaleString('en')
  const found = train.length + test.length
  const without = skipped === 0 ? '' : ` ${skipped === 1 ? '1 file was' : `${count(skipped)} files were`} skipped.`
  if (found === 0) refuse(`${folder} has no pictures that can be read.${without}`)
  // Often the reason: whatever looks the same is all on one side.
  const alike = duplicates === 0 ? '' : ` ${count(duplicates)} of them look the same as others, and stay on their side.`
  if (train.length === 0)
    refuse(`No image is left for training: all ${count(found)} are for validation.${alike}${without}`)
  if (test.length < sampleImageCount)
    refuse(
      `Validation would have ${test.length} of ${count(found)} images; it needs at least ${sampleImageCount}. Add images, or give it a larger share.${alike}${without}`,
    )
}

/** The images at places, one behind the other, a few megabytes at a time. @returns their hash */
function writeImages(from: string, to: string, places: Uint32Array, shape: readonly number[]): string {
  const size = sizeOfShape(shape)
  const records = openRecords(from, size)
  const batch = Math.max(1, Math.floor((4 * 1024 * 1024) / size))
  const room = new Uint8Array(batch * size)
  const hash = createHash('sha256')
  const file = openSync(to, 'w', 0o600)
  try {
    for (let first = 0; first < places.length; first += batch) {
      const chosen = places.subarray(first, first + batch)
      chosen.forEach((place, index) => records.read(place, room, index * size))
      const filled = room.subarray(0, chosen.length * size)
      // Not `writeSync`, which does not go on after a write that the disk cut short.
      writeFileSync(file, filled)
      hash.update(filled)
    }
  } finally {
    closeSync(file)
    records.close()
  }
  return hash.digest('hex')
}

function writeLabels(to: string, places: Uint32Array, kept: readonly Item[]): string {
  const labels = Buffer.alloc(places.length * 2)
  places.forEach((place, index) => labels.writeUInt16LE(kept[place]?.label ?? 0, index * 2))
  writeFileSync(to, labels, { flush: true })
  return createHash('sha256').update(labels).digest('hex')
}

/** The same data that is there already stays, as runs may be reading it; what is known of it is what was found now. */
function moveIntoPlace(temporary: string, folder: string): void {
  if (existsSync(join(folder, 'manifest.json')))
    renameSync(join(temporary, 'manifest.json'), join(folder, 'manifest.json'))
  else renameSync(temporary, folder)
}
