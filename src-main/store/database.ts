/** An open history, as every repository takes it. */
import type Sqlite from 'better-sqlite3'

export type Database = Sqlite.Database
