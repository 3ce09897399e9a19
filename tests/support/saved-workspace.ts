/** The workspace as the core keeps it, for tests of a window that has to have told it by now. */
import { connectToCore } from '../../src-main/client/connect'
import { createClient } from '../../src-main/contract/transport'
import type { WorkspaceLayout } from '../../src-main/contract/workspace'

/** Asks the core that runs on the home. */
export async function savedLayout(home: string): Promise<WorkspaceLayout> {
  const client = createClient(await connectToCore({ home, client: 'web', start: false }))
  try {
    return (await client.request('workspace.get', {})).layout
  } finally {
    client.close()
  }
}
