/** The queue as clients see it, and what the machine has for it. */
import { z } from 'zod'

/** Where newly launched runs stand: behind the rest, before the rest, or held until somebody lets them go. */
export const queuePlaces = ['end', 'next', 'held'] as const
export type QueuePlace = (typeof queuePlaces)[number]

const waitingRunSchema = z.object({
  run: z.string(),
  /** Seconds it is expected to train, if early stopping does not end it sooner. */
  estimatedSeconds: z.number(),
  /** Seconds from now until it is expected to begin; null while the queue is paused. */
  startsInSeconds: z.number().nullable(),
  estimatedMemoryBytes: z.number(),
})

export const queueSchema = z.object({
  /** True: nothing begins until somebody lets the queue go on; what trains trains on. */
  paused: z.boolean(),
  /** In the order in which they began. `memoryBytes` is measured, null before the first sample. */
  running: z.array(z.object({ run: z.string(), memoryBytes: z.number().nullable(), estimatedMemoryBytes: z.number() })),
  /** In the order in which they will begin. */
  waiting: z.array(waitingRunSchema),
  /** Queued and held back: paused in mid-training, or launched so. */
  held: z.array(z.string()),
  /** Seconds until everything that trains or waits is done; null while the queue is paused and something waits. */
  secondsLeft: z.number().nullable(),
  concurrency: z.int(),
  threadsPerRun: z.int(),
  /** True when the machine and not a preference decides. */
  concurrencyIsDefault: z.boolean(),
  threadsIsDefault: z.boolean(),
  cpuCount: z.int(),
  /** Resident memory of the core. */
  coreMemoryBytes: z.number(),
  freeMemoryBytes: z.number(),
  totalMemoryBytes: z.number(),
})
export type Queue = z.infer<typeof queueSchema>
