/** `plateau compare`: the verdict between runs on a metric, grouped by any two settings. */
import { comparisonText } from '../comparison-text'
import { runsOrWholeProject, type ProjectOption, type WhereOption } from '../projects'
import { withCore, type JsonOption, type Session } from '../session'

export type CompareOptions = JsonOption &
  ProjectOption &
  WhereOption & {
    readonly metric?: string
    readonly rows?: string
    readonly columns?: string
    readonly includeUnfinished?: boolean
  }

export async function compare(session: Session, runs: readonly string[], options: CompareOptions): Promise<number> {
  const { metric, rows, columns } = options
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
