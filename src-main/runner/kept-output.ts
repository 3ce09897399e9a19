/** The last of what a program prints, byte by byte: a file, and the one before it. */
import { closeSync, openSync, renameSync, writeSync } from 'node:fs'

/** Of each of the two. */
export const outputFileBytes = 10_000_000

export type KeptOutput = { write(bytes: Buffer): void; close(): void }

/** @param path of the newer file; the older one is `path` with `.1` behind it */
export function openKeptOutput(path: string): KeptOutput {
  let descriptor: number | null = open(path)
  let size = 0
  return {
    write(all) {
      // Of more than fits, the end.
      const bytes = all.length > outputFileBytes ? all.subarray(all.length - outputFileBytes) : all
      if (descriptor === null) return
      try {
        if (size + bytes.length > outputFileBytes) {
          closeSync(descriptor)
          descriptor = null
          renameSync(path, `${path}.1`)
          descriptor = open(path)
          size = 0
          if (descriptor === null) return
        }
        size += writeSync(descriptor, bytes)
      } catch {
        // A full disk, or a folder that was deleted: the log has what the program printed all the same.
        if (descriptor !== null) closeSync(descriptor)
        descriptor = null
      }
    },
    close() {
      if (descriptor !== null) closeSync(descriptor)
      descriptor = null
    },
  }
}

function open(path: string): number | null {
  try {
    return openSync(path, 'w', 0o600)
  } catch {
    // As above: it is a copy.
    return null
  }
}
