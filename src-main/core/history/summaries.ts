/** A stored run and its epochs as the summary that clients see. */
import { programStoppingSchema } from '../../contract/programs'
import type { RunSummary } from '../../contract/run'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import { capabilitiesOf } from '../../model/capabilities'
import { createChoiceService } from './choices'
import { hostname } from 'node:os'
import type { RecordHealth } from './health'
import { isStartedHere } from './references'
import { packEnded, readDigest } from './digests'
import { findProblems } from './problems'
import { findResumption } from './resumption'

/**
 * Reads what a run's epochs say and adds it to the run.
 * @param queuePosition its place among the waiting ones, 1-based; null when it does not wait.
 * @param isSound all of it can be read: it was looked at, and not written to since.
 */
export function summarizeRun(
  store: Store,
  run: StoredRun,
  queuePosition: number | null,
  choices = createChoiceService(store),
  isSound = false,
): RunSummary {
  const checkpoints = store.checkpoints.list(run.id)
  const digest = readDigest(store, run.id)
  const facts = {
    origin: run.origin,
    recipe: run.recipe,
    state: run.state,
    endReason: run.endReason,
    verifies: run.verifies,
    epochs: digest.epochs,
    series: digest.series,
    resumableFrom: run.recipe === null ? null : (findResumption(run, digest.epochs, checkpoints)?.fromEpoch ?? null),
    checkpointBytes: checkpoints.reduce((sum, { bytes }) => sum + bytes, 0),
  }
  return {
    id: run.id,
    name: run.name,
    project: run.project,
    endMessage: run.endMessage,
    config: run.config,
    plannedEpochs: run.plannedEpochs,
    stepsPerEpoch: run.stepsPerEpoch,
    problems: [...run.problems, ...(isSound ? [] : findProblems(store, run.id, run.recipe ?? {}))],
    capabilities: capabilitiesOf({
      ...facts,
      hasSamples: run.sampleSet !== null,
      isProgramJob: run.isProgramJob,
      canBeAsked: canBeAsked(store, run),
    }),
    data: run.data,
    ...choices.of(run, Object.keys(facts.series)),
    summary: run.summary,
    parameters: run.parameters,
    colourSlot: run.colourSlot,
    notes: run.notes,
    tags: [...run.tags],
    isStarred: run.isStarred,
    isArchived: run.isArchived,
    binnedAt: run.binnedAt,
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    silentSince: run.silentSince,
    ...digest,
    ...facts,
    launchGroup: run.launchGroup,
    parentRun: run.parentRun,
    held: run.held,
    queuePosition,
    attempts: Math.max(store.attempts.count(run.id), store.logJournals.countAttempts(run.id)),
    environment: run.environment,
    stopping: stoppingOf(store, run),
  }
}

/** The rule that stops a program from outside: of one that this home starts, or as `plateau run` says of its own. */
function stoppingOf(store: Store, { id, isProgramJob, environment }: StoredRun): RunSummary['stopping'] {
  if (isProgramJob) {
    const rule = store.programs.stoppingOf(id)
    return rule === null ? null : { metric: rule.metric, patience: rule.patience, minDelta: rule.minDelta }
  }
  if (environment?.['earlyStopping.metric'] === undefined) return null
  const rule = programStoppingSchema.safeParse({
    metric: environment['earlyStopping.metric'],
    patience: environment['earlyStopping.patience'],
    minDelta: environment['earlyStopping.minDelta'],
  })
  return rule.success ? { metric: rule.data.metric, patience: rule.data.patience, minDelta: rule.data.minDelta } : null
}

/** Whether a program on this machine writes a run and looks for a word to stop: its journal is open here. */
export const canBeAsked = (store: Pick<Store, 'logJournals'>, run: StoredRun): boolean =>
  run.state !== 'ended' &&
  !isStartedHere(run) &&
  store.logJournals
    .ofRun(run.id)
    .some(({ state, isClosed, host }) => state === 'open' && !isClosed && host === hostname())

/**
 * Summaries by run, worked out again only after the run was touched: a list of a thousand ended runs costs no queries.
 * @param health told of every run that was written to; of those that it knows to be sound nothing is looked for that cannot be read.
 */
export function createSummaryCache(
  store: Store,
  health: Pick<RecordHealth, 'forget' | 'isSound'> = {
    forget: () => undefined,
    isSound: () => false,
  },
) {
  const cache = new Map<string, RunSummary>()
  const choices = createChoiceService(store)
  let positions: Map<string, number> | null = null

  function positionOf(run: StoredRun): number | null {
    if (run.state !== 'queued' || run.held) return null
    positions ??= new Map(store.runs.listWaiting().map(({ id }, index) => [id, index + 1]))
    return positions.get(run.id) ?? null
  }

  function of(run: StoredRun): RunSummary {
    const known = cache.get(run.id)
    if (known) return known
    const summary = summarizeRun(store, run, positionOf(run), choices, health.isSound(run.id))
    cache.set(run.id, summary)
    return summary
  }

  return {
    choices,
    of,
    /** To be called before many are asked for: what has ended and was never packed is packed. */
    prepare(runs: readonly StoredRun[]): void {
      packEnded(
        store,
        runs.filter(({ id }) => !cache.has(id)),
      )
    },
    /** To be called after every write to a run. */
    forget(run: string): void {
      cache.delete(run)
      health.forget(run)
    },
    /** To be called when the order of the waiting runs has changed. */
    forgetWaiting(): void {
      positions = null
      for (const [run, { state }] of cache) if (state === 'queued') cache.delete(run)
    },
  }
}

export type SummaryCache = ReturnType<typeof createSummaryCache>
