/** `plateau export`: runs and their epochs, or every stored point of them, as CSV, JSON or Parquet; with a file, their media beside it. */
import { lstat } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { visibleLine } from '@contract/text'
import { PlateauError } from '@contract/errors'
import { formatOfFile, modelFormats, type ExportTargetInput, type ModelFormat } from '@contract/exports'
import { dataFormats, type DataFormat } from '@contract/figure'
import type { Client } from '@contract/transport'
import { openAtomically } from '../../../platform/atomic-file'
import { formatBytes, plural } from '../../format'
import { interruptedExitCode } from '../interrupts'
import type { ExportOptions } from '../export-options'
import { runsOrWholeProject } from '../projects'
import { withCore, type Session } from '../session'
import { sizeWords, wasInterrupted, writeExport } from '../write-export'
import { splitKeys } from '../key-list'

export async function exportRuns(session: Session, runs: readonly string[], options: ExportOptions): Promise<number> {
  const format = readFormat(options)
  if (isModelFormat(format)) return (await import('./export-model')).exportModel(session, runs, format, options)
  if (options.checkpoint !== undefined)
    throw new PlateauError(
      'invalid-input',
      `--checkpoint is for models (${modelFormats.join(', ')}), not for ${format}.`,
    )
  const keys = options.series === undefined ? undefined : splitKeys(options.series)
  if (keys?.includes('') === true)
    throw new PlateauError('invalid-input', '--series takes series keys separated by commas.')
  if (options.points !== undefined && options.points !== 'all' && options.points !== 'epochs')
    throw new PlateauError('invalid-input', `--points must be one of epochs, all, not ${options.points}.`)
  if (options.points === 'epochs' && (format === 'parquet' || keys !== undefined))
    throw new PlateauError('invalid-input', 'Parquet and --series export every point; use --points all.')
  const hasPoints =
    options.points === 'all' || format === 'parquet' || keys !== undefined || options.provenance === true
  if (hasPoints) return exportPoints(session, runs, format, keys, options)
  return exportEpochs(session, runs, format === 'json' ? 'json' : 'csv', options)
}

/** One row a run and epoch, or one document a run: as text. */
async function exportEpochs(
  session: Session,
  runs: readonly string[],
  format: 'csv' | 'json',
  options: ExportOptions,
): Promise<number> {
  const { terminal } = session
  const { output } = options
  const { found, columns, rowless } = await withCore(session, async (client) => {
    const found = await runsOrWholeProject(client, runs, options)
    // A document has settings and series of every run.
    if (format === 'json') return { found, columns: undefined, rowless: 0 }
    return { found, ...(await client.request('export.columns', { runs: [...found] })) }
  })
  if (rowless > 0 && rowless === found.length && output !== undefined && options.points === undefined) {
    terminal.remark(`${plural(rowless, 'run')} without epochs: every stored point is a row.`)
    const { project: _, where: __, ...rest } = options
    return exportPoints(session, found, format, undefined, rest)
  }
  const bytes = await withCore(session, async (client) => {
    await refuseTakenMedia(client, found, options)
    const parts = textInParts(client, found, format, columns)
    return output === undefined ? print(terminal, parts) : save(output, parts, options)
  })
  if (rowless > 0)
    terminal.remark(
      `${plural(rowless, 'run')} without epochs: no row. Fix: write every point with --points all -o FILE.`,
    )
  if (output === undefined) return 0
  const path = resolve(output)
  if (options.json === true) terminal.printDocument({ path, format, bytes })
  else terminal.remark(`Wrote ${plural(found.length, 'run')} to ${visibleLine(path)}`)
  if (options.media !== false) await withCore(session, (client) => exportMedia(session, client, found, format, options))
  return 0
}

/** Runs of one answer: of ten thousand runs no message holds all, and the core would answer nobody else while it made one. */
const runsAtOnce = 200
/** What stands around the runs of a document, whatever their number. */
const [head, end] = ['{\n  "runs": [\n', '\n  ]\n}\n']

/** The text of all runs, part by part. */
async function* textInParts(
  client: Client,
  runs: readonly string[],
  format: 'csv' | 'json',
  columns: readonly string[] | undefined,
): AsyncGenerator<string> {
  if (runs.length <= runsAtOnce) {
    yield (await client.request('export.runs', { runs: [...runs], format })).text
    return
  }
  for (let from = 0; from < runs.length; from += runsAtOnce) {
    const part = runs.slice(from, from + runsAtOnce)
    const { text } = await client.request('export.runs', {
      runs: part,
      format,
      ...(columns ? { columns: [...columns] } : {}),
    })
    if (format === 'csv') yield from === 0 ? text : text.slice(text.indexOf('\r\n') + 2)
    else yield `${from === 0 ? head : ',\n'}${text.slice(head.length, -end.length)}`
  }
  if (format === 'json') yield end
}

