/** Requests by which programs write runs: begun, logged into, described, ended. Nothing of such a run is trained by Plateau. */
import { z } from 'zod'
import { keyedRecord } from './keyed-record'
import { isJsonObject, type JsonObject } from '../protocol/config'
import { call } from './call'
import { directionChoices } from './choices'
import { endReasons, logEntrySchema, logLevels, originKinds, runSummarySchema } from './run'
import { nameSchema, seriesKeySchema } from './text'

/** Any JSON object, or the text of one: a text keeps what a message cannot hold, such as a key `__proto__`. */
export const jsonObjectSchema = z.union([z.custom<JsonObject>(isJsonObject, 'must be a JSON object'), z.string()])

const reference = z.string().min(1).max(1_000)
/** ISO 8601. */
const time = z
  .string()
  .max(60)
  .refine((text) => !Number.isNaN(Date.parse(text)), 'must be a time as in ISO 8601')

/** The other origins are written by Plateau itself. */
export const authorOrigins = originKinds.filter((kind) => kind !== 'trained')

export const dataSetInputSchema = z.strictObject({
  /** By which runs of the same data are known; the name unless given. */
  id: z.string().min(1).max(200).optional(),
  name: nameSchema(200),
  /** Of its contents, in whatever way its author makes it; runs with unlike hashes are not of the same data. */
  hash: z.string().max(200).optional(),
  task: z.string().max(200).optional(),
})

const metricInputSchema = z.strictObject({
  key: seriesKeySchema,
  direction: z.enum(directionChoices).optional(),
  unit: z.string().max(50).optional(),
})

export const longestLogLine = 20_000

export const authorRequests = {
  /**
   * Begins a run, in the project of this name, which is made where there is none, else in the one used last. It is `running` until it is finished.
   * @throws `name-taken` for an id that another run has
   */
  'runs.begin': call(
    z.strictObject({
      project: reference.optional(),
      /** Where it is taken, the next number that is free. */
      name: nameSchema(100).optional(),
      /** 10 to 40 small letters and digits, made by whoever begins the run; by Plateau unless given. */
      id: z
        .string()
        .regex(/^[0-9a-z]{10,40}$/, 'must be 10 to 40 small letters and digits')
        .optional(),
      origin: z.strictObject({
        kind: z.enum(authorOrigins),
        facts: keyedRecord(z.string().max(10_000), 200).optional(),
      }),
      config: jsonObjectSchema.optional(),
      environment: jsonObjectSchema.optional(),
      data: dataSetInputSchema.optional(),
      /** Its steps are epochs: `points.append` then stores series by epoch. */
      stepsAreEpochs: z.boolean().optional(),
      startedAt: time.optional(),
    }),
    z.object({ run: runSummarySchema }),
  ),
  /** Says more of a run: settings and values are merged over those that are there, key by key. */
  'runs.describe': call(
    z.strictObject({
      run: reference,
      config: jsonObjectSchema.optional(),
      environment: jsonObjectSchema.optional(),
      summary: jsonObjectSchema.optional(),
      metrics: z.array(metricInputSchema).max(10_000).optional(),
      data: dataSetInputSchema.optional(),
    }),
    z.object({ run: runSummarySchema }),
  ),
  /** Lines of what it says, in their order; `time` is now unless given. */
  'runs.log-lines': call(
    z.strictObject({
      run: reference,
      lines: z
        .array(
          z.strictObject({
            message: z.string().max(longestLogLine),
            level: z.enum(logLevels).optional(),
            time: time.optional(),
          }),
        )
        .min(1)
        .max(10_000),
    }),
    z.object({ entries: z.array(logEntrySchema) }),
  ),
  /** Ends a run, once: the first reason stays. */
  'runs.finish': call(
    z.strictObject({
      run: reference,
      endReason: z.enum(endReasons),
      message: z.string().max(10_000).optional(),
      endedAt: time.optional(),
    }),
    z.object({ run: runSummarySchema }),
  ),
}
