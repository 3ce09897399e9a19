/** `plateau compare`: the verdict between runs on a metric that they all have. */
import { commonMetricKeys, type CommonMetricKey } from '@contract/metrics'
import { PlateauError } from '@contract/errors'
import { comparisonText } from '../comparison-text'
import { withCore, type JsonOption, type Session } from '../session'

export type CompareOptions = JsonOption & { readonly metric?: string }

export async function compare(session: Session, runs: readonly string[], options: CompareOptions): Promise<number> {
  const metric = readMetric(options.metric)
  return withCore(session, async (client) => {
    const comparison = await client.request('comparison.get', {
      runs: [...runs],
      ...(metric === undefined ? {} : { metric }),
    })
    if (options.json === true) session.terminal.printDocument(comparison)
    else session.terminal.print(comparisonText(comparison))
    return 0
  })
}

function readMetric(text: string | undefined): CommonMetricKey | undefined {
  if (text === undefined) return undefined
  const key = commonMetricKeys.find((candidate) => candidate === text)
  if (key === undefined) {
    throw new PlateauError('invalid-input', `--metric must be one of ${commonMetricKeys.join(', ')}, not ${text}.`)
  }
  return key
}
