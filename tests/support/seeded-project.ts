/** The project of histories that are written through the store. */
import type { Store } from '../../src-main/store/store'

/** The id of a project that was used, as one is that runs were launched into: the window and new runs go there. Made where there is none. */
export function seededProject(store: Store, name = 'cifar10-flip-grey'): string {
  const id = store.projects.findOrMake(name)
  store.projects.markUsed(id, '2026-01-01T00:00:00.000Z')
  return id
}
