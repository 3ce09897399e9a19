/** Event files that a program writes below a folder, and no others: new ones, of its own processes. */
import { realpathSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename, dirname, join, relative, sep } from 'node:path'
import { ownerOf, processesWithOpen } from '../../platform/process-owner'
import { statOf } from '../../platform/unread-file'
import { walkFolders } from '../../platform/walk-folders'

const mostEntries = 20_000
/** Files of one run that are read; it is said where there are more. */
export const mostFiles = 1_000
const nameStart = 'events.out.tfevents.'
/** A file that a walk before the start did not reach is older than this before it. */
const slackMilliseconds = 60_000

export type FoundFile = {
  readonly path: string
  /** Before the tags of its keys: empty, or with a slash at its end. */ readonly prefix: string
}

export type FileFinder = {
  /** Files that were not there before, in the order of their names. @param leader the program's first process */
  find(run: string, leader: number): FoundFile[]
  /** There are more than are read. */
  hasMore(): boolean
}

/** Whatever is there now is not the program's. */
export function createFileFinder(folder: string): FileFinder {
  const startedAt = Date.now()
  const known = new Set(eventFiles(folder))
  const prefixOf = createPrefixes()
  let count = 0
  let hasMore = false

  return {
    hasMore: () => hasMore,
    find(run, leader) {
      const fresh = eventFiles(folder).filter((path) => !known.has(path))
      // Names begin with the time at which their file was made.
      fresh.sort((left, right) => (basename(left) < basename(right) ? -1 : 1))
      return fresh.flatMap((path): FoundFile[] => {
        known.add(path)
        if (isOld(path, startedAt) || isOthers(path, run, leader)) return []
        if (count >= mostFiles) {
          hasMore = true
          return []
        }
        count += 1
        return [{ path, prefix: prefixOf(dirname(path)) }]
      })
    },
  }
}

function eventFiles(folder: string): string[] {
  const found: string[] = []
  for (const { folder: at, entries } of walkFolders(folder, mostEntries))
    for (const entry of entries)
      if (entry.isFile() && entry.name.startsWith(nameStart)) found.push(join(at, entry.name))
  return found
}

const isOld = (path: string, startedAt: number): boolean =>
  (statOf(path)?.mtimeMs ?? startedAt) < startedAt - slackMilliseconds

/** Two programs may write below one folder at a time: the name of a file says its process, or the system who has it open. */
function isOthers(path: string, run: string, leader: number): boolean {
  const named = processOf(basename(path))
  const processes = named === null ? processesWithOpen(whole(path)) : [named]
  const owners = processes.map((pid) => ownerOf(pid, run, leader))
  return owners.includes('other') && !owners.includes('own')
}

const whole = (path: string): string => {
  try {
    return realpathSync(path)
  } catch {
    // Deleted meanwhile.
    return path
  }
}

/** `events.out.tfevents.TIME.HOST.PROCESS.NUMBER`, as TensorFlow and torch write it; null where it says no process of this machine. */
function processOf(name: string): number | null {
  const rest = name.slice(nameStart.length).replace(/^\d+\./, '')
  const host = `${hostname()}.`
  const found = rest.startsWith(host) ? /^(\d+)\.\d+(?:\.|$)/.exec(rest.slice(host.length)) : null
  return found === null ? null : Number(found[1])
}

/** Folders that say which part of the data their values are of: their names are always part of a key. */
const parts = new Set(['train', 'training', 'validation', 'val', 'eval', 'test'])

/**
 * Keys of the first file's folder are the tags alone; those of other folders have the way to them before the tag. No two folders have the same.
 */
export function createPrefixes(): (folder: string) => string {
  const prefixes = new Map<string, string>()
  let base: string | null = null
  return (folder) => {
    base ??= parts.has(basename(folder)) ? dirname(folder) : folder
    const known = prefixes.get(folder)
    if (known !== undefined) return known
    const way = relative(base, folder)
      .split(sep)
      .filter((name) => name !== '..' && name !== '')
      .join('/')
    const taken = new Set(prefixes.values())
    let prefix = way === '' ? '' : `${way}/`
    for (let number = 2; taken.has(prefix); number += 1) prefix = `${way === '' ? basename(folder) : way}-${number}/`
    prefixes.set(folder, prefix)
    return prefix
  }
}
