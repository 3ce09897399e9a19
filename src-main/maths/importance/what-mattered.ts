/** Which settings mattered for a metric: importances, and how each goes along with it. */
import {
  fewestImportanceRuns,
  mostForestRuns,
  mostImportanceSettings,
  type ImportanceResult,
  type SettingImportance,
} from '../../contract/importance'
import { createRandom, shuffle } from '../random'
import { mean, quantiles, standardDeviation } from '../statistics'
import { growForest } from './forest'
import { permute } from './permutation'
import { rankCorrelation, ranksOf } from './rank-correlation'
import { codeSetting, siftSettings, type Setting, type UsableSetting } from './usable'

/** The same table has the same importances whenever it is looked at. */
const seed = 1
/** More trees tell no more of tables of this size; fewer leave runs that hardly any tree has not seen. */
const trees = 100
/** Runs of a leaf: one alone would be a name for a run, and five leave 20 runs two leaves. */
const fewest = 3
/** Enough for a spread of which 95 of 100 lie within. */
const permutations = 40

export type Mattered = Omit<ImportanceResult, 'problem'>

/**
 * The target is read by its ranks, as the correlation is: so one run that diverged is not all of the spread, an infinite value is the greatest, and any
 * rising function of the metric gives the same picture.
 * @param settings of the runs, by run.
 * @param target the metric by run; undefined where a run has none
 */
export function whatMattered(settings: readonly Setting[], target: readonly (number | undefined)[]): Mattered {
  const there = Array.from(target.keys()).filter((run) => target[run] !== undefined)
  const used = there.filter((run) => !Number.isNaN(target[run]))
  const values = Float64Array.from(used, (run) => target[run] ?? 0)
  const counts = { used: used.length, without: target.length - there.length, notNumbers: there.length - used.length }
  const { usable, leftOut } = siftSettings(
    settings.map(({ key, values: all }) => ({ key, values: used.map((run) => all[run]) })),
    fewest,
    mostImportanceSettings,
  )
  const nothing = { ...counts, sampled: 0, told: 0, settings: [], leftOut }
  if (used.length < fewestImportanceRuns) return { ...nothing, state: 'too-few' }
  if (values.every((value) => value === values[0])) return { ...nothing, state: 'all-equal' }
  if (usable.length === 0) return { ...nothing, state: 'nothing-differs' }
  const sample = drawRuns(used.length)
  const { told, importances } = growImportances(usable, values, sample)
  return {
    ...counts,
    sampled: sample.length,
    state: 'ready',
    told,
    settings: usable
      .map((setting, index) => describe(setting, importances[index] ?? new Float64Array(0), values))
      .sort((left, right) => right.importance.mean - left.importance.mean || (left.key < right.key ? -1 : 1)),
    leftOut,
  }
}

/** Places of runs that the forest is grown of: all, or some of very many. */
function drawRuns(count: number): Int32Array {
  const places = Int32Array.from({ length: count }, (_, place) => place)
  if (count <= mostForestRuns) return places
  shuffle(places, createRandom(seed, 'runs of the forest'))
  return places.subarray(0, mostForestRuns).sort()
}

function growImportances(usable: readonly UsableSetting[], values: Float64Array, sample: Int32Array) {
  const target = ranksOf(Float64Array.from(sample, (place) => values[place] ?? 0))
  // Equal in all of the sample, though not in all runs: there is nothing to tell then.
  if (target.every((rank) => rank === target[0]))
    return { told: 0, importances: usable.map(() => new Float64Array(permutations)) }
  const columns = usable.map((setting) => codeSetting(setting, sample, fewest))
  const options = { seed, trees, fewest, permutations }
  const { told, losses } = permute(columns, target, growForest(columns, target, options), options)
  return { told, importances: losses }
}

function describe(setting: UsableSetting, losses: Float64Array, values: Float64Array): SettingImportance {
  const { key, isNumeric, distinct, runs, numbers } = setting
  const all = [...losses]
  const [low = 0, high = 0] = quantiles(all, [0.025, 0.975])
  const withNumber = Array.from(numbers.keys()).filter((place) => !Number.isNaN(numbers[place]))
  return {
    key,
    isNumeric,
    distinct,
    runs,
    importance: { mean: mean(all), deviation: standardDeviation(all), low, high },
    correlation:
      withNumber.length < fewestImportanceRuns
        ? null
        : rankCorrelation(
            withNumber.map((place) => numbers[place] ?? 0),
            withNumber.map((place) => values[place] ?? 0),
          ),
  }
}
