/** The eight fixed validation images, and what a network makes of them at every epoch. */
import { dataSet, sampleImageCount } from '../contract/config'
import type { Database } from './database'

type OutputsRow = { epoch: number; encoding: 'float16' | 'float32'; outputs: Buffer }

/** A blob's bytes by themselves, so that any alignment does. */
const bufferOf = (bytes: Buffer): ArrayBuffer => new Uint8Array(bytes).buffer

const toBytes = (numbers: Float32Array | Float16Array): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)

const readOutputs = ({ encoding, outputs }: OutputsRow): Float32Array =>
  encoding === 'float16' ? Float32Array.from(new Float16Array(bufferOf(outputs))) : new Float32Array(bufferOf(outputs))

const outputNumbers = sampleImageCount * dataSet.targetSize
const bytesOf: Readonly<Record<string, number>> = { float16: 2 * outputNumbers, float32: 4 * outputNumbers }
/** Whether a row's outputs are as a version has written them, in SQL and of one that was read. */
const readable = `length(outputs) = CASE encoding WHEN 'float16' THEN ${bytesOf.float16 ?? 0} WHEN 'float32' THEN ${bytesOf.float32 ?? 0} END`
const isReadable = ({ encoding, outputs }: OutputsRow): boolean =>
  Buffer.isBuffer(outputs) && outputs.byteLength === bytesOf[encoding]
const inputBytes = sampleImageCount * dataSet.inputSide ** 2 * dataSet.inputChannels
const isReadableSet = ({ inputs, targets }: { inputs: Buffer; targets: Buffer }): boolean =>
  Buffer.isBuffer(inputs) &&
  Buffer.isBuffer(targets) &&
  inputs.byteLength === inputBytes &&
  targets.byteLength === 4 * outputNumbers

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
  const epochs = database.prepare<[string], { epoch: number }>(
    `SELECT epoch FROM epoch_samples WHERE run_id = ? AND ${readable} ORDER BY epoch`,
  )
  const unreadable = database.prepare<[string], { count: number }>(
    `SELECT count(*) AS count FROM epoch_samples WHERE run_id = ? AND NOT coalesce(${readable}, 0)`,
  )
  return {
    /** Keeps a set of images once, under the data set's hash. */
    keepSet: (id: string, inputs: Uint8Array, targets: Float32Array): void =>
      void insertSet.run(id, inputs, toBytes(targets)),
    getSet(id: string): { inputs: Uint8Array; targets: Float32Array } | null {
      const row = set.get(id)
      return row === undefined || !isReadableSet(row)
        ? null
        : { inputs: new Uint8Array(row.inputs), targets: new Float32Array(bufferOf(row.targets)) }
    },
    /** Keeps the outputs of an epoch, 8 x 784, to 11 significant bits: they are looked at, not calculated with. */
    keepOutputs: (run: string, epoch: number, numbers: Float32Array): void =>
      void upsertOutputs.run(run, epoch, toBytes(Float16Array.from(numbers))),
    getOutputs(run: string, epoch: number): { epoch: number; outputs: Float32Array } | null {
      const row = outputs.get(run, epoch)
      return row === undefined || !isReadable(row) ? null : { epoch: row.epoch, outputs: readOutputs(row) }
    },
    /** Epochs that have outputs that can be read, ascending. */
    epochs: (run: string): number[] => epochs.all(run).map(({ epoch }) => epoch),
    /** Epochs whose outputs cannot be read. */
    countUnreadable: (run: string): number => unreadable.get(run)?.count ?? 0,
  }
}
