/** Every repository over one open database. */
import { createAnnotationRepository } from './annotations'
import { createAttemptRepository } from './attempts'
import { createBatchRepository } from './batches'
import { createCheckpointRepository } from './checkpoints'
import { createEarlierEndRepository } from './earlier-ends'
import { createDigestReader } from './digests'
import { createEpochRepository } from './epochs'
import { createFigureStyleRepository } from './figure-styles'
import { createJournalRepository } from './journal'
import { createLogJournalRepository } from './journals'
import type { Database } from './database'
import { createMediaRepository } from './media'
import { createMetricDescriptions } from './metric-descriptions'
import { createProgramRepository } from './programs'
import { createProjectRepository } from './projects'
import { createRecordRepository } from './records'
import { createReportRepository } from './reports'
import { createResidualRepository } from './residuals'
import { createRunIndex } from './run-index'
import { createRunKeys } from './run-keys'
import { createRunLogIndex } from './run-log-index'
import { createRunQueries } from './run-query'
import { createRunRepository } from './runs'
import { createSaidRepository } from './said-of-runs'
import { createSampleRepository } from './samples'
import { createSeriesRepository } from './series'
import { createSettingsRepository } from './settings'
import { createStorageRepository } from './storage'
import { createUnfinishedChanges } from './unfinished-changes'
import { createViewRepository } from './views'

export type Store = ReturnType<typeof createStore>

/**
 * @param confirm called after each write that a client hears of; it throws where the file that was written is no longer the home's, so
 * that nothing is told as stored.
 */
export function createStore(database: Database, confirm: () => void = () => undefined) {
  const settings = createSettingsRepository(database)
  const series = createSeriesRepository(database)
  const epochs = createEpochRepository(database, series)
  const batches = createBatchRepository(database, series)
  const confirmed = <Result>(result: Result): Result => {
    // Within another transaction nothing is written yet.
    if (!database.inTransaction) confirm()
    return result
  }
  const metricDescriptions = createMetricDescriptions(database)
  const journal = createJournalRepository(database)
  return {
    runs: createRunRepository(database),
    runIndex: createRunIndex(database),
    runKeys: createRunKeys(database),
    runQueries: createRunQueries(database, metricDescriptions, batches),
    annotations: createAnnotationRepository(database),
    saidOfRuns: createSaidRepository(database),
    unfinishedChanges: createUnfinishedChanges(settings),
    attempts: createAttemptRepository(database),
    checkpoints: createCheckpointRepository(database),
    earlierEnds: createEarlierEndRepository(settings),
    epochs: {
      ...epochs,
      commit(...epoch: Parameters<typeof epochs.commit>): void {
        epochs.commit(...epoch)
        confirm()
      },
    },
    batches,
    digests: createDigestReader({ series, epochs, batches }),
    figureStyles: createFigureStyleRepository(database),
    journal,
    runLogIndex: createRunLogIndex(database, journal),
    logJournals: createLogJournalRepository(database),
    media: createMediaRepository(database),
    metricDescriptions,
    programs: createProgramRepository(database),
    projects: createProjectRepository(database),
    records: createRecordRepository(database),
    reports: createReportRepository(database),
    residuals: createResidualRepository(database),
    samples: createSampleRepository(database),
    settings,
    storage: createStorageRepository(database),
    views: createViewRepository(database),
    /** Several writes as one: all of them or none. */
    transaction: <Result>(write: () => Result): Result => confirmed(database.transaction(write).immediate()),
    /**
     * As one, but on the disk only with the next other write: a core that dies loses nothing, a power cut the last of it. For
     * points that come many times a second, whose every write would wait for the disk.
     */
    transactionWithoutSync<Result>(write: () => Result): Result {
      database.pragma('synchronous = NORMAL')
      try {
        return confirmed(database.transaction(write).immediate())
      } finally {
        database.pragma('synchronous = FULL')
      }
    },
    /** Bytes of the database. */
    sizeInBytes: (): number =>
      Number(database.pragma('page_count', { simple: true })) * Number(database.pragma('page_size', { simple: true })),
    isOpen: (): boolean => database.open,
    close: (): void => void database.close(),
  }
}
