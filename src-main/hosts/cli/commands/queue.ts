/** `plateau queue`: what trains, waits and is held, and who comes when. */
import { PlateauError } from '@contract/errors'
import type { Queue } from '@contract/queue'
import type { RunSummary } from '@contract/run'
import type { Client } from '@contract/transport'
import { readActiveRuns, readListedRuns } from '../../../client/listed-runs'
import { runDocuments, runsInProject, type ProjectOption } from '../projects'
import { queueDocument } from '../json-shapes'
import { queueText } from '../queue-text'
import { stateText } from '../run-words'
import { withCore, type JsonOption, type Session } from '../session'

export function showQueue(session: Session, options: JsonOption): Promise<number> {
  return withQueue(session, options, (client) => client.request('queue.get', {}))
}

export function pauseQueue(session: Session, options: JsonOption): Promise<number> {
  return withQueue(session, options, (client) => client.request('queue.pause', { paused: true }))
}

/** Lets the queue go on. What waits for nobody else goes on in the background: this command does not stay for it. */
export function resumeQueue(session: Session, options: JsonOption): Promise<number> {
  return withQueue(session, options, async (client) => {
    const queue = await client.request('queue.pause', { paused: false })
    await client.request('session.leave', { runs: 'keep' })
    return queue
  })
}

export type MoveOptions = JsonOption &
  ProjectOption & { readonly before?: string; readonly first?: boolean; readonly last?: boolean }

export async function moveInQueue(session: Session, run: string, options: MoveOptions): Promise<number> {
  const places = [options.before !== undefined, options.first === true, options.last === true].filter(Boolean)
  if (places.length !== 1) throw new PlateauError('invalid-input', 'Give one of --before RUN, --first or --last.')
  return withQueue(session, options, async (client) => {
    const first = options.first === true ? (await client.request('queue.get', {})).waiting[0]?.run : undefined
    const [moved = run] = await runsInProject(client, [run], options)
    const [before = null] =
      options.before === undefined ? [first] : await runsInProject(client, [options.before], options)
    return client.request('queue.move', { run: moved, before })
  })
}

/** Waiting runs are held at once, running ones after the batch under way. */
export function holdRuns(
  session: Session,
  runs: readonly string[],
  options: JsonOption & ProjectOption,
): Promise<number> {
  return changeRuns(session, options, async (client) =>
    client.request('runs.hold', { runs: await runsInProject(client, runs, options) }),
  )
}

/** Held runs take their place again, and go on in the background: this command does not stay for them. */
export function releaseRuns(
  session: Session,
  runs: readonly string[],
  options: JsonOption & ProjectOption,
): Promise<number> {
  return changeRuns(session, options, async (client) =>
    client.request('runs.release', { runs: await runsInProject(client, runs, options), detached: true }),
  )
}

async function changeRuns(
  session: Session,
  { json = false }: JsonOption,
  change: (client: Client) => Promise<{ runs: RunSummary[] }>,
): Promise<number> {
  return withCore(session, async (client) => {
    const { runs } = await change(client)
    if (json) session.terminal.printDocument({ runs: await runDocuments(client, runs) })
    else for (const run of runs) session.terminal.print(`${run.name}  ${stateText(run)}`)
    return 0
  })
}

async function withQueue(
  session: Session,
  { json = false }: JsonOption,
  ask: (client: Client) => Promise<Queue>,
): Promise<number> {
  return withCore(session, async (client) => {
    const queue = await ask(client)
    const runs = await readActiveRuns(client, await readListedRuns(client))
    if (json) {
      const names = new Map(runs.map(({ id, name }) => [id, name]))
      session.terminal.printDocument(queueDocument(queue, names))
    } else session.terminal.print(queueText(queue, new Map(runs.map((run) => [run.id, run]))))
    return 0
  })
}
