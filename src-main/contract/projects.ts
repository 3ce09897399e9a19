/** Projects: every run belongs to exactly one, and names of runs are unique within it. */
import { z } from 'zod'
import { runStates, endReasons } from './run'
import { nameSchema } from './text'

/** Code points that the name of a project has at most. */
export const largestProjectName = 200
export const largestProjectNotes = 2_000

/**
 * A name as it is kept: one line that can be seen, composed (Unicode NFC), so that two names that look the same are the same. Case
 * distinguishes names. What means something elsewhere (`..`, `--all`, `__proto__`) is a name like any other.
 */
export const projectNameSchema = z.string().normalize('NFC').pipe(nameSchema(largestProjectName))

export const projectNotesSchema = z.string().max(largestProjectNotes)

/** An id, a name, or, where no name is exactly that, another case of a name or a beginning that only one has. */
export const projectReferenceSchema = z.string().min(1).max(1_000)

/** The project of a new home. */
export const firstProjectName = 'experiments'

export const projectSchema = z.object({
  /** Short random text, unique in the home; it stays when the project is renamed. */
  id: z.string(),
  name: z.string(),
  /** One or a few lines; empty without. */
  notes: z.string(),
  /** ISO 8601 UTC. */
  createdAt: z.string(),
  /** When it was last opened in a window, or runs were launched into it; null while it never was. */
  usedAt: z.string().nullable(),
  /** When it was deleted; null while it is not in the bin. */
  binnedAt: z.string().nullable(),
  /** Runs that are not in the bin. */
  runs: z.int().min(0),
  /** Runs of it that are in the bin. */
  binnedRuns: z.int().min(0),
  /** Runs that train or stop now. */
  running: z.int().min(0),
  reports: z.int().min(0),
  /** When its newest run was made; null without runs. */
  lastRunAt: z.string().nullable(),
})
export type Project = z.infer<typeof projectSchema>

const bytes = {
  /** Settings and series in the database. */
  curveBytes: z.number(),
  /** Sample images, measured errors and logs in the database. */
  mediaBytes: z.number(),
  /** Weights and checkpoints, in files. */
  checkpointBytes: z.number(),
}

/** Bytes that a project takes. */
export const projectStorageSchema = z.object({ project: z.string(), ...bytes })
export type ProjectStorage = z.infer<typeof projectStorageSchema>

export const storageSchema = z.object({
  /** Those that have runs; what is in the bin counts for none. */
  projects: z.array(projectStorageSchema),
  /** The whole database, what deleting has left in it included. */
  databaseBytes: z.number(),
  bin: z.object({ runs: z.int(), ...bytes }),
  freeDiskBytes: z.number(),
})
export type Storage = z.infer<typeof storageSchema>

/** A run as a search over all projects finds it. */
export const foundRunSchema = z.object({
  id: z.string(),
  name: z.string(),
  project: z.string(),
  state: z.enum(runStates),
  endReason: z.enum(endReasons).nullable(),
  createdAt: z.string(),
})
export type FoundRun = z.infer<typeof foundRunSchema>

/** Where a run goes. */
export const runMoveSchema = z.strictObject({
  run: z.string().min(1).max(200),
  project: projectReferenceSchema,
  /** What it should be called there; its own name without. */
  name: nameSchema(100).optional(),
})
/** A run that is called otherwise where it went, as its name was taken there. */
export const renamedRunSchema = z.object({ run: z.string(), from: z.string(), to: z.string() })
export type RenamedRun = z.infer<typeof renamedRunSchema>

export const movedSchema = z.object({
  /** The moves that take it back, in their order. */
  back: z.array(z.object({ run: z.string(), project: z.string(), name: z.string() })),
  renamed: z.array(renamedRunSchema),
})
export type Moved = z.infer<typeof movedSchema>
