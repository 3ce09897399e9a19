/**
 * How far the updating of a home's history is, for clients that come while it is under way: the core that is at it hears nobody until it is done, and
 * tells it in a file.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** Runs whose records are up to date, of all. */
export type UpdateProgress = { readonly done: number; readonly total: number }

const fileName = 'updating.json'
/** A file of ours has a few dozen characters. */
const mostCharacters = 1_000
const fileSchema = z.object({ process: z.int().min(1), done: z.int().min(0), total: z.int().min(0) })

/** To be called by the core that holds the home. What cannot be written is not told. */
export function tellUpdate(home: string, { done, total }: UpdateProgress): void {
  const path = join(home, fileName)
  try {
    // Renamed, so that nobody reads half of it.
    writeFileSync(`${path}.part`, JSON.stringify({ process: process.pid, done, total }), { mode: 0o600 })
    renameSync(`${path}.part`, path)
  } catch {
    // A full disk is said by whatever else is written.
  }
}

/** Once it is over, and where an earlier core was ended in it. */
export function endUpdate(home: string): void {
  for (const name of [fileName, `${fileName}.part`]) rmSync(join(home, name), { force: true })
}

/** Null where nobody updates the history, or whoever did has died. */
export function readUpdate(home: string): UpdateProgress | null {
  try {
    const text = readFileSync(join(home, fileName), 'utf8')
    if (text.length > mostCharacters) return null
    const { process: pid, done, total } = fileSchema.parse(JSON.parse(text))
    return isThere(pid) ? { done, total } : null
  } catch {
    return null
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
