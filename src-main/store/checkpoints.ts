/** Which checkpoint files are whole on the disk. */
import { checkpointFileSchema, type CheckpointFile, type CheckpointKind } from '../contract/checkpoint'
import type { Database } from './database'

/** Prepared statements over `checkpoints`. */
export function createCheckpointRepository(database: Database) {
  const upsert = database.prepare(`
    INSERT INTO checkpoints (run_id, epoch, kind, file, bytes, sha256, created_at)
    VALUES (@run, @epoch, @kind, @file, @bytes, @sha256, @createdAt)
    ON CONFLICT (run_id, epoch, kind) DO UPDATE SET file = excluded.file, bytes = excluded.bytes,
      sha256 = excluded.sha256, created_at = excluded.created_at`)
  const ofRun = database.prepare<[string], Record<string, unknown>>(
    'SELECT kind, epoch, file, bytes, sha256 FROM checkpoints WHERE run_id = ? ORDER BY epoch DESC, kind DESC',
  )
  const remove = database.prepare<[string, number, CheckpointKind]>(
    'DELETE FROM checkpoints WHERE run_id = ? AND epoch = ? AND kind = ?',
  )
  return {
    /** A file of the same epoch and kind takes the place of an earlier attempt's. */
    keep: (run: string, file: CheckpointFile, createdAt: string): void => void upsert.run({ run, ...file, createdAt }),
    /** Those that can be read, newest epoch first; of one epoch the whole one first. */
    list: (run: string): CheckpointFile[] =>
      ofRun.all(run).flatMap((row) => checkpointFileSchema.safeParse(row).data ?? []),
    countUnreadable: (run: string): number =>
      ofRun.all(run).filter((row) => !checkpointFileSchema.safeParse(row).success).length,
    forget: (run: string, { epoch, kind }: CheckpointFile): void => void remove.run(run, epoch, kind),
  }
}
