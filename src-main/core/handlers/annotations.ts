/** Requests that change what is kept of runs: names, notes and tags, and the bin. */
import type { Annotation } from '../../contract/annotations'
import type { RunSummary } from '../../contract/run'
import type { Steps } from '../turns'
import { createListingService } from '../history/listing'
import { idsOfRuns, type HandlerOptions, type HandlersOf, type RunChange } from './shared'

/** Notes on runs, and their way to the bin and back. */
export function createAnnotationHandlers({
  store,
  runs,
  annotations,
  projects,
  changing,
}: HandlerOptions): HandlersOf<RunChange> {
  const listing = createListingService(store, (list) => runs.summaries(list))
  /** What of them is told, once they are changed. */
  const answer = async (ids: readonly string[], isBrief: boolean): Promise<{ runs: RunSummary[] }> => ({
    runs: isBrief ? [] : await listing.ofIds([...new Set(ids)]),
  })

  function* annotate(changes: readonly { readonly run: string; readonly change: Annotation }[]): Steps<string[]> {
    const ids = yield* idsOfRuns(
      store,
      changes.map(({ run }) => run),
    )
    yield* annotations.change(ids.map((run, at) => ({ run, change: changes[at]?.change ?? {} })))
    return ids
  }
  function* move(references: readonly string[], there: 'bin' | 'restore'): Steps<string[]> {
    const ids = [...new Set(yield* idsOfRuns(store, references))]
    yield* annotations[there](ids)
    return ids
  }
  function* purge(references: readonly string[]) {
    const ids = new Set(yield* idsOfRuns(store, references))
    const purged = yield* annotations.purge([...ids].flatMap((id) => store.projects.placeOf(id) ?? []))
    projects.sweep()
    return purged
  }

  return {
    'runs.annotate': async ({ changes, isBrief = false }) => answer(await changing.take(annotate(changes)), isBrief),
    'runs.bin': async ({ runs: references, isBrief = false }) =>
      answer(await changing.take(move(references, 'bin')), isBrief),
    'runs.restore': async ({ runs: references, isBrief = false }) =>
      answer(await changing.take(move(references, 'restore')), isBrief),
    'runs.purge': async ({ runs: references }) => {
      const { purged, freedBytes } = await changing.take(purge(references))
      await annotations.removeFiles(purged)
      return { purged: purged.length, freedBytes }
    },
  }
}
