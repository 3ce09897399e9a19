/** Whole summaries of very many runs, in slices: whoever else asks is answered in between. */
import type { RunSummary } from '../../contract/run'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import { createTurns, type Steps } from '../turns'
import { findRun } from './references'

/** Runs that one step reads: a few milliseconds of work. */
const runsAtOnce = 10

export function createListingService(store: Store, summaries: (runs: readonly StoredRun[]) => RunSummary[]) {
  /** @param read a run as it is by then; null for one that is gone. */
  function* summarizeEach<Name>(names: readonly Name[], read: (name: Name) => StoredRun | null): Steps<RunSummary[]> {
    const all: RunSummary[] = []
    for (let from = 0; from < names.length; from += runsAtOnce) {
      const runs = names.slice(from, from + runsAtOnce).flatMap((name) => read(name) ?? [])
      all.push(...summaries(runs))
      yield
    }
    return all
  }
  const inTurns = async <Result>(steps: Steps<Result>): Promise<Result> =>
    // Nothing lets go of it: what is read is as it is by then.
    (await createTurns().take(steps, () => true)) as Result

  return {
    /** Newest first; those in the bin by when they went there. @param project its id; all without. */
    list({ project, isBin, limit }: { project: string | undefined; isBin: boolean; limit: number | undefined }) {
      const ids = store.runs.listedIds(isBin, project ?? null).slice(0, limit)
      return inTurns(summarizeEach(ids, (id) => store.runs.get(id)))
    },
    /** By their ids, in the order given; those that are gone are left out. */
    ofIds: (ids: readonly string[]): Promise<RunSummary[]> => inTurns(summarizeEach(ids, (id) => store.runs.get(id))),
    /** By their short names, in the order given; those that are gone are left out. */
    numbered: (numbers: Float64Array): Promise<RunSummary[]> =>
      inTurns(summarizeEach([...numbers], (number) => store.runs.withNumber(number))),
    /** Each run once, in the order in which they are named. @throws PlateauError as findRun does */
    resolve(references: readonly string[], project: string | undefined): Promise<RunSummary[]> {
      const seen = new Set<string>()
      return inTurns(
        summarizeEach(references, (reference) => {
          const run = findRun(store, reference, project)
          if (seen.has(run.id)) return null
          seen.add(run.id)
          return run
        }),
      )
    },
  }
}
