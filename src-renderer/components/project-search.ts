/** Which projects a few typed letters mean, and in what order they stand. */
import type { Project } from '@contract/projects'

/** So many stand first, as they were used last. */
export const recentCount = 4

const foldCase = (text: string): string => text.normalize('NFC').toLowerCase()
const byName = (left: Project, right: Project): number =>
  left.name.localeCompare(right.name) || (left.name < right.name ? -1 : 1)

/** Those whose name or notes have every typed word: names that begin with the text first, then by name. */
export function findProjects(projects: readonly Project[], typed: string): readonly Project[] {
  const text = foldCase(typed.trim())
  const words = text.split(/\s+/).filter(Boolean)
  const matching = projects.filter(({ name, notes }) => {
    const all = foldCase(`${name} ${notes}`)
    return words.every((word) => all.includes(word))
  })
  const rank = ({ name }: Project) => (foldCase(name).startsWith(text) ? 0 : foldCase(name).includes(text) ? 1 : 2)
  return matching.toSorted((left, right) => rank(left) - rank(right) || byName(left, right))
}

/** Used last first; the rest by name. @param projects used last first */
export function splitRecent(projects: readonly Project[]): {
  readonly recent: readonly Project[]
  readonly rest: readonly Project[]
} {
  return { recent: projects.slice(0, recentCount), rest: projects.slice(recentCount).toSorted(byName) }
}
