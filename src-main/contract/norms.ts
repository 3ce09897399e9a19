/** Norms by layer: series of a run that was told to record them, one point an epoch. */
import { parametersOf } from '../recipes/layer-parameters'
import { buildLayers } from './architecture'
import type { RunConfig } from './config'
import { shapesOf } from './run-data'

export const normKinds = ['weight', 'gradient', 'update'] as const
export type NormKind = (typeof normKinds)[number]

const prefix = 'norms'

/** "norms/gradient/layers.3". @param layer that torch has for it */
export const normKey = (kind: NormKind, layer: string): string => `${prefix}/${kind}/${layer}`

/** What a series is of; null of any other key. */
export function readNormKey(key: string): { readonly kind: NormKind; readonly layer: string } | null {
  const [first, second, ...rest] = key.split('/')
  const kind = normKinds.find((one) => one === second)
  return first !== prefix || kind === undefined || rest.length === 0 ? null : { kind, layer: rest.join('/') }
}

/** Of every layer that has parameters, frozen ones too, which have no points; none of a run that records none. */
export function normKeys(config: RunConfig): string[] {
  if (!config.norms) return []
  const names = parametersOf(buildLayers(config), shapesOf(config).input).map(({ name }) => layerOfParameter(name))
  return [...new Set(names)].flatMap((layer) => normKinds.map((kind) => normKey(kind, layer)))
}

/** The layer that a parameter belongs to: of `layers.3.weight` `layers.3`. */
export const layerOfParameter = (name: string): string => name.slice(0, name.lastIndexOf('.'))
