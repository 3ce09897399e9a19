/** The eight fixed validation images, and what a network makes of them. */
import type { Database } from './open'

export type SampleRole = 'best' | 'last'

/** Float32 numbers out of a blob, whatever its alignment. */
function toFloat32(bytes: Buffer): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer)
}

const toBytes = (numbers: Float32Array): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)

/** Prepared statements over `sample_sets` and `sample_outputs`. */
export function createSampleRepository(database: Database) {
  const insertSet = database.prepare(
    'INSERT INTO sample_sets (id, inputs, targets) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING',
  )
  const set = database.prepare<[string], { inputs: Buffer; targets: Buffer }>(
    'SELECT inputs, targets FROM sample_sets WHERE id = ?',
  )
  const upsertOutputs = database.prepare(`
    INSERT INTO sample_outputs (run_id, role, epoch, outputs) VALUES (?, ?, ?, ?)
    ON CONFLICT (run_id, role) DO UPDATE SET epoch = excluded.epoch, outputs = excluded.outputs`)
  const outputs = database.prepare<[string, SampleRole], { epoch: number; outputs: Buffer }>(
    'SELECT epoch, outputs FROM sample_outputs WHERE run_id = ? AND role = ?',
  )
  return {
    /** Keeps a set of images once, under the data set's hash. */
    keepSet: (id: string, inputs: Uint8Array, targets: Float32Array): void =>
      void insertSet.run(id, inputs, toBytes(targets)),
    getSet(id: string): { inputs: Uint8Array; targets: Float32Array } | null {
      const row = set.get(id)
      return row === undefined ? null : { inputs: new Uint8Array(row.inputs), targets: toFloat32(row.targets) }
    },
    keepOutputs: (run: string, role: SampleRole, epoch: number, numbers: Float32Array): void =>
      void upsertOutputs.run(run, role, epoch, toBytes(numbers)),
    getOutputs(run: string, role: SampleRole): { epoch: number; outputs: Float32Array } | null {
      const row = outputs.get(run, role)
      return row === undefined ? null : { epoch: row.epoch, outputs: toFloat32(row.outputs) }
    },
  }
}
