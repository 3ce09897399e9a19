/** How a request of the contract is written down: what goes in, and what comes out. */
import { z } from 'zod'

export const call = <Input extends z.ZodType, Output extends z.ZodType>(input: Input, output: Output) => ({
  input,
  output,
})

export const nothing = z.strictObject({})
