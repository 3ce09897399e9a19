/** What training a stored run anew has shown. */
import { z } from 'zod'
import { doubleSchema } from './numbers'

export const verificationSchema = z.object({
  /** The run that was trained anew, and the one that it verifies. */
  run: z.string(),
  of: z.string(),
  /** `same`: every epoch agrees to the last bit. `incomplete`: it ended before the last one, all the same so far. */
  result: z.enum(['running', 'same', 'differs', 'incomplete']),
  epochsCompared: z.int().min(0),
  epochsToCompare: z.int().min(0),
  /** The first epoch and series whose values are not the same double. */
  firstDifference: z
    .object({ epoch: z.int(), key: z.string(), expected: doubleSchema, found: doubleSchema })
    .nullable(),
  /** Environment keys that differ between the two: threads, backend, versions can change last digits. */
  environment: z.array(z.string()),
})
export type Verification = z.infer<typeof verificationSchema>
