/** Events state facts, with counts and no series; clients ask for what they show. */
import { z } from 'zod'
import { preferencesSchema } from './preferences'
import { logEntrySchema, runProgressSchema } from './run'

export const eventSchemas = {
  /** Created, changed state, got its environment, or ended. */
  'run-changed': z.object({ run: z.string() }),
  /** Deleted from the bin. */
  'runs-removed': z.object({ runs: z.array(z.string()) }),
  /** An epoch of the run was committed. */
  'epoch-committed': z.object({ run: z.string(), epoch: z.int() }),
  /** Points of a series by step were stored, told at most 10 times a second for each; `count` is how many there are now. */
  'points-appended': z.object({ run: z.string(), key: z.string(), count: z.int() }),
  /** At most 10 a second for each run; not stored. */
  'run-progress': runProgressSchema,
  'run-logged': z.object({ run: z.string(), entry: logEntrySchema }),
  'queue-changed': z.object({ queued: z.int(), running: z.int() }),
  'preferences-changed': preferencesSchema,
  /** How many of the validation images are evaluated. */
  'residuals-progress': z.object({ run: z.string(), done: z.int(), total: z.int() }),
  /** How many of the validation images are measured for a look inside a run. */
  'inside-progress': z.object({ run: z.string(), done: z.int(), total: z.int() }),
  /** `total` is 0 while it is not known; the unit is a point, a figure or a page, whatever the export consists of. */
  'export-progress': z.object({ id: z.string(), done: z.number(), total: z.number() }),
  /** A report was created, saved, frozen or removed. */
  'reports-changed': z.object({ report: z.string() }),
  'styles-changed': z.object({}),
  /** An architecture was saved or removed. */
  'architectures-changed': z.object({}),
  /** A project was made, renamed, annotated, put into the bin or taken out of it, or runs moved between them. */
  'projects-changed': z.object({}),
  /** Which way metrics of a project get better, or roles of its settings, were chosen: it is of all of its runs. */
  'choices-changed': z.object({ project: z.string() }),
  /** A program was saved or removed. */
  'programs-changed': z.object({}),
  /** A data set of one's own was prepared, failed to be, or was removed. */
  'data-sets-changed': z.object({}),
  /** A named view was saved or removed. */
  'views-changed': z.object({}),
  'system-changed': z.object({}),
} as const

export type EventName = keyof typeof eventSchemas
export type EventPayload<Name extends EventName> = z.output<(typeof eventSchemas)[Name]>
/** One event as it travels. */
export type PlateauEvent = {
  [Name in EventName]: { readonly event: Name; readonly payload: EventPayload<Name> }
}[EventName]
