/** Files that the core writes for its clients: each whole or not at all, with progress, cancelled when asked to. */
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, isAbsolute, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { zipSync } from 'fflate'
import type { RequestOutput } from '../../contract/api'
import { PlateauError } from '../../contract/errors'
import { requireEnding, type ExportTarget } from '../../contract/exports'
import type { DataFormat, FigureSource, Provenance } from '../../contract/figure'
import type { ReportFormat } from '../../contract/report'
import { makeFolderAtomically, removeTemporaries } from '../../platform/atomic-file'
import type { StoredRun } from '../../store/runs'
import type { NumberTable } from '@panels/figure/numbers'
import type { EventBus } from '../events'
import type { FigureService } from '../figures/service'
import { findManyRuns, findRuns } from '../history/references'
import type { ReportFile, WritingOptions } from '../reports/write/report'
import type { ClientSession } from '../server'
import { csvEncoder } from './csv'
import type { Encoder } from './encoder'
import { jsonEncoder } from './json'
import { countMedia, mediaColumns, writeMedia } from './media'
import { writeModel, type ModelWriting } from './model'
import { parquetEncoder } from './parquet'
import { toFile, unlessAborted, type ExportProgress, type Output } from './writing'
import { runsOf, seriesKeysOf } from './source-series'
import { storedPoints } from './stored-points'

export type ExportRequest = {
  readonly id: string
  readonly path: string
  readonly replace: boolean
  readonly target: ExportTarget
}
export type ExportService = {
  /** @throws PlateauError `file-exists`, `file-unwritable`, `disk-full`, `cancelled`, and whatever making the content throws */
  write(request: ExportRequest, session: ClientSession): Promise<RequestOutput<'exports.write'>>
  /** Ends an export under way, which is then refused with `cancelled`; one that is not there any more is none to end. */
  cancel(id: string): void
  /** A client has left: what it waited for is cancelled. */
  leave(session: ClientSession): void
  /** Takes away what is half written; the core ends. */
  close(): void
}

export type ExportServiceOptions = ModelWriting & {
  readonly events: EventBus
  readonly figures: Pick<FigureService, 'render' | 'numbers' | 'prepare'>
  /** Where contents of media are kept, by their hash. */
  readonly contentPath: (sha256: string) => string
  readonly provenanceOf: (runs: readonly StoredRun[], source?: FigureSource) => Provenance
  /** The files that a report is in a format. */
  readonly reportFiles: (
    report: string,
    format: ReportFormat,
    options: WritingOptions,
  ) => Promise<readonly ReportFile[]>
}

/** Progress is told ten times a second at most. */
const tellMilliseconds = 100
/** Rows are encoded for so long at a time; then whoever else waits for the core has a turn. */
const sliceMilliseconds = 8
/** Characters or bytes that are written at a time. */
const writtenAtOnce = 262_144

type Active = { readonly session: number; readonly controller: AbortController }

export function createExportService(options: ExportServiceOptions): ExportService {
  const { store, events } = options
  const active = new Map<string, Active>()

  function progressOf(id: string, signal: AbortSignal): ExportProgress {
    let toldAt = Number.NEGATIVE_INFINITY
    return {
      signal,
      tell(done, total) {
        const now = performance.now()
        if (now - toldAt < tellMilliseconds && done < total) return
        toldAt = now
        events.publish('export-progress', { id, done, total })
      },
    }
  }

  async function write({ path, replace, target }: ExportRequest, progress: ExportProgress): Promise<Output> {
    switch (target.kind) {
      case 'drawing':
        return toFile(path, replace, progress, async (file, remarks) => {
          progress.tell(0, 1)
          const { bytes, remarks: told } = await options.figures.render(target.drawing, progress.signal)
          remarks.push(...told)
          await file.write(bytes)
          progress.tell(1, 1)
          return null
        })
      case 'points': {
        if (target.points === 'shown') await options.figures.prepare(target.source, progress.signal)
        const runs = findRuns(store, runsOf(target.source))
        const table =
          target.points === 'all'
            ? storedPoints(store, runs, seriesKeysOf(target.source))
            : options.figures.numbers(target.source)
        const provenance = options.provenanceOf(runs, target.source)
        return writeTable(path, replace, table, encoderOf(target, table, provenance), progress)
      }
      case 'runs': {
        const runs = await findManyRuns(store, target.runs, progress.signal)
        const table = storedPoints(store, runs, target.keys)
        return writeTable(path, replace, table, encoderOf(target, table, options.provenanceOf(runs)), progress)
      }
      case 'media':
        return writeMediaFolder(path, replace, target, progress)
      case 'model':
        return writeModel(options, path, replace, target, progress)
      case 'report':
        return writeReport(path, replace, target, progress)
    }
  }

  async function writeMediaFolder(
    path: string,
    replace: boolean,
    { runs: references, format }: Extract<ExportTarget, { kind: 'media' }>,
    progress: ExportProgress,
  ): Promise<Output> {
    const { signal, tell } = progress
    const runs = await findManyRuns(store, references, signal)
    const total = countMedia(store, runs)
    // Runs without any need no folder.
    if (total === 0) return { bytes: 0, rows: 0, remarks: [] }
    let rows = 0
    const bytes = await makeFolderAtomically(path, { replace }, async (folder) => {
      const encoder = encoderOf({ format, hasProvenance: false }, { columns: mediaColumns }, options.provenanceOf(runs))
      const parts = [encoder.begin()]
      for await (const some of writeMedia({ store, contentPath: options.contentPath }, runs, folder)) {
        parts.push(encoder.add(some))
        rows += some.count
        tell(rows, total)
        signal.throwIfAborted()
        await setImmediate()
      }
      await writeFile(
        join(folder, `media.${format}`),
        Buffer.concat([...parts, encoder.end()].map((part) => Buffer.from(part))),
      )
    })
    return { bytes, rows, remarks: [] }
  }

  async function writeReport(
    path: string,
    replace: boolean,
    { report, format }: Extract<ExportTarget, { kind: 'report' }>,
    progress: ExportProgress,
  ): Promise<Output> {
    const { signal, tell } = progress
    const read = (folder = '') =>
      unlessAborted(options.reportFiles(report, format, { signal, progress: tell, folder }), signal)
    const isFolder = format === 'latex' || format === 'md'
    if (!isFolder || path.toLowerCase().endsWith('.zip'))
      return toFile(path, replace, progress, async (file) => {
        const files = await read()
        await file.write(isFolder ? zipOf(files) : (files[0]?.bytes ?? ''))
        return null
      })
    if (/\.(tex|md|markdown)$/i.test(path)) {
      let beside = 0
      const written = await toFile(path, replace, progress, async (file) => {
        const folder = folderBeside(path)
        const [text, ...files] = await read(`${folder}/`)
        // Its words are of a folder with a main.tex.
        const others = files.filter((other) => other.path !== 'README.txt')
        beside = await writeFolder(join(dirname(path), folder), replace, others, signal)
        await file.write(text?.bytes ?? '')
        return null
      })
      return { ...written, bytes: written.bytes + beside }
    }
    return { bytes: await writeFolder(path, replace, read, signal), rows: null, remarks: [] }
  }

  return {
    async write(request, session) {
      const { id, path } = request
      if (!isAbsolute(path))
        throw new PlateauError('invalid-input', `${path} is not an absolute path.`, { field: 'path' })
      // A person who types a name into the system's dialog gets what the name says, or is told.
      if (request.target.kind !== 'media')
        requireEnding(path, request.target.kind === 'drawing' ? request.target.drawing.format : request.target.format)
      if (active.has(id))
        throw new PlateauError('invalid-input', 'An export with this id is already running.', { field: 'id' })
      const controller = new AbortController()
      active.set(id, { session: session.id, controller })
      try {
        return { path, ...(await write(request, progressOf(id, controller.signal))) }
      } finally {
        active.delete(id)
      }
    },
    cancel: (id) => active.get(id)?.controller.abort(cancelled()),
    leave(session) {
      for (const { session: owner, controller } of active.values())
        if (owner === session.id) controller.abort(cancelled())
    },
    close() {
      for (const { controller } of active.values()) controller.abort(cancelled())
      removeTemporaries()
    },
  }
}

