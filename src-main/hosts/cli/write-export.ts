/** A file that the core writes for the command line: with its progress on a terminal, and Ctrl-C cancels it. */
import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import type { RequestOutput } from '@contract/api'
import { PlateauError } from '@contract/errors'
import type { ExportTargetInput } from '@contract/exports'
import type { Client } from '@contract/transport'
import { unknownWords } from '@panels/words/unknown-commands'
import { formatBytes, formatCount } from '../format'
import type { Session } from './session'

export type WrittenFile = RequestOutput<'exports.write'>

type ExportOptions = {
  /** Relative to the working directory. */
  readonly path: string
  readonly force: boolean
  readonly target: ExportTargetInput
}

/** @throws PlateauError as `exports.write`; `cancelled` after Ctrl-C */
export async function writeExport(
  { terminal, interrupts }: Session,
  client: Client,
  { path, force, target }: ExportOptions,
): Promise<WrittenFile> {
  const id = randomUUID()
  const stop = client.onEvent(({ event, payload }) => {
    if (event !== 'export-progress' || payload.id !== id) return
    const { done, total } = payload
    terminal.status(
      total > 1 ? `${formatCount(done)} of ${formatCount(total)} (${Math.floor((100 * done) / total)}%)` : '',
    )
  })
  // A core that is gone has cancelled by itself.
  interrupts.handleWith(() => void client.request('exports.cancel', { id }).catch(() => undefined))
  try {
    const written = await client.request('exports.write', { id, path: resolve(path), replace: force, target })
    for (const words of [...unknownMathematics(target), ...written.remarks]) terminal.remark(words)
    return written
  } catch (error) {
    if (error instanceof PlateauError && error.code === 'file-exists')
      throw new PlateauError('file-exists', `${resolve(path)} already exists (--force overwrites it).`, {
        cause: error,
      })
    throw error
  } finally {
    stop()
    terminal.status('')
  }
}

/** Mathematics in a figure's words that stands as it was typed: "Title: \oint is not known here; the formula stands as typed". */
function unknownMathematics(target: ExportTargetInput): string[] {
  if (target.kind !== 'drawing') return []
  const { text, style } = target.drawing
  const written = { Title: text.title, 'x label': text.xLabel, 'y label': text.yLabel, Legend: style.legendTemplate }
  return Object.entries(written).flatMap(([name, words]) => {
    const unknown = unknownWords(words ?? '')
    return unknown === '' ? [] : [`${name}: ${unknown}`]
  })
}

/** Whether an export ended because of Ctrl-C: the command ends as shells report that. */
export const wasInterrupted = ({ interrupts }: Session, error: unknown): boolean =>
  interrupts.isInterrupted() && error instanceof PlateauError && error.code === 'cancelled'

/** `12,000 rows, 1.2 MB`. */
export const sizeWords = ({ bytes, rows }: Pick<WrittenFile, 'bytes' | 'rows'>): string =>
  rows === null ? formatBytes(bytes) : `${formatCount(rows)} rows, ${formatBytes(bytes)}`
