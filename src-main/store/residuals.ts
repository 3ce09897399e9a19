/** Errors of validation images as counts, one measurement a run. */
import type { Database } from './database'

export type StoredResiduals = {
  readonly epoch: number
  readonly images: number
  /** Of the bins of maths/error-histogram. */
  readonly counts: Float64Array
}

type ResidualRow = { epoch: number; images: number; counts: Buffer }

const isReadable = ({ epoch, images, counts }: ResidualRow): boolean =>
  Number.isSafeInteger(epoch) && Number.isSafeInteger(images) && Buffer.isBuffer(counts) && counts.byteLength % 4 === 0

/** Prepared statements over `residuals`. */
export function createResidualRepository(database: Database) {
  const upsert = database.prepare(`
    INSERT INTO residuals (run_id, epoch, images, counts) VALUES (?, ?, ?, ?)
    ON CONFLICT (run_id) DO UPDATE SET epoch = excluded.epoch, images = excluded.images, counts = excluded.counts`)
  const ofRun = database.prepare<[string], ResidualRow>('SELECT epoch, images, counts FROM residuals WHERE run_id = ?')
  return {
    /** Takes the place of an earlier measurement. @throws RangeError for a count that is not a whole number below 2^32. */
    keep(run: string, { epoch, images, counts }: StoredResiduals): void {
      const bytes = Buffer.alloc(4 * counts.length)
      counts.forEach((count, bin) => bytes.writeUInt32LE(count, 4 * bin))
      upsert.run(run, epoch, images, bytes)
    },
    get(run: string): StoredResiduals | null {
      const row = ofRun.get(run)
      // What cannot be read counts as not measured: it can be measured again.
      if (row === undefined || !isReadable(row)) return null
      const { epoch, images, counts: bytes } = row
      return {
        epoch,
        images,
        counts: Float64Array.from({ length: bytes.length / 4 }, (_, bin) => bytes.readUInt32LE(4 * bin)),
      }
    },
  }
}
