/**
 * Whether the files that a core holds open are still those of its home: a folder can be deleted, moved, restored from a copy or
 * mounted over while it is in use, and the system goes on writing into what nobody will find again.
 */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { PlateauError } from '../contract/errors'
import { databaseFileName } from '../store/open'

/** Device and inode; null where there is nothing. */
function identityOf(path: string): string | null {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false })
    return found === undefined ? null : `${found.dev} ${found.ino}`
  } catch {
    // A part of its path is a file now, or may no longer be entered: it is not there any more either.
    return null
  }
}

/** A file as it was found, to be looked at again. It costs some microseconds. */
export type WatchedFile = { isOwn(): boolean }

/** @param path of a file that this process has made or opened. */
export function watchFile(path: string): WatchedFile {
  let own = identityOf(path)
  return {
    isOwn() {
      const found = identityOf(path)
      // SQLite makes its log with the first write.
      own ??= found
      return own === null || found === own
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
  const files = [databaseFileName, `${databaseFileName}-wal`].map((name) => watchFile(join(home, name)))
  let sentence: string | null = null
  function lost(): string | null {
    if (sentence === null && !files.every((file) => file.isOwn()))
      sentence = `The history ${join(home, databaseFileName)} was deleted, moved or replaced while Plateau had it open: nothing is stored any more.`
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
