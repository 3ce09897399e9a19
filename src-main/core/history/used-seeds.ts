/** Which seeds the settings of runs have been run with already: for runs that are started again with others. */
import { columnValue } from '../../contract/run-query'
import type { UsedSeeds } from '../../contract/run-again'
import { identityOfValue } from '../../model/column-values'
import { roleOf, type ChosenRoles } from '../../model/roles'
import type { FlatConfig } from '../../protocol/config'
import { everyRun } from '../../store/run-query'
import { noDirections } from '../../store/series-columns'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import type { Steps } from '../turns'

/** So few runs are read whole to be compared; before, they are looked for by one setting after the other. */
const fewRuns = 20

/**
 * For each run the seeds of the runs of its project that have the same other settings, in the bin or not, ascending; runs with the same other settings
 * are answered once, by the first of them.
 * @param rolesOf what a project has chosen
 */
export function* usedSeeds(
  store: Pick<Store, 'runs' | 'runQueries'>,
  runs: readonly StoredRun[],
  rolesOf: (project: string) => ChosenRoles,
): Steps<UsedSeeds[]> {
  const answers = new Map<string, UsedSeeds & { readonly count: number }>()
  for (const run of runs) {
    const roles = rolesOf(run.project)
    const id = JSON.stringify([run.project, run.origin.kind, identityOf(run.config, roles)])
    const before = answers.get(id)
    if (before !== undefined) {
      answers.set(id, { ...before, count: before.count + 1 })
      continue
    }
    const key = seedKeyOf(run.config, roles)
    const seeds = key === null ? [] : yield* seedsOf(store, run, key, roles)
    answers.set(id, { run: run.id, count: 1, key, seeds })
  }
  return [...answers.values()]
}

/** The setting that is the seed: the first that has the role and is a number; null for none. */
const seedKeyOf = (config: FlatConfig, roles: ChosenRoles): string | null =>
  Object.keys(config).find((key) => roleOf(key, roles) === 'seed' && typeof config[key] === 'number') ?? null

const others = (config: FlatConfig, roles: ChosenRoles): string[] =>
  Object.keys(config)
    .filter((key) => roleOf(key, roles) !== 'seed')
    .sort()

const identityOf = (config: FlatConfig, roles: ChosenRoles): string =>
  JSON.stringify(others(config, roles).map((key) => [key, identityOfValue(config[key])]))

function* seedsOf(
  { runs, runQueries }: Pick<Store, 'runs' | 'runQueries'>,
  { project, config }: StoredRun,
  seedKey: string,
  roles: ChosenRoles,
): Steps<number[]> {
  let numbers = Float64Array.from(
    [false, true].flatMap((isBin) => [...runQueries.find({ project, archived: 'with', isBin }, everyRun)]),
  )
  yield
  for (const key of others(config, roles)) {
    if (numbers.length <= fewRuns) break
    const id = `config:${key}`
    const column = (yield* runQueries.columns(numbers, [id], noDirections))[id]
    const wanted = identityOfValue(config[key])
    if (column !== undefined) numbers = numbers.filter((_, at) => identityOfValue(columnValue(column, at)) === wanted)
    yield
  }
  const identity = identityOf(config, roles)
  const ids = (yield* runQueries.columns(numbers, ['run:id'], noDirections))['run:id']
  const seeds = new Set<number>()
  for (let at = 0; ids !== undefined && at < numbers.length; at += 1) {
    const id = columnValue(ids, at)
    const run = typeof id === 'string' ? runs.get(id) : null
    const seed = run?.config[seedKey]
    if (run && typeof seed === 'number' && run.verifies === null && identityOf(run.config, roles) === identity)
      seeds.add(seed)
    if (at % fewRuns === fewRuns - 1) yield
  }
  return [...seeds].sort((left, right) => left - right)
}
