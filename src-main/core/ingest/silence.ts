/** Runs elsewhere of which nothing is heard: whether their writers live cannot be asked there. */
import type { Store } from '../../store/store'
import type { AuthorService } from '../history/authors/service'

/** A run elsewhere of which nothing was heard for so long is silent. */
const silentMilliseconds = 60_000

/** Says of runs elsewhere that they are silent, when nothing has come for so long. @param now milliseconds since 1970 */
export function findSilent(
  { store, authors }: { readonly store: Store; readonly authors: AuthorService },
  isHere: (host: string | null) => boolean,
  now: number,
): void {
  const open = Map.groupBy(store.logJournals.open(), ({ run }) => run)
  for (const [run, journals] of open) {
    const newest = store.logJournals.newestAttempt(run)
    const writing = journals.filter(({ attempt, state }) => (attempt ?? 1) >= newest && state === 'open')
    if (writing.length === 0 || writing.some(({ host }) => isHere(host))) continue
    const heardAt = Math.max(...writing.map((journal) => journal.heardAt))
    if (now - heardAt < silentMilliseconds) continue
    if (store.runs.setSilent(run, new Date(heardAt).toISOString())) authors.changed(run)
  }
}
