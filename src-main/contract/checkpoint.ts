/** Checkpoints as every process sees them: what lies where, and what a run can go on from. */
import { z } from 'zod'

/** `whole`: weights, statistics and optimizer slots, enough to go on to the bit. `weights`: without the slots. */
export const checkpointKinds = ['whole', 'weights'] as const
export type CheckpointKind = (typeof checkpointKinds)[number]

/** A checkpoint file. Files are safetensors, so that other programs read them. */
export const checkpointFileSchema = z.object({
  kind: z.enum(checkpointKinds),
  epoch: z.int().min(1),
  /** Relative to `home/runs/<run id>`, with slashes: `<attempt>/epoch-000012.safetensors`. */
  file: z.string().regex(/^\d+\/[\w.-]+$/),
  bytes: z.int().min(1),
  /** Of the whole file, lower-case hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type CheckpointFile = z.infer<typeof checkpointFileSchema>

/** How an attempt at a run began. */
export const attemptKinds = ['start', 'resume', 'continue'] as const
export type AttemptKind = (typeof attemptKinds)[number]

/** One stretch of training of a run by one trainer process. */
export const attemptSchema = z.object({
  attempt: z.int().min(1),
  kind: z.enum(attemptKinds),
  /** The epoch whose checkpoint it went on from; 0 from the beginning. */
  fromEpoch: z.int().min(0),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  /** How it ended; null while it trains. `paused` is an attempt's end and not a run's. */
  endReason: z.string().nullable(),
  /** Threads it trained with; null before the trainer was ready. */
  threads: z.int().nullable(),
})
export type Attempt = z.infer<typeof attemptSchema>
