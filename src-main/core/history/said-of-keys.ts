/** What people and authors have said of the keys of a project, as lists of runs need it: read in slices, once until somebody says more. */
import type { SaidOfKeys } from '../../contract/run-query'
import { readDescriptions } from '../../model/described-metrics'
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

  /** @param keys series of the project, which what is said of a beginning (`val/*`) is told apart into */
  return function* (project: string | null, keys: readonly string[]): Steps<SaidOfKeys> {
    const { metricDescriptions, runKeys } = store
    const version = `${metricDescriptions.changes()} ${choices.version()} ${runKeys.version(project)} ${keys.length}`
    const before = known.get(project)
    if (before?.version === version) return before.said
    const words = {
      direction: votes<Direction>(),
      unit: votes<string>(),
      step: votes<string>(),
      hidden: votes<boolean>(),
    }
    for (const rows of metricDescriptions.ofProject(project)) {
      for (const { key, direction, unit, step, hidden, runs } of rows) {
        if (direction !== null) vote(words.direction, key, direction, runs)
        if (unit !== null) vote(words.unit, key, unit, runs)
        if (step !== null) vote(words.step, key, step, runs)
        if (hidden !== null) vote(words.hidden, key, hidden, runs)
      }
      yield
    }
    const chosen = project === null ? { directions: [], roles: [] } : choices.ofProject(project)
    const said: SaidOfKeys = {
      directions: perKey(keys, winners(words.direction)),
      units: perKey(keys, winners(words.unit)),
      steps: perKey(keys, winners(words.step)),
      hidden: perKey(keys, winners(words.hidden)).flatMap(([key, isHidden]) => (isHidden ? [key] : [])),
      chosenDirections: [...chosen.directions],
      chosenRoles: [...chosen.roles],
    }
    known.set(project, { version, said })
    return said
  }
}

const votes = <Value>(): Votes<Value> => new Map()

/** Of each key the word that is the most exact about it. */
function perKey<Value>(keys: readonly string[], said: readonly (readonly [string, Value])[]): [string, Value][] {
  const described = readDescriptions(said.map(([key, value]) => ({ key, value })))
  return described.keysOf(keys).flatMap((key): [string, Value][] => {
    const [best] = described.holdingFor(key)
    return best === undefined ? [] : [[key, best.value]]
  })
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
