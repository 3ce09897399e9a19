/** `plateau resume`: interrupted, stopped and failed runs go on from their last checkpoints, in the same runs. */
import { runsInProject, type ProjectOption } from '../projects'
import { tellNotices } from '../notices'
import { withCore, type Session } from '../session'
import { followLaunch, type FollowOptions } from '../train-runs'

export async function resume(
  session: Session,
  runs: readonly string[],
  options: FollowOptions & ProjectOption,
): Promise<number> {
  return withCore(session, async (client) => {
    tellNotices(session.terminal, await client.request('system.notices', {}))
    const detached = options.detach === true
    const found = await runsInProject(client, runs, options)
    const launch = async () => (await client.request('runs.resume', { runs: found, detached })).runs
    return (await followLaunch(session, client, options, launch)).exitCode
  })
}
