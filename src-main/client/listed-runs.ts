/** Runs of a history of any size, as hosts read them: by what they ask of all, and whole summaries a page at a time. */
import type { RequestInput, RequestName, RequestOutput } from '../contract/api'
import { PlateauError } from '../contract/errors'
import { isActive, runStates, type RunState, type RunSummary } from '../contract/run'
import { columnValue, type RunQueryResult } from '../contract/run-query'
import { shellWord } from '../platform/shell-word.mjs'

type Asking = {
  request<Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<RequestOutput<Name>>
}

/** Rows of one answer, and whole summaries: these are a hundred times as large. */
const [rowsAtOnce, summariesAtOnce] = [10_000, 100]

export type ListedRun = { readonly id: string; readonly state: RunState }

/** Runs that are asked for: of a project, by its name or id, and by a line of the query language; all without. */
export type AskedRuns = { readonly project?: string; readonly where?: string }

/** @throws PlateauError `invalid-input` where the line of a question cannot be read: where, why, and the line that can. */
export function requireReadable(where: string | undefined, { problem }: Pick<RunQueryResult, 'problem'>): void {
  if (problem === null || where === undefined) return
  const { sentence, from, fix } = problem
  const fixed =
    fix === null ? '' : ` Fix: --where ${shellWord(where.slice(0, fix.from) + fix.text + where.slice(fix.to))}`
  throw new PlateauError('invalid-input', `${sentence} It is at character ${from + 1} of --where.${fixed}`)
}

/** Every run, newest first, or in the order that the line has. @throws PlateauError */
export async function readListedRuns(client: Asking, { project, where }: AskedRuns = {}): Promise<ListedRun[]> {
  const listed: ListedRun[] = []
  for (let from = 0; ; from += rowsAtOnce) {
    const answer = await client.request('runs.query', {
      ...(project === undefined ? {} : { project }),
      ...(where === undefined ? {} : { where }),
      columns: ['run:id', 'run:state'],
      window: { from, count: rowsAtOnce },
    })
    requireReadable(where, answer)
    const { rows, matched } = answer
    const { 'run:id': ids, 'run:state': states } = rows.columns
    rows.numbers.forEach((_, place) => {
      const id = ids && columnValue(ids, place)
      const state = states && columnValue(states, place)
      if (typeof id === 'string') listed.push({ id, state: runStates.find((one) => one === state) ?? 'ended' })
    })
    if (from + rowsAtOnce >= matched) return listed
  }
}

/** Whole summaries of runs, a page after the other; those that are deleted meanwhile are left out. @throws PlateauError */
export async function* readSummaries(client: Asking, ids: readonly string[]): AsyncGenerator<RunSummary[]> {
  for (let from = 0; from < ids.length; from += summariesAtOnce)
    yield await resolveThere(client, ids.slice(from, from + summariesAtOnce))
}

async function resolveThere(client: Asking, ids: readonly string[]): Promise<RunSummary[]> {
  try {
    return (await client.request('runs.resolve', { runs: [...ids] })).runs
  } catch (error) {
    if (!(error instanceof PlateauError && error.code === 'run-not-found')) throw error
    // One of them is gone: which, the halves tell.
    if (ids.length <= 1) return []
    const half = ids.length >> 1
    return [...(await resolveThere(client, ids.slice(0, half))), ...(await resolveThere(client, ids.slice(half)))]
  }
}

/** Whole summaries of those that train or wait. @throws PlateauError */
export async function readActiveRuns(client: Asking, listed: readonly ListedRun[]): Promise<RunSummary[]> {
  const active: RunSummary[] = []
  for await (const page of readSummaries(
    client,
    listed.filter(isActive).map(({ id }) => id),
  ))
    active.push(...page.filter(isActive))
  return active
}
