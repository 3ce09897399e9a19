/** Media of runs as a folder: each content once under its hash, and a table that says which runs have it at which key and step. */
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, mkdir, stat, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { MediaKind } from '../../contract/media'
import type { StoredMedium } from '../../store/media'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import type { NumberColumn, NumberRows } from '@panels/figure/numbers'

/** What each row has: a medium of a run. `file` is empty where the contents lie elsewhere, or are gone. */
export const mediaColumns = [
  { name: 'run_id', kind: 'text' },
  { name: 'run', kind: 'text' },
  { name: 'kind', kind: 'text' },
  { name: 'key', kind: 'text' },
  { name: 'step', kind: 'integer' },
  { name: 'place', kind: 'integer' },
  { name: 'wall_time', kind: 'moment' },
  { name: 'file', kind: 'text' },
  { name: 'bytes', kind: 'integer' },
  { name: 'caption', kind: 'text' },
] as const satisfies readonly NumberColumn[]

export type MediaExport = {
  readonly store: Pick<Store, 'media'>
  /** Where contents are kept, by their hash. */
  readonly contentPath: (sha256: string) => string
}

/** How many there are of these runs. */
export const countMedia = (store: Pick<Store, 'media'>, runs: readonly StoredRun[]): number =>
  runs.reduce((sum, { id }) => sum + store.media.count(id), 0)

/**
 * Writes contents as it goes: `files/HASH.png`.
 * @returns rows of the table, those of a step at a time
 */
export async function* writeMedia(
  { store, contentPath }: MediaExport,
  runs: readonly StoredRun[],
  folder: string,
): AsyncGenerator<NumberRows> {
  await mkdir(join(folder, 'files'), { recursive: true })
  const written = new Set<string>()
  for (const run of runs)
    for (const { kind, key, steps } of store.media.keys(run.id))
      for (const step of steps) {
        const items = store.media.at(run.id, kind, key, step)
        const files = []
        for (const item of items) files.push(await writeContent(kind, key, item, contentPath, folder, written))
        yield {
          count: items.length,
          cells: [
            run.id,
            run.name,
            kind,
            key,
            items.map(() => step),
            items.map(({ place }) => place),
            items.map(({ time }) => time),
            files.map(({ name }) => name),
            files.map(({ bytes }) => bytes),
            items.map(({ details }) => textOf(readDetails(details).caption)),
          ],
        }
      }
}

type Written = { readonly name: string; readonly bytes: number }
const nowhere: Written = { name: '', bytes: 0 }

async function writeContent(
  kind: MediaKind,
  key: string,
  { sha256, details }: StoredMedium,
  contentPath: MediaExport['contentPath'],
  folder: string,
  written: Set<string>,
): Promise<Written> {
  const read = readDetails(details)
  if (sha256 === null && kind === 'file') return nowhere
  // What is short lies in the history itself.
  const own = sha256 === null ? (kind === 'text' ? textOf(read.text) : details) : null
  const hash =
    sha256 ??
    createHash('sha256')
      .update(own ?? '')
      .digest('hex')
  const name = `files/${hash}${endingOf(kind, key, textOf(read.format))}`
  const target = join(folder, name)
  if (!written.has(name)) {
    if (own !== null) await writeFile(target, own)
    else if (!(await copied(contentPath(hash), target))) return nowhere
    written.add(name)
  }
  return { name, bytes: (await stat(target)).size }
}

/** @returns false where there are no such contents any more */
async function copied(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

function endingOf(kind: MediaKind, key: string, format: string): string {
  if (kind === 'text') return '.txt'
  if (kind === 'table' || kind === 'histogram') return '.json'
  const ending = kind === 'image' ? `.${format}` : extname(key)
  return /^\.[A-Za-z0-9]{1,10}$/.test(ending) ? ending : ''
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function readDetails(details: string): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = JSON.parse(details)
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {}
  } catch {
    // A damaged row: what else is known of it stands.
    return {}
  }
}
