/** Media of runs: kept with their contents under a hash, each once however many runs have it, and gone with the last of them. */
import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { PlateauError } from '../../contract/errors'
import { mostContentBytes, mostTableRows, type MediaKey, type MediaKind, type Medium } from '../../contract/media'
import { whyTooMuch } from '../../contract/plain-data'
import { visibleReviver } from '../../contract/text'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import { log } from '../log'
import { mostDetailBytes, shortenMedium, type MediaRecord } from '../../protocol/journal/media-limits'

/** Of one run. */
const mostMedia = 100_000
/** A table that a person looks at is parsed up to here. */
const mostTableBytes = 16 * 1024 * 1024

export type MediaService = ReturnType<typeof createMediaService>

/** Where the contents of a medium come from. */
export type KeptFrom = {
  /** Of the journals of its run. */
  readonly folder: string
  /** By hash, why contents in it are not those. */
  readonly unfit: ReadonlyMap<string, string>
  readonly now: number
}

const tableSchema = z.looseObject({ columns: z.array(z.unknown()), rows: z.array(z.unknown()) })

/** Where contents lie. */
export const contentPath = (home: string, sha256: string): string => join(home, 'media', sha256.slice(0, 2), sha256)

export function createMediaService({ home, store }: { readonly home: string; readonly store: Store }) {
  const pathOf = (sha256: string): string => contentPath(home, sha256)
  const counts = new Map<string, number>()

  /** Moves contents to their place. @returns their bytes; null where there are none; a sentence's end where they are not what was logged */
  function moveContent({ folder, unfit }: Pick<KeptFrom, 'folder' | 'unfit'>, sha256: string): number | string | null {
    const target = pathOf(sha256)
    const source = join(folder, 'files', sha256)
    if (!existsSync(target)) {
      // A link or a pipe may lead anywhere, or nowhere.
      if (lstatSync(source, { throwIfNoEntry: false })?.isFile() !== true) return null
      // Under their hash they would be taken for those of every run that has it.
      const why = unfit.get(sha256)
      if (why !== undefined) return why
      mkdirSync(dirname(target), { recursive: true })
      renameSync(source, target)
    }
    return statSync(target).size
  }

  /** @returns a sentence where it is not kept as it was logged; null where it is */
  function keep(run: StoredRun, record: MediaRecord, from: KeptFrom): string | null {
    const key = record.type === 'file' ? record.name : record.key
    const step = record.type === 'file' ? 0 : record.step
    if (!Number.isSafeInteger(step) || step < 0) return `The ${record.type} ${key} was left out: its step is ${step}.`
    const known = counts.get(run.id) ?? store.media.count(run.id)
    if (known >= mostMedia)
      return `Only the first ${mostMedia.toLocaleString('en-US')} media of a run are kept; the others were left out.`
    const { type, time = from.now, sha256 = null } = { sha256: null, ...record }
    const isElsewhere = record.type === 'file' && !record.copied
    const bytes = sha256 === null || isElsewhere ? null : moveContent(from, sha256)
    if (typeof bytes === 'string')
      return `The contents of the ${type} ${key} are not those that were logged, and were left out: ${bytes}.`
    if (sha256 !== null && !isElsewhere && bytes === null)
      return `The contents of the ${type} ${key} are missing: there is no file ${sha256.slice(0, 12)}… beside its journal.`
    const whole = JSON.stringify(detailsOf(record, isElsewhere))
    const isTooLong = whole.length > mostDetailBytes
    const details = isTooLong ? JSON.stringify(detailsOf(shortenMedium(record), isElsewhere)) : whole
    store.media.put({
      run: run.number,
      kind: type,
      key,
      step,
      place: record.type === 'image' ? (record.index ?? 0) : 0,
      sha256: isElsewhere ? null : sha256,
      bytes: bytes ?? 0,
      time,
      // Of what has no beginning that could be kept there is nothing.
      details: details.length > mostDetailBytes ? '{}' : details,
    })
    counts.set(run.id, known + 1)
    return isTooLong || record.cut !== undefined
      ? `The ${type} ${key} of step ${step} is larger than 1 MB: its end was left out.`
      : null
  }

  return {
    keep,
    /** Counted anew with what comes next: what was counted was not stored. */
    forget: (run: string): void => void counts.delete(run),
    list: (run: string): MediaKey[] => store.media.keys(run),
    at: (run: string, kind: MediaKind, key: string, step: number): Medium[] =>
      store.media.at(run, kind, key, step).map(({ details, ...medium }) => ({
        ...medium,
        details: readDetails(kind, details, medium.sha256 === null ? null : pathOf(medium.sha256)),
      })),
    /** @throws PlateauError `invalid-input` */
    content(sha256: string): Uint8Array {
      const found = statSync(pathOf(sha256), { throwIfNoEntry: false })
      if (found === undefined)
        throw new PlateauError('invalid-input', 'The contents are not there any more: their file was deleted.')
      if (found.size > mostContentBytes)
        throw new PlateauError(
          'invalid-input',
          `The contents have ${found.size} bytes; at most ${mostContentBytes} are shown.`,
        )
      return new Uint8Array(readFileSync(pathOf(sha256)))
    },
    /** To be called before runs are deleted. @returns to be called once they are: contents that no other run has are deleted */
    release(runs: readonly string[]): () => void {
      const contents = new Set(runs.flatMap((run) => store.media.contents(run)))
      return () => {
        for (const sha256 of contents) {
          if (store.media.isUsed(sha256)) continue
          try {
            rmSync(pathOf(sha256), { force: true })
          } catch (error) {
            log.error(`A file of deleted runs could not be removed: ${pathOf(sha256)}`, error)
          }
        }
      }
    },
  }
}

/** What is said of a medium beside its place. @param isElsewhere its contents are not kept: their hash is what is known of them */
function detailsOf(record: MediaRecord, isElsewhere: boolean): Readonly<Record<string, unknown>> {
  const {
    type: _type,
    key: _key,
    step: _step,
    time: _time,
    sha256,
    cut,
    ...details
  } = { key: '', step: 0, sha256: null, cut: undefined, ...record }
  return { ...details, ...cut, ...(isElsewhere ? { sha256 } : {}) }
}

function readDetails(kind: MediaKind, stored: string, path: string | null): Readonly<Record<string, unknown>> {
  const read = parseObject(stored)
  if (kind !== 'table') return read
  const table = path === null ? read : readTable(path)
  const parsed = tableSchema.safeParse(table)
  if (!parsed.success) return { ...read, problem: 'This table cannot be read.' }
  const { columns, rows } = parsed.data
  const rowCount = typeof read.rowCount === 'number' ? read.rowCount : rows.length
  return { ...read, columns, rows: rows.slice(0, mostTableRows), rowCount }
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value = JSON.parse(text, visibleReviver) as unknown
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return { problem: 'What was said of it cannot be read.' }
  }
}

function readTable(path: string): unknown {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? Number.POSITIVE_INFINITY
  if (size > mostTableBytes) return null
  const text = readFileSync(path, 'utf8')
  return whyTooMuch(text, 1_000_000) === null ? parseObject(text) : null
}
