/** Runs of blocks that are given as queries: looked up whenever a report is read. */
import { reportBlockSchema, type Report, type ReportBlock } from '../../contract/report'
import { columnValue } from '../../contract/run-query'
import type { RunQueryService } from '../history/queries'
import { withRuns } from '@panels/report/block-runs'
import { countOf } from '@panels/words/format'

/** What a line finds in a project, in the order of launch unless the line has its own. */
export type FindRuns = (
  where: string,
  project: string | null,
) => Promise<{ readonly ids: readonly string[]; /** Why the line cannot be read. */ readonly problem: string | null }>

/** More than any block shows. */
const mostRead = 2_001

/** As the core's lists find runs: in slices. */
export function createFindRuns(queries: Pick<RunQueryService, 'query'>): FindRuns {
  return async (where, project) => {
    const { rows, problem } = await queries.query({
      where,
      ...(project === null ? {} : { project }),
      sort: [{ column: 'run:number', descending: false }],
      columns: ['run:id'],
      window: { from: 0, count: mostRead },
    })
    const ids = rows.columns['run:id']
    const found = Array.from(rows.numbers, (_, place) => ids && columnValue(ids, place))
    return { ids: found.filter((id) => typeof id === 'string'), problem: problem?.sentence ?? null }
  }
}

export type FoundReport = {
  /** With the runs that its lines find now. */
  readonly report: Report
  /** By block: why its line gives it no runs. Such a block keeps those that it had. */
  readonly errors: ReadonlyMap<string, string>
}

/** A report as its queries find its runs now; one without queries is the same object. */
export async function withFoundRuns(report: Report, project: string | null, find: FindRuns): Promise<FoundReport> {
  const errors = new Map<string, string>()
  const found = new Map<string, Awaited<ReturnType<FindRuns>>>()
  for (const block of report.blocks) {
    const where = whereOf(block)
    if (where !== undefined && !found.has(where)) found.set(where, await find(where, project))
  }
  if (found.size === 0) return { report, errors }
  const blocks = report.blocks.map((block) => {
    const where = whereOf(block)
    const answer = where === undefined ? undefined : found.get(where)
    if (where === undefined || answer === undefined) return block
    const next = reportBlockSchema.safeParse(withRuns(block, answer.ids))
    const error =
      answer.problem ??
      (answer.ids.length === 0
        ? `No run matches ${where}.`
        : next.success
          ? null
          : `${where} finds ${countOf(answer.ids.length, 'run')}, more than this block shows.`)
    if (error !== null) errors.set(block.id, error)
    return error === null && next.success ? next.data : block
  })
  return { report: { ...report, blocks }, errors }
}

const whereOf = (block: ReportBlock): string | undefined => (block.kind === 'text' ? undefined : block.where)
