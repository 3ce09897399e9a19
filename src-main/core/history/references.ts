/** Finding runs by id, by name, or by a beginning of either. */
import type { RunConfig } from '../../contract/config'
import { PlateauError } from '../../contract/errors'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import { createTurns, type Steps } from '../turns'

/**
 * The one run that a reference means: by id, else by name, else by a beginning of either.
 * @param project the id of the one that it is looked for in; all without
 * @throws PlateauError `run-not-found`, or `run-ambiguous` naming what it could mean.
 */
export function findRun(store: Store, reference: string, project?: string): StoredRun {
  const isThere = (run: StoredRun): boolean => project === undefined || run.project === project
  // Before all that begin with it are looked for: a request of the window has thousands of ids.
  const byId = store.runs.get(reference)
  if (byId !== null && isThere(byId)) return byId
  const named = store.runs.named(reference).filter(isThere)
  if (named.length > 1) throw ambiguous(store, reference, named)
  if (named[0] !== undefined) return named[0]
  const matches = matching(store, reference).filter(isThere)
  const shown = matches.filter(({ binnedAt }) => binnedAt === null)
  const [first, ...others] = shown.length > 0 ? shown : matches
  if (first === undefined) throw notFound(store, reference, project)
  if (others.length > 0) throw ambiguous(store, reference, [first, ...others])
  return first
}

/** Runs that begin so, or whose name is shown so: of an earlier version's names, symbols stand for what terminals would obey. */
function matching(store: Store, reference: string): StoredRun[] {
  const beginning = store.runs.beginningWith(reference)
  if (beginning.length > 0 || !/[\u2400-\u2421\ufffd]/.test(reference)) return beginning
  return [...store.runs.list(), ...store.runs.listBinned()].filter(({ name }) => name.startsWith(reference))
}

function notFound(store: Store, reference: string, project: string | undefined): PlateauError {
  const where = project === undefined ? '' : ` in the project ${store.projects.get(project)?.name ?? project}`
  return new PlateauError('run-not-found', `There is no run ${reference}${where}.`)
}

/** Names the runs, and where they are of several projects those too. */
function ambiguous(store: Store, reference: string, runs: readonly StoredRun[]): PlateauError {
  const isMixed = new Set(runs.map(({ project }) => project)).size > 1
  const place = ({ project }: StoredRun): string =>
    isMixed ? ` in ${store.projects.get(project)?.name ?? project}` : ''
  const names = runs.slice(0, 5).map((run) => `${run.name}${place(run)} (${run.id})`)
  return new PlateauError(
    'run-ambiguous',
    `${reference} could be ${names.join(', ')}${runs.length > 5 ? ' and more' : ''}.`,
  )
}

/** Whether Plateau trains a run: then it alone says how it goes and when it ends. */
export const isTrainedHere = ({ origin }: Pick<StoredRun, 'origin'>): boolean => origin.kind === 'trained'

/** Whether Plateau starts a run, and so can stop it: one that it trains, or one of a program of a person's own. */
export const isStartedHere = (run: Pick<StoredRun, 'origin' | 'isProgramJob'>): boolean =>
  run.isProgramJob || isTrainedHere(run)

/** @throws PlateauError `invalid-input` when one of the runs is started elsewhere. @param what cannot be done with it: "stopped" */
export function requireStartedHere(runs: readonly StoredRun[], what: string): void {
  const other = runs.find((run) => !isStartedHere(run))
  if (other !== undefined)
    throw new PlateauError(
      'invalid-input',
      `${other.name} runs outside of Plateau, and can only be ${what} where it runs.`,
    )
}

/** A run's settings, to train by. @throws PlateauError saying why there are none: `invalid-input` of another program's run, else `run-unreadable`. */
export function requireRecipe({
  name,
  origin,
  recipe,
  problems,
}: Pick<StoredRun, 'name' | 'origin' | 'recipe' | 'problems'>): RunConfig {
  if (recipe !== null) return recipe
  if (!isTrainedHere({ origin }))
    throw new PlateauError(
      'invalid-input',
      `${name} was logged by another program: Plateau has its numbers and files, but no network that it could train or use. Do this in that program, or choose a run that Plateau trained.`,
    )
  throw new PlateauError('run-unreadable', `${name} cannot be trained by this version. ${problems[0] ?? ''}`.trim())
}

/** @throws PlateauError `invalid-input` when one of the runs is in the bin: nothing is done with those but to take them out. */
export function refuseBinned(runs: readonly Pick<StoredRun, 'name' | 'binnedAt'>[]): void {
  const binned = runs.find(({ binnedAt }) => binnedAt !== null)
  if (binned) throw new PlateauError('invalid-input', `${binned.name} is in the bin. Restore it first.`)
}

/** Several runs, in the order given, each once. */
export function findRuns(store: Store, references: readonly string[], project?: string): StoredRun[] {
  const runs = new Map(references.map((reference) => findRun(store, reference, project)).map((run) => [run.id, run]))
  return [...runs.values()]
}

/** The same of thousands, in slices. @throws the signal's reason once it is aborted. */
export async function findManyRuns(
  store: Store,
  references: readonly string[],
  signal?: AbortSignal,
): Promise<StoredRun[]> {
  const found = new Map<string, StoredRun>()
  function* each(): Steps<void> {
    for (const reference of references) {
      const run = findRun(store, reference)
      found.set(run.id, run)
      yield
    }
  }
  await createTurns({ signal }).take(each(), () => true)
  return [...found.values()]
}
