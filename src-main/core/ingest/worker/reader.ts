/**
 * Reads the journals of a home: finds their folders, reads all that are open again and again, older attempts of a run before newer ones, and hands
 * what it finds over one batch at a time.
 */
import { readdirSync, statSync, watch, type FSWatcher } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { journalStart } from '../../../protocol/journal/reading'
import { journalRunPattern, journalWriterPattern } from '../../../protocol/journal/records'
import type { Answer, FromReader, KnownJournal, ToReader } from '../messages'
import { usualBudget } from './collector'
import { createContentsCheck, type ContentsCheck } from './contents-check'
import { openJournalFile, type JournalFile } from './journal-file'
import { isAlive } from './processes'
import { readRunFile } from './run-file'

export type ReaderOptions = {
  /** HOME/journals. */
  readonly folder: string
  readonly send: (message: FromReader) => void
  readonly host?: string
  readonly now?: () => number
  /** What one batch costs the core at most, in microseconds. */
  readonly budget?: number
  readonly patienceMilliseconds?: number
  readonly isAlive?: typeof isAlive
}

/** Journals that are open are looked at this often: what is written through a memory map tells nobody. */
const pollMilliseconds = 200
const stirMilliseconds = 25
/** Folders are looked for this often where watching does not work. */
const folderMilliseconds = 2_000
/** Batches of one journal before the others have their turn. */
const batchesInTurn = 8
/** A process is asked after this often. */
const aliveMilliseconds = 1_000
/** A journal whose process has ended its attempt or left is read for so long after its last record. */
const lastWordsMilliseconds = 10_000
const laterMilliseconds = 1_000
const mostWatched = 512

type Journal = {
  readonly file: JournalFile
  readonly contents: ContentsCheck
  lastHeard: number
  checkedAt: number
  isGone: boolean
}
/** What is left to read: `held` where it is not known yet whether contents are what was logged. */
type Rest = 'none' | 'more' | 'held'
type Run = {
  readonly id: string
  readonly journals: Map<string, Journal>
  readonly seen: Set<string>
  /** Nobody wants it, for as long as its folder stays as it is. */
  refusedAt: number | null
  isKnown: boolean
  changedAt: number
  watcher: FSWatcher | null
  /** What went wrong with it last; said once. */
  failure: string | null
}

