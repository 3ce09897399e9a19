/** Finding runs by id, by name, or by a beginning of either. */
import type { RunConfig } from '../../contract/config'
import { PlateauError } from '../../contract/errors'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'

/**
 * The one run that a reference means: by id, else by name, else by a beginning of either.
 * @throws PlateauError `run-not-found`, or `run-ambiguous` naming what it could mean.
 */
export function findRun(store: Store, reference: string): StoredRun {
  // Before all that begin with it are looked for: a request of the window has thousands of ids.
  const byId = store.runs.get(reference)
  if (byId !== null) return byId
  const named = store.runs.named(reference)
  if (named.length > 1) throw ambiguous(reference, named)
  if (named[0] !== undefined) return named[0]
  const matches = matching(store, reference)
  const shown = matches.filter(({ binnedAt }) => binnedAt === null)
  const [first, ...others] = shown.length > 0 ? shown : matches
  if (first === undefined) throw new PlateauError('run-not-found', `There is no run ${reference}.`)
  if (others.length > 0) throw ambiguous(reference, [first, ...others])
  return first
}

/** Runs that begin so, or whose name is shown so: of an earlier version's names, symbols stand for what terminals would obey. */
function matching(store: Store, reference: string): StoredRun[] {
  const beginning = store.runs.beginningWith(reference)
  if (beginning.length > 0 || !/[\u2400-\u2421\ufffd]/.test(reference)) return beginning
  return [...store.runs.list(), ...store.runs.listBinned()].filter(({ name }) => name.startsWith(reference))
}

function ambiguous(reference: string, runs: readonly StoredRun[]): PlateauError {
  const names = runs.slice(0, 5).map(({ name, id }) => `${name} (${id})`)
  return new PlateauError(
    'run-ambiguous',
    `${reference} could be ${names.join(', ')}${runs.length > 5 ? ' and more' : ''}.`,
  )
}

/** A run's settings, to train by. @throws PlateauError `run-unreadable` saying why there are none. */
export function requireRecipe({ name, recipe, problems }: Pick<StoredRun, 'name' | 'recipe' | 'problems'>): RunConfig {
  if (recipe !== null) return recipe
  throw new PlateauError('run-unreadable', `${name} cannot be trained by this version. ${problems[0] ?? ''}`.trim())
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
