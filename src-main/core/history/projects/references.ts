/** Which project a reference means. */
import { PlateauError } from '../../../contract/errors'
import type { StoredProject } from '../../../store/projects'
import type { Store } from '../../../store/store'

/** Unicode forms and case aside. */
export const foldCase = (text: string): string => text.normalize('NFC').toLowerCase()

/**
 * The one project that a reference means: by id, by name, by a name in another case, by a beginning. One in the bin is meant only where no other is.
 * @throws PlateauError `project-not-found`, or `project-ambiguous` naming what it could mean.
 */
export function findProject(store: Store, reference: string): StoredProject {
  const all = store.projects.list()
  const exact = exactProject(all, reference)
  if (exact !== null) return exact
  const folded = foldCase(reference)
  const tests: readonly ((name: string) => boolean)[] = [
    (name) => foldCase(name) === folded,
    (name) => name.startsWith(reference.normalize('NFC')),
    (name) => foldCase(name).startsWith(folded),
  ]
  for (const isMeant of tests) {
    const matches = all.filter(({ name }) => isMeant(name))
    const shown = matches.filter(({ binnedAt }) => binnedAt === null)
    const [first, ...others] = shown.length > 0 ? shown : matches
    if (first === undefined) continue
    if (others.length === 0) return first
    const names = [first, ...others].slice(0, 5).map(({ name, id }) => `${name} (${id})`)
    throw new PlateauError(
      'project-ambiguous',
      `${reference} could be ${names.join(', ')}${others.length > 4 ? ' and more' : ''}.`,
    )
  }
  throw new PlateauError('project-not-found', `There is no project ${reference}.`)
}

/** By id or by exactly this name: where a name may be a new one. */
export function exactProject(all: readonly StoredProject[], reference: string): StoredProject | null {
  const name = reference.normalize('NFC').trim()
  return all.find(({ id }) => id === reference) ?? all.find((project) => project.name === name) ?? null
}

/** @throws PlateauError as {@link findProject}, and `invalid-input` for one in the bin */
export function findShownProject(store: Store, reference: string): StoredProject {
  const project = findProject(store, reference)
  if (project.binnedAt === null) return project
  throw new PlateauError('invalid-input', `The project ${project.name} is in the bin. Restore it first.`)
}
