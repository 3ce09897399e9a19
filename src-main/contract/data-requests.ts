/** Requests about data sets of a person's own: which there are, what is in one, and preparing one of a folder. */
import { z } from 'zod'
import { call, nothing } from './call'
import { runConfigSchema } from './config'
import { dataNameSchema, largestSide } from './own-data'
import { bytes } from './references'

/** How a picture becomes a square: its middle, the whole with black beside it, or the whole out of proportion. */
export const fits = ['crop', 'pad', 'stretch'] as const
export type Fit = (typeof fits)[number]

/** How a folder or a file says what its pictures are: the name of a file in `dataset/own/layouts`. */
const layoutSchema = z.string().min(1).max(40)

const columnName = z.string().min(1).max(200).optional()

export const dataOptionsSchema = z.strictObject({
  /** Of images and of targets: both are squares. */
  size: z.int().min(8).max(largestSide),
  fit: z.enum(fits),
  grey: z.boolean(),
  /** Of targets that come with the images. */
  greyTargets: z.boolean().optional(),
  /** Of images that no folder puts on a side. */
  validationShare: z.number().min(0.01).max(0.9),
  splitSeed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1),
  /** Of a CSV: names of its columns, or their numbers; guessed where they are not given. */
  fileColumn: columnName,
  targetColumn: columnName,
  splitColumn: columnName,
})
export type DataOptions = z.infer<typeof dataOptionsSchema>

export const defaultDataOptions: DataOptions = {
  size: 32,
  fit: 'crop',
  grey: false,
  validationShare: 0.2,
  splitSeed: 1,
}

const shapeSchema = z.tuple([z.int().min(1), z.int().min(1), z.int().min(1)]).readonly()
const skippedSchema = z.object({
  /** Below the folder, as it was when it was read. */
  file: z.string(),
  /** A sentence's end: "ends early". */
  why: z.string(),
})
export type SkippedFile = z.infer<typeof skippedSchema>

/** Skipped files that are named; the others are counted. */
export const mostSkippedNamed = 1_000

const classSchema = z.object({ name: z.string(), training: z.int(), validation: z.int() })
export type DataClass = z.infer<typeof classSchema>

/** What is known of prepared data: the same in its manifest and in answers. */
export const dataFactsSchema = z.object({
  layout: layoutSchema,
  /** Where the files were: a folder, or the CSV that names them. */
  folder: z.string(),
  options: dataOptionsSchema,
  /** Whether the folder or the CSV itself says what is for validation; else a seed did. */
  isSplitByFolders: z.boolean(),
  input: shapeSchema,
  target: shapeSchema.nullable(),
  classes: z.array(classSchema),
  counts: z.object({ training: z.int(), validation: z.int() }),
  /** Files that lie there and are no pictures by their names: they are left alone. */
  otherFiles: z.int(),
  skippedCount: z.int(),
  /** The first of them. */
  skipped: z.array(skippedSchema),
  /** Images that look the same as another one, which stand on its side. */
  duplicates: z.int(),
  /** Those of them that folders would have put on both sides: they are not trained on. */
  leaking: z.int(),
  preparedAt: z.string(),
})
export type DataFacts = z.infer<typeof dataFactsSchema>

const dataSetSchema = dataFactsSchema.omit({ skipped: true, classes: true }).extend({
  name: z.string(),
  /** As the setting `dataSet` names it. */
  reference: z.string(),
  hash: z.string(),
  classCount: z.int(),
  /** On the disk. */
  bytes: z.number(),
})
export type DataSet = z.infer<typeof dataSetSchema>

/** What is understood of a folder or file before any picture is read. */
export const foundDataSchema = z.object({
  layout: layoutSchema,
  /** Pictures that are named or lie there; of pairs the inputs. */
  files: z.int(),
  hasPairs: z.boolean(),
  classes: z.array(z.object({ name: z.string(), files: z.int() })),
  /** Where the folder or file itself says the sides. */
  split: z.object({ training: z.int(), validation: z.int() }).nullable(),
  /** Of a CSV: its columns. */
  columns: z.object({ fileColumn: columnName, targetColumn: columnName, splitColumn: columnName }),
  otherFiles: z.int(),
  skippedCount: z.int(),
  skipped: z.array(skippedSchema),
})
export type FoundData = z.infer<typeof foundDataSchema>

const preparingSchema = z.object({
  name: z.string(),
  folder: z.string(),
  done: z.int(),
  /** 0 while the folder is looked through. */
  total: z.int(),
  /** Why it ended without a data set; null while it is under way. */
  failure: z.string().nullable(),
})
export type PreparingData = z.infer<typeof preparingSchema>

export const dataRequests = {
  /** By name, and what is being prepared now or failed last. */
  'data-sets.list': call(nothing, z.object({ dataSets: z.array(dataSetSchema), preparing: z.array(preparingSchema) })),
  'data-sets.show': call(
    z.strictObject({ name: z.string().min(1).max(300) }),
    z.object({ dataSet: dataSetSchema, classes: z.array(classSchema), skipped: z.array(skippedSchema) }),
  ),
  /** The classes of a run's data in the images that it takes, and what each counts for in its loss; none of a run that says no classes. */
  'data-sets.classes': call(
    z.strictObject({ config: runConfigSchema }),
    z.object({
      classes: z.array(
        classSchema.extend({
          /** Null where all classes count alike. */
          weight: z.number().nullable(),
        }),
      ),
    }),
  ),
  /** Images as they were prepared, in the order in which they are kept. */
  'data-sets.images': call(
    z.strictObject({
      name: z.string().min(1).max(300),
      part: z.enum(['training', 'validation']),
      first: z.int().min(0),
      count: z.int().min(1).max(64),
    }),
    z.object({
      /** Height, width, channels. */
      shape: shapeSchema,
      inputs: bytes,
      /** By image; empty where there are no classes. */
      labels: z.array(z.int()),
    }),
  ),
  /** Looks through a folder or a CSV, in a process of its own, and says what is understood of it: no picture is read, and nothing is kept. */
  'data-sets.look': call(
    z.strictObject({ folder: z.string().min(1).max(4_096), options: dataOptionsSchema }),
    foundDataSchema,
  ),
  /** Begins to prepare a folder or a CSV in a process of its own; `data-sets.list` tells how far it is. */
  'data-sets.add': call(
    z.strictObject({
      name: dataNameSchema,
      folder: z.string().min(1).max(4_096),
      options: dataOptionsSchema,
      /** Whether the name may be of a data set that is there, which it then no longer names. */
      replace: z.boolean().optional(),
    }),
    nothing,
  ),
  /** Ends that; nothing of it is kept. */
  'data-sets.cancel': call(z.strictObject({ name: z.string().min(1).max(300) }), nothing),
  /** Forgets a data set and what was prepared of it; its folder stays as it is. */
  'data-sets.remove': call(
    z.strictObject({ name: z.string().min(1).max(300) }),
    z.object({
      /** Runs that were trained on it, which can no longer be resumed. */
      runs: z.int(),
    }),
  ),
} as const
