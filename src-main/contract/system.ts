/** What was found on this machine: the doctor's lines and the status bar's words. */
import { z } from 'zod'
import { backendKinds } from './run'

export const checkSchema = z.object({
  /** Stable id such as `tensorflow`. */
  id: z.string(),
  label: z.string(),
  status: z.enum(['ok', 'warning', 'missing']),
  /** What was found, in one line. */
  detail: z.string(),
  /** The command or step that fixes it; null when there is nothing to fix. */
  remedy: z.string().nullable(),
})
export type Check = z.infer<typeof checkSchema>

export const backendStatusSchema = z.object({
  kind: z.enum(backendKinds),
  tensorflowVersion: z.string(),
  tensorflowSource: z.string(),
  /** Threads a run gets by default. */
  threads: z.int(),
  /** For wasm: why native is not used, in one sentence; null on native. */
  reason: z.string().nullable(),
  /** The command that fixes it; null on native. */
  remedy: z.string().nullable(),
})
export type BackendStatus = z.infer<typeof backendStatusSchema>

export const systemStatusSchema = z.object({
  appVersion: z.string(),
  /** Null while the first probe is under way, and when no backend loads at all. */
  backend: backendStatusSchema.nullable(),
  checks: z.array(checkSchema),
  home: z.string(),
  databaseBytes: z.number(),
  runCount: z.int(),
  freeDiskBytes: z.number(),
  freeMemoryBytes: z.number(),
  totalMemoryBytes: z.number(),
  cpuCount: z.int(),
  /** Runs that train at the same time, and threads for each. */
  concurrency: z.int(),
  threadsPerRun: z.int(),
  /** Sentences about what happened while nobody looked: runs that became `interrupted` at this start. */
  notices: z.array(z.string()),
  /** The runs that the notices are of, in their order, whichever project they are in. */
  interrupted: z.array(z.string()),
})
export type SystemStatus = z.infer<typeof systemStatusSchema>
