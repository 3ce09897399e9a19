/** Where a grid can begin. */
import { defaultSettings } from '@contract/config'
import type { GridAxis } from '@contract/grid'
import { reproductionConfigs, reproductionLosses, type ReproductionPreset } from '@contract/reproduction'
import { architectureKinds } from '@contract/config'
import type { GridStart } from '../../state/router.svelte'
import { presets } from '../new-run/presets'
import { startFrom, without } from './grid-draft'

/** The report's comparison with three seeds, as its presets of New run have the rest. */
function reportStart(label: string, preset: ReproductionPreset): GridStart {
  const [first = {}] = reproductionConfigs({ preset })
  const axes: GridAxis[] = [
    { key: 'architecture', values: [...architectureKinds] },
    { key: 'loss', values: [...reproductionLosses] },
    { key: 'seed', values: [1, 2, 3] },
  ]
  return { label, base: without(first, ['architecture', 'loss', 'seed']), axes }
}

/** The first one is where the sheet begins when nothing else was asked for. */
export const gridStarts: readonly GridStart[] = [
  reportStart('Quick, 2 × 2', 'quick'),
  reportStart('Report, 2 × 2', 'full'),
  ...presets.map(({ label, input }) => startFrom(label, { ...defaultSettings(input), ...input })),
]
