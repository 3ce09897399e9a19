/**
 * Columns over a run's epochs. A run that has ended is packed, each column one blob: a thousand runs of a thousand epochs are a
 * thousand small reads and not a million rows. Everything reads as well where nothing is packed.
 */
import { fromStored, isStored } from './numbers'
import type { Database } from './open'

/** Values at some of a run's epochs, ascending. */
export type EpochColumn = { readonly epochs: Int32Array; readonly values: Float64Array }

/** What `epochs` has besides the metrics, under keys that no metric has. NULL in it reads as NaN. */
const rowColumns = {
  '@elapsed_seconds': 'elapsed_seconds',
  '@ended_at': 'ended_at',
  epoch_seconds: 'seconds',
  images_per_second: 'images_per_second',
} as const
export type RowColumn = keyof typeof rowColumns
const isRowColumn = (key: string): key is RowColumn => Object.hasOwn(rowColumns, key)

type ColumnRow = { key: string; epochs: Buffer | null; numbers: Buffer }

/** Prepared statements over `epoch_columns` and `epoch_digests`. */
export function createEpochColumns(database: Database) {
  const rowStatements = Object.fromEntries(
    Object.entries(rowColumns).map(([key, column]) => [
      key,
      database
        .prepare<[string], [number, number | null]>(
          `SELECT epoch, ${column} FROM epochs WHERE run_id = ? ORDER BY epoch`,
        )
        .raw(),
    ]),
  )
  const metricRows = database
    .prepare<[string, string], [epoch: number, value: number | null, kind: number, negativeZero: number]>(
      `SELECT epoch, value, kind, negative_zero FROM epoch_points
      WHERE series_id = (SELECT series.id FROM series JOIN keys ON keys.id = series.key
        WHERE run = (SELECT number FROM runs WHERE runs.id = ?) AND keys.key = ?) ORDER BY epoch`,
    )
    .raw()
  const metricKeys = database
    .prepare<[string], string>(
      `SELECT keys.key FROM series JOIN keys ON keys.id = series.key
      WHERE run = (SELECT number FROM runs WHERE runs.id = ?) AND EXISTS (SELECT 1 FROM epoch_points WHERE series_id = series.id)
      ORDER BY series.id`,
    )
    .pluck()
  const unreadable = database
    .prepare<{ run: string }, number>(
      `SELECT (SELECT count(*) FROM epoch_points WHERE series_id IN (SELECT id FROM series WHERE run = (SELECT number FROM runs WHERE runs.id = @run))
        AND (kind IS NULL OR kind NOT BETWEEN 0 AND 3 OR (kind = 0) <> (value IS NOT NULL)
          OR typeof(value) NOT IN ('real', 'integer', 'null')))
      + (SELECT count(*) FROM epochs WHERE run_id = @run
        AND (typeof(seconds) <> 'real' OR typeof(elapsed_seconds) <> 'real' OR typeof(images_per_second) <> 'real'))`,
    )
    .pluck()
  const packed = database.prepare<[string, string], ColumnRow>(
    'SELECT key, epochs, numbers FROM epoch_columns WHERE run_id = ? AND key = ?',
  )
  const insert = database.prepare('INSERT INTO epoch_columns (run_id, key, epochs, numbers) VALUES (?, ?, ?, ?)')
  const clear = database.prepare('DELETE FROM epoch_columns WHERE run_id = ?')
  const isPacked = database.prepare<[string], 1>('SELECT 1 FROM epoch_digests WHERE run_id = ?').pluck()
  const digest = database.prepare<[string], string>('SELECT digest FROM epoch_digests WHERE run_id = ?').pluck()
  const insertDigest = database.prepare('INSERT INTO epoch_digests (run_id, digest) VALUES (?, ?)')
  const clearDigest = database.prepare('DELETE FROM epoch_digests WHERE run_id = ?')

  function readRows(run: string, key: string): EpochColumn {
    // A row that no version can have written has no value: it is left out, and counted by `countUnreadable`.
    const rows: readonly (readonly [epoch: number, value: number])[] = isRowColumn(key)
      ? (rowStatements[key]?.all(run) ?? []).map(([epoch, value]) => [epoch, value ?? Number.NaN])
      : metricRows
          .all(run, key)
          .flatMap(([epoch, ...stored]) =>
            isStored(stored[0], stored[1]) ? [[epoch, fromStored(...stored)] as const] : [],
          )
    return { epochs: Int32Array.from(rows, ([epoch]) => epoch), values: Float64Array.from(rows, ([, value]) => value) }
  }

  function read(run: string, key: string): EpochColumn | null {
    const row = packed.get(run, key)
    const column = (row === undefined ? null : fromRow(row)) ?? readRows(run, key)
    return column.epochs.length > 0 ? column : null
  }

  const pack = database.transaction((run: string, text: string) => {
    clear.run(run)
    clearDigest.run(run)
    for (const key of [...Object.keys(rowColumns), ...metricKeys.all(run)]) {
      const { epochs, values } = readRows(run, key)
      if (epochs.length === 0) continue
      const counts = epochs.every((epoch, index) => epoch === index + 1)
      insert.run(run, key, counts ? null : bytesOf(epochs), bytesOf(values))
    }
    insertDigest.run(run, text)
  })

  return {
    /** A metric of `epochMetricKeys`, or one of {@link RowColumn}; null where the run has none of it. */
    read,
    /** Every metric of a run, in the order in which they were first written. */
    metrics: (run: string): Map<string, EpochColumn> =>
      new Map(
        metricKeys.all(run).flatMap((key) => {
          const column = read(run, key)
          return column === null ? [] : [[key, column] as const]
        }),
      ),
    /** Packs a run that has ended, with the JSON that its summary is made of. */
    pack: (run: string, text: string): void => pack.immediate(run, text),
    /** The JSON that a run was packed with; null while it is not packed. */
    digest: (run: string): string | null => digest.get(run) ?? null,
    /** Values in its rows that no version can have written, or whose numbers are missing. */
    countUnreadable: (run: string): number => unreadable.get({ run }) ?? 0,
    isPacked: (run: string): boolean => isPacked.get(run) !== undefined,
    /** To be called in the transaction of whatever changes a run's epochs. */
    unpack(run: string): void {
      if (clearDigest.run(run).changes > 0) clear.run(run)
    },
  }
}

const bytesOf = (numbers: Int32Array | Float64Array): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)

/**
 * Copies, as a blob may lie at any address.
 * @returns null where the blobs are not what a version has written: the rows that they were packed from are the truth.
 */
function fromRow({ epochs, numbers }: ColumnRow): EpochColumn | null {
  if (!Buffer.isBuffer(numbers) || numbers.byteLength % Float64Array.BYTES_PER_ELEMENT !== 0) return null
  const values = new Float64Array(new Uint8Array(numbers).buffer)
  if (epochs === null) return { epochs: countUp(values.length), values }
  if (!Buffer.isBuffer(epochs) || epochs.byteLength !== values.length * Int32Array.BYTES_PER_ELEMENT) return null
  return { epochs: new Int32Array(new Uint8Array(epochs).buffer), values }
}

let counted = new Int32Array()

/** 1, 2, 3, ...: of one memory for all runs, as nearly every column has these epochs. Not to be written to. */
function countUp(length: number): Int32Array {
  if (counted.length < length) counted = new Int32Array(2 * length).map((_, index) => index + 1)
  return counted.subarray(0, length)
}
