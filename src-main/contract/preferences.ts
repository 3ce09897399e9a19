/** What a person has chosen for the whole home, apart from any run: one schema that settings view, command line and core share. */
import { z } from 'zod'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/**
 * What stays of a completed run: the best epoch's weights; the last one's too; those of up to {@link mostSpread} epochs in between besides; or the
 * last whole checkpoint beside the best weights.
 */
export const checkpointKeepings = ['best', 'best-and-last', 'spread', 'whole'] as const
/** Epochs that `spread` keeps beside the best and the last. */
export const mostSpread = 12
export type CheckpointKeeping = (typeof checkpointKeepings)[number]

/** Seconds between two samples of CPU and memory. */
export const systemSampleSeconds = 2

const shape = {
  theme: z.enum(themes),
  /** Runs that train at the same time; null lets the machine decide. */
  concurrency: z.int().min(1).max(16).nullable(),
  /** Threads of a run that begins anew; null shares the cores. A resumed run keeps the number it was begun with. */
  threadsPerRun: z.int().min(1).max(256).nullable(),
  /** Whether runs that waited when Plateau ended begin by themselves at the next start. */
  queueAfterRestart: z.enum(['start', 'wait']),
  /** What becomes of this window's runs when it closes. */
  whenWindowCloses: z.enum(['ask', 'keep', 'stop']),
  /** A notification when a run ends while the window is out of sight. */
  notifyWhenRunEnds: z.boolean(),
  /** CPU, memory and images/s of every run, sampled every {@link systemSampleSeconds}. */
  systemMetrics: z.boolean(),
  keepCheckpoints: z.enum(checkpointKeepings),
}

export const preferencesSchema = z.strictObject(shape)
export type Preferences = z.infer<typeof preferencesSchema>
export type PreferenceKey = keyof Preferences

/** Some of them: what a change gives. Unknown keys are refused. */
export const preferencesChangeSchema = preferencesSchema.partial()
export type PreferencesChange = z.infer<typeof preferencesChangeSchema>

export const defaultPreferences: Preferences = {
  theme: 'system',
  concurrency: null,
  threadsPerRun: null,
  queueAfterRestart: 'start',
  whenWindowCloses: 'ask',
  notifyWhenRunEnds: true,
  systemMetrics: true,
  keepCheckpoints: 'best-and-last',
}
