/** The folders of runs below HOME/journals: found again and again, watched while something is written there, and forgotten once they are gone. */
import { readdirSync, watch, type FSWatcher } from 'node:fs'
import { join } from 'node:path'
import { statOf } from '../../../platform/unread-file'
import { journalRunPattern, journalWriterPattern } from '../../../protocol/journal/records'
import type { KnownJournal } from '../messages'
import { newJournal } from './journal-file'
import type { OpenJournal } from './open-journal'

/** Folders are looked for this often where watching does not work. */
const folderMilliseconds = 2_000
const mostWatched = 512

export type RunFolder = {
  readonly id: string
  readonly path: string
  readonly journals: Map<string, OpenJournal>
  /** Keys that any of its journals has had. */
  readonly seen: Set<string>
  /** Nobody wants it, for as long as its folder stays as it is. */
  isRefused: boolean
  /** Whether the core knows the run. */
  isKnown: boolean
  changedAt: number
  watcher: FSWatcher | null
  /** What went wrong with it last; said once. */
  failure: string | null
}

export type RunFolders = ReturnType<typeof createRunFolders>

/** @param stir called when something has changed there */
export function createRunFolders(folder: string, now: () => number, stir: () => void) {
  const runs = new Map<string, RunFolder>()
  const known = new Map<string, Map<string, KnownJournal>>()
  let foundAt = Number.NEGATIVE_INFINITY
  let root: FSWatcher | null = null

  const expire = (): void => void (foundAt = Number.NEGATIVE_INFINITY)

  function forget(run: RunFolder): void {
    run.watcher?.close()
    runs.delete(run.id)
    known.delete(run.id)
  }

  return {
    all: (): IterableIterator<RunFolder> => runs.values(),
    /** Looks which folders there are, unless that was done a moment ago. */
    find(): void {
      if (now() - foundAt < folderMilliseconds) return
      foundAt = now()
      const names = namesIn(folder)
      if (names === null) return
      root ??= tryToWatch(folder, () => {
        expire()
        stir()
      })
      for (const name of names)
        if (journalRunPattern.test(name) && !runs.has(name))
          runs.set(name, newRunFolder(join(folder, name), name, known.has(name)))
      const there = new Set(names)
      for (const [id, run] of runs) if (!there.has(id)) forget(run)
    },
    /** The next {@link find} looks, however soon it comes. */
    expire,
    forget,
    /** What the core knows of journals from before. */
    remember(journals: readonly KnownJournal[]): void {
      for (const journal of journals) {
        const ofRun = known.get(journal.run) ?? new Map<string, KnownJournal>()
        ofRun.set(journal.writer, journal)
        known.set(journal.run, ofRun)
      }
    },
    journal: (run: string, writer: string): KnownJournal => known.get(run)?.get(writer) ?? newJournal(run, writer),
    /** Watches a folder while a journal is open there, as far as the system can be asked to. */
    watch(run: RunFolder, isOpen: boolean): void {
      if (!isOpen) {
        run.watcher?.close()
        run.watcher = null
      } else if (
        run.watcher === null &&
        [...runs.values()].filter(({ watcher }) => watcher !== null).length < mostWatched
      )
        run.watcher = tryToWatch(run.path, stir)
    },
    close(): void {
      root?.close()
      for (const run of runs.values()) run.watcher?.close()
    },
  }
}

const newRunFolder = (path: string, id: string, isKnown: boolean): RunFolder => ({
  id,
  path,
  journals: new Map(),
  seen: new Set(),
  isRefused: false,
  isKnown,
  changedAt: Number.NEGATIVE_INFINITY,
  watcher: null,
  failure: null,
})

/** @returns null without such a folder */
function namesIn(folder: string): string[] | null {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** The journals in a folder: files alone, as opening a pipe would wait for whoever writes to it. */
export const journalsIn = (path: string): string[] =>
  readdirSync(path).filter(
    (name) =>
      /\.(?:plj|jsonl)$/.test(name) &&
      journalWriterPattern.test(name.replace(/\.[a-z]+$/, '')) &&
      statOf(join(path, name))?.isFile() === true,
  )

/** When a folder's list of files last changed; NaN, which is never the same, while it may change again within that moment; null without a folder. */
export function changeOf(path: string): number | null {
  const found = statOf(path)
  if (found?.isDirectory() !== true) return null
  return Math.abs(Date.now() - found.mtimeMs) < 100 ? Number.NaN : found.mtimeMs
}

function tryToWatch(path: string, onChange: () => void): FSWatcher | null {
  try {
    const watcher = watch(path, { persistent: false }, onChange)
    // A file system that cannot be watched is polled.
    watcher.on('error', () => watcher.close())
    return watcher
  } catch {
    return null
  }
}
