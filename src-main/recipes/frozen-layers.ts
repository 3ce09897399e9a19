/** Layers that keep their weights while the others are trained. */
import { inferLayers, type LayerRow } from './infer-layers'
import type { LayerSpec, Shape } from './layer'

/** The paths of a setting's text, which has a space between them. */
export const frozenPaths = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '')

/** A row by its path (`4.1`), or by torch's name of it (`layers.3.layers.0`). */
const rowOf = (rows: readonly LayerRow[], word: string): LayerRow | undefined =>
  rows.find(({ at, name }) => at === word || name === word)

/** Of layers that a text freezes, what torch names their parameters by; a block means all that is in it. */
export function frozenNames(text: string, layers: readonly LayerSpec[], input: Shape): string[] {
  const { rows } = inferLayers(layers, input)
  return frozenPaths(text).flatMap((word) => rowOf(rows, word)?.name ?? [])
}

export const isWithin = (name: string, frozen: readonly string[]): boolean =>
  frozen.some((layer) => name.startsWith(`${layer}.`))

/** Why layers cannot be frozen, as what goes on from the setting's name; null where they can. */
export function refuseFrozen(text: string, layers: readonly LayerSpec[], input: Shape): string | null {
  const { rows, mistake } = inferLayers(layers, input)
  if (mistake !== null) return null
  const unknown = frozenPaths(text).find((word) => rowOf(rows, word) === undefined)
  if (unknown !== undefined) return `names the layer ${unknown}, and there are ${rows.map(({ at }) => at).join(', ')}`
  const frozen = frozenNames(text, layers, input)
  const isTrained = rows.some(
    ({ layer, name, parameters }) =>
      parameters > 0 && !('layers' in layer) && !('branches' in layer) && !isWithin(`${name}.`, frozen),
  )
  return isTrained ? null : 'leaves no layer that could be trained'
}
