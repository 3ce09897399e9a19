/** `plateau reproduce`: the report's two architectures under its two losses, and the verdict. */
import { dataSourceOf } from '@contract/run-data'
import { PlateauError } from '@contract/errors'
import { reproductionConfigs } from '@contract/reproduction'
import { comparisonText } from '../comparison-text'
import { readOrder, readPlace } from '../grid-flags'
import { readCount } from '../setting-flags'
import type { ProjectOption } from '../projects'
import { withCore, type Session } from '../session'
import { tellNotices } from '../notices'
import { trainRuns, type FollowOptions } from '../train-runs'

export type ReproduceOptions = FollowOptions &
  ProjectOption & {
    readonly quick?: boolean
    readonly full?: boolean
    readonly seeds?: string
    readonly trainSize?: string
    readonly order?: string
    readonly place?: string
    readonly yes?: boolean
  }

export async function reproduce(session: Session, options: ReproduceOptions): Promise<number> {
  if (options.quick === true && options.full === true) {
    throw new PlateauError('invalid-input', 'Give either --quick or --full, not both.')
  }
  const configs = reproductionConfigs({
    preset: options.full === true ? 'full' : 'quick',
    seeds: options.seeds === undefined ? undefined : readCount('--seeds', options.seeds, 1, 100),
    trainSize:
      options.trainSize === undefined
        ? undefined
        : readCount('--train-size', options.trainSize, 1, dataSourceOf({}).counts.training),
    order: readOrder(options),
  })
  const place = readPlace(options)
  return withCore(session, async (client) => {
    const { terminal } = session
    tellNotices(terminal, await client.request('system.notices', {}))
    const { runs, exitCode } = await trainRuns(session, client, configs, { ...options, place })
    const finished = runs.filter(({ epochs }) => epochs > 0)
    if (options.detach === true || finished.length === 0) return exitCode
    const comparison = await client.request('comparison.get', { runs: finished.map(({ id }) => id) })
    // With --json standard output is JSON lines about runs and nothing else.
    if (options.json === true) terminal.remark(comparisonText(comparison))
    else terminal.print(`\n${comparisonText(comparison)}`)
    return exitCode
  })
}
