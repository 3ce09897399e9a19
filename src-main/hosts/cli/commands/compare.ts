/** `plateau compare`: the verdict between runs on a metric that they all have. */
import { settingKeys } from '@contract/config'
import { commonMetricKeys } from '@contract/metrics'
import { PlateauError } from '@contract/errors'
import { comparisonText } from '../comparison-text'
import { runsOrWholeProject, type ProjectOption } from '../projects'
import { withCore, type JsonOption, type Session } from '../session'

export type CompareOptions = JsonOption &
  ProjectOption & {
    readonly metric?: string
    readonly rows?: string
    readonly columns?: string
    readonly includeUnfinished?: boolean
  }

export async function compare(session: Session, runs: readonly string[], options: CompareOptions): Promise<number> {
  const metric = readOption('--metric', options.metric, commonMetricKeys)
  const rows = readOption('--rows', options.rows, settingKeys)
  const columns = readOption('--columns', options.columns, settingKeys)
  return withCore(session, async (client) => {
    const comparison = await client.request('comparison.get', {
      runs: await runsOrWholeProject(client, runs, options),
      ...(metric === undefined ? {} : { metric }),
      ...(rows === undefined ? {} : { rows }),
      ...(columns === undefined ? {} : { columns }),
      ...(options.includeUnfinished === true ? { includeUnfinished: true } : {}),
    })
    if (options.json === true) session.terminal.printDocument(comparison)
    else session.terminal.print(comparisonText(comparison))
    return 0
  })
}

function readOption<Key extends string>(flag: string, text: string | undefined, keys: readonly Key[]): Key | undefined {
  if (text === undefined) return undefined
  const key = keys.find((candidate) => candidate === text)
  if (key === undefined) {
    throw new PlateauError('invalid-input', `${flag} must be one of ${keys.join(', ')}, not ${text}.`)
  }
  return key
}
