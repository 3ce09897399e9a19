/** What helps somebody who types a line of the query language: what may stand at the caret, and which condition leaves nothing. */
import { z } from 'zod'
import { searchTextSchema } from './run-query'

const asked = {
  /** The id of a project; without one, runs of all. */
  project: z.string().min(1).max(200).optional(),
  archived: z.enum(['with', 'without', 'only']).optional(),
  where: searchTextSchema,
}

export const completionInputSchema = z.strictObject({ ...asked, caret: z.int().min(0).max(500) })
export type CompletionInput = z.output<typeof completionInputSchema>

const completionSchema = z.object({
  /** What it is, in the list. */
  label: z.string(),
  /** What takes the place of what was typed. */
  text: z.string(),
  /** In place of counts, or beside them. */
  words: z.string(),
  /** Runs that have it; null where nobody counts. */
  runs: z.int().nullable(),
  /** Those of them that the other conditions find too; null where there are none. */
  withRest: z.int().nullable(),
})
export type Completion = z.infer<typeof completionSchema>

export const completionResultSchema = z.object({
  /** The characters that a completion takes the place of. */
  from: z.int(),
  to: z.int(),
  /** What these are, in a few words. */
  heading: z.string(),
  entries: z.array(completionSchema),
  /** How the line may go on: operators, `and`, `or`. */
  next: z.array(completionSchema),
})
export type CompletionResult = z.infer<typeof completionResultSchema>

export const looseningInputSchema = z.strictObject(asked)
export type LooseningInput = z.output<typeof looseningInputSchema>

export const looseningResultSchema = z.object({
  /** The conditions that all have to hold, each with what the line finds without it. Empty where the line cannot be read. */
  parts: z.array(
    z.object({
      text: z.string(),
      /** The line without it. */
      without: z.string(),
      matched: z.int(),
      /** A sentence on it, such as what the others have; empty for none. */
      words: z.string(),
    }),
  ),
  /** Lines with one limit moved as far as it has to be to find something. */
  nearest: z.array(z.object({ where: z.string(), text: z.string(), matched: z.int() })),
})
export type LooseningResult = z.infer<typeof looseningResultSchema>
