/** `plateau projects`: which there are, and what is done with them. */
import type { RequestInput, RequestName } from '@contract/api'
import { PlateauError } from '@contract/errors'
import { projectNameSchema, type Project } from '@contract/projects'
import type { Client } from '@contract/transport'
import { formatTable, formatTime, plural } from '../../format'
import { runsInProject, type ProjectOption } from '../projects'
import { withCore, type JsonOption, type Session } from '../session'

/** A project as `--json` prints it. */
const projectDocument = (project: Project, current: string) => ({ ...project, isCurrent: project.id === current })

export function listProjects(session: Session, { json = false }: JsonOption): Promise<number> {
  const { terminal } = session
  return withCore(session, async (client) => {
    const { projects, current } = await client.request('projects.list', {})
    if (json) {
      terminal.printDocument({ projects: projects.map((project) => projectDocument(project, current)) })
      return 0
    }
    const shown = projects.filter(({ binnedAt }) => binnedAt === null)
    terminal.print(
      formatTable<Project>(
        [
          { header: 'project', text: ({ id, name }) => (id === current ? `${name} (used last)` : name) },
          { header: 'id', text: ({ id }) => id },
          { header: 'runs', align: 'right', text: ({ runs }) => runs.toLocaleString('en') },
          { header: 'last run', text: lastRunText },
          { header: 'notes', text: ({ notes }) => notes.split('\n')[0] ?? '' },
        ],
        shown,
      ),
    )
    const binned = projects.filter(({ binnedAt }) => binnedAt !== null)
    for (const { name, binnedRuns } of binned)
      terminal.remark(`${name} is in the bin with ${plural(binnedRuns, 'run')}.`)
    return 0
  })
}

function lastRunText({ running, lastRunAt }: Project): string {
  if (running > 0) return `${plural(running, 'run')} training`
  return lastRunAt === null ? '-' : formatTime(lastRunAt)
}

export const createProject = (session: Session, name: string, options: JsonOption & { notes?: string }) =>
  change(
    session,
    options,
    'projects.create',
    { name: readName(name), ...pickNotes(options.notes) },
    ({ name: made }) => `Created ${made}.`,
  )

export const renameProject = (session: Session, project: string, name: string, options: JsonOption) =>
  change(
    session,
    options,
    'projects.rename',
    { project, name: readName(name) },
    ({ name: now }) => `Renamed to ${now}.`,
  )

export const useProject = (session: Session, project: string, options: JsonOption) =>
  change(session, options, 'projects.open', { project }, ({ name }) => `New runs go into ${name}.`)

export const restoreProject = (session: Session, project: string, options: JsonOption) =>
  change(
    session,
    options,
    'projects.restore',
    { project },
    ({ name, runs }) => `Restored ${name} with ${plural(runs, 'run')}.`,
  )

/** Without a text, prints the notes. */
export function projectNotes(session: Session, project: string, text: string | undefined, options: JsonOption) {
  if (text !== undefined)
    return change(
      session,
      options,
      'projects.annotate',
      { project, notes: text },
      ({ name }) => `Notes on ${name} changed.`,
    )
  return withCore(session, async (client) => {
    const found = await client.request('projects.find', { project })
    if (options.json === true) session.terminal.printDocument({ project: found })
    else session.terminal.print(found.notes)
    return 0
  })
}

export function deleteProject(session: Session, project: string, options: JsonOption & { withRuns?: boolean }) {
  const words = ({ name, binnedRuns }: Project) =>
    `Moved ${name} to the bin${binnedRuns === 0 ? '' : ` with ${plural(binnedRuns, 'run')}`}.\nTake it back: npm run -s plateau -- projects restore ${quote(name)}`
  return change(session, options, 'projects.bin', { project, withRuns: options.withRuns === true }, words)
}

/** Takes runs to a project, which is made if there is none of this name. */
export function moveRuns(
  session: Session,
  references: readonly string[],
  options: JsonOption & ProjectOption & { to?: string },
): Promise<number> {
  const { to = '', json = false } = options
  return withCore(session, async (client) => {
    const runs = await runsInProject(client, references, options)
    const { id, name } = await findOrCreate(client, to)
    const { back, renamed } = await client.request('runs.move', { moves: runs.map((run) => ({ run, project: id })) })
    if (json) {
      session.terminal.printDocument({ project: { id, name }, moved: back.map(({ run }) => run).reverse(), renamed })
      return 0
    }
    session.terminal.print(`Moved ${plural(back.length, 'run')} to ${name}.`)
    for (const { from, to: now } of renamed)
      session.terminal.print(`${from} is called ${now} there, as ${from} was taken.`)
    return 0
  })
}

async function findOrCreate(client: Client, wanted: string): Promise<Project> {
  try {
    return await client.request('projects.find', { project: wanted })
  } catch (error) {
    if (!(error instanceof PlateauError) || error.code !== 'project-not-found') throw error
    return client.request('projects.create', { name: readName(wanted) })
  }
}

/** @throws PlateauError `invalid-input` in the words of the command line. */
function readName(text: string): string {
  const name = projectNameSchema.safeParse(text)
  if (name.success) return name.data
  throw new PlateauError('invalid-input', `The name of a project ${name.error.issues[0]?.message ?? 'is not valid'}.`, {
    field: 'name',
  })
}

const pickNotes = (notes: string | undefined) => (notes === undefined ? {} : { notes })

/** As a shell takes it. */
const quote = (name: string): string => (/^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`)

type Change = Extract<
  RequestName,
  'projects.create' | 'projects.rename' | 'projects.open' | 'projects.annotate' | 'projects.bin' | 'projects.restore'
>

async function change<Name extends Change>(
  session: Session,
  { json = false }: JsonOption,
  request: Name,
  input: RequestInput<Name>,
  words: (project: Project) => string,
): Promise<number> {
  return withCore(session, async (client) => {
    const project = (await client.request(request, input)) as Project
    if (json) session.terminal.printDocument({ project })
    else session.terminal.print(words(project))
    return 0
  })
}
