/** Files and folders that cannot be read, in words that go on from their name. */
import { lstatSync, statSync, type Stats } from 'node:fs'

/** What lies at a path, behind links; null where that cannot be asked: nothing is there, links form a loop, the name is too long, or nobody may look. */
export function statOf(path: string): Stats | null {
  try {
    return statSync(path)
  } catch {
    return null
  }
}

const isLink = (path: string): boolean => {
  try {
    return lstatSync(path).isSymbolicLink()
  } catch {
    return false
  }
}

/** Why something at a path could not be read. @param gone what it is where nothing is there */
export function whyUnread(path: string, error: unknown, gone = 'is not there'): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return isLink(path) ? 'is a link that leads nowhere' : gone
    case 'ELOOP':
      return 'is a link that leads back to itself'
    case 'ENAMETOOLONG':
      return 'has a name that is too long'
    case 'EACCES':
    case 'EPERM':
      return 'may not be read: its permissions do not allow it'
    case 'EISDIR':
      return 'is a folder'
    default:
      return 'cannot be read'
  }
}

/** Why what lies at a path is no file to read; null for a file. A pipe or a device would be waited for without end. */
export const whyNoFile = (found: Stats): string | null =>
  found.isFile() ? null : found.isDirectory() ? 'is a folder, and no file' : 'is no file'
