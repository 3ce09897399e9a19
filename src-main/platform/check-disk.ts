/** Whether there is room to write: on the disk of the history, bytes and, where the file system counts them, files. */
import { statfsSync } from 'node:fs'
import type { Check } from '../contract/system'

/** Below this a full reproduction may not fit. */
const comfortableBytes = 1e9
/** Below this not even a small network's checkpoint and the history's log fit. */
const fewestBytes = 1024 * 1024

/** What statfs(2) says of a file system. */
export type DiskSpace = {
  readonly bavail: number
  readonly bsize: number
  readonly files: number
  readonly ffree: number
}

/**
 * @param folder one that is there
 * @param showBytes a size in words
 */
export function checkDisk(
  folder: string,
  showBytes: (bytes: number) => string,
  read: (folder: string) => DiskSpace = statfsSync,
): Check {
  const base = { id: 'disk', label: 'Disk' }
  const { bavail, bsize, files, ffree } = read(folder)
  const free = bavail * bsize
  const remedy = 'Free some space.'
  if (free < fewestBytes) return { ...base, status: 'missing', detail: `Full: only ${showBytes(free)} free`, remedy }
  // Some file systems, such as btrfs, count no files: they say 0 of 0.
  if (files > 0 && ffree === 0)
    return {
      ...base,
      status: 'missing',
      detail: `Full: ${showBytes(free)} free, but no more files can be made`,
      remedy: 'Delete files that are not needed.',
    }
  if (free < comfortableBytes) return { ...base, status: 'warning', detail: `Only ${showBytes(free)} free`, remedy }
  return { ...base, status: 'ok', detail: `${showBytes(free)} free`, remedy: null }
}
