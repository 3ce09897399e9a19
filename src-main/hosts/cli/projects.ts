/** How commands deal with projects: the flag that names one, runs that are looked for in it, and names for documents. */
import type { Command } from 'commander'
import { PlateauError } from '@contract/errors'
import type { Project } from '@contract/projects'
import type { RunSummary } from '@contract/run'
import type { Client } from '@contract/transport'
import { parseQuery } from '@model/query/parse'
import { readListedRuns } from '../../client/listed-runs'
import { runDocument, type RunDocument } from './json-shapes'

export type ProjectOption = { readonly project?: string }
export type WhereOption = { readonly where?: string }

export const projectHelp = {
  search: 'look for runs in this project only (name, id, or an unambiguous beginning)',
  all: 'look for runs in this project only; without runs, take all of it',
  list: 'only runs of this project (name, id, or an unambiguous beginning)',
  launch: 'put the runs into this project, which is created if there is none of this name (default: the one used last)',
} as const

export const addProjectOption = (command: Command, help: keyof typeof projectHelp): Command =>
  command.option('--project <name>', projectHelp[help])

export const whereHelp =
  'only runs that this line finds, such as "loss != mse and val_mse.best < 0.013" (docs/query.md)'

/** As requests take it: nothing where no project was named. */
export const projectInput = ({ project }: ProjectOption): { project?: string } =>
  project === undefined ? {} : { project }

/**
 * References to runs, made sure of within a project where one is named: ids then, so that names of other projects do not get in their way.
 * @throws PlateauError as `runs.resolve` does
 */
export async function runsInProject(
  client: Client,
  references: readonly string[],
  { project }: ProjectOption,
): Promise<string[]> {
  if (project === undefined || references.length === 0) return [...references]
  const { runs } = await client.request('runs.resolve', { runs: [...references], project })
  return runs.map(({ id }) => id)
}

/**
 * As {@link runsInProject}; no references mean all runs of the project, or those that a line finds, in the order in which they were made unless the
 * line has another.
 * @throws PlateauError `invalid-input` when neither is given
 */
export async function runsOrWholeProject(
  client: Client,
  references: readonly string[],
  option: ProjectOption & WhereOption,
): Promise<string[]> {
  const { project, where } = option
  if (references.length > 0 && where !== undefined)
    throw new PlateauError('invalid-input', 'Name runs or find them with --where, not both.')
  if (references.length > 0) return runsInProject(client, references, option)
  if (project === undefined && where === undefined)
    throw new PlateauError('invalid-input', 'Name the runs, or take all of a project with --project NAME.')
  const found = (await readListedRuns(client, option)).map(({ id }) => id)
  if (found.length === 0 && where !== undefined) throw new PlateauError('invalid-input', 'No run matches --where.')
  return isOrdered(where) ? found : found.reverse()
}

/** Whether a line says in which order runs are. */
const isOrdered = (where = ''): boolean => (parseQuery(where).query?.order.length ?? 0) > 0

/** Names of all projects by id, those in the bin too. */
export async function readProjectNames(client: Client): Promise<ReadonlyMap<string, string>> {
  const { projects } = await client.request('projects.list', {})
  return new Map(projects.map(({ id, name }: Project) => [id, name]))
}

/** Runs as `--json` prints them. */
export async function runDocuments(client: Client, runs: readonly RunSummary[]): Promise<RunDocument[]> {
  const names = await readProjectNames(client)
  return runs.map((run) => runDocument(run, names.get(run.project) ?? run.project))
}
