/** `plateau train`: one run, from the settings of the command line. */
import { configFromCommandLine } from '../setting-flags'
import { withCore, type Session } from '../session'
import { tellNotices } from '../notices'
import { trainRuns, type TrainingOptions } from '../train-runs'

export async function train(session: Session, options: TrainingOptions & Record<string, unknown>): Promise<number> {
  const config = await configFromCommandLine(options)
  return withCore(session, async (client) => {
    tellNotices(session.terminal, await client.request('system.status', {}))
    return (await trainRuns(session, client, [config], options)).exitCode
  })
}
