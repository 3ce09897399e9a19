/** What a person says of runs: names, notes, tags, stars, colours, archive and bin. None of it changes what was trained. */
import { z } from 'zod'
import { colourSlotSchema } from './looks'
import { nameSchema } from './text'

/** As a person types it: no commas, which part tags in a field, and no line ends. */
export const tagSchema = nameSchema(40).refine((tag) => !tag.includes(','), 'must not contain commas')
export const largestTagCount = 50

/** What may be changed of a run; what is absent stays. */
export const annotationSchema = z.strictObject({
  /** Unique in its project, and no other run's id. */
  name: nameSchema(100).optional(),
  /** Markdown. */
  notes: z.string().max(20_000).optional(),
  tags: z.array(tagSchema).max(largestTagCount).optional(),
  isStarred: z.boolean().optional(),
  isArchived: z.boolean().optional(),
  /** Its own look. */
  colourSlot: colourSlotSchema.optional(),
})
export type Annotation = z.infer<typeof annotationSchema>
export type AnnotationKey = keyof Annotation
