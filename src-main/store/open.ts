/** Opens the history. Only the core does. */
import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { PlateauError } from '../contract/errors'
import type { Database } from './database'
import { migrate, migrations, readVersion } from './migrate'
import { updateHistory, type UpdateProgress } from './upkeep'

export const databaseFileName = 'plateau.sqlite'

/** How long a core waits for somebody who is reading the history. */
const aloneMilliseconds = 2_000

type OpenOptions = {
  readonly alone?: boolean
  /** Called while a history of an earlier version is updated, which takes seconds for thousands of runs. */
  readonly onProgress?: (progress: UpdateProgress) => void
}

/**
 * Opens or makes the history in a home folder and migrates it, after a copy of an older one was kept.
 * @param options `alone`: nobody else can open it, not even a core that found the home without its lock.
 * @throws PlateauError `database-newer`, `home-locked`, `database-corrupt`, `disk-full` or `home-unwritable`, each a sentence.
 */
export function openDatabase(
  home: string,
  { alone = false, onProgress = () => undefined }: OpenOptions = {},
): Database {
  const file = join(home, databaseFileName)
  try {
    const database = new Sqlite(file, { timeout: alone ? aloneMilliseconds : 5_000 })
    // Before the first look: then not even the memory that connections share is made.
    if (alone) database.pragma('locking_mode = EXCLUSIVE')
    database.pragma('journal_mode = WAL')
    // What the window shows is on the disk: a committed epoch survives a power cut.
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    const version = readVersion(database)
    if (version > 0 && version < migrations.length) {
      onProgress({ done: 0, total: countRuns(database) })
      keepCopy(database, join(home, `backup-v${version}.sqlite`))
    }
    migrate(database)
    updateHistory(database, onProgress)
    indexReferences(database)
    return database
  } catch (error) {
    throw translateSqliteError(error)
  }
}

/**
 * What has a run deleted without a look at all others, whether they are made of it. It is no part of what a version of the history means: one without these is
 * as good, and slow to empty its bin.
 */
function indexReferences(database: Database): void {
  try {
    for (const column of ['parent_run', 'verifies'])
      database.exec(`CREATE INDEX IF NOT EXISTS runs_by_${column} ON runs (${column}) WHERE ${column} IS NOT NULL`)
  } catch (error) {
    if (!(error instanceof Sqlite.SqliteError && error.code === 'SQLITE_FULL')) throw error
  }
}

const countRuns = (database: Database): number =>
  database.prepare<[], number>('SELECT count(*) FROM runs').pluck().get() ?? 0

/** Whole or not there: a copy that was cut off must not be taken for the one that saves the history. */
function keepCopy(database: Database, target: string): void {
  if (existsSync(target)) return
  const unfinished = `${target}.part`
  rmSync(unfinished, { force: true })
  database.prepare('VACUUM INTO ?').run(unfinished)
  renameSync(unfinished, target)
}

/** SQLite's own codes as codes of the error table; anything else comes back as it was. */
export function translateSqliteError(error: unknown): unknown {
  if (!(error instanceof Sqlite.SqliteError)) return error
  const { code } = error
  if (code === 'SQLITE_FULL') {
    return new PlateauError('disk-full', 'The disk is full: the history could not be written.', { cause: error })
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return new PlateauError('database-corrupt', `The history ${databaseFileName} is damaged.`, { cause: error })
  }
  if (code === 'SQLITE_READONLY_DBMOVED')
    return new PlateauError('home-lost', `The history ${databaseFileName} was moved while Plateau had it open.`, {
      cause: error,
    })
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return new PlateauError('home-locked', `Another program has the history file ${databaseFileName} open.`, {
      cause: error,
    })
  if (code.startsWith('SQLITE_IOERR'))
    return new PlateauError(
      'home-unwritable',
      `The history ${databaseFileName} cannot be used: ${error.message} (${code}).`,
      {
        cause: error,
      },
    )
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_PERM')) {
    return new PlateauError('home-unwritable', 'Plateau cannot write to the history in the home folder.', {
      cause: error,
    })
  }
  return error
}
