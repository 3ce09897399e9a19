/** What a run has learnt as files: the trainer writes them, and they are put in their place whole. */
import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExportTarget } from '../../contract/exports'
import { makeFolderAtomically } from '../../platform/atomic-file'
import { findRun } from '../history/references'
import type { ModelExports } from '../jobs/model-exports'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import { toFile, unlessAborted, type ExportProgress, type Output } from './writing'

type Target = Extract<ExportTarget, { kind: 'model' }>

export type ModelWriting = {
  readonly store: Store
  readonly models: ModelExports
  /** Markdown about what a run has learnt; of its best epoch where none is given. */
  readonly modelCard: (run: StoredRun, epoch: number | undefined) => string
}

/** @throws PlateauError as the export service and {@link ModelExports} do */
export async function writeModel(
  { store, models, modelCard }: ModelWriting,
  path: string,
  replace: boolean,
  { run: reference, epoch, format }: Target,
  progress: ExportProgress,
): Promise<Output> {
  const { signal, tell } = progress
  const run = findRun(store, reference)
  if (format === 'model-card')
    return toFile(path, replace, progress, async (file) => {
      await file.write(modelCard(run, epoch))
      return null
    })
  tell(0, 1)
  const isPacked = path.toLowerCase().endsWith('.zip')
  const isFolder = (format === 'torch' || format === 'tfjs') && !isPacked
  if (isFolder) {
    const remarks: string[] = []
    const bytes = await makeFolderAtomically(path, { replace }, async (folder) => {
      const made = await unlessAborted(models.write(run, epoch, format, { folder, isPacked: false }), signal)
      remarks.push(...remarksOn(made.largestDifference))
    })
    tell(1, 1)
    return { bytes, rows: null, remarks }
  }
  return toFile(path, replace, progress, async (file, remarks) => {
    const folder = await mkdtemp(join(tmpdir(), 'plateau-model-'))
    try {
      const made = await unlessAborted(models.write(run, epoch, format, { folder, isPacked }), signal)
      remarks.push(...remarksOn(made.largestDifference))
      const [name = ''] = made.files
      for await (const piece of createReadStream(join(folder, name))) {
        await file.write(piece as Buffer)
        signal.throwIfAborted()
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
    tell(1, 1)
    return null
  })
}

const remarksOn = (difference: number | null): string[] =>
  difference === null
    ? []
    : [
        difference === 0
          ? 'Read back, it gives the same outputs as the run.'
          : `Read back, its outputs are ${difference.toExponential(1)} from the run’s at most.`,
      ]
