/** What differs between runs: settings, and apart from them the environment that the numbers were made in. */
import type { Comparison } from '../../contract/comparison'
import type { RunEnvironment, RunSummary } from '../../contract/run'
import { flatRecord, type FlatConfig } from '../../protocol/config'
import { orderedKeys, showSetting } from '../grouping'
import { identityOf, keysOf } from '../values'

type Difference = Comparison['differences'][number]

/** Environment keys that Plateau knows: in these a difference can change a run's last digits or its speed. They come first. */
const knownKeys = [
  'backend',
  'tensorflowVersion',
  'tensorflowSource',
  'threads',
  'oneDnn',
  'cpuModel',
  'engineVersion',
  'appVersion',
  'nodeVersion',
  'platform',
  'dataHash',
] as const satisfies readonly (keyof RunEnvironment)[]

/** Keys whose values are not the same on every run, with each run's value as text. Runs without an environment yet are left out of its part. */
export function findDifferences(runs: readonly RunSummary[]): Difference[] {
  const collect = (
    group: Difference['group'],
    key: string,
    of: readonly (readonly [string, FlatConfig])[],
  ): Difference[] =>
    new Set(of.map(([, values]) => identityOf(values[key]))).size > 1
      ? [{ key, group, values: flatRecord(of.map(([id, values]) => [id, showSetting(values[key], key)])) }]
      : []
  const configs = runs.map(({ id, config }) => [id, config] as const)
  const environments = runs.flatMap(({ id, environment }) => (environment === null ? [] : [[id, environment] as const]))
  return [
    ...orderedKeys(configs.map(([, config]) => config)).flatMap((key) => collect('config', key, configs)),
    ...environmentKeys(environments.map(([, environment]) => environment)).flatMap((key) =>
      collect('environment', key, environments),
    ),
  ]
}

function environmentKeys(environments: readonly FlatConfig[]): string[] {
  const keys = keysOf(environments)
  const known = new Set<string>(knownKeys)
  return [...knownKeys.filter((key) => keys.includes(key)), ...keys.filter((key) => !known.has(key))]
}

/** Environment keys in which two runs differ; none while one of them has no environment yet. */
export function environmentDifferences(runs: readonly Pick<RunSummary, 'environment'>[]): string[] {
  const environments = runs.flatMap(({ environment }) => (environment === null ? [] : [environment]))
  if (environments.length < runs.length) return []
  return environmentKeys(environments).filter(
    (key) => new Set(environments.map((environment) => identityOf(environment[key]))).size > 1,
  )
}
