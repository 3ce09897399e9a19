/** Which keys the runs of a project have, and how many runs each: counted in slices, once until a run says something else. */
import type { RunKeys } from '../../contract/run-query'
import type { Store } from '../../store/store'
import type { Steps } from '../turns'
import type { Indexing } from './indexing'

type CountedKeys = Omit<RunKeys, 'said'>

export function createCountedKeys(
  { runQueries, runKeys }: Pick<Store, 'runQueries' | 'runKeys'>,
  indexing: Pick<Indexing, 'written'>,
) {
  /** By project: what was counted, and what it was counted of. */
  const counted = new Map<string | null, { readonly version: string; readonly keys: CountedKeys }>()

  return function* (project: string | null): Steps<CountedKeys> {
    const version = `${runKeys.version(project)} ${indexing.written()}`
    const before = counted.get(project)
    if (before?.version === version) return before.keys
    const read = {
      runs: runQueries.count({ project, archived: 'with', isBin: false }),
      config: yield* inStretches(runKeys.ids('config'), (from, to) => runKeys.values('config', project, from, to)),
      summary: yield* inStretches(runKeys.ids('summary'), (from, to) => runKeys.values('summary', project, from, to)),
      series: yield* inStretches(runKeys.ids('series'), (from, to) => runKeys.series(project, from, to)),
      losses: runKeys.texts('loss', project),
    }
    counted.set(project, { version, keys: read })
    return read
  }
}

/** A stretch that takes longer than this is the last of its length. */
const stretchMilliseconds = 4

/** Reads a stretch of ids after the other, as long as each may be: some keys have a row in every run, and others in one. */
function* inStretches<Read>(
  ids: readonly number[],
  read: (from: number, to: number) => readonly Read[],
): Steps<Read[]> {
  const all: Read[] = []
  let length = 1
  for (let at = 0; at < ids.length;) {
    const began = performance.now()
    const stretch = ids.slice(at, at + length)
    all.push(...read(stretch[0] ?? 0, stretch.at(-1) ?? 0))
    at += length
    length = performance.now() - began < stretchMilliseconds ? length * 2 : Math.max(1, length >> 1)
    yield
  }
  return all
}
