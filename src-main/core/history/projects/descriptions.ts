/** Projects with what their runs and reports come to. */
import { PlateauError } from '../../../contract/errors'
import type { Project } from '../../../contract/projects'
import type { Store } from '../../../store/store'

/** Used last first; those in the bin stand last. */
export function describeProjects(store: Store): Project[] {
  const counts = store.projects.counts()
  const reports = store.projects.reportCounts()
  return store.projects.list().map(({ settings: _, ...project }) => ({
    ...project,
    ...(counts.get(project.id) ?? { runs: 0, binnedRuns: 0, running: 0, lastRunAt: null }),
    reports: reports.get(project.id) ?? 0,
  }))
}

/** @throws PlateauError `project-not-found` */
export function describeProject(store: Store, id: string): Project {
  const found = describeProjects(store).find((project) => project.id === id)
  if (found === undefined) throw new PlateauError('project-not-found', `There is no project ${id}.`)
  return found
}

/** Whether nothing is in it: no run, in the bin neither, and no report. */
export const isEmpty = ({ runs, binnedRuns, reports }: Project): boolean => runs + binnedRuns + reports === 0
