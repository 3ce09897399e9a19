/** The home folder: fit to be written, on a local disk, and held by one core alone. */
import { accessSync, constants, mkdirSync, realpathSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { PlateauError } from '../contract/errors'

/** Magic numbers of Linux' statfs(2) for file systems whose locks do not hold between machines. */
const networkFileSystems = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x01021997, '9P'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
])

/**
 * Makes the home and checks it.
 * @returns its real path.
 * @throws PlateauError `home-unwritable` or `home-on-network`.
 */
export function prepareHome(home: string): string {
  try {
    mkdirSync(join(home, 'log'), { recursive: true, mode: 0o700 })
    mkdirSync(join(home, 'runs'), { recursive: true, mode: 0o700 })
    accessSync(home, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new PlateauError('home-unwritable', `The home folder ${home} cannot be written.`, { cause: error })
  }
  const path = realpathSync(home)
  const network = process.platform === 'linux' ? networkFileSystems.get(statfsSync(path).type >>> 0) : undefined
  if (network !== undefined) {
    throw new PlateauError('home-on-network', `The home folder ${home} is on a network file system (${network}).`)
  }
  return path
}

export type HomeLock = { release(): void }

/**
 * Holds `lock.sqlite` with an exclusive lock for this process's life; the system frees it however the process ends.
 * @returns null when another core has it.
 */
export function lockHome(home: string): HomeLock | null {
  const lock = new Sqlite(join(home, 'lock.sqlite'), { timeout: 0 })
  try {
    lock.pragma('locking_mode = EXCLUSIVE')
    lock.exec('BEGIN EXCLUSIVE')
    return { release: () => void lock.close() }
  } catch (error) {
    lock.close()
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null
    throw error
  }
}
