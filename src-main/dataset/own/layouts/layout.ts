/** How a folder says what its pictures are. Each way stands in a file of its own; the list is in `layouts.ts`. */
import { readdirSync, statSync, type Dirent } from 'node:fs'
import { join, posix } from 'node:path'
import type { DataLayout, SkippedFile } from '../../../contract/data-requests'
import { PlateauError } from '../../../contract/errors'
import { largestImageCount } from '../../../contract/own-data'
import { walkFolders } from '../../../platform/walk-folders'
import type { Part } from '../manifest'

export type Item = {
  /** Below the folder, with slashes. */
  readonly file: string
  /** The picture that it is to become, where there are pairs. */
  readonly target?: string
  /** Of its class; 0 where there are none. */
  readonly label: number
  /** The side that the folder itself puts it on; null where a seed decides. */
  readonly part: Part | null
}

export type Listing = {
  readonly classes: readonly string[]
  readonly items: readonly Item[]
  readonly isSplitByFolders: boolean
  readonly skipped: readonly SkippedFile[]
  readonly otherFiles: number
}

export type Layout = {
  readonly kind: DataLayout
  /** Whether a folder is laid out so. @param names of what lies in it */
  fits(folder: FolderContents): boolean
  /** @throws PlateauError `invalid-input` with what is wrong with the folder */
  list(folder: string, contents: FolderContents): Listing
}

export type FolderContents = { readonly folders: readonly string[]; readonly files: readonly string[] }

/** What lies directly in a folder, by name; hidden folders are none of a data set. @throws PlateauError `invalid-input` */
export function readContents(folder: string): FolderContents {
  let entries: Dirent[]
  try {
    entries = readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'is not there' : code === 'ENOTDIR' ? 'is no folder' : 'cannot be read'
    throw new PlateauError('invalid-input', `The folder ${folder} ${why}.`, { field: 'folder' })
  }
  const names = (some: readonly Dirent[]) => some.map(({ name }) => name).sort()
  return {
    folders: names(entries.filter((entry) => isFolder(folder, entry) && !entry.name.startsWith('.'))),
    files: names(entries.filter((entry) => !isFolder(folder, entry))),
  }
}

/** A link to a folder is one: data sets are often put together of links. */
const isFolder = (folder: string, entry: Dirent): boolean =>
  entry.isDirectory() ||
  (entry.isSymbolicLink() && statSync(join(folder, entry.name), { throwIfNoEntry: false })?.isDirectory() === true)

const pictureName = /\.(?:png|jpe?g|webp)$/i
/** Pictures, but not of a kind that is read. */
const otherPictureName = /\.(?:gif|bmp|tiff?|heic|heif|avif|jp2|svg|ico|psd)$/i

type FoundFiles = { readonly pictures: string[]; readonly skipped: SkippedFile[]; readonly otherFiles: number }

/**
 * The pictures in a folder and all below it, in the order of their names.
 * @param below a folder in `root`, or `.`
 * @throws PlateauError `invalid-input` for more files than a data set has
 */
export function findPictures(root: string, below: string): FoundFiles {
  const pictures: string[] = []
  const skipped: SkippedFile[] = []
  let otherFiles = 0
  for (const { folder, entries } of walkFolders(join(root, below), 2 * largestImageCount)) {
    const place = folder.slice(root.length).replaceAll('\\', '/').replace(/^\/+/, '')
    for (const entry of entries) {
      if (entry.isDirectory()) continue
      const file = posix.join(place, entry.name)
      if (pictureName.test(entry.name)) pictures.push(file)
      else if (otherPictureName.test(entry.name)) skipped.push({ file, why: 'is of a kind that is not read' })
      else otherFiles += 1
    }
  }
  refuseTooMany(pictures.length)
  return { pictures: pictures.sort(), skipped, otherFiles }
}

export function refuseTooMany(files: number): void {
  if (files > largestImageCount)
    throw new PlateauError(
      'invalid-input',
      `The folder has ${files.toLocaleString('en')} pictures; a data set has at most ${largestImageCount.toLocaleString('en')}.`,
      { field: 'folder' },
    )
}

/** Folders that say what is for training and what for validation, as people call them. */
const partNames: Readonly<Record<string, Part>> = {
  train: 'train',
  training: 'train',
  val: 'test',
  valid: 'test',
  validation: 'test',
  test: 'test',
}

/** The two sides that a folder's folders are; null where they are something else. */
export function partsOf(folders: readonly string[]): ReadonlyMap<string, Part> | null {
  const found = new Map(
    folders.flatMap((name) => {
      const part = partNames[name.toLowerCase()]
      return part === undefined ? [] : [[name, part] as const]
    }),
  )
  const has = (part: Part) => [...found.values()].includes(part)
  return found.size === folders.length && has('train') && has('test') ? found : null
}
