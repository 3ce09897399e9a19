/** Names of projects: each is one project's alone. */
import { PlateauError } from '../../../contract/errors'
import type { Store } from '../../../store/store'
import { describeProject, isEmpty } from './descriptions'

/**
 * Sees to it that a name is free; one in the bin that has nothing left gives its name up, and is gone.
 * @param except the project that is to have the name; null for a new one
 * @throws PlateauError `name-taken`
 */
export function claimName(store: Store, name: string, except: string | null): void {
  const all = store.projects.list()
  const owner = all.find(({ id }) => id === name)
  if (owner !== undefined) throw taken(`${name} is the id of the project ${owner.name}; no other can have this name.`)
  const holder = all.find((project) => project.name === name && project.id !== except)
  if (holder === undefined) return
  if (holder.binnedAt === null) throw taken(`Another project is already called ${name}.`)
  if (!isEmpty(describeProject(store, holder.id)))
    throw taken(`A project in the bin is called ${name}. Restore it, or choose another name.`)
  store.projects.remove(holder.id)
}

const taken = (message: string): PlateauError => new PlateauError('name-taken', message, { field: 'name' })

/** To be called within a transaction. @returns its id. @throws as {@link claimName} */
export function makeProject(store: Store, name: string, notes = ''): string {
  claimName(store, name, null)
  const id = store.projects.create(name, new Date().toISOString())
  if (notes !== '') store.projects.change(id, { notes })
  return id
}
