/** Whose runs are whose: the client that launched a run, or let it go on, attends it. */
import { isStartedHere } from '../history/references'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'

/** Who asks: runs of a window wait for the next one when it goes, those of a command line go with it. */
export type Owner = { readonly id: number; readonly client: 'electron' | 'web' | 'cli' }

export type Owners = ReturnType<typeof createOwners>

/** A run without an owner waits from an earlier core. */
export function createOwners(store: Store) {
  const owners = new Map<string, Owner>()

  return {
    of: (run: string): Owner | undefined => owners.get(run),
    give: (run: string, owner: Owner): void => void owners.set(run, owner),
    /** Nobody attends it any more: it ended, or waits for the next window. */
    release: (run: string): void => void owners.delete(run),
    /** Somebody is there for it, or it was told to go on without. */
    mayBegin: ({ id, detached }: StoredRun): boolean => detached || owners.has(id),
    /** Unfinished runs that end or go on as this session says when it leaves: its own, and those whose client is gone. */
    attendedBy: (session: Owner, present: ReadonlySet<number>): StoredRun[] =>
      store.runs
        .listActive()
        .filter(isStartedHere)
        .filter(({ id, detached }) => {
          const owner = owners.get(id)
          return !detached && (owner === undefined || owner.id === session.id || !present.has(owner.id))
        }),
    /** Unfinished runs that were not told to go on without whoever owns them. One without an owner waits for a window: nobody has left it. */
    attended: (): { readonly run: StoredRun; readonly owner: Owner }[] =>
      store.runs
        .listActive()
        .filter(isStartedHere)
        .flatMap((run) => {
          const owner = owners.get(run.id)
          return run.detached || owner === undefined ? [] : [{ run, owner }]
        }),
  }
}
