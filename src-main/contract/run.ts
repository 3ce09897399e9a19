/** A run as every process sees it (definitions: "Run"). */
import { z } from 'zod'
import { runConfigInputSchema, type KnownConfig, type RunConfig } from './config'
import { doubleSchema } from './numbers'

export const runStates = ['queued', 'running', 'stopping', 'ended'] as const
export type RunState = (typeof runStates)[number]
export const endReasons = [
  'completed',
  'early-stopped',
  'stopped',
  'cancelled',
  'diverged',
  'failed',
  'interrupted',
] as const
export type EndReason = (typeof endReasons)[number]

/** What a person reads for a state or an end reason. Total, so that a new one does not compile without its word. */
export const stateWords: Record<RunState | EndReason, string> = {
  queued: 'queued',
  running: 'running',
  stopping: 'stopping',
  ended: 'ended',
  completed: 'completed',
  'early-stopped': 'stopped early',
  stopped: 'stopped',
  cancelled: 'cancelled',
  diverged: 'diverged',
  failed: 'failed',
  interrupted: 'interrupted',
}

/** Backends in the order of preference. `native` is TensorFlow's C library under tfjs-node, `wasm` its slow stand-in. */
export const backendKinds = ['native', 'wasm'] as const
export type BackendKind = (typeof backendKinds)[number]

/** What a run's numbers were made with; recorded once the trainer is ready, compared when two runs are. */
export const environmentSchema = z.object({
  engineVersion: z.string(),
  appVersion: z.string(),
  backend: z.enum(backendKinds),
  /** For example `2.18.0`; for wasm the version of tfjs. */
  tensorflowVersion: z.string(),
  /** `pypi`, `official`, `npm`: where the library came from. */
  tensorflowSource: z.string(),
  threads: z.int().min(1),
  cpuModel: z.string(),
  oneDnn: z.boolean(),
  nodeVersion: z.string(),
  platform: z.string(),
  /** sha256 over the data cache's files. */
  dataHash: z.string(),
})
export type RunEnvironment = z.infer<typeof environmentSchema>

/** What people read for a part of the environment, in the middle of a sentence. */
const environmentNames: Readonly<Record<keyof RunEnvironment, string>> = {
  engineVersion: 'engine version',
  appVersion: 'Plateau version',
  backend: 'backend',
  tensorflowVersion: 'TensorFlow version',
  tensorflowSource: 'TensorFlow build',
  threads: 'threads',
  cpuModel: 'processor',
  oneDnn: 'oneDNN',
  nodeVersion: 'Node version',
  platform: 'platform',
  dataHash: 'data',
}

/** The name of a part, or the key itself for one that this version does not know. */
export function environmentName(key: string): string {
  return Object.hasOwn(environmentNames, key) ? environmentNames[key as keyof RunEnvironment] : key
}

/** A metric's last and best value on one run. Epochs are 1-based. */
export const metricSummarySchema = z.object({ last: doubleSchema, best: doubleSchema, bestEpoch: z.int().min(1) })
export type MetricSummary = z.infer<typeof metricSummarySchema>

export const runSummarySchema = z.object({
  /** Short random text, unique in the home. */
  id: z.string(),
  /** adjective-noun-number, the number counting up in the project. */
  name: z.string(),
  /** The id of its project. */
  project: z.string(),
  state: z.enum(runStates),
  endReason: z.enum(endReasons).nullable(),
  /** One sentence, when the reason needs one: what failed, or who stopped it. */
  endMessage: z.string().nullable(),
  /** What this version reads of its settings: all that apply, but where `problems` says otherwise. */
  config: runConfigInputSchema,
  /** What else is stored as its settings, by key, as JSON text: settings of another version, and values that cannot be read. */
  otherSettings: z.record(z.string(), z.string()),
  /** What of it cannot be read, in sentences; empty for a run that is understood. */
  problems: z.array(z.string()),
  /** Its settings are whole and understood: it can be trained, resumed, continued, verified and cloned. */
  canTrain: z.boolean(),
  /** Trainable parameters of the network. */
  parameters: z.int(),
  /** Index into the run palette, 0 to 7. */
  colourSlot: z.int().min(0).max(7),
  /** Markdown; empty without. */
  notes: z.string(),
  tags: z.array(z.string()),
  isStarred: z.boolean(),
  isArchived: z.boolean(),
  /** When it went to the bin; null while it is not there. */
  binnedAt: z.string().nullable(),
  /** ISO 8601 UTC. */
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  /** Committed epochs. */
  epochs: z.int().min(0),
  /** Seconds spent training and validating in committed epochs. */
  trainingSeconds: z.number(),
  /** Training images of committed epochs over the seconds that training on them took; null before the first. */
  imagesPerSecond: z.number().nullable(),
  /** By epoch metric key, for those that have a value. */
  metrics: z.record(z.string(), metricSummarySchema),
  /** Keys of its series by step, in the order in which they were first written: `batch_loss`, system metrics, what clients logged. */
  stepSeries: z.array(z.string()),
  /** The recent shape of val_mse for a sparkline: at most 40 values, evenly picked, first and last kept. */
  sparkline: z.array(z.number()),
  /** Runs launched in one gesture share it (a reproduction, several seeds); null for a single run. */
  launchGroup: z.string().nullable(),
  /** The run this one was cloned from, if any. */
  parentRun: z.string().nullable(),
  /** The run that this one was trained anew to verify; null for every other. */
  verifies: z.string().nullable(),
  /** Queued, and not to begin until somebody lets it go. */
  held: z.boolean(),
  /** Place among the waiting runs, 1-based; null when it does not wait. */
  queuePosition: z.int().min(1).nullable(),
  /** Stretches of training: 1 for a run that was never resumed, 0 before it began. */
  attempts: z.int().min(0),
  /**
   * The epoch it would go on from if resumed; 0 to begin again; null when it cannot. Of the newest checkpoint that was kept; `runs.get`
   * has looked whether the file is what it should be.
   */
  resumableFrom: z.int().min(0).nullable(),
  /** Bytes of its checkpoints on the disk. */
  checkpointBytes: z.number(),
  /** Null until the trainer is ready. */
  environment: environmentSchema.nullable(),
})
export type RunSummary = z.infer<typeof runSummarySchema>

