/** A run's summary for tests that need one and no core. */
import { requireRunConfig, type RunConfigInput } from '../../src-main/contract/config'
import type { RunSummary } from '../../src-main/contract/run'

/** A queued run named `calm-otter-ID`, with what is given instead. */
export function fakeRun(id: string, changes: Partial<RunSummary> = {}, config: RunConfigInput = {}): RunSummary {
  return {
    id,
    name: `calm-otter-${id}`,
    project: 'default',
    state: 'queued',
    endReason: null,
    endMessage: null,
    config: requireRunConfig({ epochs: 3, ...config }),
    otherSettings: {},
    problems: [],
    canTrain: true,
    parameters: 4_300_000,
    colourSlot: 0,
    notes: '',
    tags: [],
    isStarred: false,
    isArchived: false,
    binnedAt: null,
    createdAt: '2026-11-24T10:00:00.000Z',
    startedAt: null,
    endedAt: null,
    epochs: 0,
    trainingSeconds: 0,
    imagesPerSecond: null,
    metrics: {},
    sparkline: [],
    stepSeries: [],
    launchGroup: null,
    parentRun: null,
    verifies: null,
    held: false,
    queuePosition: null,
    attempts: 0,
    resumableFrom: null,
    checkpointBytes: 0,
    environment: null,
    ...changes,
  }
}
