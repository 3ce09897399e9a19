/** File systems of a test's own: small ones that fill up, and ones that nobody may write in. Linux and root only. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { until } from './wait'

/** Why a test that needs one is skipped. */
export const needsMount = 'needs Linux and root, to mount a file system of its own'

/** Makes a folder and mounts a file system there, such as `size=200k` or `ro`; false where this user may not. */
export function mount(folder: string, options: string): boolean {
  mkdirSync(folder)
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0
}

export const remount = (folder: string, options: string): void =>
  void execFileSync('mount', ['-o', `remount,${options}`, folder])

/** Unmounts as soon as nothing uses it any longer: a process that was refused there may still be on its way out. */
export const unmount = (folder: string): Promise<void> =>
  until(
    () => spawnSync('umount', [folder]).status === 0,
    () => `${folder} could be unmounted`,
    30_000,
  )
