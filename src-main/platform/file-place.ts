/**
 * Where a file that a person names really lies: through symbolic links to their end, and only where a file may take the place of
 * what is there. A device, a pipe or a socket is never replaced by a file.
 */
import type { Stats } from 'node:fs'
import { lstat, readlink, realpath } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { PlateauError } from '../contract/errors'

export type FilePlace = {
  /** What is replaced, or made: no link itself. */
  readonly path: string
  /** What is there now. */
  readonly there: Stats | null
  /** Whether it was reached through a symbolic link, which stays. */
  readonly isLinked: boolean
}

/** As many as Linux follows. */
const mostLinks = 40

/**
 * @param path absolute.
 * @throws PlateauError `file-unwritable` for links that go in a circle, and for the open files of a process (`/dev/stdout`); whatever the
 * file system says of folders on the way is left to the writing itself
 */
export async function findPlace(path: string): Promise<FilePlace> {
  let place = path
  for (let links = 0; links <= mostLinks; links += 1) {
    const folder = await realpath(dirname(place)).catch(() => dirname(place))
    if (/^\/proc\/[^/]+\/(task\/[^/]+\/)?fd$/.test(folder))
      throw unwritable(path, 'it is an open file of a process; name the file itself')
    const there = await lstat(place).catch(() => null)
    if (there?.isSymbolicLink() !== true) return { path: place, there, isLinked: links > 0 }
    place = resolve(folder, await readlink(place))
  }
  throw unwritable(path, 'its symbolic links go in a circle')
}

/** The place of a file that is to be written. @throws PlateauError as {@link findPlace}; `file-unwritable` for what is no file; `file-exists` */
export async function findPlaceOfFile(path: string, replace: boolean): Promise<FilePlace> {
  const place = await findPlace(path)
  const { there, isLinked } = place
  if (there !== null && !there.isFile()) throw unwritable(path, `it is ${kindOf(there)}`)
  // A link that leads nowhere is something that somebody has put there too.
  if ((there !== null || isLinked) && !replace) throw alreadyThere(path)
  return place
}

/** The same for a folder: what is no folder is refused. */
export async function findPlaceOfFolder(path: string, replace: boolean): Promise<FilePlace> {
  const place = await findPlace(path)
  const { there, isLinked } = place
  if ((there !== null || isLinked) && !replace) throw alreadyThere(path)
  if (there !== null && !there.isDirectory()) throw unwritable(path, `it is ${kindOf(there)}`)
  return place
}

export const alreadyThere = (path: string, cause?: unknown): PlateauError =>
  new PlateauError('file-exists', `${path} already exists.`, { cause })

const unwritable = (path: string, reason: string): PlateauError =>
  new PlateauError('file-unwritable', `${path} cannot be written: ${reason}.`)

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder'
  if (stats.isFIFO()) return 'a pipe'
  if (stats.isSocket()) return 'a socket'
  if (stats.isCharacterDevice() || stats.isBlockDevice()) return 'a device'
  return 'a file'
}
