/** How the table of projects is sorted, and what its bars show. */
import type { Project, ProjectStorage } from '@contract/projects'

export type SortKey = 'name' | 'runs' | 'last' | 'size'
export type ProjectSort = { readonly key: SortKey; readonly isDescending: boolean }

/** What was used last matters first. */
export const usualSort: ProjectSort = { key: 'last', isDescending: true }

export const noBytes: Omit<ProjectStorage, 'project'> = { curveBytes: 0, mediaBytes: 0, checkpointBytes: 0 }
export const sizeOf = ({ curveBytes, mediaBytes, checkpointBytes }: Omit<ProjectStorage, 'project'>): number =>
  curveBytes + mediaBytes + checkpointBytes

/** By another column the other way round where that is what one looks for: names from A, all else from the most. */
export const sortBy = (sort: ProjectSort, key: SortKey): ProjectSort =>
  sort.key === key ? { key, isDescending: !sort.isDescending } : { key, isDescending: key !== 'name' }

/** A project that trains is later than any; one without runs is earlier. */
const lastOf = ({ running, lastRunAt }: Project): string => (running > 0 ? `~${lastRunAt ?? ''}` : (lastRunAt ?? ''))

export function sortProjects(
  projects: readonly Project[],
  { key, isDescending }: ProjectSort,
  bytesOf: (project: Project) => number,
): readonly Project[] {
  const compare: Readonly<Record<SortKey, (left: Project, right: Project) => number>> = {
    name: (left, right) => left.name.localeCompare(right.name),
    runs: (left, right) => left.runs - right.runs,
    last: (left, right) => (lastOf(left) < lastOf(right) ? -1 : lastOf(left) > lastOf(right) ? 1 : 0),
    size: (left, right) => bytesOf(left) - bytesOf(right),
  }
  const sign = isDescending ? -1 : 1
  return projects.toSorted((left, right) => sign * compare[key](left, right) || left.name.localeCompare(right.name))
}
