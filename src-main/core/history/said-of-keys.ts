/** What people and authors have said of the keys of a project, as lists of runs need it: read in slices, once until somebody says more. */
import type { SaidOfKeys } from '../../contract/run-query'
import type { Direction } from '../../protocol/names'
import type { Store } from '../../store/store'
import type { Steps } from '../turns'
import type { ChoiceService } from './choices'

type Votes<Value> = Map<string, Map<Value, number>>

export function createSaidOfKeys(
  store: Pick<Store, 'metricDescriptions' | 'runKeys'>,
  choices: Pick<ChoiceService, 'ofProject' | 'version'>,
) {
  const known = new Map<string | null, { readonly version: string; readonly said: SaidOfKeys }>()

  return function* (project: string | null): Steps<SaidOfKeys> {
    const { metricDescriptions, runKeys } = store
    const version = `${metricDescriptions.changes()} ${choices.version()} ${runKeys.version(project)}`
    const before = known.get(project)
    if (before?.version === version) return before.said
    const directions: Votes<Direction> = new Map()
    const units: Votes<string> = new Map()
    for (const rows of metricDescriptions.ofProject(project)) {
      for (const { key, direction, unit, runs } of rows) {
        if (direction !== null) vote(directions, key, direction, runs)
        if (unit !== null) vote(units, key, unit, runs)
      }
      yield
    }
    const chosen = project === null ? { directions: [], roles: [] } : choices.ofProject(project)
    const said: SaidOfKeys = {
      directions: winners(directions),
      units: winners(units),
      chosenDirections: [...chosen.directions],
      chosenRoles: [...chosen.roles],
    }
    known.set(project, { version, said })
    return said
  }
}

function vote<Value>(votes: Votes<Value>, key: string, value: Value, runs: number): void {
  const ofKey = votes.get(key) ?? new Map<Value, number>()
  ofKey.set(value, (ofKey.get(value) ?? 0) + runs)
  votes.set(key, ofKey)
}

/** What most runs say; of several that as many say, the first. */
const winners = <Value>(votes: Votes<Value>): [string, Value][] =>
  [...votes].flatMap(([key, ofKey]): [string, Value][] => {
    const [best] = [...ofKey].sort(([, left], [, right]) => right - left)
    return best === undefined ? [] : [[key, best[0]]]
  })
