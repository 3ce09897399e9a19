/** What launching runs would mean: names, parameters, time, memory, disk, and when they would begin. */
import type { Plan, RunPlan } from '../../contract/api'
import { buildLayers, countParameters } from '../../contract/architecture'
import { requireRunConfig, type RunConfig, type RunConfigInput } from '../../contract/config'
import { configIdentity } from '../../contract/grid'
import type { Queue } from '../../contract/queue'
import type { RunSummary } from '../../contract/run'
import type { Store } from '../../store/store'
import type { PreferenceService } from '../preferences'
import type { BackendService } from '../system/backend'
import { readFreeDiskBytes, readFreeMemoryBytes } from '../system/status'
import { createDurationModel, secondsOfEpochs, type Duration } from './durations'
import { estimateDisk, estimateMemory, type DiskEstimate } from './estimates'
import { makeRunName, nextRunNumber } from '../history/names'
import { concurrencyOf, scheduleRuns, threadsFor, type Resources } from './queue'
import type { RunService } from './service'

export type PlannerOptions = {
  readonly home: string
  readonly store: Store
  readonly runs: RunService
  readonly backend: BackendService
  readonly preferences: PreferenceService
  readonly resources: Resources
}

export type Planner = ReturnType<typeof createPlanner>

export function createPlanner({ home, store, runs, backend, preferences, resources }: PlannerOptions) {
  const listSummaries = (): RunSummary[] => store.runs.list().map(runs.summary)

  /** A first estimate waits for the probe: wasm is ten times slower than what would be assumed. */
  async function expectDurations(unfinished: number): Promise<(config: RunConfig) => Duration> {
    const kind = (backend.current() ?? (await backend.refresh())).backend ?? 'wasm'
    const threads = threadsFor(resources, preferences.get(), unfinished)
    const usual = (architecture: RunConfig['architecture']) => requireRunConfig({ architecture })
    return createDurationModel({ backend: kind, threads, earlier: listSummaries(), usual })
  }

  /** Seconds that a run has left: a waiting one all its epochs that are not committed yet. */
  const secondsOf = (run: RunSummary, expect: (config: RunConfig) => Duration): number => {
    const { recipe, epochs } = run
    return recipe === null ? 0 : secondsOfEpochs(expect(recipe), recipe.epochs - epochs)
  }

  async function readQueue(): Promise<Queue> {
    const progress = runs.allProgress()
    const waiting = store.runs.listWaiting().map(runs.summary)
    const expect = await expectDurations(progress.length + waiting.length)
    const concurrency = concurrencyOf(resources, preferences.get())
    const summaryOf = new Map(listSummaries().map((run) => [run.id, run]))
    const left = progress.map(({ run, secondsLeft }) => {
      const summary = summaryOf.get(run)
      return secondsLeft ?? (summary ? secondsOf(summary, expect) : 0)
    })
    const seconds = waiting.map((run) => secondsOf(run, expect))
    const schedule = scheduleRuns(left, seconds, concurrency)
    const paused = runs.isPaused()
    const memoryOf = (run: string) => {
      const recipe = summaryOf.get(run)?.recipe ?? null
      return recipe === null ? 0 : estimateMemory(recipe)
    }
    return {
      paused,
      running: progress.map(({ run, memoryBytes }) => ({ run, memoryBytes, estimatedMemoryBytes: memoryOf(run) })),
      waiting: waiting.map(({ id }, index) => ({
        run: id,
        estimatedSeconds: seconds[index] ?? 0,
        startsInSeconds: paused ? null : (schedule.starts[index] ?? 0),
        estimatedMemoryBytes: memoryOf(id),
      })),
      held: [...summaryOf.values()].filter(({ held }) => held).map(({ id }) => id),
      secondsLeft: paused && waiting.length > 0 ? null : schedule.end,
      concurrency,
      threadsPerRun: threadsFor(resources, preferences.get(), concurrency),
      concurrencyIsDefault: preferences.get().concurrency === null,
      threadsIsDefault: preferences.get().threadsPerRun === null,
      cpuCount: resources.cpuCount,
      coreMemoryBytes: process.memoryUsage.rss(),
      freeMemoryBytes: readFreeMemoryBytes(),
      totalMemoryBytes: resources.totalMemoryBytes,
    }
  }

  /** @param project the id of the one that the runs would go to; null for one that is not there yet. */
  async function plan(inputs: readonly RunConfigInput[], project: string | null): Promise<Plan> {
    const configs = inputs.map((input) => requireRunConfig(input))
    const expect = await expectDurations(configs.length)
    const finished = new Map(
      listSummaries().flatMap(({ id, project: place, endReason, verifies, recipe }) =>
        place === project &&
        recipe !== null &&
        verifies === null &&
        (endReason === 'completed' || endReason === 'early-stopped')
          ? [[configIdentity(recipe), id] as const]
          : [],
      ),
    )
    let number = nextRunNumber(project === null ? [] : store.runs.namesIn(project))
    const plans = configs.map((config): RunPlan => {
      const duration = expect(config)
      return {
        config,
        parameters: countParameters(buildLayers(config)),
        estimatedSeconds: secondsOfEpochs(duration, config.epochs),
        secondsPerEpoch: duration.secondsPerEpoch,
        imagesPerSecond: duration.imagesPerSecond,
        basis: duration.basis,
        name: makeRunName(number++),
        estimatedMemoryBytes: estimateMemory(config),
        estimatedDiskBytes: estimateDisk(config, preferences.get().keepCheckpoints),
        sameAs: finished.get(configIdentity(config)) ?? null,
      }
    })
    const together = Math.min(concurrencyOf(resources, preferences.get()), plans.length)
    const queue = await readQueue()
    return {
      plans,
      totalSeconds: scheduleRuns(
        [],
        plans.map(({ estimatedSeconds }) => estimatedSeconds),
        together,
      ).end,
      startsInSeconds: startOfNext(queue),
      diskBytes: sumDisk(
        plans.map(({ estimatedDiskBytes }) => estimatedDiskBytes),
        together,
      ),
      memoryBytes: largest(
        plans.map(({ estimatedMemoryBytes }) => estimatedMemoryBytes),
        together,
      ).reduce((sum, bytes) => sum + bytes, 0),
      freeDiskBytes: readFreeDiskBytes(home),
    }
  }

  return { plan, readQueue }
}

/** Seconds until a run behind all that wait would begin. */
function startOfNext({ running, waiting, concurrency, secondsLeft }: Queue): number {
  if (running.length + waiting.length < concurrency) return 0
  return waiting.at(-1)?.startsInSeconds ?? secondsLeft ?? 0
}

const largest = (values: readonly number[], count: number): number[] =>
  [...values].sort((left, right) => right - left).slice(0, count)

/** Those that train at one time take what training takes, all others what stays of them. */
function sumDisk(estimates: readonly DiskEstimate[], together: number): DiskEstimate {
  const kept = estimates.reduce((sum, estimate) => sum + estimate.kept, 0)
  const extra = largest(
    estimates.map((estimate) => estimate.whileTraining - estimate.kept),
    together,
  )
  return { kept, whileTraining: kept + extra.reduce((sum, bytes) => sum + bytes, 0) }
}
