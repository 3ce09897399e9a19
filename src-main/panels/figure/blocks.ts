/** What a network does to its input, in blocks: what a diagram of it shows, wherever it is drawn. */
import { summarizeLayers, type LayerSpec } from '@contract/architecture'
import { layers, layerWords } from '@recipes/registry/layers'
import { formatCount } from '../words/format'

export type Block = {
  readonly lines: readonly string[]
  readonly shape: string
  /** Trainable; 0 where it has none. */
  readonly parameters: number
}

const showShape = (shape: readonly number[]): string => shape.map(formatCount).join(' × ')

/** What a network does to its input, in blocks: the recipe of a layer says whether it begins one. */
export function blocksOf(list: readonly LayerSpec[], input: readonly number[]): Block[] {
  const blocks: { lines: string[]; shape: string; parameters: number }[] = [
    { lines: ['input'], shape: showShape(input), parameters: 0 },
  ]
  for (const { layer, outputShape, parameters } of summarizeLayers(list, input)) {
    const last = blocks.at(-1)
    if (layers[layer.kind].beginsBox || last === undefined) {
      blocks.push({ lines: [layerWords(layer)], shape: showShape(outputShape), parameters })
      continue
    }
    last.lines.push(layerWords(layer))
    last.shape = showShape(outputShape)
    last.parameters += parameters
  }
  return blocks
}
