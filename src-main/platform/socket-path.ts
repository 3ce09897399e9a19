/** Where a home's core listens: short enough for a Unix socket, in a folder that only the user can enter. */
import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { PlateauError } from '../contract/errors'

const digestOf = (home: string): string => createHash('sha256').update(realpathSync(home)).digest('hex').slice(0, 24)

/** In a home: where its core listens. */
const recordFileName = 'core.socket'

/** Written by a core that is about to listen: a process with another TMPDIR or XDG_RUNTIME_DIR would look elsewhere. */
export function recordSocketPath(home: string, path: string): void {
  writeFileSync(join(home, recordFileName), path, { mode: 0o600 })
}

/** Where the home's last core listened; null when there was none, and for what is another user's or another home's. */
export function readSocketPath(home: string): string | null {
  const file = join(home, recordFileName)
  const found = lstatSync(file, { throwIfNoEntry: false })
  if (found?.isFile() !== true) return null
  if (process.platform !== 'win32' && found.uid !== userInfo().uid) return null
  const path = readFileSync(file, 'utf8')
  // A home that was copied brings the record of the one that it was copied from.
  return path.includes(digestOf(home)) ? path : null
}

/**
 * Where a core of this home listens: the same whatever way the folder was written.
 * @throws PlateauError `not-allowed` when the socket folder belongs to somebody else.
 */
export function socketPath(home: string): string {
  const digest = digestOf(home)
  if (process.platform === 'win32') return `\\\\.\\pipe\\plateau-${digest}`
  const { uid } = userInfo()
  const folder = join(process.env.XDG_RUNTIME_DIR ?? tmpdir(), `plateau-${uid}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const found = lstatSync(folder)
  if (!found.isDirectory() || found.uid !== uid) {
    throw new PlateauError('not-allowed', `The folder ${folder} for the socket belongs to another user.`)
  }
  if ((found.mode & 0o077) !== 0) chmodSync(folder, 0o700)
  return join(folder, `${digest}.sock`)
}
