/** How a folder, or a file with a list, says what its pictures are. Each way stands in a file of its own in `layouts/`; `layouts.ts` finds it there. */
import { readdirSync, realpathSync, type Dirent } from 'node:fs'
import { basename, dirname, join, posix, sep } from 'node:path'
import type { DataOptions, SkippedFile } from '../../contract/data-requests'
import { PlateauError } from '../../contract/errors'
import { largestClassCount, largestImageCount } from '../../contract/own-data'
import { visibleLine } from '../../contract/text'
import { statOf, whyUnread } from '../../platform/unread-file'
import { walkFolders } from '../../platform/walk-folders'
import type { GreyPixels } from '../picture'
import type { Part } from './manifest'

export type Item = {
  /** Below the folder, with slashes. */
  readonly file: string
  /** The picture that it is to become, where there are pairs. */
  readonly target?: string
  /** Which picture of the file it is, where a file has many. */
  readonly record?: number
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
  /** Of files that hold many pictures, the bytes of one in grey; else files are decoded. */
  readonly pixels?: (item: Item) => GreyPixels
  /** What was understood of options that were left open, such as which column of a list names files. */
  readonly chosen?: Partial<DataOptions>
}

export type Layout = {
  /** What its file is called after. */
  readonly kind: string
  /** Its place where layouts are tried one after the other: 1 is the first. */
  readonly place: number
  /** What a file has to be, for whoever gave another: "a CSV file". Null where only folders are laid out so. */
  readonly file: string | null
  /** Whether what was given is laid out so. */
  fits(source: DataPlace): boolean
  /** @throws PlateauError `invalid-input` with what is wrong with it */
  list(source: DataPlace, options: DataOptions): Listing | Promise<Listing>
}

/** A layout, for the file that holds it. */
export const defineLayout = (layout: Layout): Layout => layout

export type FolderContents = {
  readonly folders: readonly string[]
  readonly files: readonly string[]
  /** Links that lead back to the folder, or to one that it is in: all pictures would be there once more. */
  readonly loops: readonly string[]
}

/** What somebody gave, and what lies there. */
export type DataPlace = FolderContents & {
  /** The one that was given, or that the given file lies in: names of files are below it. */
  readonly root: string
  /** The name of the file that was given; null for a folder. */
  readonly file: string | null
}

/** @throws PlateauError `invalid-input` for what is not there */
export function readPlace(path: string): DataPlace {
  if (statOf(path)?.isFile() === true)
    return { root: dirname(path), file: basename(path), folders: [], files: [], loops: [] }
  return { ...readContents(path), root: path, file: null }
}

/** What lies directly in a folder, by name; hidden folders are none of a data set. @throws PlateauError `invalid-input` */
export function readContents(folder: string): FolderContents {
  let entries: Dirent[]
  try {
    entries = readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    const isNone = (error as NodeJS.ErrnoException).code === 'ENOTDIR'
    const why = isNone ? 'is no folder' : whyUnread(folder, error)
    throw new PlateauError('invalid-input', `The folder ${folder} ${why}.`, { field: 'folder' })
  }
  const names = (some: readonly Dirent[]) => some.map(({ name }) => name).sort()
  const folders = entries.filter((entry) => isFolder(folder, entry) && !entry.name.startsWith('.'))
  const loops = new Set(folders.filter((entry) => leadsBack(folder, entry)))
  return {
    folders: names(folders.filter((entry) => !loops.has(entry))),
    files: names(entries.filter((entry) => !isFolder(folder, entry))),
    loops: names([...loops]),
  }
}

/** A link to a folder is one: data sets are often put together of links. */
const isFolder = (folder: string, entry: Dirent): boolean =>
  entry.isDirectory() || (entry.isSymbolicLink() && statOf(join(folder, entry.name))?.isDirectory() === true)

/** Whether a link to a folder leads to the one that it lies in, or to one above. */
function leadsBack(folder: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return false
  const [here, there] = [realpathSync(folder), realpathSync(join(folder, entry.name))]
  return here === there || here.startsWith(there.endsWith(sep) ? there : `${there}${sep}`)
}

/** What is said of {@link FolderContents.loops}. @param below the folder that they lie in, from the root on */
export const skippedLoops = (loops: readonly string[], below = ''): SkippedFile[] =>
  loops.map((name) => ({ file: posix.join(below, name), why: 'is a link that leads back to a folder that it is in' }))

export const pictureName = /\.(?:png|jpe?g|webp)$/i
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

/** A class as it is called everywhere. Composed, as two systems may write one name in two ways. */
export const className = (text: string): string => visibleLine(text.normalize('NFC')).slice(0, 200)

/** @param what they are in what was given: "folders". @throws PlateauError `invalid-input` */
export function refuseTooManyClasses(count: number, what: string): void {
  if (count > largestClassCount)
    throw new PlateauError(
      'invalid-input',
      `There are ${count.toLocaleString('en')} ${what}; a data set has at most ${largestClassCount.toLocaleString('en')} classes.`,
      { field: 'folder' },
    )
}

export function refuseTooMany(files: number): void {
  if (files > largestImageCount)
    throw new PlateauError(
      'invalid-input',
      `There are ${files.toLocaleString('en')} pictures; a data set has at most ${largestImageCount.toLocaleString('en')}.`,
      { field: 'folder' },
    )
}

/** Sides of a split, as people call them. A map, which has no words but these: an object has a "constructor" too. */
const partNames: ReadonlyMap<string, Part> = new Map([
  ['train', 'train'],
  ['training', 'train'],
  ['val', 'test'],
  ['valid', 'test'],
  ['validation', 'test'],
  ['test', 'test'],
])

/** The side that somebody calls so; undefined for a word that is none. */
export const partNamed = (name: string): Part | undefined => partNames.get(name.toLowerCase())

/** The two sides that a folder's folders are; null where they are something else. */
export function partsOf(folders: readonly string[]): ReadonlyMap<string, Part> | null {
  const found = new Map(
    folders.flatMap((name) => {
      const part = partNamed(name)
      return part === undefined ? [] : [[name, part] as const]
    }),
  )
  const has = (part: Part) => [...found.values()].includes(part)
  return found.size === folders.length && has('train') && has('test') ? found : null
}