async function print(terminal: Session['terminal'], parts: AsyncIterable<string>): Promise<number> {
  let bytes = 0
  for await (const part of parts) {
    terminal.write(part)
    bytes += Buffer.byteLength(part)
  }
  return bytes
}

async function save(output: string, parts: AsyncIterable<string>, { force }: ExportOptions): Promise<number> {
  const path = resolve(output)
  try {
    const file = await openAtomically(path, { replace: force === true })
    try {
      for await (const part of parts) await file.write(part)
      await file.commit()
      return file.bytes
    } finally {
      await file.discard()
    }
  } catch (error) {
    if (error instanceof PlateauError && error.code === 'file-exists')
      throw new PlateauError('file-exists', `${path} already exists (--force overwrites it).`, { cause: error })
    throw error
  }
}

/** What the runs have beside numbers, in a folder beside the file: `runs.csv` has `runs-media`. Nothing where they have none. */
async function exportMedia(
  session: Session,
  client: Client,
  runs: readonly string[],
  format: DataFormat,
  { output = '', force = false, json = false }: ExportOptions,
): Promise<void> {
  const target: ExportTargetInput = { kind: 'media', runs: [...runs], format }
  const written = await writeExport(session, client, { path: mediaFolderOf(output), force, target })
  if (written.rows === 0 || json) return
  session.terminal.remark(
    `Wrote ${plural(written.rows ?? 0, 'medium', 'media')} to ${visibleLine(written.path)} (${formatBytes(written.bytes)})`,
  )
}

const mediaFolderOf = (output: string): string => join(dirname(output), `${basename(output, extname(output))}-media`)

/**
 * Before anything is written: an export is whole, or leaves nothing behind.
 * @throws PlateauError `file-exists` where the folder for media of the runs is there already
 */
async function refuseTakenMedia(
  client: Client,
  runs: readonly string[],
  { output, force = false, media = true }: ExportOptions,
): Promise<void> {
  if (output === undefined || force || !media) return
  const path = resolve(mediaFolderOf(output))
  const isFree = await lstat(path).then(
    () => false,
    () => true,
  )
  if (isFree) return
  // Runs without media need no folder. They are asked one by one, as the first that has any decides.
  for (const run of runs)
    if ((await client.request('media.list', { run })).keys.length > 0)
      throw new PlateauError('file-exists', `${path} already exists (--force overwrites it, --no-media leaves it out).`)
}

/** One row a point, written by the core as it reads them. */
async function exportPoints(
  session: Session,
  runs: readonly string[],
  format: DataFormat,
  keys: readonly string[] | undefined,
  options: ExportOptions,
): Promise<number> {
  const { output, force = false, json = false, provenance = false } = options
  if (output === undefined)
    throw new PlateauError('invalid-input', 'Points are written to a file; name it with -o FILE.')
  return withCore(session, async (client) => {
    const found = await runsOrWholeProject(client, runs, options)
    const target: ExportTargetInput = {
      kind: 'runs',
      runs: found,
      format,
      hasProvenance: provenance,
      ...(keys === undefined ? {} : { keys: [...keys] }),
    }
    await refuseTakenMedia(client, found, options)
    try {
      const written = await writeExport(session, client, { path: output, force, target })
      if (json) session.terminal.printDocument({ ...written, format })
      else
        session.terminal.remark(
          `Wrote ${plural(found.length, 'run')} to ${visibleLine(written.path)} (${sizeWords(written)})`,
        )
      if (options.media !== false) await exportMedia(session, client, found, format, options)
      return 0
    } catch (error) {
      if (!wasInterrupted(session, error)) throw error
      session.terminal.remark('Cancelled; no file was written.')
      return interruptedExitCode
    }
  })
}

const isModelFormat = (format: DataFormat | ModelFormat): format is ModelFormat =>
  (modelFormats as readonly string[]).includes(format)

/** A file's ending says its format; on standard output it is CSV, or JSON with `--json`, unless it was chosen. */
function readFormat({ format, output, json = false }: ExportOptions): DataFormat | ModelFormat {
  const formats = [...dataFormats, ...modelFormats]
  const chosen = formats.find((candidate) => candidate === format)
  if (format !== undefined && chosen === undefined) {
    throw new PlateauError('invalid-input', `--format must be one of ${formats.join(', ')}, not ${format}.`)
  }
  if (output !== undefined) return formatOfFile(output, chosen, formats)
  return chosen ?? (json ? 'json' : 'csv')
}
