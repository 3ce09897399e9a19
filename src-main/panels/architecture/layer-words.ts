/** Layers of a run, and of two runs beside each other, in words. */
import { buildLayers } from '@contract/architecture'
import type { RunConfig } from '@contract/config'
import { shapesOf } from '@contract/run-data'
import type { LayerChange, LayerPair } from '@model/layer-diff'
import { inferLayers, type InferredLayers, type LayerRow } from '@recipes/infer-layers'
import { layerWords } from '@recipes/registry/layers'
import { countOf, formatCount } from '../words/format'

export const inferRun = (config: RunConfig): InferredLayers => inferLayers(buildLayers(config), shapesOf(config).input)

/** "3 × 3 conv, 16". */
export const rowWords = ({ layer }: LayerRow): string => layerWords(layer)
/** "32 × 32 × 16". */
export const rowShape = ({ outputShape }: LayerRow): string => outputShape.map(formatCount).join(' × ')
/** "43.2%" of the network's parameters; nothing of a layer without any. */
export function rowShare({ parameters }: LayerRow, all: number): string {
  const percent = (parameters / all) * 100
  return parameters === 0 ? '' : percent < 0.05 ? '<0.1%' : `${percent.toFixed(1)}%`
}

export const changeWords: Readonly<Record<LayerChange, string>> = {
  same: 'same',
  follows: 'follows',
  changed: 'changed',
  added: 'added',
  removed: 'removed',
}

/** "1 changed, 2 added, 1 removed, 3 follow." */
export function describeChanges(pairs: readonly LayerPair[]): string {
  const counted = (['changed', 'added', 'removed', 'follows'] as const).flatMap((change) => {
    const count = pairs.filter((pair) => pair.change === change).length
    if (count === 0) return []
    return change === 'follows' ? `${count} ${count === 1 ? 'follows' : 'follow'}` : `${count} ${change}`
  })
  return counted.length === 0 ? 'Every layer is the same.' : `${counted.join(', ')}.`
}

/** "1 changed, 2 added, 1 removed, 3 follow. 12,345 more parameters on the right." */
export function describeDiff(pairs: readonly LayerPair[], left: number, right: number): string {
  const more = right - left
  const parameters =
    more === 0
      ? 'Both have the same number of parameters.'
      : `${countOf(Math.abs(more), more > 0 ? 'more parameter' : 'fewer parameter')} on the right.`
  return `${describeChanges(pairs)} ${parameters}`
}
