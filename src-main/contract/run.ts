/** A run as every process sees it (definitions: "Run"). */
import { z } from 'zod'
import { keyedRecord } from './keyed-record'
import { flatConfigSchema, isJsonObject, type FlatConfig } from '../protocol/config'
import type { Direction } from '../protocol/names'
import { runConfigSchema } from './config'
import { colourSlotSchema } from './looks'
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

/** How a run is shown: its end reason once it has one; `silent` while nothing is heard of one elsewhere. */
export type ShownState = RunState | EndReason | 'silent'

/** What a person reads for a state or an end reason. Total, so that a new one does not compile without its word. */
export const stateWords: Record<ShownState, string> = {
  queued: 'queued',
  running: 'running',
  silent: 'silent',
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

/** How a run came to be. Shown and searchable; what can be done with a run is in its capabilities. */
export const originKinds = ['trained', 'program', 'logged', 'imported'] as const
export const originSchema = z.object({
  kind: z.enum(originKinds),
  /** Of a program its command, of a client its host and user, of an import its format and the id there, and so on. */
  facts: keyedRecord(z.string()),
})
export type RunOrigin = z.infer<typeof originSchema>

/** What can be done with a run, worked out in model/capabilities. Views and commands ask for these alone. */
export const capabilities = [
  'stop',
  'resume',
  'continue',
  'verify',
  'clone',
  'launch-again',
  'samples',
  'residuals',
  'weights',
  'what-if',
] as const
export type Capability = (typeof capabilities)[number]

/**
 * A series in one line. Extremes are of its finite values, null where there is none; the step of an extreme is where it first was. Steps of a series
 * by epoch are epochs, from 1 on.
 */
export const seriesDigestSchema = z.object({
  by: z.enum(['epoch', 'step']),
  count: z.int().min(0),
  firstStep: z.number().nullable(),
  lastStep: z.number().nullable(),
  /** Null where nothing is there yet. */
  last: doubleSchema.nullable(),
  minimum: z.number().nullable(),
  minimumStep: z.number().nullable(),
  maximum: z.number().nullable(),
  maximumStep: z.number().nullable(),
  /** How many of its values are NaN, and infinite. */
  nan: z.int().min(0),
  infinite: z.int().min(0),
  /** Where it first was infinite, above and below; null where it never was. */
  positiveInfinityStep: z.number().nullable(),
  negativeInfinityStep: z.number().nullable(),
})
export type SeriesDigest = z.infer<typeof seriesDigestSchema>

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
  origin: originSchema,
  /** Its settings as they are stored, flattened; of one that an earlier version trained, with the defaults that were in force. */
  config: flatConfigSchema,
  /** What it was trained from, where Plateau can train it again; else null. */
  recipe: runConfigSchema.nullable(),
  /** Epochs that it trains at most, and optimizer steps in one; null where nothing says so. */
  plannedEpochs: z.number().nullable(),
  stepsPerEpoch: z.number().nullable(),
  /** What of it cannot be read, in sentences; empty for a run that is understood. */
  problems: z.array(z.string()),
  capabilities: z.array(z.enum(capabilities)),
  /** The data set, where it is known. */
  data: z.object({ id: z.string(), name: z.string(), hash: z.string() }).nullable(),
  /** Which way its metrics get better, by key, where somebody says so: its project's choice, else its author's word. */
  directions: z.custom<Readonly<Record<string, Direction>>>(isJsonObject),
  /** What its author measures series in; absent of runs that were read by earlier versions. */
  units: z.custom<Readonly<Record<string, string>>>(isJsonObject).optional(),
  /** The series that its author has along x; absent as units are. */
  stepKeys: z.custom<Readonly<Record<string, string>>>(isJsonObject).optional(),
  /** What its author wants series to reach. */
  goals: z.custom<Readonly<Record<string, number>>>(isJsonObject).optional(),
  /** Series that its author keeps out of what is made by itself. */
  hiddenKeys: z.array(z.string()).readonly().optional(),
  /** Roles of settings that were chosen in its project; null for none whatever its name says. */
  roles: z.custom<Readonly<Record<string, 'seed' | 'loss' | null>>>(isJsonObject),
  /** What its author set by name. */
  summary: flatConfigSchema,
  /** Trainable parameters of the model; null where nobody said. */
  parameters: z.int().nullable(),
  /** Its own look, 0 to 23. */
  colourSlot: colourSlotSchema,
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
  /** When a run that is written on another machine was last heard of, once that is a minute ago; null while all is well. */
  silentSince: z.string().nullable(),
  /** Committed epochs. */
  epochs: z.int().min(0),
  /** Seconds spent training and validating in committed epochs. */
  trainingSeconds: z.number(),
  /** Training images of committed epochs over the seconds that training on them took; null before the first. */
  imagesPerSecond: z.number().nullable(),
  /** By key, for those that have a point: by epoch, then by step in the order in which they were first written. */
  series: z.custom<Readonly<Record<string, SeriesDigest>>>(isJsonObject),
  /** The recent shape of the metric that decides in the run's task (val_mse of images) for a sparkline: at most 40 values, evenly picked, first and last kept. */
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
  /** What its author says of where it ran, flattened; null until something is said. */
  environment: flatConfigSchema.nullable(),
  /** What stops it from outside, of a program that has such a rule; null without, absent of runs that were read by earlier versions. */
  stopping: z.object({ metric: z.string(), patience: z.int(), minDelta: z.number() }).nullable().optional(),
})
export type RunSummary = z.infer<typeof runSummarySchema>

export const can = ({ capabilities: all }: Pick<RunSummary, 'capabilities'>, what: Capability): boolean =>
  all.includes(what)

/** Keys of a run's series by epoch or by step, in their order. */
export function seriesKeys({ series }: Pick<RunSummary, 'series'>, by: SeriesDigest['by']): string[] {
  return Object.keys(series).filter((key) => series[key]?.by === by)
}

/** A setting that is a number; undefined for any other, and where there is none. */
export function numberSetting({ config }: { readonly config: FlatConfig }, key: string): number | undefined {
  const value = config[key]
  return typeof value === 'number' ? value : undefined
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
export function shownState(
  run: Pick<RunSummary, 'state' | 'endReason'> & Partial<Pick<RunSummary, 'silentSince'>>,
): ShownState {
  if (run.endReason !== null) return run.endReason
  return run.state === 'running' && typeof run.silentSince === 'string' ? 'silent' : run.state
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

/** Whether a run went wrong: what it has is no result of its settings, unless somebody says so. */
export const hasFailed = (run: Pick<RunSummary, 'state' | 'endReason'>): boolean =>
  run.state === 'ended' && (run.endReason === 'failed' || run.endReason === 'diverged')
