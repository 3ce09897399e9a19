/** Brings a database to the newest version: ordered files, each in one transaction with its version. */
import type Sqlite from 'better-sqlite3'
import { PlateauError } from '../contract/errors'

type Database = Sqlite.Database

export type Migration = { readonly version: number; readonly name: string; readonly sql: string }

const files = import.meta.glob<string>('../../migrations/*.sql', { query: '?raw', import: 'default', eager: true })

/** The migrations of this build, in order. Throws when a number is missing or doubled. */
export const migrations: readonly Migration[] = Object.entries(files)
  .map(([path, sql]) => {
    const name = path.slice(path.lastIndexOf('/') + 1)
    return { version: Number(name.slice(0, 4)), name, sql }
  })
  .sort((left, right) => left.version - right.version)

migrations.forEach(({ version, name }, index) => {
  if (version !== index + 1) throw new Error(`Migration ${name} should be number ${index + 1}`)
})

/** The version a database is at; 0 for a new one. */
export function readVersion(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }))
}

/**
 * Applies what is missing.
 * @throws PlateauError `database-newer` when the database is ahead of this build.
 */
export function migrate(database: Database, list: readonly Migration[] = migrations): void {
  const version = readVersion(database)
  if (version > list.length) {
    throw new PlateauError(
      'database-newer',
      `The history has version ${version}; this Plateau supports versions up to ${list.length}.`,
    )
  }
  for (const migration of list.slice(version)) withoutChecks(database, () => apply(database, migration))
}

function apply(database: Database, { version, sql }: Migration): void {
  database
    .transaction(() => {
      database.exec(sql)
      database.pragma(`user_version = ${version}`)
    })
    .exclusive()
}

/**
 * A table that is rebuilt must not take the rows with it that refer to it, and a damaged cell must not end a migration: reading says what it
 * is. Both are switched outside of the transaction, where alone they have an effect.
 */
function withoutChecks(database: Database, work: () => void): void {
  const hadForeignKeys = database.pragma('foreign_keys', { simple: true }) === 1
  database.pragma('foreign_keys = OFF')
  database.pragma('ignore_check_constraints = ON')
  try {
    work()
  } finally {
    database.pragma('ignore_check_constraints = OFF')
    if (hadForeignKeys) database.pragma('foreign_keys = ON')
  }
}
