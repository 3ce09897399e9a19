/** The eight fixed validation images, and what a network makes of them at every epoch. */
import type { SampleSizes } from '../contract/run-data'
import type { Database } from './database'

type OutputsRow = { epoch: number; encoding: 'float16' | 'float32'; outputs: Buffer }

/** A blob's bytes by themselves, so that any alignment does. */
const bufferOf = (bytes: Buffer): ArrayBuffer => new Uint8Array(bytes).buffer

const toBytes = (numbers: Float32Array | Float16Array): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)

const readOutputs = ({ encoding, outputs }: OutputsRow): Float32Array =>
  encoding === 'float16' ? Float32Array.from(new Float16Array(bufferOf(outputs))) : new Float32Array(bufferOf(outputs))

const bytesOf = (numbers: number): Readonly<Record<string, number>> => ({ float16: 2 * numbers, float32: 4 * numbers })
/** Whether a row's outputs are as a version has written them, in SQL, of `@numbers` of them, and of one that was read. */
const readable = `length(outputs) = CASE encoding WHEN 'float16' THEN 2 * @numbers WHEN 'float32' THEN 4 * @numbers END`
const isReadable = ({ encoding, outputs }: OutputsRow, numbers: number): boolean =>
  Buffer.isBuffer(outputs) && outputs.byteLength === bytesOf(numbers)[encoding]
const isReadableSet = ({ inputs, targets }: { inputs: Buffer; targets: Buffer }, sizes: SampleSizes): boolean =>
  Buffer.isBuffer(inputs) &&
  Buffer.isBuffer(targets) &&
  inputs.byteLength === sizes.inputs &&
  targets.byteLength === 4 * sizes.outputs

/** Prepared statements over `sample_sets` and `epoch_samples`. */
export function createSampleRepository(database: Database) {
  const insertSet = database.prepare(
    'INSERT INTO sample_sets (id, inputs, targets) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING',
  )
  const set = database.prepare<[string], { inputs: Buffer; targets: Buffer }>(
    'SELECT inputs, targets FROM sample_sets WHERE id = ?',
  )
  const upsertOutputs = database.prepare(`
    INSERT INTO epoch_samples (run_id, epoch, encoding, outputs) VALUES (?, ?, 'float16', ?)
    ON CONFLICT (run_id, epoch) DO UPDATE SET encoding = excluded.encoding, outputs = excluded.outputs`)
  const outputs = database.prepare<[string, number], OutputsRow>(
    'SELECT epoch, encoding, outputs FROM epoch_samples WHERE run_id = ? AND epoch = ?',
  )
  const epochs = database.prepare<{ run: string; numbers: number }, { epoch: number }>(
    `SELECT epoch FROM epoch_samples WHERE run_id = @run AND ${readable} ORDER BY epoch`,
  )
  const unreadable = database.prepare<{ run: string; numbers: number }, { count: number }>(
    `SELECT count(*) AS count FROM epoch_samples WHERE run_id = @run AND NOT coalesce(${readable}, 0)`,
  )
  return {
    /** Keeps a set of images once, under the data set's hash. */
    keepSet: (id: string, inputs: Uint8Array, targets: Float32Array): void =>
      void insertSet.run(id, inputs, toBytes(targets)),
    getSet(id: string, sizes: SampleSizes): { inputs: Uint8Array; targets: Float32Array } | null {
      const row = set.get(id)
      return row === undefined || !isReadableSet(row, sizes)
        ? null
        : { inputs: new Uint8Array(row.inputs), targets: new Float32Array(bufferOf(row.targets)) }
    },
    /** Keeps the outputs of an epoch to 11 significant bits: they are looked at, not calculated with. */
    keepOutputs: (run: string, epoch: number, numbers: Float32Array): void =>
      void upsertOutputs.run(run, epoch, toBytes(Float16Array.from(numbers))),
    getOutputs(
      run: string,
      epoch: number,
      { outputs: numbers }: SampleSizes,
    ): { epoch: number; outputs: Float32Array } | null {
      const row = outputs.get(run, epoch)
      return row === undefined || !isReadable(row, numbers) ? null : { epoch: row.epoch, outputs: readOutputs(row) }
    },
    /** Epochs that have outputs that can be read, ascending. */
    epochs: (run: string, { outputs: numbers }: SampleSizes): number[] =>
      epochs.all({ run, numbers }).map(({ epoch }) => epoch),
    /** Epochs whose outputs cannot be read. */
    countUnreadable: (run: string, { outputs: numbers }: SampleSizes): number =>
      unreadable.get({ run, numbers })?.count ?? 0,
  }
}
