/** Where a new run can begin. */
import type { RunConfigInput } from '@contract/config'
import { reproductionConfigs } from '@contract/reproduction'

export type Preset = {
  readonly id: string
  readonly label: string
  readonly note: string
  readonly input: RunConfigInput
}

const [plainQuick = {}, pooledQuick = {}] = reproductionConfigs({ preset: 'quick' })
const [plainFull = {}, pooledFull = {}] = reproductionConfigs({ preset: 'full' })

export const presets: readonly Preset[] = [
  { id: 'default-plain', label: 'Default, plain', note: 'Adam', input: { architecture: 'plain' } },
  { id: 'default-pooled', label: 'Default, pooled', note: 'Adam', input: { architecture: 'pooled' } },
  { id: 'report-plain', label: 'Report, plain', note: 'SGD', input: plainFull },
  { id: 'report-pooled', label: 'Report, pooled', note: 'SGD', input: pooledFull },
  { id: 'quick-plain', label: 'Quick, plain', note: '20 epochs', input: plainQuick },
  { id: 'quick-pooled', label: 'Quick, pooled', note: '20 epochs', input: pooledQuick },
]
