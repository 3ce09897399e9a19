/** The eight fixed validation images, and what a network makes of them at every epoch. */
import type { Database } from './open'

type OutputsRow = { epoch: number; encoding: 'float16' | 'float32'; outputs: Buffer }

/** A blob's bytes by themselves, so that any alignment does. */
const bufferOf = (bytes: Buffer): ArrayBuffer => new Uint8Array(bytes).buffer

const toBytes = (numbers: Float32Array | Float16Array): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)

const readOutputs = ({ encoding, outputs }: OutputsRow): Float32Array =>
  encoding === 'float16' ? Float32Array.from(new Float16Array(bufferOf(outputs))) : new Float32Array(bufferOf(outputs))

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
    'SELECT epoch FROM epoch_samples WHERE run_id = ? ORDER BY epoch',
  )
  return {
    /** Keeps a set of images once, under the data set's hash. */
    keepSet: (id: string, inputs: Uint8Array, targets: Float32Array): void =>
      void insertSet.run(id, inputs, toBytes(targets)),
    getSet(id: string): { inputs: Uint8Array; targets: Float32Array } | null {
      const row = set.get(id)
      return row === undefined
        ? null
        : { inputs: new Uint8Array(row.inputs), targets: new Float32Array(bufferOf(row.targets)) }
    },
    /** Keeps the outputs of an epoch, 8 x 784, to 11 significant bits: they are looked at, not calculated with. */
    keepOutputs: (run: string, epoch: number, numbers: Float32Array): void =>
      void upsertOutputs.run(run, epoch, toBytes(Float16Array.from(numbers))),
    getOutputs(run: string, epoch: number): { epoch: number; outputs: Float32Array } | null {
      const row = outputs.get(run, epoch)
      return row === undefined ? null : { epoch: row.epoch, outputs: readOutputs(row) }
    },
    /** Epochs that have outputs, ascending. */
    epochs: (run: string): number[] => epochs.all(run).map(({ epoch }) => epoch),
  }
}
