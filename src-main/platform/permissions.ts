/** What others on this machine may read: nothing of a home; of files that a person exports, what that person's umask says. */
import { sep } from 'node:path'

let privateFolder: string | null = null
let personsUmask: number | null = null

/** Whatever this process and those that it starts make from now on is for its user alone. @param home real path. */
export function keepOthersOut(home: string): void {
  privateFolder = home
  personsUmask ??= process.umask(0o077)
}

/**
 * The mode of a file or folder that a person asked for; null where it is what the system gives it anyway.
 * @param path absolute.
 * @param base 0o666 for a file, 0o777 for a folder.
 */
export function modeOfExport(path: string, base: 0o666 | 0o777): number | null {
  if (personsUmask === null) return null
  const isPrivate = privateFolder !== null && (path === privateFolder || path.startsWith(privateFolder + sep))
  return base & ~(isPrivate ? 0o077 : personsUmask)
}
