/** What a run goes on from: the first of the checkpoints it was offered that is whole and unaltered. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CheckpointFile } from '../../contract/checkpoint'
import { PlateauError } from '../../contract/errors'
import type { LogEntry } from '../../contract/run'
import type { TrainerCommand } from '../../contract/trainer-protocol'
import { isEngineVersion, type EngineVersion } from '../engine'
import { decodeRecord, findOtherSetting, type CheckpointRecord } from './record'
import { decodeSafetensors, type SafetensorsFile } from './safetensors'

export type Checkpoint = { readonly record: CheckpointRecord; readonly contents: SafetensorsFile }

type Start = Extract<TrainerCommand, { type: 'start' }>
type Log = (level: LogEntry['level'], message: string) => void

/**
 * Reads the candidates, best first, each held against its hash.
 * @param engineVersion of a run that begins now
 * @returns the first that can be used, or null: then the run begins from the beginning, and the log says why.
 * @throws PlateauError `checkpoint-corrupt` when none is left and there were weights only, and for a checkpoint that is whole
 * and belongs to a run with other settings.
 */
export function chooseCheckpoint(
  {
    directory,
    resumeFrom,
    allowsFreshOptimizer,
    config,
  }: Pick<Start, 'directory' | 'resumeFrom' | 'allowsFreshOptimizer' | 'config'>,
  engineVersion: EngineVersion,
  log: Log,
): Checkpoint | null {
  if (resumeFrom.length === 0) return null
  const usable = resumeFrom.filter(({ kind }) => kind === 'whole' || allowsFreshOptimizer)
  for (const file of usable) {
    let checkpoint: Checkpoint
    try {
      checkpoint = readCheckpoint(directory, file)
    } catch (error) {
      if (!(error instanceof PlateauError)) throw error
      log('warning', `The checkpoint of epoch ${file.epoch}, ${file.file}, cannot be used. ${error.message}`)
      continue
    }
    const { record } = checkpoint
    const other = findOtherSetting(record, config)
    if (other !== null)
      throw new PlateauError(
        'checkpoint-corrupt',
        `The checkpoint of epoch ${file.epoch}, ${file.file}, was made with different settings (${other}).`,
      )
    if (!isEngineVersion(record.engineVersion))
      log(
        'warning',
        `The checkpoint was written by engine version ${record.engineVersion}; this is version ${engineVersion}. The last digits of results may differ.`,
      )
    log('info', `Resuming from the checkpoint of epoch ${file.epoch}, ${file.file}.`)
    if (file.kind === 'weights')
      log('warning', 'The checkpoint has weights only: the optimizer starts afresh, which may show in the curve.')
    return checkpoint
  }
  if (usable.length > 0 && usable.every(({ kind }) => kind === 'weights'))
    throw new PlateauError('checkpoint-corrupt', 'There is no checkpoint to resume from.')
  log('warning', 'There is no checkpoint to resume from; the run starts from the beginning.')
  return null
}

/** @throws PlateauError `checkpoint-corrupt` with one sentence on what is wrong with the file. */
export function readCheckpoint(directory: string, file: CheckpointFile): Checkpoint {
  const corrupt = (sentence: string, cause?: unknown) => new PlateauError('checkpoint-corrupt', sentence, { cause })
  let bytes: Uint8Array
  try {
    bytes = readFileSync(join(directory, file.file))
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw corrupt(
      isMissing ? 'It is missing.' : `It cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      error,
    )
  }
  if (bytes.length !== file.bytes) throw corrupt(`It is truncated: it has ${bytes.length} bytes, not ${file.bytes}.`)
  if (createHash('sha256').update(bytes).digest('hex') !== file.sha256)
    throw corrupt('It is corrupted: its checksum does not match.')
  const contents = decodeSafetensors(bytes)
  const record = decodeRecord(contents.metadata)
  if (record.epoch !== file.epoch || record.kind !== file.kind)
    throw corrupt(`It claims to be the ${record.kind} checkpoint of epoch ${record.epoch}.`)
  return { record, contents }
}
