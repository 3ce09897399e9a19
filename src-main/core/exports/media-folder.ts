/** Media of runs as an export: their contents and the table of who has them, in one folder. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { ExportTarget } from '../../contract/exports'
import type { Provenance } from '../../contract/figure'
import { makeFolderAtomically } from '../../platform/atomic-file'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import { findManyRuns } from '../history/references'
import { countMedia, mediaColumns, writeMedia, type MediaExport } from './media'
import { encoderOf } from './table'
import type { ExportProgress, Output } from './writing'

export type MediaFolderWriting = MediaExport & {
  readonly store: Store
  readonly provenanceOf: (runs: readonly StoredRun[]) => Provenance
}

/** A folder of contents with their table; none where there are no media. */
export async function writeMediaFolder(
  { store, contentPath, provenanceOf }: MediaFolderWriting,
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
    const encoder = encoderOf({ format, hasProvenance: false }, { columns: mediaColumns }, provenanceOf(runs))
    const parts = [encoder.begin()]
    for await (const some of writeMedia({ store, contentPath }, runs, folder)) {
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
