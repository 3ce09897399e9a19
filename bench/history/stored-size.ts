/** What a history takes on the disk, for each value of its series. */
import Sqlite from 'better-sqlite3'
import { join } from 'node:path'
import { databaseFileName } from '../../src-main/store/open'

export type StoredSize = {
  /** Megabytes of the whole file. */
  readonly megabytes: number
  /** Bytes by table, with its indexes. */
  readonly tables: Readonly<Record<string, number>>
}

/** Tables that hold nothing but series: what of them there is in a home without points is not counted. */
const seriesTables = /^(series|epoch|packed|batch|step|point|chunk)/

/** @param home one that no core has open. */
export function readStoredSize(home: string): StoredSize {
  const database = new Sqlite(join(home, databaseFileName))
  try {
    database.pragma('wal_checkpoint(TRUNCATE)')
    const rows = database
      .prepare<[], { owner: string; bytes: number }>(
        `SELECT sqlite_schema.tbl_name AS owner, sum(dbstat.pgsize) AS bytes
        FROM dbstat JOIN sqlite_schema ON sqlite_schema.name = dbstat.name GROUP BY owner`,
      )
      .all()
    const pages = Number(database.pragma('page_count', { simple: true }))
    const free = Number(database.pragma('freelist_count', { simple: true }))
    return {
      megabytes: ((pages - free) * Number(database.pragma('page_size', { simple: true }))) / 1e6,
      tables: Object.fromEntries(rows.map(({ owner, bytes }) => [owner, bytes])),
    }
  } finally {
    database.close()
  }
}

/** Bytes of the tables of series, indexes included. */
export const seriesBytes = ({ tables }: StoredSize): number =>
  Object.entries(tables).reduce((sum, [name, bytes]) => sum + (seriesTables.test(name) ? bytes : 0), 0)
