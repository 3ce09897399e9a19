/** What launching runs would mean: names, parameters, time, memory, disk, and when they would begin. */
import type { Plan, RunPlan } from '../../contract/api'
import { buildLayers, countParameters } from '../../contract/architecture'
import { requireRunConfig, type RunConfig, type RunConfigInput, type ArchitectureKind } from '../../contract/config'
import { configIdentity } from '../../contract/grid'
import type { Queue } from '../../contract/queue'
import { columnValue } from '../../contract/run-query'
import type { RunSummary } from '../../contract/run'
import { shapesOf } from '../../contract/run-data'
import { everyRun } from '../../store/run-query'
import { noDirections } from '../../store/series-columns'
import type { Store } from '../../store/store'
import type { PreferenceService } from '../preferences'
import type { BackendService } from '../system/backend'
import { readFreeDiskBytes, readFreeMemoryBytes } from '../system/status'
import { createDurationModel, secondsOfEpochs, type Duration } from './durations'
import { estimateDisk, estimateMemory, type DiskEstimate } from './estimates'
import { atOnce, createTurns } from '../turns'
import type { Indexing } from '../history/indexing'
import { makeRunName, nextRunNumber } from '../history/names'
import { concurrencyOf, scheduleRuns, threadsFor, type Resources } from './queue'
import type { RunService } from './service'

export type PlannerOptions = {
  readonly home: string
  readonly store: Store
  readonly indexing: Indexing
  readonly runs: RunService
  readonly backend: BackendService
  readonly preferences: PreferenceService
  readonly resources: Resources
}

export type Planner = ReturnType<typeof createPlanner>

