/** Where a home's core listens: short enough for a Unix socket, in a folder that only the user can enter. */
import { createHash } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  constants,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { PlateauError } from '../contract/errors'

const digestOf = (home: string): string => createHash('sha256').update(realpathSync(home)).digest('hex').slice(0, 24)

/** In a home: where its core listens. */
const recordFileName = 'core.socket'
/** Bytes of a path that every system takes for a socket: 107 on Linux, 103 on macOS. */
const longestSocketPath = 103

const fits = (path: string): boolean => Buffer.byteLength(path) <= longestSocketPath

/** Written by a core that is about to listen: a process with another TMPDIR or XDG_RUNTIME_DIR would look elsewhere. */
export function recordSocketPath(home: string, path: string): void {
  writeFileSync(join(home, recordFileName), path, { mode: 0o600 })
}

/** Where the home's last core listened; null when there was none, and for what is another user's or another home's. */
export function readSocketPath(home: string): string | null {
  const file = join(home, recordFileName)
  const found = lstatSync(file, { throwIfNoEntry: false })
  if (found?.isFile() !== true || found.size > 1_000) return null
  if (process.platform === 'win32') return ofThisHome(home, readFileSync(file, 'utf8'))
  if (found.uid !== userInfo().uid) return null
  const path = ofThisHome(home, readFileSync(file, 'utf8'))
  return path !== null && isAbsolute(path) && fits(path) ? path : null
}

/** A home that was copied brings the record of the one that it was copied from. */
const ofThisHome = (home: string, path: string): string | null => (path.includes(digestOf(home)) ? path : null)

/**
 * Where a core of this home listens: the same whatever way the folder was written. In XDG_RUNTIME_DIR; where that is missing,
 * relative, too long or may not be written, in the folder for temporary files, and at last in the home itself.
 * @throws PlateauError `home-unwritable` when there is no place for a socket.
 */
export function socketPath(home: string): string {
  const digest = digestOf(home)
  if (process.platform === 'win32') return `\\\\.\\pipe\\plateau-${digest}`
  const { uid } = userInfo()
  for (const parent of new Set([process.env.XDG_RUNTIME_DIR ?? '', tmpdir(), '/tmp'])) {
    const folder = join(parent, `plateau-${uid}`)
    const path = join(folder, `${digest}.sock`)
    if (isAbsolute(parent) && fits(path) && isUsable(parent, folder, uid)) return path
  }
  const inHome = join(realpathSync(home), `${digest}.sock`)
  if (fits(inHome)) return inHome
  throw new PlateauError(
    'home-unwritable',
    `There is nowhere to put the socket of ${home}: XDG_RUNTIME_DIR and the folder for temporary files cannot be used, and the path of the home folder is too long.`,
  )
}

/** Whether only this user can enter the folder, which is made where its parent is there. */
function isUsable(parent: string, folder: string, uid: number): boolean {
  try {
    if (!statSync(parent).isDirectory()) return false
    try {
      mkdirSync(folder, { mode: 0o700 })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const found = lstatSync(folder)
    if (!found.isDirectory() || found.uid !== uid) return false
    if ((found.mode & 0o077) !== 0) chmodSync(folder, 0o700)
    accessSync(folder, constants.W_OK | constants.X_OK)
    return true
  } catch {
    // Missing, read-only or somebody else's: the next place does as well.
    return false
  }
}
