/** Files in a folder and those below it, the highest first, as far as a bound of entries. Links to folders are not followed. */
import { readdirSync, type Dirent } from 'node:fs'
import { join } from 'node:path'

/** Full of what others made, and of no file that is looked for. */
const leftOut = new Set(['node_modules', '.git', '__pycache__', 'site-packages', '.venv', 'venv'])

export type WalkedFolder = { readonly folder: string; readonly entries: readonly Dirent[] }

/** One folder at a time, so that whoever walks may rest between. @param mostEntries looked at; what lies deeper is not */
export function* walkFolders(from: string, mostEntries: number): Generator<WalkedFolder> {
  const folders = [from]
  let looked = 0
  for (let folder = folders.shift(); folder !== undefined && looked < mostEntries; folder = folders.shift()) {
    let entries: Dirent[]
    try {
      entries = readdirSync(folder, { withFileTypes: true })
    } catch {
      // One that may not be read has nothing to offer.
      continue
    }
    looked += entries.length
    yield { folder, entries }
    for (const entry of entries)
      if (entry.isDirectory() && !leftOut.has(entry.name)) folders.push(join(folder, entry.name))
  }
}
