/** Files that the core writes for its clients: each whole or not at all, with progress, cancelled when asked to. */
import { isAbsolute } from 'node:path'
import type { RequestOutput } from '../../contract/api'
import { PlateauError } from '../../contract/errors'
import { requireEnding, type ExportTarget } from '../../contract/exports'
import type { FigureSource, Provenance } from '../../contract/figure'
import { removeTemporaries } from '../../platform/atomic-file'
import type { StoredRun } from '../../store/runs'
import type { EventBus } from '../events'
import type { FigureService } from '../figures/service'
import { findManyRuns, findRuns } from '../history/references'
import type { ClientSession } from '../server'
import { writeMediaFolder } from './media-folder'
import { writeModel, type ModelWriting } from './model'
import { writeReport, type ReportFiles } from './report'
import { runsOf, seriesKeysOf } from './source-series'
import { storedPoints } from './stored-points'
import { encoderOf, writeTable } from './table'
import { toFile, type ExportProgress, type Output } from './writing'

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
  readonly reportFiles: ReportFiles
}

/** Progress is told ten times a second at most. */
const tellMilliseconds = 100

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
        return writeMediaFolder(options, path, replace, target, progress)
      case 'model':
        return writeModel(options, path, replace, target, progress)
      case 'report':
        return writeReport(options.reportFiles, path, replace, target, progress)
    }
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
