/** Requests about projects and what belongs to one: where its runs are, its workspace, its named views. */
import { z } from 'zod'
import { call, nothing } from './call'
import { choicesInputSchema, choicesSchema } from './choices'
import {
  foundRunSchema,
  projectNameSchema,
  projectNotesSchema,
  projectReferenceSchema,
  projectSchema,
  movedSchema,
  runMoveSchema,
  storageSchema,
} from './projects'
import { viewSchema, workspaceLayoutSchema } from './workspace'

export const projectRequests = {
  /** Used last first; those in the bin stand last. There is always one that is not. */
  'projects.list': call(
    nothing,
    z.object({
      projects: z.array(projectSchema),
      /** The id of the one used last, which new runs go to where none is named. */
      current: z.string(),
    }),
  ),
  /** @throws `name-taken`, also by one in the bin that still has runs. */
  'projects.create': call(
    z.strictObject({ name: projectNameSchema, notes: projectNotesSchema.optional() }),
    projectSchema,
  ),
  /** @throws `project-not-found`, `project-ambiguous`. */
  'projects.find': call(z.strictObject({ project: projectReferenceSchema }), projectSchema),
  /** Makes it the one used last. */
  'projects.open': call(z.strictObject({ project: projectReferenceSchema }), projectSchema),
  'projects.rename': call(z.strictObject({ project: projectReferenceSchema, name: projectNameSchema }), projectSchema),
  'projects.annotate': call(
    z.strictObject({ project: projectReferenceSchema, notes: projectNotesSchema }),
    projectSchema,
  ),
  /**
   * Takes a project to the bin, with its views and reports. One with runs is refused (`project-not-empty`) unless they are to go to the bin as
   * well, for which they must have ended.
   */
  'projects.bin': call(
    z.strictObject({ project: projectReferenceSchema, withRuns: z.boolean().optional() }),
    projectSchema,
  ),
  /** Takes a project out of the bin, with the runs that went there with it. */
  'projects.restore': call(z.strictObject({ project: projectReferenceSchema }), projectSchema),
  /** Says which way metrics get better, and which settings are seeds or name the loss; answers with all that was chosen, and what takes it back. */
  'projects.choose': call(choicesInputSchema, choicesSchema),
  /** What the home's projects take on the disk. Counted anew each time, in slices. */
  'projects.storage': call(nothing, storageSchema),

  /** The workspace of a project, or of the one used last, as it was left, and its named views. */
  'workspace.get': call(
    z.strictObject({ project: projectReferenceSchema.optional() }),
    z.object({ layout: workspaceLayoutSchema, views: z.array(viewSchema) }),
  ),
  'workspace.set': call(z.strictObject({ project: projectReferenceSchema, layout: workspaceLayoutSchema }), nothing),
  /** Makes a view, or with the id of one saves it anew under that id (one that was removed comes back). Names are unique in a project. */
  'views.save': call(
    z.strictObject({
      project: projectReferenceSchema,
      id: z.string().min(1).max(40).optional(),
      name: viewSchema.shape.name,
      layout: workspaceLayoutSchema,
    }),
    viewSchema,
  ),
  'views.remove': call(z.strictObject({ id: z.string() }), nothing),

  /**
   * Takes runs to other projects, all of them or none. They keep their ids and all they are. Where a name is taken, the run gets it with
   * the next free number, and the answer says so.
   */
  'runs.move': call(z.strictObject({ moves: z.array(runMoveSchema).min(1).max(100_000) }), movedSchema),
  /** Takes all runs of projects to another one, but for those in the bin; as `runs.move`. */
  'projects.empty': call(
    z.strictObject({ projects: z.array(projectReferenceSchema).min(1).max(1_000), to: projectReferenceSchema }),
    movedSchema,
  ),
  /** Runs of any project whose id or name has this text, in any case; newest first. */
  'runs.find': call(
    z.strictObject({ text: z.string().min(1).max(200), limit: z.int().min(1).max(100).optional() }),
    z.object({ runs: z.array(foundRunSchema), /** How many match; the limit leaves out the rest. */ matched: z.int() }),
  ),
} as const
