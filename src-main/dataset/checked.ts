/** Files whose contents are compared with their hashes once, and again only when one has changed. */
import { createHash } from 'node:crypto'
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const checkedFile = 'checked.json'

/** Sizes and times of the files: while they stay, contents that were hashed once are not hashed again. */
function fingerprint(directory: string, names: readonly string[]): string {
  return names
    .map((name) => {
      const { size, mtimeMs, ino } = statSync(join(directory, name))
      return `${name} ${size} ${mtimeMs} ${ino}`
    })
    .join('\n')
}

/** @param check throws for a file that is not as it was. */
export function checkOnce(directory: string, names: readonly string[], check: (name: string) => void): void {
  const mark = join(directory, checkedFile)
  const now = fingerprint(directory, names)
  if (existsSync(mark) && readFileSync(mark, 'utf8') === now) return
  for (const name of names) check(name)
  try {
    writeFileSync(mark, now)
  } catch {
    // Files that only somebody else may write are hashed each time: slower, as right.
    return
  }
}

/** sha256 of a file, a megabyte at a time. */
export function hashFile(path: string): string {
  const hash = createHash('sha256')
  const piece = Buffer.allocUnsafe(1 << 20)
  const file = openSync(path, 'r')
  try {
    for (;;) {
      const read = readSync(file, piece, 0, piece.length, null)
      if (read === 0) return hash.digest('hex')
      hash.update(piece.subarray(0, read))
    }
  } finally {
    closeSync(file)
  }
}
