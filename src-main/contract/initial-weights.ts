/** Whether weights of a file are those of a run's network: by layer, before anything trains. */
import { refuseFrozen } from '../recipes/frozen-layers'
import { inferLayers } from '../recipes/infer-layers'
import { parametersOf, type NamedParameter } from '../recipes/layer-parameters'
import { torchShape } from '../recipes/parameter-layouts'
import { buildLayers } from './architecture'
import type { RunConfig } from './config'
import { shapesOf } from './run-data'
import type { SafetensorsEntry, SafetensorsHeader } from './safetensors'

/** A checkpoint of Plateau's own has its layouts, any other file torch's. */
export const isOwnCheckpoint = ({ metadata }: Pick<SafetensorsHeader, 'metadata'>): boolean =>
  metadata.get('format') === 'plateau-checkpoint'

/** Weights of a TensorFlow.js layers model, in its order, which says nothing of layers: what they are is found out by making the run's own model. */
export const tfjsFormat = 'tfjs-layers-model'
export const tfjsName = (at: number): string => `weight.${at}`
export const isTfjs = ({ metadata }: Pick<SafetensorsHeader, 'metadata'>): boolean =>
  metadata.get('format') === tfjsFormat

/** Also where a file has the names of an `nn.Sequential` by itself: `0.weight`. */
export const findTensor = <Found>(tensors: ReadonlyMap<string, Found>, name: string): Found | undefined =>
  tensors.get(name) ?? tensors.get(name.replace(/^layers\./, ''))

/** Of what does not fit so many are named. */
const mostNamed = 3

/** A parameter that the weights do not have as the run does. */
export type WeightsMisfit = {
  /** Where its layer stands, as in a list of layers. */
  readonly layer: string
  /** What goes on from the layer: "has no layers.0.bias in the file". */
  readonly why: string
}

/** Every parameter that does not fit; null of weights of TensorFlow.js, which the trainer compares before the first batch. What the file has besides does not matter. */
export function weightsMisfits(header: SafetensorsHeader, config: RunConfig): WeightsMisfit[] | null {
  if (isTfjs(header)) return null
  const layers = buildLayers(config)
  const { input } = shapesOf(config)
  const { rows } = inferLayers(layers, input)
  const isOwn = isOwnCheckpoint(header)
  return parametersOf(layers, input).flatMap((parameter) => {
    const why = misfitOf(parameter, findTensor(header.entries, parameter.name), isOwn)
    if (why === null) return []
    const row = rows.findLast(({ name }) => parameter.name.startsWith(`${name}.`))
    return [{ layer: row?.at ?? '?', why }]
  })
}

/** A sentence that names the layers that do not fit; null where all do, or that is not known yet. */
export function weightsMisfit(header: SafetensorsHeader, config: RunConfig): string | null {
  const misfits = (weightsMisfits(header, config) ?? []).map(({ layer, why }) => `layer ${layer} ${why}`)
  if (misfits.length === 0) return null
  const others = misfits.length - mostNamed
  const rest = others > 0 ? `; and ${others} more` : ''
  return `The weights are those of another network: ${misfits.slice(0, mostNamed).join('; ')}${rest}.`
}

const sides = (shape: readonly number[]): string => shape.join(' × ')

function misfitOf(
  { name, shape, layout }: NamedParameter,
  found: SafetensorsEntry | undefined,
  isOwn: boolean,
): string | null {
  const expected = isOwn ? shape : torchShape(shape, layout)
  if (found === undefined) return `has no ${name} in the file`
  if (sides(found.shape) !== sides(expected))
    return `has ${name} of ${sides(found.shape)} in the file and ${sides(expected)} in the run`
  return found.type === 'F32' ? null : `has ${name} as ${found.type}, and only F32 is read`
}

/** Why a run's frozen layers cannot be frozen, as what goes on from the setting's name; null where they can. */
export const freezeMisfit = (config: RunConfig): string | null =>
  config.freeze === undefined ? null : refuseFrozen(config.freeze, buildLayers(config), shapesOf(config).input)
