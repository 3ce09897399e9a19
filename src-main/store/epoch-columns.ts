/**
 * Epochs of ended runs, a column as one blob, with a checksum. Where a run is packed they are the only copy; where it trains again they are
 * rows (`epoch-rows`) once more.
 */
import { crc32 } from 'node:zlib'
import type { EpochColumn, EpochClock } from './epoch-rows'
import type { Database } from './database'

type Blobs = { epochs: unknown; numbers: unknown; checksum: unknown }
type ClockBlobs = Blobs & { count: unknown }

/** The numbers of an epoch, as they follow each other in `packed_epochs`. */
const clockFields = ['seconds', 'elapsedSeconds', 'imagesPerSecond', 'endedAt'] as const
export type ClockField = (typeof clockFields)[number]

/** Prepared statements over `epoch_columns` and `packed_epochs`. */
export function createEpochColumns(database: Database) {
  const one = database.prepare<[number], Blobs>('SELECT epochs, numbers, checksum FROM epoch_columns WHERE series = ?')
  const ofRun = database.prepare<[string], Blobs & { series: number }>(
    `SELECT series, epochs, numbers, checksum FROM epoch_columns
    WHERE series IN (SELECT series.id FROM series JOIN runs ON runs.number = series.run WHERE runs.id = ?)`,
  )
  const blobCount = database
    .prepare<[string], number>(
      `SELECT count(*) FROM epoch_columns
      WHERE series IN (SELECT series.id FROM series JOIN runs ON runs.number = series.run WHERE runs.id = ?)`,
    )
    .pluck()
  const insert = database.prepare(
    'INSERT OR REPLACE INTO epoch_columns (series, epochs, numbers, checksum) VALUES (?, ?, ?, ?)',
  )
  const remove = database.prepare('DELETE FROM epoch_columns WHERE series = ?')
  const clocks = database.prepare<[string], ClockBlobs>(
    `SELECT count, packed_epochs.epochs, numbers, checksum FROM packed_epochs JOIN runs ON runs.number = run WHERE runs.id = ?`,
  )
  const isPacked = database
    .prepare<[string], 1>('SELECT 1 FROM packed_epochs JOIN runs ON runs.number = run WHERE runs.id = ?')
    .pluck()
  const insertClocks = database.prepare(`
    INSERT OR REPLACE INTO packed_epochs (run, count, epochs, numbers, checksum) SELECT number, ?, ?, ?, ? FROM runs WHERE id = ?`)
  const removeClocks = database.prepare('DELETE FROM packed_epochs WHERE run = (SELECT number FROM runs WHERE id = ?)')

  return {
    isPacked: (run: string): boolean => isPacked.get(run) !== undefined,
    /** Null where the series is not packed, and where its blob is damaged. */
    read(series: number): EpochColumn | null {
      const blobs = one.get(series)
      return blobs === undefined ? null : readColumn(blobs)
    },
    /** Of a packed run. What is damaged of them reads as NaN, at epochs counted from 1. */
    epochs: (run: string): EpochClock[] => readClocks(clocks.get(run)),
    /** One number of every epoch of a packed run; as `epochs` where it is damaged. */
    clock: (run: string, field: ClockField): EpochColumn => readClock(clocks.get(run), clockFields.indexOf(field)),
    pack(series: number, { epochs, values }: EpochColumn): void {
      const counted = isCounted(epochs) ? null : bytesOf(epochs)
      const numbers = bytesOf(values)
      insert.run(series, counted, numbers, checksumOf(counted, numbers))
    },
    packEpochs(run: string, rows: readonly EpochClock[]): void {
      const epochs = Int32Array.from(rows, ({ epoch }) => epoch)
      const counted = isCounted(epochs) ? null : bytesOf(epochs)
      const numbers = bytesOf(Float64Array.from(clockFields.flatMap((field) => rows.map((row) => row[field]))))
      insertClocks.run(rows.length, counted, numbers, checksumOf(counted, numbers), run)
    },
    remove: (series: number): void => void remove.run(series),
    removeEpochs: (run: string): void => void removeClocks.run(run),
    /** Blobs of series that a run has while it is not packed: what could not be unpacked of them. */
    countDamaged: (run: string): number => blobCount.get(run) ?? 0,
    /** How many values of a run's blobs cannot be read; those that nobody can count are one. */
    countUnreadable(run: string): number {
      const columns = ofRun.all(run).reduce((sum, blobs) => sum + (isWhole(blobs) ? 0 : countIn(blobs)), 0)
      const row = clocks.get(run)
      return columns + (row === undefined || isWholeClock(row) ? 0 : Math.max(1, countOf(row)))
    },
  }
}

