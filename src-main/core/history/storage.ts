/** What the home's projects take on the disk. */
import type { ProjectStorage, Storage } from '../../contract/projects'
import type { Store } from '../../store/store'
import { readFreeDiskBytes } from '../system/status'
import { createTurns, type Steps } from '../turns'

/** Runs that are added up in one step: some milliseconds. */
const runsOfStep = 100

type Sums = Omit<Storage, 'freeDiskBytes' | 'databaseBytes'>

function* addUp(store: Store): Steps<Sums> {
  const projects = new Map<string, ProjectStorage>()
  const bin = { runs: 0, curveBytes: 0, mediaBytes: 0, checkpointBytes: 0 }
  const last = store.storage.lastRunNumber()
  for (let after = 0; after < last; after += runsOfStep) {
    for (const { project, isBinned, runs, curveBytes, mediaBytes, checkpointBytes } of store.storage.ofRuns(
      after,
      after + runsOfStep,
    )) {
      const before = projects.get(project) ?? { project, curveBytes: 0, mediaBytes: 0, checkpointBytes: 0 }
      const sum = isBinned === 1 ? bin : before
      sum.curveBytes += curveBytes
      sum.mediaBytes += mediaBytes
      sum.checkpointBytes += checkpointBytes
      if (isBinned === 1) bin.runs += runs
      else projects.set(project, before)
    }
    yield
  }
  return { projects: [...projects.values()], bin }
}

/**
 * Adds up what runs take, in slices: other clients are answered in between, and what they change meanwhile may count or not.
 * @param home the folder whose disk has the room that is left
 */
export async function readStorage(store: Store, home: string): Promise<Storage> {
  const sums = (await createTurns().take(addUp(store), () => true)) ?? {
    projects: [],
    bin: { runs: 0, curveBytes: 0, mediaBytes: 0, checkpointBytes: 0 },
  }
  return { ...sums, databaseBytes: store.sizeInBytes(), freeDiskBytes: readFreeDiskBytes(home) }
}
