/** `plateau train`: one run or a grid of them, from the settings of the command line. */
import { configsFromCommandLine, readPlace } from '../grid-flags'
import type { ProjectOption } from '../projects'
import { nameDataSets } from '../named-data'
import { tellNotices } from '../notices'
import { savedArchitectures, withCore, type Session } from '../session'
import { settingsOfWeights, type WeightsOptions } from '../weights-flags'
import { trainRuns, type FollowOptions } from '../train-runs'

export type TrainOptions = FollowOptions &
  ProjectOption &
  WeightsOptions & { readonly yes?: boolean } & Record<string, unknown>

export async function train(session: Session, options: TrainOptions): Promise<number> {
  const configs = await configsFromCommandLine(options, {
    nameData: (settings) => nameDataSets(session, settings),
    findSaved: () => savedArchitectures(session),
  })
  const place = readPlace(options)
  return withCore(session, async (client) => {
    tellNotices(session.terminal, await client.request('system.notices', {}))
    const begun = await settingsOfWeights(client, options)
    const runs = configs.map((config) => ({ ...config, ...begun }))
    return (await trainRuns(session, client, runs, { ...options, place })).exitCode
  })
}
