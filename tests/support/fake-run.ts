/** A run's summary for tests that need one and no core. */
import { requireRunConfig, type RunConfig, type RunConfigInput } from '../../src-main/contract/config'
import { dataNameOf } from '../../src-main/contract/run-data'
import type { RunSummary, SeriesDigest } from '../../src-main/contract/run'
import { flattenSettings } from '../../src-main/contract/stored-config'
import { capabilitiesOf } from '../../src-main/model/capabilities'
import { emptyDigest, extendDigest } from '../../src-main/model/digests'

/** A queued run named `calm-otter-ID`, with what is given instead. */
export function fakeRun(id: string, changes: Partial<RunSummary> = {}, config: RunConfigInput = {}): RunSummary {
  const run: RunSummary = {
    id,
    name: `calm-otter-${id}`,
    project: 'default',
    state: 'queued',
    endReason: null,
    endMessage: null,
    ...trainedFrom(requireRunConfig({ epochs: 3, ...config })),
    origin: { kind: 'trained', facts: {} },
    problems: [],
    data: { id: dataNameOf({}), name: dataNameOf({}), hash: '' },
    summary: {},
    directions: {},
    roles: {},
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
    silentSince: null,
    epochs: 0,
    trainingSeconds: 0,
    imagesPerSecond: null,
    sparkline: [],
    launchGroup: null,
    parentRun: null,
    verifies: null,
    held: false,
    queuePosition: null,
    attempts: 0,
    resumableFrom: null,
    checkpointBytes: 0,
    environment: null,
    series: {},
    capabilities: [],
    ...changes,
  }
  return {
    ...run,
    capabilities: changes.capabilities ?? capabilitiesOf({ ...run, hasSamples: run.environment !== null }),
  }
}

/** What a run's summary says of the recipe that it was trained from. */
export function trainedFrom(
  recipe: RunConfig,
): Pick<RunSummary, 'config' | 'recipe' | 'plannedEpochs' | 'stepsPerEpoch'> {
  return {
    config: flattenSettings(recipe),
    recipe,
    plannedEpochs: recipe.epochs,
    stepsPerEpoch: Math.ceil(recipe.trainSize / recipe.batchSize),
  }
}

/** Series by epoch that have these last and best values. */
export function seriesOf(
  metrics: Readonly<Record<string, { last: number; best: number; bestEpoch: number }>>,
): Record<string, SeriesDigest> {
  return Object.fromEntries(
    Object.entries(metrics).map(([key, { last, best, bestEpoch }]) => {
      const values = Array.from({ length: bestEpoch + 1 }, () => last)
      values[bestEpoch - 1] = best
      return [key, seriesBy('epoch', { [key]: values })[key]!]
    }),
  )
}

/** Digests of series with these values, at steps from `first` on. */
export function seriesBy(
  by: SeriesDigest['by'],
  values: Readonly<Record<string, readonly number[]>>,
  first = by === 'epoch' ? 1 : 0,
): Record<string, SeriesDigest> {
  return Object.fromEntries(
    Object.entries(values).map(([key, of]) => [
      key,
      extendDigest(
        emptyDigest(by),
        of.map((_, index) => first + index),
        of,
      ),
    ]),
  )
}
