/** Tables of numbers as files: encoded in slices, and written a piece at a time. */
import { setImmediate } from 'node:timers/promises'
import type { NumberTable } from '@panels/figure/numbers'
import type { DataFormat, Provenance } from '../../contract/figure'
import { csvEncoder } from './csv'
import type { Encoder } from './encoder'
import { jsonEncoder } from './json'
import { parquetEncoder } from './parquet'
import { toFile, type ExportProgress, type Output } from './writing'

/** Rows are encoded for so long at a time; then whoever else waits for the core has a turn. */
const sliceMilliseconds = 8
/** Characters or bytes that are written at a time. */
const writtenAtOnce = 262_144

export function encoderOf(
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

/** @returns with how many rows it has, once it is in its place */
export function writeTable(
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