const cancelled = () => new PlateauError('cancelled', 'The export was cancelled. No file was written.')

/** Where the pictures of `r.md` lie: a name that Markdown and TeX take as it is. */
function folderBeside(path: string): string {
  const stem = basename(path, extname(path)).replaceAll(/[^A-Za-z0-9-]+/g, '-')
  return `${stem === '' || stem === '-' ? 'report' : stem}-files`
}

/** A folder of files, whole or not at all. @returns its bytes; 0 for no files, which need no folder */
async function writeFolder(
  path: string,
  replace: boolean,
  files: readonly ReportFile[] | (() => Promise<readonly ReportFile[]>),
  signal: AbortSignal,
): Promise<number> {
  if (files.length === 0 && typeof files !== 'function') return 0
  return makeFolderAtomically(path, { replace }, async (folder) => {
    for (const file of typeof files === 'function' ? await files() : files) {
      const place = join(folder, file.path)
      await mkdir(dirname(place), { recursive: true })
      await writeFile(place, file.bytes)
      signal.throwIfAborted()
    }
  })
}

function zipOf(files: readonly ReportFile[]): Uint8Array {
  const isPacked = (path: string) => /\.(png|pdf)$/.test(path)
  return zipSync(
    Object.fromEntries(files.map(({ path, bytes }) => [path, [bytes, { level: isPacked(path) ? 0 : 6 }] as const])),
  )
}

function encoderOf(
  { format, hasProvenance }: { format: DataFormat; hasProvenance: boolean },
  { columns }: Pick<NumberTable, 'columns'>,
  provenance: Provenance,
): Encoder {
  switch (format) {
    case 'csv':
      return csvEncoder(columns, hasProvenance ? provenance : null)
    case 'json':
      return jsonEncoder(columns, provenance)
    case 'parquet':
      return parquetEncoder(columns, provenance)
  }
}

function writeTable(
  path: string,
  replace: boolean,
  { rows, total }: NumberTable,
  encoder: Encoder,
  progress: ExportProgress,
): Promise<Output> {
  return toFile(path, replace, progress, async (file) => {
    const { signal, tell } = progress
    let done = 0
    let waiting: (string | Uint8Array)[] = []
    let size = 0
    const flush = async () => {
      const parts = waiting
      waiting = []
      size = 0
      for (const part of joinTexts(parts)) await file.write(part)
    }
    const put = (part: string | Uint8Array) => {
      if (part.length === 0) return
      waiting.push(part)
      size += part.length
    }
    tell(0, total)
    put(encoder.begin())
    let began = performance.now()
    for (const some of rows) {
      put(encoder.add(some))
      done += some.count
      if (size >= writtenAtOnce) await flush()
      if (performance.now() - began < sliceMilliseconds) continue
      tell(done, total)
      await setImmediate()
      signal.throwIfAborted()
      began = performance.now()
    }
    put(encoder.end())
    await flush()
    tell(total, total)
    return done
  })
}

/** Texts that follow each other as one. */
function joinTexts(parts: readonly (string | Uint8Array)[]): (string | Uint8Array)[] {
  return parts.every((part) => typeof part === 'string') ? [parts.join('')] : [...parts]
}
