/** What runs are expected to take before they are launched: time, memory, room on the disk. */
import { z } from 'zod'
import { runConfigSchema } from './config'

/**
 * Where an estimate of time comes from. `measured`: runs that were trained here and say enough about one of this size. `extrapolated`: runs here
 * that are much smaller or of another kind, beside the reference. `reference`: a table of another machine's speeds.
 */
export const estimateBases = ['measured', 'extrapolated', 'reference'] as const
export type EstimateBasis = (typeof estimateBases)[number]

const runPlanSchema = z.object({
  config: runConfigSchema,
  parameters: z.int(),
  /** All epochs of the config, training and validation, on this backend. Early stopping may end it sooner. */
  estimatedSeconds: z.number(),
  /** Seconds for one epoch. */
  secondsPerEpoch: z.number(),
  /** Training images over the seconds that training on them takes. */
  imagesPerSecond: z.number(),
  basis: z.enum(estimateBases),
  /** The name it would get if launched next. */
  name: z.string(),
  /** Bytes of memory the trainer is expected to take. */
  estimatedMemoryBytes: z.number(),
  /** Bytes of checkpoints while it trains, and what stays of them once it has completed. */
  estimatedDiskBytes: z.object({ whileTraining: z.number(), kept: z.number() }),
  /** A run that was trained to its end with the same settings; null when there is none. */
  sameAs: z.string().nullable(),
})
export type RunPlan = z.infer<typeof runPlanSchema>

/** Several runs planned together. */
export const planSchema = z.object({
  plans: z.array(runPlanSchema),
  /** Seconds from the first one's beginning to the last one's end, as many at once as train together. */
  totalSeconds: z.number(),
  /** Seconds until the first of them would begin behind what trains and waits now. */
  startsInSeconds: z.number(),
  /** Checkpoints of all of them: the most at any time, and what stays. */
  diskBytes: z.object({ whileTraining: z.number(), kept: z.number() }),
  /** Memory of the largest ones, as many as train together. */
  memoryBytes: z.number(),
  freeDiskBytes: z.number(),
})
export type Plan = z.infer<typeof planSchema>