const bytesOf = (numbers: Int32Array | Float64Array): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)

const checksumOf = (epochs: Uint8Array | null, numbers: Uint8Array): number =>
  crc32(numbers, epochs === null ? 0 : crc32(epochs))

const isCounted = (epochs: Int32Array): boolean => epochs.every((epoch, index) => epoch === index + 1)

/** Values that lie in a blob, readable or not; at least one. */
const countIn = ({ numbers }: Blobs): number =>
  Buffer.isBuffer(numbers) ? Math.max(1, Math.floor(numbers.byteLength / Float64Array.BYTES_PER_ELEMENT)) : 1

/** Copies, as a blob may lie at any address. Null where the blobs are not what was written. */
function readColumn({ epochs, numbers, checksum }: Blobs): EpochColumn | null {
  if (!isWhole({ epochs, numbers, checksum })) return null
  const values = new Float64Array(new Uint8Array(numbers as Buffer).buffer)
  if (!Buffer.isBuffer(epochs)) return { epochs: countUp(values.length), values }
  return { epochs: new Int32Array(new Uint8Array(epochs).buffer), values }
}

/** The value of one epoch, without reading the others; undefined where there is none, and where the blobs are not what was written. */
export function valueInBlobs({ epochs, numbers, checksum }: Blobs, epoch: number): number | undefined {
  if (!isWhole({ epochs, numbers, checksum }) || !Buffer.isBuffer(numbers)) return undefined
  let place = epoch - 1
  if (Buffer.isBuffer(epochs)) {
    place = 0
    while (4 * place < epochs.byteLength && epochs.readInt32LE(4 * place) !== epoch) place += 1
  }
  return place >= 0 && 8 * place < numbers.byteLength ? numbers.readDoubleLE(8 * place) : undefined
}

/** Whether the blobs are what was written. */
function isWhole({ epochs, numbers, checksum }: Blobs): boolean {
  if (!Buffer.isBuffer(numbers) || numbers.byteLength % Float64Array.BYTES_PER_ELEMENT !== 0) return false
  if (epochs !== null && (!Buffer.isBuffer(epochs) || 2 * epochs.byteLength !== numbers.byteLength)) return false
  return checksum === checksumOf(epochs, numbers)
}

/** The longest run of epochs that a count in a damaged row is believed to be. */
const mostEpochs = 10_000_000

const countOf = ({ count }: ClockBlobs): number =>
  Number.isSafeInteger(count) && Number(count) >= 0 && Number(count) <= mostEpochs ? Number(count) : 0

const isWholeClock = (row: ClockBlobs): boolean =>
  Buffer.isBuffer(row.numbers) &&
  (row.epochs === null || (Buffer.isBuffer(row.epochs) && row.epochs.byteLength === 4 * countOf(row))) &&
  row.numbers.byteLength === 8 * clockFields.length * countOf(row) &&
  row.checksum === checksumOf(row.epochs, row.numbers)

/** One column of them. @param field its place in {@link clockFields} */
function readClock(row: ClockBlobs | undefined, field: number): EpochColumn {
  const count = row === undefined ? 0 : countOf(row)
  if (row === undefined || !isWholeClock(row) || !Buffer.isBuffer(row.numbers))
    return { epochs: countUp(count), values: new Float64Array(count).fill(Number.NaN) }
  const part = row.numbers.subarray(8 * field * count, 8 * (field + 1) * count)
  const epochs = Buffer.isBuffer(row.epochs) ? new Int32Array(new Uint8Array(row.epochs).buffer) : countUp(count)
  return { epochs, values: new Float64Array(new Uint8Array(part).buffer) }
}

function readClocks(row: ClockBlobs | undefined): EpochClock[] {
  const columns = clockFields.map((_, field) => readClock(row, field))
  const epochs = columns[0]?.epochs ?? new Int32Array()
  const at = (field: number, index: number): number => columns[field]?.values[index] ?? Number.NaN
  return Array.from(epochs, (epoch, index) => ({
    epoch,
    seconds: at(0, index),
    elapsedSeconds: at(1, index),
    imagesPerSecond: at(2, index),
    endedAt: at(3, index),
  }))
}

let counted = new Int32Array()

/** 1, 2, 3, ...: of one memory for all runs, as nearly every column has these epochs. Not to be written to. */
function countUp(length: number): Int32Array {
  if (counted.length < length) counted = new Int32Array(2 * length).map((_, index) => index + 1)
  return counted.subarray(0, length)
}
