/** Every repository over one open database. */
import { createAnnotationRepository } from './annotations'
import { createAttemptRepository } from './attempts'
import { createBatchRepository } from './batches'
import { createCheckpointRepository } from './checkpoints'
import { createEpochRepository } from './epochs'
import { createJournalRepository } from './journal'
import type { Database } from './open'
import { createResidualRepository } from './residuals'
import { createRunRepository } from './runs'
import { createSampleRepository } from './samples'
import { createSettingsRepository } from './settings'
import { createViewRepository } from './views'

export type Store = ReturnType<typeof createStore>

export function createStore(database: Database) {
  return {
    runs: createRunRepository(database),
    annotations: createAnnotationRepository(database),
    attempts: createAttemptRepository(database),
    checkpoints: createCheckpointRepository(database),
    epochs: createEpochRepository(database),
    batches: createBatchRepository(database),
    journal: createJournalRepository(database),
    residuals: createResidualRepository(database),
    samples: createSampleRepository(database),
    settings: createSettingsRepository(database),
    views: createViewRepository(database),
    /** Several writes as one: all of them or none. */
    transaction: <Result>(write: () => Result): Result => database.transaction(write).immediate(),
    /** Bytes of the database. */
    sizeInBytes: (): number =>
      Number(database.pragma('page_count', { simple: true })) * Number(database.pragma('page_size', { simple: true })),
    close: (): void => void database.close(),
  }
}
