/** A setting that belongs to some recipes, such as beta to Smooth L1: its schema, its words, and what stored runs mean that lack it. */
import type { z } from 'zod'

/** What a stored config means that lacks a setting. */
export type DefaultInForce<Value = unknown> = {
  /** The first schema version (migrations/) and app version whose configs always have the key. */
  readonly since: { readonly schema: number; readonly app: string }
  /** What runs were trained with before the setting was there. Null for one that every config ever stored has. */
  readonly before: Value | null
}

/** Every config that was ever stored has the setting, where it applies. True of all settings of a recipe that come with the recipe. */
export const always: DefaultInForce<never> = { since: { schema: 1, app: '0.1.0' }, before: null }

export type RecipeSetting<Schema extends z.ZodType = z.ZodType> = {
  readonly schema: Schema
  /** In the form, on the command line, and where a config does not say. */
  readonly default: z.infer<Schema>
  readonly label: string
  /** One sentence. */
  readonly help: string
  /** Several of it: "betas". */
  readonly plural: string
  readonly inForce: DefaultInForce<z.infer<Schema>>
}
