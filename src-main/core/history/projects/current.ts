/** The project that was used last: where new runs go without another word. */
import { PlateauError } from '../../../contract/errors'
import { projectNameSchema } from '../../../contract/projects'
import type { Store } from '../../../store/store'
import { makeProject } from './names'
import { exactProject, findShownProject } from './references'

/** @param tell called once projects say something else */
export function createCurrentProject(store: Store, tell: () => void) {
  /** The id of the one used last; a home that has none gets its first. */
  const current = (): string => store.projects.usedLast()

  /** Later than every other: two within a millisecond are two. */
  function touch(id: string): void {
    const latest = store.projects
      .list()
      .reduce((last, { usedAt }) => (usedAt !== null && usedAt > last ? usedAt : last), '')
    const after = Number.isNaN(Date.parse(latest)) ? 0 : Date.parse(latest) + 1
    store.projects.markUsed(id, new Date(Math.max(Date.now(), after)).toISOString())
  }

  /** Makes one that is there the one used last. @returns its id. @throws PlateauError as {@link findShownProject} */
  function open(reference: string): string {
    const { id } = findShownProject(store, reference)
    if (current() !== id) {
      touch(id)
      tell()
    }
    return id
  }

  /** The id of the one of exactly this id or name; null where there is none. */
  const known = (reference: string): string | null => exactProject(store.projects.list(), reference)?.id ?? null

  return {
    current,
    open,

    /**
     * The project that new runs go to: the one of exactly this id or name, made if there is none; without a reference the one used last. It is the one
     * used last from then on.
     * @throws PlateauError `invalid-input` for what cannot be a name, or a project in the bin.
     */
    forNewRuns(this: void, reference: string | undefined): string {
      if (reference === undefined) return current()
      const there = known(reference)
      if (there !== null) return open(there)
      const name = projectNameSchema.safeParse(reference)
      if (!name.success)
        throw new PlateauError('invalid-input', `project: ${name.error.issues[0]?.message ?? 'is not valid'}.`, {
          field: 'project',
        })
      const id = store.transaction(() => {
        const made = makeProject(store, name.data)
        touch(made)
        return made
      })
      tell()
      return id
    },

    /** Where runs would go, without making it: null for one that is not there yet. @throws PlateauError `invalid-input` for one in the bin. */
    peek(this: void, reference: string | undefined): string | null {
      if (reference === undefined) return current()
      const there = known(reference)
      return there === null ? null : findShownProject(store, there).id
    },
  }
}
