/** A journal of this process in a home's folder of journals (docs/log-protocol.md), and contents beside it. */
import { createHash, randomInt } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { appVersion } from '../platform/app-version'
import type { JournalRecordInput } from '../protocol/journal/records'
import { openRecordFile } from './record-file'

export type JournalSink = {
  readonly run: string
  write(record: JournalRecordInput): void
  /** @returns the hash of the contents; null where they could not be kept, most likely for want of room */
  keepFile(bytes: Uint8Array): string | null
  flush(): void
  close(): void
}

export type JournalOwner = {
  readonly home: string
  readonly run: string
  readonly attempt: number
  /** Who writes, as the journal says it. */
  readonly client: string
}

const letters = '0123456789abcdefghjkmnpqrstvwxyz'

/** Small letters and digits, by chance. */
export const randomText = (length: number): string =>
  Array.from({ length }, () => letters[randomInt(letters.length)]).join('')

export const journalFolder = (home: string, run: string): string => join(home, 'journals', run)

/** @throws what the system says where the journal cannot be made */
export function openJournal({ home, run, attempt, client }: JournalOwner): JournalSink {
  const folder = journalFolder(home, run)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const host = hostname()
    .replaceAll(/[^A-Za-z0-9._-]/g, '_')
    .slice(0, 60)
  const file = openRecordFile(join(folder, `${host}-${process.pid}-${randomText(8)}.jsonl`))
  const writer = {
    client,
    version: appVersion,
    host: hostname(),
    process: process.pid,
    // When this process began, as the protocol has it.
    startedAt: Math.round(performance.timeOrigin),
  }
  file.write({ type: 'attempt', time: Date.now(), attempt, protocol: 1, writer })
  return { ...file, run, keepFile: (bytes) => keepFile(join(folder, 'files'), bytes) }
}

/** Whole, or not at all. */
function keepFile(folder: string, bytes: Uint8Array): string | null {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const path = join(folder, sha256)
  if (existsSync(path)) return sha256
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const temporary = join(folder, `${randomText(8)}.part`)
    writeFileSync(temporary, bytes, { mode: 0o600 })
    renameSync(temporary, path)
    return sha256
  } catch {
    // A full disk: whoever asked says what is missing.
    return null
  }
}
