/** Every request of the contract, answered. */
import type { Handlers, RunPlan } from '../contract/api'
import { buildLayers, countParameters } from '../contract/architecture'
import { dataSet, requireRunConfig, sampleImageCount, type RunConfigInput } from '../contract/config'
import { PlateauError } from '../contract/errors'
import { reproductionConfigs } from '../contract/reproduction'
import type { RunSummary } from '../contract/run'
import type { StoredRun } from '../store/runs'
import type { Store } from '../store/store'
import { compareRuns } from './comparison/compare'
import { toCsv, toJson, type ExportedRun } from './export'
import { estimateMemory, expectSpeed, secondsPerEpoch } from './runs/estimates'
import { makeRunName, nextRunNumber } from './runs/names'
import { concurrencyOf, threadsFor } from './runs/queue'
import { findRun, findRuns } from './runs/references'
import type { RunService } from './runs/service'
import { readEpochSeries, reduceToBuckets } from './series'
import type { ClientSession } from './server'
import type { BackendService } from './system/backend'
import type { Notices } from './system/notices'
import { readResources, readSystemStatus } from './system/status'

export type HandlerOptions = {
  readonly appVersion: string
  readonly home: string
  readonly store: Store
  readonly runs: RunService
  readonly backend: BackendService
  readonly notices: Notices
  /** Ids of the sessions that are connected. */
  readonly presentSessions: () => ReadonlySet<number>
}

/** What the core remembers for itself lies beside what clients keep. */
const isOfTheCore = (settingKey: string): boolean => settingKey.startsWith('core.')

/** Composes the core's services into the contract's table. */
export function createHandlers(options: HandlerOptions): Handlers<ClientSession> {
  const { store, runs, backend } = options
  const summarize = (list: readonly StoredRun[]): RunSummary[] => list.map((run) => runs.summary(run))
  const refetch = (list: readonly StoredRun[]) => list.flatMap((run) => store.runs.get(run.id) ?? [])

  async function plan(inputs: readonly RunConfigInput[]): Promise<{ plans: RunPlan[]; totalSeconds: number }> {
    const resources = readResources()
    const threads = threadsFor(resources, inputs.length)
    // A first estimate waits for the probe: wasm is ten times slower than what would be assumed.
    const kind = (backend.current() ?? (await backend.refresh())).backend ?? 'wasm'
    const earlier = summarize(store.runs.list()).filter((run) => run.imagesPerSecond !== null)
    let number = nextRunNumber(store.runs.namesIn(dataSet.name))
    const plans = inputs.map((input): RunPlan => {
      const config = requireRunConfig(input)
      const speed = expectSpeed(config, kind, threads, earlier, (architecture) => requireRunConfig({ architecture }))
      const perEpoch = secondsPerEpoch(config, speed.imagesPerSecond)
      return {
        config,
        parameters: countParameters(buildLayers(config)),
        estimatedSeconds: perEpoch * config.epochs,
        secondsPerEpoch: perEpoch,
        imagesPerSecond: speed.imagesPerSecond,
        basis: speed.basis,
        name: makeRunName(number++),
        estimatedMemoryBytes: estimateMemory(config),
      }
    })
    const seconds = plans.map(({ estimatedSeconds }) => estimatedSeconds)
    const together = Math.min(concurrencyOf(resources), plans.length)
    const totalSeconds = Math.max(...seconds, seconds.reduce((sum, value) => sum + value, 0) / together)
    return { plans, totalSeconds }
  }

  function readForExport(run: StoredRun): ExportedRun {
    const values = new Map([...store.epochs.values(run.id)].map(([key, points]) => [key, new Map(points)] as const))
    return { summary: runs.summary(run), layers: run.layers, epochs: store.epochs.list(run.id), values }
  }

  return {
    'system.status': async ({ refresh }) => {
      const probe = refresh === true ? await backend.refresh() : backend.current()
      return readSystemStatus({
        appVersion: options.appVersion,
        home: options.home,
        databaseBytes: store.sizeInBytes(),
        runCount: store.runs.count(),
        probe,
        notices: options.notices.read(),
      })
    },

    'runs.list': ({ limit }) => ({ runs: summarize(store.runs.list(limit)) }),
    'runs.get': ({ run: reference }) => {
      const run = findRun(store, reference)
      return { run: runs.summary(run), progress: runs.progressOf(run.id), layers: [...run.layers] }
    },
    'runs.resolve': ({ runs: references }) => ({ runs: summarize(findRuns(store, references)) }),
    'runs.plan': ({ configs }) => plan(configs),
    'runs.launch': ({ configs, detached, parentRun }, session) => {
      const parent = parentRun === undefined ? null : findRun(store, parentRun).id
      const launched = runs.launch({ configs, detached: detached ?? false, owner: session.id, parentRun: parent })
      return { runs: summarize(launched) }
    },
    'runs.stop': ({ runs: references }) => {
      const found = findRuns(store, references)
      runs.stop(found)
      return { runs: summarize(refetch(found)) }
    },
    'runs.log': ({ run, after }) => ({ entries: store.journal.after(findRun(store, run).id, after) }),
    'runs.progress': () => ({ progress: runs.allProgress() }),

    'series.epochs': ({ runs: references }) => ({
      runs: findRuns(store, references).map((run) => readEpochSeries(store, run.id)),
    }),
    'series.batches': ({ run: reference, key, buckets }) => {
      const run = findRun(store, reference)
      return { run: run.id, key, ...reduceToBuckets(store.batches.read(run.id, key), buckets) }
    },
    'samples.get': ({ run: reference }) => {
      const run = findRun(store, reference)
      const set = run.sampleSet === null ? null : store.samples.getSet(run.sampleSet)
      return {
        run: run.id,
        count: sampleImageCount,
        inputs: set?.inputs ?? null,
        targets: set?.targets ?? null,
        best: store.samples.getOutputs(run.id, 'best'),
        last: store.samples.getOutputs(run.id, 'last'),
      }
    },

    'comparison.get': ({ runs: references, metric = 'val_mse' }) =>
      compareRuns(
        metric,
        findRuns(store, references).map((run) => ({
          run: runs.summary(run),
          series: { run: run.id, points: store.epochs.values(run.id).get(metric) ?? [] },
        })),
      ),
    'reproduction.plan': ({ preset, seeds, trainSize }) => plan(reproductionConfigs({ preset, seeds, trainSize })),

    'export.runs': ({ runs: references, format }) => {
      const found = findRuns(store, references)
      const exported = found.map(readForExport)
      const name = found.length === 1 ? (found[0]?.name ?? 'run') : `${found.length}-runs`
      return format === 'csv'
        ? { fileName: `${name}.csv`, mediaType: 'text/csv', text: toCsv(exported) }
        : { fileName: `${name}.json`, mediaType: 'application/json', text: toJson(exported) }
    },

    'settings.get': () => ({
      settings: Object.fromEntries(Object.entries(store.settings.all()).filter(([key]) => !isOfTheCore(key))),
    }),
    'settings.set': ({ key, value }) => {
      if (isOfTheCore(key)) throw new PlateauError('not-allowed', `The setting ${key} is the core's own.`)
      store.settings.set(key, value)
      return {}
    },

    'session.leave': ({ runs: choice }, session) => {
      runs.leave(session.id, choice, options.presentSessions())
      return {}
    },
  }
}
