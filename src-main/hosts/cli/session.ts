/** What every command gets: where to write, the core when it needs it, and how it may be interrupted. */
import type { SavedArchitecture } from '@contract/architecture-requests'
import { createClient, type Client } from '@contract/transport'
import type { UpdateProgress } from '../../platform/update-progress'
import type { Interrupts } from './interrupts'
import type { Terminal } from './terminal'
import { describeShare, describeUpdate, isLongUpdate } from '../update-words'

export type Session = {
  readonly home: string
  readonly terminal: Terminal
  readonly interrupts: Interrupts
}

/** The options of commands that print one document or a table. */
export type JsonOption = { readonly json?: boolean }

/** Connects to the core, starting it when needed, for as long as `use` takes. */
export async function withCore<Value>(session: Session, use: (client: Client) => Promise<Value>): Promise<Value> {
  const { connectToCore } = await import('../../client/connect')
  const client = createClient(
    await connectToCore({ home: session.home, client: 'cli', onUpdating: sayUpdating(session.terminal) }),
  )
  try {
    return await use(client)
  } finally {
    client.close()
  }
}

/** One remark, and where somebody watches how far it is. */
function sayUpdating(terminal: Terminal): (progress: UpdateProgress) => void {
  let isSaid = false
  return (progress) => {
    if (!isLongUpdate(progress)) return
    if (!isSaid) terminal.remark(describeUpdate(progress))
    isSaid = true
    const { done, total } = progress
    const isLast = done + 100 >= total
    terminal.status(isLast ? '' : describeShare(progress))
  }
}

/** Architectures that are saved in the home. */
export const savedArchitectures = (session: Session): Promise<readonly SavedArchitecture[]> =>
  withCore(session, async (client) => (await client.request('architectures.list', {})).architectures)
