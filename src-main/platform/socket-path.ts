/** Where a home's core listens: short enough for a Unix socket, in a folder that only the user can enter. */
import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, realpathSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { PlateauError } from '../contract/errors'

/**
 * The socket of a home: the same from every process of one user, whatever way the folder was written.
 * @throws PlateauError `not-allowed` when the socket folder belongs to somebody else.
 */
export function socketPath(home: string): string {
  const digest = createHash('sha256').update(realpathSync(home)).digest('hex').slice(0, 24)
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
