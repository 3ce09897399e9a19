/**
 * Whether the files that a core holds open are still those of its home: a folder can be deleted, moved, restored from a copy or
 * mounted over while it is in use, and the system goes on writing into what nobody will find again.
 */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { PlateauError } from '../contract/errors'
import { databaseFileName } from '../store/open'

type Found = { readonly identity: string; readonly size: bigint }

/** Device and inode; null where there is nothing. */
function find(path: string): Found | null {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false })
    return found === undefined ? null : { identity: `${found.dev} ${found.ino}`, size: found.size }
  } catch {
    // A part of its path is a file now, or may no longer be entered: it is not there any more either.
    return null
  }
}

/** A file as it was found, to be looked at again. It costs some microseconds. */
export type WatchedFile = { isOwn(): boolean }

/**
 * @param path of a file that this process has made or opened.
 * @param onlyGrows a file that is shorter than before was emptied by somebody else.
 */
export function watchFile(path: string, { onlyGrows = false } = {}): WatchedFile {
  let own = find(path)
  return {
    isOwn() {
      const found = find(path)
      // SQLite makes its log with the first write.
      own ??= found
      if (own === null) return true
      if (found?.identity !== own.identity || (onlyGrows && found.size < own.size)) return false
      own = found
      return true
    },
  }
}

export type HomeWatch = {
  /** @throws PlateauError `home-lost` once the history is not the home's any more; for good. */
  check(this: void): void
  /** The sentence for runs; null while all is well. */
  lost(this: void): string | null
}

/** @param home real path of a home whose history this process has open. */
export function watchHome(home: string): HomeWatch {
  const path = join(home, databaseFileName)
  // Nothing here vacuums a history: it never becomes shorter. Its log is written anew from the beginning.
  const files = [watchFile(path, { onlyGrows: true }), watchFile(`${path}-wal`)]
  let sentence: string | null = null
  function lost(): string | null {
    if (sentence === null && !files.every((file) => file.isOwn()))
      sentence = `The history ${path} was deleted, moved or replaced while Plateau had it open, so nothing can be stored.`
    return sentence
  }
  return {
    lost,
    check() {
      const found = lost()
      if (found !== null) throw new PlateauError('home-lost', found)
    },
  }
}
