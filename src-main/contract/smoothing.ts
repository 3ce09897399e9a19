/** How lines are smoothed. */
import { z } from 'zod'

export const smoothingMethods = ['none', 'ema', 'time-weighted-ema', 'gaussian', 'running-average'] as const
export type SmoothingMethod = (typeof smoothingMethods)[number]
export const smoothingSchema = z.strictObject({
  method: z.enum(smoothingMethods),
  /**
   * `ema`, `time-weighted-ema`: weight of what came before, 0 to 0.999. `gaussian`: standard deviation in points.
   * `running-average`: points in the window. 0 smooths nothing.
   */
  amount: z.number().min(0).max(10_000),
})
export type Smoothing = z.infer<typeof smoothingSchema>

/** Whether it changes anything: an amount of 0 does not. */
export const isSmoothing = ({ method, amount }: Smoothing): boolean => method !== 'none' && amount > 0
