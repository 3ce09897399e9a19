/** What every command gets: where to write, the core when it needs it, and how it may be interrupted. */
import { createClient, type Client } from '@contract/transport'
import type { Interrupts } from './interrupts'
import type { Terminal } from './terminal'

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
  const client = createClient(await connectToCore({ home: session.home, client: 'cli' }))
  try {
    return await use(client)
  } finally {
    client.close()
  }
}
