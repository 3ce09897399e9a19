/** Where a run comes from and what came of it: continued, cloned, verified. */
import type { RunSummary } from '@contract/run'
import type { ColumnValue } from '@contract/run-query'
import { countOf } from '../words/format'

export type LineageSource = {
  /** A run's name; undefined for one that is gone. */
  readonly nameOf: (id: string) => string | undefined
  /** Ids of runs that verify a run, and of those that were cloned from it. */
  readonly verifiedBy: (id: string) => readonly string[]
  readonly clonesOf: (id: string) => readonly string[]
  readonly read: (column: string, run: RunSummary) => ColumnValue | undefined
}

export type LineageMark = {
  readonly kind: 'cloned' | 'verifies' | 'verified' | 'clones' | 'continued'
  /** "cloned from calm-bay-3". */
  readonly words: string
  /** The run that it leads to; null where there is none. */
  readonly run: string | null
}

type Descended = Pick<RunSummary, 'id' | 'parentRun' | 'verifies'>

/**
 * All that is known of a run's lineage: what it comes from first.
 * @param mostNamed so many runs of a kind have a mark each; of more there is one that counts them
 */
export function lineageOf(run: RunSummary, source: LineageSource, mostNamed = 1): LineageMark[] {
  const { id, parentRun, verifies } = run
  const named = (kind: LineageMark['kind'], words: string, other: string): LineageMark => {
    const name = source.nameOf(other)
    return { kind, words: `${words} ${name ?? 'a run that is gone'}`, run: name === undefined ? null : other }
  }
  const many = (kind: LineageMark['kind'], words: string, runs: readonly string[]): LineageMark[] => {
    const [first] = runs
    if (first === undefined) return []
    return runs.length <= mostNamed
      ? runs.map((other) => named(kind, words, other))
      : [{ kind, words: `${words} ${countOf(runs.length, 'run')}`, run: first }]
  }
  const continued = source.read('run:continued', run)
  return [
    ...(verifies === null ? [] : [named('verifies', 'verifies', verifies)]),
    // What verifies a run is a clone of it as well.
    ...(parentRun === null || verifies !== null ? [] : [named('cloned', 'cloned from', parentRun)]),
    ...(typeof continued === 'number'
      ? [
          {
            kind: 'continued',
            words: continued === 1 ? 'continued' : `continued ${continued} times`,
            run: null,
          } as const,
        ]
      : []),
    // Whether it was the same is not known here.
    ...many('verified', 'trained again by', source.verifiedBy(id)),
    ...many('clones', 'cloned as', source.clonesOf(id)),
  ]
}

export const lineageWords = (run: RunSummary, source: LineageSource): string =>
  lineageOf(run, source)
    .map(({ words }) => words)
    .join(', ')

/** What descends from which run, by the run that it descends from. One pass over all runs. */
export function descendants(runs: readonly Descended[]): Pick<LineageSource, 'verifiedBy' | 'clonesOf'> {
  const verifying = new Map<string, string[]>()
  const clones = new Map<string, string[]>()
  const add = (to: Map<string, string[]>, of: string, id: string) => {
    const list = to.get(of)
    if (list) list.push(id)
    else to.set(of, [id])
  }
  for (const { id, parentRun, verifies } of runs)
    if (verifies !== null) add(verifying, verifies, id)
    else if (parentRun !== null) add(clones, parentRun, id)
  const none: readonly string[] = []
  return { verifiedBy: (id) => verifying.get(id) ?? none, clonesOf: (id) => clones.get(id) ?? none }
}
