/** Finding runs by id, by name, or by a beginning of either. */
import { PlateauError } from '../../contract/errors'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'

/**
 * The one run that a reference means.
 * @throws PlateauError `run-not-found`, or `run-ambiguous` naming what it could mean.
 */
export function findRun(store: Store, reference: string): StoredRun {
  // Before all that begin with it are looked for: a request of the window has thousands of ids.
  const exact = store.runs.find(reference)
  if (exact !== null) return exact
  const matches = store.runs.beginningWith(reference)
  const shown = matches.filter(({ binnedAt }) => binnedAt === null)
  const [first, ...others] = shown.length > 0 ? shown : matches
  if (first === undefined) throw new PlateauError('run-not-found', `There is no run ${reference}.`)
  if (others.length > 0) {
    const names = [first, ...others].slice(0, 5).map(({ name }) => name)
    throw new PlateauError(
      'run-ambiguous',
      `${reference} could be ${names.join(', ')}${others.length > 4 ? ' and more' : ''}.`,
    )
  }
  return first
}

/** @throws PlateauError `invalid-input` when one of the runs is in the bin: nothing is done with those but to take them out. */
export function refuseBinned(runs: readonly StoredRun[]): void {
  const binned = runs.find(({ binnedAt }) => binnedAt !== null)
  if (binned) throw new PlateauError('invalid-input', `${binned.name} is in the bin. Restore it first.`)
}

/** Several runs, in the order given, each once. */
export function findRuns(store: Store, references: readonly string[]): StoredRun[] {
  const runs = new Map(references.map((reference) => findRun(store, reference)).map((run) => [run.id, run]))
  return [...runs.values()]
}