/** A run's settings where they are whole and understood; else null. */
export function recipeOf(run: Pick<RunSummary, 'config' | 'canTrain'>): RunConfig | null {
  return hasRecipe(run) ? run.config : null
}

/** Optimizer steps in one epoch; NaN where the settings that say so cannot be read. */
export const stepsPerEpoch = ({ trainSize = Number.NaN, batchSize = Number.NaN }: KnownConfig): number =>
  Math.ceil(trainSize / batchSize)

/** {@link recipeOf} as a question. */
export function hasRecipe<Run extends Pick<RunSummary, 'config' | 'canTrain'>>(
  run: Run,
): run is Run & { config: RunConfig } {
  return run.canTrain
}

/** Where a running run is inside its epoch. Not stored. */
export const runProgressSchema = z.object({
  run: z.string(),
  /** The epoch under way, 1-based. */
  epoch: z.int().min(1),
  /** Batches done in it. */
  batch: z.int().min(0),
  batches: z.int().min(1),
  /** `training` or `validating`. */
  phase: z.enum(['starting', 'training', 'validating']),
  /** Training loss of the last reported batch; null before the first. */
  batchLoss: doubleSchema.nullable(),
  /** Over the last second or so; null before the first batch. */
  imagesPerSecond: z.number().nullable(),
  /** Seconds to the last epoch of the config, at the measured speed; early stopping may end it sooner. */
  secondsLeft: z.number().nullable(),
  /** Consecutive quiet epochs so far; 0 when early stopping is off. */
  quietEpochs: z.int().min(0),
  /** Resident memory of its trainer, and its share of one core in percent; null before the first sample or when not sampled. */
  memoryBytes: z.number().nullable(),
  cpuPercent: z.number().nullable(),
})
export type RunProgress = z.infer<typeof runProgressSchema>

export const logLevels = ['debug', 'info', 'warning', 'error'] as const
export const logEntrySchema = z.object({
  sequence: z.int(),
  /** ISO 8601 UTC. */
  time: z.string(),
  level: z.enum(logLevels),
  message: z.string(),
})
export type LogEntry = z.infer<typeof logEntrySchema>

/** What `--json` and tables show for state: the end reason once there is one (definitions.md). */
export function shownState(run: Pick<RunSummary, 'state' | 'endReason'>): RunState | EndReason {
  return run.endReason ?? run.state
}

/**
 * What a run's end says, behind what it said before, when it was to go on and could not: the run has the end again that it had.
 * @param kind the attempt that nothing came of.
 */
export function withFailedAttempt(message: string | null, kind: 'resume' | 'continue', why: string): string {
  const before = withoutFailedAttempt(message)
  return `${before === null ? '' : `${before} `}It could not be ${kind === 'resume' ? 'resumed' : 'continued'}: ${why}`
}

const failedAttempt = /(?:^| )It could not be (?:resumed|continued): .*$/s

/** What a run's end said before it could not go on. */
export function withoutFailedAttempt(message: string | null): string | null {
  const before = message?.replace(failedAttempt, '') ?? ''
  return before === '' ? null : before
}

/** Whether a run was to go on and could not, since it last trained. */
export function couldNotGoOn({ endMessage }: Pick<RunSummary, 'endMessage'>): boolean {
  return endMessage !== null && failedAttempt.test(endMessage)
}

export function isActive(run: Pick<RunSummary, 'state'>): boolean {
  return run.state !== 'ended'
}

/**
 * Whether a run ended as it was meant to: after all of its epochs, or by early stopping, which is part of the plan. A run that was stopped, failed,
 * diverged or was interrupted did not, and neither did one that still trains or waits.
 */
export function cameToPlannedEnd(run: Pick<RunSummary, 'state' | 'endReason'>): boolean {
  return run.state === 'ended' && (run.endReason === 'completed' || run.endReason === 'early-stopped')
}
