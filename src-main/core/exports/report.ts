/** Reports as files: one, a folder, a folder packed, or a text with a folder beside it. */
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import type { ExportTarget } from '../../contract/exports'
import type { ReportFormat } from '../../contract/report'
import { makeFolderAtomically } from '../../platform/atomic-file'
import type { ReportFile, WritingOptions } from '../reports/write/report'
import { toFile, unlessAborted, type ExportProgress, type Output } from './writing'

/** The files that a report is in a format. */
export type ReportFiles = (
  report: string,
  format: ReportFormat,
  options: WritingOptions,
) => Promise<readonly ReportFile[]>

/** Packed where the path ends in .zip; a text at a path of its own has its pictures in a folder beside it. */
export async function writeReport(
  reportFiles: ReportFiles,
  path: string,
  replace: boolean,
  { report, format }: Extract<ExportTarget, { kind: 'report' }>,
  progress: ExportProgress,
): Promise<Output> {
  const { signal, tell } = progress
  const read = (folder = '') => unlessAborted(reportFiles(report, format, { signal, progress: tell, folder }), signal)
  const isFolder = format === 'latex' || format === 'md'
  if (!isFolder || path.toLowerCase().endsWith('.zip'))
    return toFile(path, replace, progress, async (file) => {
      const files = await read()
      await file.write(isFolder ? await zipOf(files) : (files[0]?.bytes ?? ''))
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

async function zipOf(files: readonly ReportFile[]): Promise<Uint8Array> {
  // Loaded when a report is packed: most cores pack none.
  const { zipSync } = await import('fflate')
  const isPacked = (path: string) => /\.(png|pdf)$/.test(path)
  return zipSync(
    Object.fromEntries(files.map(({ path, bytes }) => [path, [bytes, { level: isPacked(path) ? 0 : 6 }] as const])),
  )
}
