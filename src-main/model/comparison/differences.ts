/** What differs between runs: settings, and apart from them the environment that the numbers were made in. */
import type { Comparison } from '../../contract/comparison'
import { settingKeys } from '../../contract/config'
import { showSetting } from '../grouping'
import type { RunEnvironment, RunSummary } from '../../contract/run'

type Difference = Comparison['differences'][number]

/** Environment keys in which a difference can change a run's last digits or its speed. */
const environmentKeys = [
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
  const collect = (group: Difference['group'], key: string, values: Record<string, string>): Difference[] =>
    new Set(Object.values(values)).size > 1 ? [{ key, group, values }] : []
  const config = settingKeys.flatMap((key) =>
    collect('config', key, Object.fromEntries(runs.map((run) => [run.id, showSetting(run.config[key])]))),
  )
  const environment = environmentKeys.flatMap((key) =>
    collect(
      'environment',
      key,
      Object.fromEntries(
        runs.flatMap((run) => (run.environment === null ? [] : [[run.id, showSetting(run.environment[key])]])),
      ),
    ),
  )
  return [...config, ...environment]
}

/** Environment keys in which two runs differ; none while one of them has no environment yet. */
export function environmentDifferences(runs: readonly Pick<RunSummary, 'environment'>[]): string[] {
  const environments = runs.flatMap(({ environment }) => environment ?? [])
  if (environments.length < runs.length) return []
  return environmentKeys.filter((key) => new Set(environments.map((environment) => environment[key])).size > 1)
}
