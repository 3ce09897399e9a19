/** The home folder: fit to be written, on a local disk, and held by one core alone. */
import { accessSync, chmodSync, constants, lstatSync, readdirSync, realpathSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { PlateauError } from '../contract/errors'
import { homeFailure } from '../platform/home-failure'
import { makeFolder } from '../platform/make-folder.mjs'
import { keepOthersOut } from '../platform/permissions'
import { translateSqliteError } from '../store/open'
import { watchFile } from './home-watch'

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
 * Makes the home and checks it; from then on whatever this process makes is for its user alone.
 * @returns its real path.
 * @throws PlateauError `home-unwritable`, `disk-full` or `home-on-network`.
 */
export function prepareHome(home: string): string {
  try {
    makeFolder(join(home, 'log'))
    makeFolder(join(home, 'runs'))
    makeFolder(join(home, 'journals'))
    const path = realpathSync(home)
    keepOthersOut(path)
    refuseNetwork(home, path)
    accessSync(path, constants.W_OK | constants.X_OK)
    closeToOthers(path)
    return path
  } catch (error) {
    throw homeFailure(home, error)
  }
}

function refuseNetwork(home: string, path: string): void {
  const network = process.platform === 'linux' ? networkFileSystems.get(statfsSync(path).type >>> 0) : undefined
  if (network !== undefined)
    throw new PlateauError('home-on-network', `The home folder ${home} is on a network file system (${network}).`)
}

/** What earlier versions, or the person, made in a way that others on this machine could read. The home's own mode stays as it is. */
function closeToOthers(home: string): void {
  if (process.platform === 'win32') return
  for (const entry of readdirSync(home, { withFileTypes: true })) {
    if (!entry.isFile() && !(entry.isDirectory() && ownFolders.has(entry.name))) continue
    if (entry.isFile() && !ownFile.test(entry.name)) continue
    const path = join(home, entry.name)
    const { mode } = lstatSync(path)
    if ((mode & 0o077) !== 0) chmodSync(path, mode & 0o700)
  }
}

const ownFolders = new Set(['log', 'runs', 'journals', 'media', 'data-sets'])
/** The history, its journals and copies, the lock, the record of the socket, ends that wait. */
const ownFile = /^(?:plateau\.sqlite.*|lock\.sqlite.*|backup-v\d+\.sqlite.*|core\.socket|pending-ends|window\.json)$/

export type HomeLock = {
  /** Takes the lock anew where its file was deleted or replaced. */
  renew(): void
  release(): void
}

/**
 * Holds `lock.sqlite` with an exclusive lock for this process's life; the system frees it however the process ends.
 * @returns null when another core has it.
 * @throws PlateauError `home-unwritable` or `disk-full`
 */
export function lockHome(home: string): HomeLock | null {
  const path = join(home, 'lock.sqlite')
  let lock = openLock(path)
  if (lock === null) return null
  let file = watchFile(path)
  return {
    renew() {
      if (file.isOwn()) return
      // Deleted or replaced: the history itself is held alone as well, so that whoever took the new one will let it go.
      const renewed = openLock(path)
      if (renewed === null) return
      lock?.close()
      lock = renewed
      file = watchFile(path)
    },
    release: () => void lock?.close(),
  }
}

function openLock(path: string): Sqlite.Database | null {
  let lock: Sqlite.Database | null = null
  try {
    lock = new Sqlite(path, { timeout: 0 })
    lock.pragma('locking_mode = EXCLUSIVE')
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock?.close()
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null
    throw translateSqliteError(error)
  }
}