export function createJournalReader(options: ReaderOptions) {
  const {
    folder,
    send,
    host = hostname(),
    now = Date.now,
    budget = usualBudget,
    patienceMilliseconds = 2_000,
  } = options
  const alive = options.isAlive ?? isAlive
  const runs = new Map<string, Run>()
  const known = new Map<string, Map<string, KnownJournal>>()
  const answers = new Map<number, (answer: Answer) => void>()
  let lastId = 0
  let lastFolders = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  let isAwake = false
  let isAsked = false
  let looks = 0
  let isStirred = false
  let isClosed = false
  let root: FSWatcher | null = null

  const ask = (make: (id: number) => FromReader): Promise<Answer> =>
    new Promise((resolve) => {
      lastId += 1
      answers.set(lastId, resolve)
      send(make(lastId))
    })

  /** Something may have been written: looks again soon, as a program that writes often says so often. */
  function stir(): void {
    if (isAwake) isAsked = true
    else if (!isClosed && !isStirred) {
      isStirred = true
      clearTimeout(timer)
      timer = setTimeout(wake, stirMilliseconds)
    }
  }

  /** Looks at once. */
  function wake(): void {
    isStirred = false
    if (isAwake || isClosed) return
    isAsked = false
    isAwake = true
    clearTimeout(timer)
    void goRound()
      .catch((error: unknown) =>
        send({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
      )
      .finally(() => {
        isAwake = false
        if (!isClosed) timer = setTimeout(wake, isAsked ? stirMilliseconds : pollMilliseconds)
      })
  }

  async function goRound(): Promise<void> {
    const asked = looks
    const rests = new Set<Rest>(['more'])
    while (rests.has('more') && !isClosed) {
      findFolders()
      rests.clear()
      for (const run of runs.values()) rests.add(await readRunAlone(run))
    }
    if (!rests.has('held')) send({ kind: 'caught-up', looks: asked })
  }

  /** What goes wrong with one run keeps no other from being read. */
  async function readRunAlone(run: Run): Promise<Rest> {
    try {
      return await readRun(run)
    } catch (error) {
      const message = `${run.id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
      if (message !== run.failure) send({ kind: 'failed', message })
      run.failure = message
      return 'none'
    }
  }

  function findFolders(): void {
    if (now() - lastFolders < folderMilliseconds) return
    lastFolders = now()
    let names: string[]
    try {
      names = readdirSync(folder)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
      throw error
    }
    root ??= tryToWatch(folder, () => {
      lastFolders = Number.NEGATIVE_INFINITY
      stir()
    })
    for (const name of names)
      if (journalRunPattern.test(name) && !runs.has(name))
        runs.set(name, {
          id: name,
          journals: new Map(),
          seen: new Set(),
          refusedAt: null,
          isKnown: known.has(name),
          changedAt: Number.NEGATIVE_INFINITY,
          watcher: null,
          failure: null,
        })
    const there = new Set(names)
    for (const [id, run] of runs) if (!there.has(id)) forget(run)
  }

  function forget(run: Run): void {
    run.watcher?.close()
    runs.delete(run.id)
    known.delete(run.id)
  }

  async function readRun(run: Run): Promise<Rest> {
    const changedAt = changeOf(join(folder, run.id))
    if (changedAt === null) {
      forget(run)
      return 'none'
    }
    const hasChanged = changedAt !== run.changedAt
    if (!hasChanged && (run.refusedAt !== null || [...run.journals.values()].every(({ file }) => file.isClosed())))
      return 'none'
    if (hasChanged) {
      const answer = await lookAt(run)
      if (answer === 'later') return 'none'
      run.changedAt = changedAt
      run.refusedAt = answer === 'dropped' ? now() : null
      if (answer === 'dropped') return 'none'
    }
    const open = [...run.journals.values()].filter(({ file }) => !file.isClosed())
    watchRun(run, open.length > 0)
    return await readJournals(run, open)
  }

  /** A folder that is new or has new files. */
  async function lookAt(run: Run): Promise<Answer> {
    const path = join(folder, run.id)
    // Files alone: opening a pipe would wait for whoever writes to it.
    const names = readdirSync(path).filter(
      (name) =>
        /\.(?:plj|jsonl)$/.test(name) &&
        journalWriterPattern.test(name.replace(/\.[a-z]+$/, '')) &&
        statSync(join(path, name), { throwIfNoEntry: false })?.isFile() === true,
    )
    if (names.length === 0 && !run.isKnown) return 'dropped'
    if (!run.isKnown) {
      const read = readRunFile(path, run.id)
      const answer = await ask((id) => ({ kind: 'run', id, run: run.id, ...read }))
      if (answer !== 'taken') return answer
      run.isKnown = true
    }
    for (const writer of names) {
      if (run.journals.has(writer)) continue
      const before = known.get(run.id)?.get(writer) ?? newJournal(run.id, writer)
      const file = openJournalFile({ folder, known: before, seen: run.seen, budget, patienceMilliseconds, now })
      const contents = createContentsCheck(path, stir)
      run.journals.set(writer, { file, contents, lastHeard: now(), checkedAt: Number.NEGATIVE_INFINITY, isGone: false })
    }
    return 'taken'
  }

  function watchRun(run: Run, isOpen: boolean): void {
    if (!isOpen) {
      run.watcher?.close()
      run.watcher = null
    } else if (
      run.watcher === null &&
      [...runs.values()].filter(({ watcher }) => watcher !== null).length < mostWatched
    )
      run.watcher = tryToWatch(join(folder, run.id), stir)
  }

  async function readJournals(run: Run, open: readonly Journal[]): Promise<Rest> {
    // Journals whose attempt is not read yet say it in their first record.
    const rests = new Set<Rest>()
    const attemptOf = ({ file }: Journal): number => file.facts().attempt ?? 0
    const first = open.filter((journal) => attemptOf(journal) === 0)
    const attempts = peekAttempts(run, first)
    const numbered = open.map((journal) => ({ journal, ...attemptAt(journal, attempts) }))
    const newest = [...run.journals.values()].map((journal) => attemptAt(journal, attempts))
    for (const { journal, attempt } of numbered.sort((left, right) => left.attempt - right.attempt)) {
      const newer = newest
        .filter((other) => other.attempt > attempt)
        .map(({ begunAt }) => begunAt ?? Number.POSITIVE_INFINITY)
      journal.file.fenceFrom(Math.min(Number.POSITIVE_INFINITY, ...newer))
      const rest = await readSome(journal)
      rests.add(rest)
      // What a newer attempt says takes the place of it: it has to be there first.
      if (rest !== 'none' && numbered.some((other) => other.attempt > attempt)) break
    }
    return rests.has('more') ? 'more' : rests.has('held') ? 'held' : 'none'
  }

  type Attempt = { readonly attempt: number; readonly begunAt: number | null }

  const attemptAt = (journal: Journal, peeked: ReadonlyMap<string, Attempt>): Attempt => {
    const { attempt, begunAt } = journal.file.facts()
    return attempt === null ? (peeked.get(journal.file.writer) ?? { attempt: 1, begunAt: null }) : { attempt, begunAt }
  }

  /** First records, of journals that were not begun to be read. */
  function peekAttempts(run: Run, journals: readonly Journal[]): Map<string, Attempt> {
    const found = new Map<string, Attempt>()
    for (const { file } of journals) {
      const peeked = openJournalFile({
        folder,
        known: newJournal(run.id, file.writer),
        seen: new Set(),
        // The first record alone.
        budget: 1,
        patienceMilliseconds,
        now,
      }).next(false)?.batch.attempt
      if (peeked !== null && peeked !== undefined) found.set(file.writer, peeked)
    }
    return found
  }

  async function readSome(journal: Journal): Promise<Rest> {
    for (let turn = 0; turn < batchesInTurn; turn += 1) {
      if (isClosed) return 'none'
      if (journal.contents.isBusy()) return 'held'
      const isGone = checkGone(journal)
      const draft = journal.file.next(isGone)
      if (draft === null) return 'none'
      const unfit = await journal.contents.check(draft.batch.records)
      if (unfit === null) return 'held'
      const answer = await ask((id) => ({ kind: 'batch', id, batch: { ...draft.batch, unfit } }))
      if (answer !== 'taken') {
        if (answer === 'dropped') {
          const run = runs.get(journal.file.run)
          if (run !== undefined) run.journals.delete(journal.file.writer)
        }
        return 'none'
      }
      draft.commit()
      journal.contents.forget()
      if (draft.batch.isHeard) journal.lastHeard = now()
      if (!draft.hasMore) return 'none'
    }
    return 'more'
  }

  /** Whether nobody writes to a journal any more. */
  function checkGone(journal: Journal): boolean {
    if (journal.isGone) return true
    const { host: writerHost, process, begunAt } = journal.file.facts()
    const state = journal.file.state()
    const isQuiet = now() - journal.lastHeard >= lastWordsMilliseconds
    if ((state === 'finished' || state === 'left') && isQuiet) return (journal.isGone = true)
    if (writerHost === null || process === null || !isHere(writerHost)) return false
    if (now() - journal.checkedAt < aliveMilliseconds) return false
    journal.checkedAt = now()
    return (journal.isGone = !alive(process, begunAt))
  }

  /** A file's name has no more than 60 characters of the host. */
  const isHere = (writerHost: string): boolean =>
    writerHost === host || writerHost === host.replaceAll(/[^A-Za-z0-9._-]/g, '-').slice(0, 60)

  return {
    hear(message: ToReader): void {
      if (message.kind === 'known') {
        for (const journal of message.journals) {
          const ofRun = known.get(journal.run) ?? new Map<string, KnownJournal>()
          ofRun.set(journal.writer, journal)
          known.set(journal.run, ofRun)
        }
        wake()
      } else if (message.kind === 'answer') {
        const settle = answers.get(message.id)
        answers.delete(message.id)
        if (message.answer === 'later') setTimeout(() => settle?.('later'), laterMilliseconds).unref()
        else settle?.(message.answer)
      } else {
        looks += 1
        lastFolders = Number.NEGATIVE_INFINITY
        isAsked = true
        wake()
      }
    },
    close(): void {
      isClosed = true
      clearTimeout(timer)
      root?.close()
      for (const run of runs.values()) run.watcher?.close()
    },
  }
}

const newJournal = (run: string, writer: string): KnownJournal => ({
  run,
  writer,
  place: journalStart(),
  keys: [],
  attempt: null,
  begunAt: null,
  host: null,
  process: null,
  state: 'open',
  isClosed: false,
})

/** When a folder's list of files last changed; NaN, which is never the same, while it may change again within that moment; null without a folder. */
function changeOf(path: string): number | null {
  const found = statSync(path, { throwIfNoEntry: false })
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
