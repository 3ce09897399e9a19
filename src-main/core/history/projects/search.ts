/** Runs of any project by their words: for whoever knows a run and not where it is. */
import type { FoundRun } from '../../../contract/projects'
import type { Store } from '../../../store/store'
import { foldCase } from './references'

/** Runs whose id or name has a text, in any case: those that are called exactly so first, then newest first. */
export function searchRuns(store: Store, text: string, limit: number): { runs: FoundRun[]; matched: number } {
  const wanted = foldCase(text.trim())
  const exact: FoundRun[] = []
  const runs: FoundRun[] = []
  let matched = 0
  for (const run of store.projects.searchable()) {
    const name = foldCase(run.name)
    if (!name.includes(wanted) && !run.id.startsWith(wanted)) continue
    matched += 1
    const kind = name === wanted ? exact : runs
    if (kind.length < limit) kind.push(run)
  }
  return { runs: [...exact, ...runs].slice(0, limit), matched }
}
