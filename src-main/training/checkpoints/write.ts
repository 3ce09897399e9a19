/** Checkpoint files that are on the disk whole, under their name, or not there at all. */
import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { CheckpointFile, CheckpointKind } from '../../contract/checkpoint'
import { PlateauError } from '../../contract/errors'
import { makeFolder } from '../../platform/make-folder.mjs'

export type CheckpointContents = {
  readonly kind: CheckpointKind
  readonly epoch: number
  /** The file's bytes, in their order. */
  readonly pieces: readonly Uint8Array[]
}

/** What is under way ends so; a trainer that is killed leaves it behind. */
const unfinishedSuffix = '.part'

/** `<attempt>/epoch-000012.safetensors`, or `.weights.safetensors`: relative to the run's folder, with slashes. */
export function checkpointFileName(attempt: number, kind: CheckpointKind, epoch: number): string {
  const number = String(epoch).padStart(6, '0')
  return `${attempt}/epoch-${number}${kind === 'weights' ? '.weights' : ''}.safetensors`
}

/**
 * Writes one checkpoint: under a temporary name, synced, renamed, and the folder synced; when it returns, neither a kill nor a
 * power cut takes it away.
 * @param directory the run's folder of checkpoints. One that is gone is not made anew: its home was moved or deleted.
 * @throws PlateauError `disk-full` or `home-unwritable`
 */
export function writeCheckpoint(
  directory: string,
  attempt: number,
  { kind, epoch, pieces }: CheckpointContents,
): CheckpointFile {
  const file = checkpointFileName(attempt, kind, epoch)
  const path = join(directory, file)
  const unfinished = `${path}${unfinishedSuffix}`
  try {
    makeOneFolder(dirname(path))
    const written = writeSynced(unfinished, pieces)
    renameSync(unfinished, path)
    syncFolder(dirname(path))
    return { kind, epoch, file, ...written }
  } catch (error) {
    throw describeFailure(path, error)
  }
}

function writeSynced(path: string, pieces: readonly Uint8Array[]): { bytes: number; sha256: string } {
  const descriptor = openSync(path, 'w', 0o600)
  try {
    try {
      return writePieces(descriptor, pieces)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    // On a full disk a part of a file takes the room that the history needs.
    rmSync(path, { force: true })
    throw error
  }
}

function writePieces(descriptor: number, pieces: readonly Uint8Array[]): { bytes: number; sha256: string } {
  const hash = createHash('sha256')
  let bytes = 0
  for (const piece of pieces) {
    hash.update(piece)
    for (let done = 0; done < piece.length;) done += writeSync(descriptor, piece, done)
    bytes += piece.length
  }
  fsyncSync(descriptor)
  return { bytes, sha256: hash.digest('hex') }
}

/** A new folder is not on the disk before the one that holds it is synced. */
function makeOneFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST') return
    throw error
  }
  syncFolder(dirname(path))
}

/** Windows opens no folders as files; NTFS keeps the order of its own records. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/**
 * Makes the folder of a run's checkpoints, and removes what attempts that were killed have left there half-written. Call it before
 * the first write.
 * @throws PlateauError `disk-full` or `home-unwritable`
 */
export function prepareFolder(directory: string): void {
  try {
    makeFolder(directory)
    syncFolder(dirname(directory))
    for (const entry of readdirSync(directory, { recursive: true, encoding: 'utf8' }))
      if (entry.endsWith(`.safetensors${unfinishedSuffix}`)) rmSync(join(directory, entry), { force: true })
  } catch (error) {
    throw describeFailure(directory, error)
  }
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'code' in error

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder is a file',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the disk is read-only',
}

function describeFailure(path: string, error: unknown): unknown {
  if (!isSystemError(error)) return error
  const { code = '', message } = error
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new PlateauError('disk-full', `The disk is full: the checkpoint ${path} could not be written.`, {
      cause: error,
    })
  return new PlateauError(
    'home-unwritable',
    `The checkpoint ${path} could not be written: ${reasons[code] ?? message}.`,
    { cause: error },
  )
}
