/** What a person says of keys in a project: which way a metric gets better, and what role a setting has. */
import { z } from 'zod'
import { configKeySchema } from '../protocol/config'
import { seriesKeySchema } from './text'

export const directionChoices = ['lower', 'higher', 'none'] as const
export type DirectionChoice = (typeof directionChoices)[number]
/** `none`: a setting that has no role, whatever its name says. */
export const roleChoices = ['seed', 'loss', 'none'] as const
export type RoleChoice = (typeof roleChoices)[number]

/** Null takes a choice back: the author's word, the catalogue or the name decide again. */
const changesShape = {
  directions: z
    .array(z.strictObject({ key: seriesKeySchema, direction: z.enum(directionChoices).nullable() }))
    .max(10_000)
    .optional(),
  roles: z
    .array(z.strictObject({ key: configKeySchema, role: z.enum(roleChoices).nullable() }))
    .max(10_000)
    .optional(),
}
export const choicesInputSchema = z.strictObject({ project: z.string(), ...changesShape })
export type ChoiceChanges = Omit<z.output<typeof choicesInputSchema>, 'project'>

export const choicesSchema = z.object({
  directions: z.array(z.tuple([z.string(), z.enum(directionChoices)])).readonly(),
  roles: z.array(z.tuple([z.string(), z.enum(roleChoices)])).readonly(),
  /** What takes the change back. */
  back: z.strictObject(changesShape),
})
