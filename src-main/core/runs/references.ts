/** Finding runs by id, by name, or by a beginning of either. */
import { PlateauError } from '../../contract/errors'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'

/**
 * The one run that a reference means.
 * @throws PlateauError `run-not-found`, or `run-ambiguous` naming what it could mean.
 */
export function findRun(store: Store, reference: string): StoredRun {
  const matches = store.runs.match(reference)
  const [first, ...others] = matches
  if (first === undefined) throw new PlateauError('run-not-found', `There is no run ${reference}.`)
  if (!first.exact && others.length > 0) {
    const names = matches.slice(0, 5).map(({ run }) => run.name)
    throw new PlateauError(
      'run-ambiguous',
      `${reference} could be ${names.join(', ')}${matches.length > 5 ? ' and more' : ''}.`,
    )
  }
  return first.run
}

/** Several runs, in the order given, each once. */
export function findRuns(store: Store, references: readonly string[]): StoredRun[] {
  const runs = new Map(references.map((reference) => findRun(store, reference)).map((run) => [run.id, run]))
  return [...runs.values()]
}
