/**
 * Versions of the numbers that training gives: the same config, seed and version give the same ones. A run has the last version that changed
 * anything for its network, so that whatever a change leaves alone keeps its version with its bits. A resumed run is trained to its end by the
 * version that it began with, and a run is verified by the version that it was trained by.
 */
import { buildLayers } from '../contract/architecture'
import type { RunConfig } from '../contract/config'
import type { Filled, LayerSpec } from '../recipes/layer'
import { everyLayer, filled } from '../recipes/registry/layers'
import { geometryOf } from '../recipes/sliding'
import type { Kernels } from './kernels/kernels'

/** Those that can be trained by. */
const versions = ['2', '3'] as const
export type EngineVersion = (typeof versions)[number]

export const isEngineVersion = (version: string): version is EngineVersion =>
  versions.some((known) => known === version)

/** What a run of a config is trained by. @param before of the checkpoint that it goes on from, or of the run that it verifies, if any */
export function engineVersionOf(config: RunConfig, before?: string): EngineVersion {
  if (before !== undefined && isEngineVersion(before)) return before
  return everyLayer(buildLayers(config)).some(isChangedBy3) ? '3' : '2'
}

/** Version 3 sums up the gradient of filters that slide over zeros in another order; ordinary convolutions (stride 1, `same`) had that before. */
function isChangedBy3(spec: LayerSpec): boolean {
  const layer = filled(spec)
  if (layer.kind === 'transposed-convolution') return (layer.padding ?? 0) > 0
  if (layer.kind !== 'convolution') return false
  const settings = layer as Filled<'convolution'>
  const { stride, dilation, padding } = geometryOf(settings)
  const isOrdinary = stride === 1 && settings.padding === 'same' && settings.groups === 1
  return dilation === 1 && padding > 0 && !isOrdinary
}

/** The kernels of a version. @param kernels of the newest */
export const kernelsOf = (kernels: Kernels, version: EngineVersion): Kernels =>
  version === '2' ? { ...kernels, ...kernels.before3 } : kernels