export function createPlanner({ home, store, indexing, runs, backend, preferences, resources }: PlannerOptions) {
  /** What the newest runs took says what the next ones take: many of the same kind say nothing more (./durations). */
  const listEarlier = (): RunSummary[] => store.runs.list(mostEarlier).map(runs.summary)

  /** A first estimate waits for the probe: wasm is ten times slower than what would be assumed. */
  async function expectDurations(unfinished: number): Promise<(config: RunConfig) => Duration> {
    const kind = (backend.current() ?? (await backend.refresh())).backend ?? 'wasm'
    const threads = threadsFor(resources, preferences.get(), unfinished)
    const usual = (architecture: ArchitectureKind) => requireRunConfig({ architecture })
    return createDurationModel({ backend: kind, threads, earlier: listEarlier(), usual })
  }

  /** Seconds that a run has left: a waiting one all its epochs that are not committed yet. */
  const secondsOf = (run: RunSummary, expect: (config: RunConfig) => Duration): number => {
    const { recipe, epochs } = run
    if (recipe === null) return secondsOfProgram(run)
    return secondsOfEpochs(expect(recipe), recipe.epochs - epochs)
  }

  /** As long as the last run of the program took, which says more than nothing. */
  function secondsOfProgram({ id, startedAt }: RunSummary): number {
    const job = store.programs.jobOf(id)
    const seconds = job === null ? null : store.programs.lastSeconds(job.program)
    const gone = startedAt === null ? 0 : Math.max(0, (Date.now() - Date.parse(startedAt)) / 1_000)
    return Math.max(0, (seconds ?? 0) - gone)
  }

  async function readQueue(): Promise<Queue> {
    const progress = runs.allProgress()
    const waiting = store.runs.listWaiting().map(runs.summary)
    const programs = runs.runningPrograms()
    const count = progress.length + programs.length + waiting.length
    const expect = count === 0 ? unasked : await expectDurations(count)
    const concurrency = concurrencyOf(resources, preferences.get())
    const summaryOf = new Map(store.runs.listActive().map((run) => [run.id, runs.summary(run)]))
    const leftOfPrograms = programs.map((run) => {
      const summary = summaryOf.get(run)
      return summary === undefined ? 0 : secondsOfProgram(summary)
    })
    const left = progress.map(({ run, secondsLeft }) => {
      const summary = summaryOf.get(run)
      return secondsLeft ?? (summary ? secondsOf(summary, expect) : 0)
    })
    const seconds = waiting.map((run) => secondsOf(run, expect))
    const schedule = scheduleRuns([...left, ...leftOfPrograms], seconds, concurrency)
    const paused = runs.isPaused()
    const memoryOf = (run: string) => {
      const recipe = summaryOf.get(run)?.recipe ?? null
      return recipe === null ? 0 : estimateMemory(recipe)
    }
    return {
      paused,
      running: [
        ...progress.map(({ run, memoryBytes }) => ({ run, memoryBytes, estimatedMemoryBytes: memoryOf(run) })),
        ...programs.map((run) => ({ run, memoryBytes: null, estimatedMemoryBytes: 0 })),
      ],
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
    await createTurns().take(indexing.complete(), () => true)
    const sameAs = project === null ? () => null : findTrained(store, project)
    let number = nextRunNumber(project === null ? [] : store.runs.namesIn(project))
    const plans = configs.map((config): RunPlan => {
      const duration = expect(config)
      return {
        config,
        parameters: countParameters(buildLayers(config), shapesOf(config).input),
        estimatedSeconds: secondsOfEpochs(duration, config.epochs),
        secondsPerEpoch: duration.secondsPerEpoch,
        imagesPerSecond: duration.imagesPerSecond,
        basis: duration.basis,
        name: makeRunName(number++),
        estimatedMemoryBytes: estimateMemory(config),
        estimatedDiskBytes: estimateDisk(config, preferences.get().keepCheckpoints),
        sameAs: sameAs(config),
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

  /** When runs would begin behind all others and end that take so long each; their end is null where that is not known. */
  async function placeOf(
    count: number,
    seconds: number | null,
  ): Promise<{ totalSeconds: number | null; startsInSeconds: number }> {
    const together = Math.min(concurrencyOf(resources, preferences.get()), count)
    return {
      totalSeconds: seconds === null ? null : scheduleRuns([], Array<number>(count).fill(seconds), together).end,
      startsInSeconds: startOfNext(await readQueue()),
    }
  }

  return { plan, placeOf, readQueue }
}

const mostEarlier = 100

/** Nothing trains or waits. */
const unasked = (): never => {
  throw new RangeError('No run was estimated')
}

/** Settings by which runs that may be the same are found: few of many runs have the same of all of these. */
const telling = ['architecture', 'loss', 'optimizer', 'learningRate', 'seed', 'trainSize'] as const

/** Finds the newest run of a project that was trained to its planned end with the same settings; no run is read that cannot be the one. */
function findTrained(store: Store, project: string): (config: RunConfig) => string | null {
  const { runQueries } = store
  const numbers = runQueries.find({ project, archived: 'with', isBin: false }, everyRun)
  const columns = atOnce(
    runQueries.columns(numbers, ['run:id', 'run:endReason', ...telling.map((key) => `config:${key}`)], noDirections),
  )
  const valueOf = (column: string, place: number) => {
    const data = columns[column]
    return data === undefined ? undefined : columnValue(data, place)
  }
  const candidates = new Map<string, string[]>()
  for (let place = 0; place < numbers.length; place += 1) {
    const reason = valueOf('run:endReason', place)
    const id = valueOf('run:id', place)
    if (typeof id !== 'string' || (reason !== 'completed' && reason !== 'early-stopped')) continue
    const word = JSON.stringify(telling.map((key) => valueOf(`config:${key}`, place) ?? null))
    candidates.set(word, [...(candidates.get(word) ?? []), id])
  }
  return (config) => {
    const ids = candidates.get(JSON.stringify(telling.map((key) => config[key]))) ?? []
    const identity = configIdentity(config)
    // The one that the last of a list would name: the oldest.
    return (
      ids.findLast((id) => {
        const run = store.runs.get(id)
        return run !== null && run.recipe !== null && run.verifies === null && configIdentity(run.recipe) === identity
      }) ?? null
    )
  }
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
