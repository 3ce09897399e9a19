/** What a run looks like wherever it is drawn is one number: a colour and a dash go with it (`panels/words/run-look`). */
import { z } from 'zod'

/** So many can be told apart, with red-green weakness too. */
export const lookCount = 24

/** From 0 on. */
export const colourSlotSchema = z
  .int()
  .min(0)
  .max(lookCount - 1)
