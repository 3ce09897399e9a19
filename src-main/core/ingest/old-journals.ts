/**
 * Journals of runs that ended a while ago. A week: time enough to copy a run elsewhere, or to look into a journal of which something could not be read, while
 * the history has all the rest; and the folder of a home that logs a gigabyte a day stays below ten. What a client needs to resume the run stays for good:
 * `run.json`, and a journal of one record that says the newest attempt and the last step.
 */
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { appVersion } from '../../platform/app-version'
import type { Store } from '../../store/store'
import type { Steps } from '../turns'

/** Journals of ended runs stay for so long after their end. */
export const keptMilliseconds = 7 * 24 * 60 * 60 * 1_000

/** Host, process and random part, as every journal's name has. */
const traceName = 'kept-0-00000000.jsonl'
const keptNames: ReadonlySet<string> = new Set(['run.json', traceName])

/** Removes journals that are old and all in: a run in a step. @param folder HOME/journals */
export function* removeOldJournals(folder: string, store: Store, now: number): Steps<void> {
  for (const id of readdirSync(folder)) {
    if (isOld(store, id, now)) removeJournals(join(folder, id), store, id)
    yield
  }
}

function isOld(store: Store, id: string, now: number): boolean {
  const run = store.runs.get(id)
  if (run?.state !== 'ended' || run.endedAt === null || now - Date.parse(run.endedAt) < keptMilliseconds) return false
  return store.logJournals.ofRun(id).every(({ isClosed }) => isClosed)
}

function removeJournals(folder: string, store: Store, id: string): void {
  const names = readdirSync(folder).filter((name) => !keptNames.has(name))
  if (names.length === 0) return
  // First what stays: whoever resumes the run meanwhile finds its attempt in either.
  writeTrace(folder, store, id)
  for (const name of names) rmSync(join(folder, name), { recursive: true, force: true })
}

function writeTrace(folder: string, store: Store, id: string): void {
  const attempt = store.logJournals.newestAttempt(id)
  if (attempt === 0) return
  const lastStep = store.logJournals.lastStep(id)
  const writer = { client: 'plateau', version: appVersion, host: hostname(), process: 0 }
  const records = [
    { type: 'attempt', attempt, protocol: 1, writer, ...(lastStep === null ? {} : { lastStep }) },
    { type: 'state', state: 'left' },
  ]
  const temporary = join(folder, `${traceName}.part`)
  writeFileSync(temporary, records.map((record) => `${JSON.stringify(record)}\n`).join(''), { mode: 0o600 })
  renameSync(temporary, join(folder, traceName))
}
