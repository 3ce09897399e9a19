/** What a network does to its input, in blocks: what a diagram of it shows, wherever it is drawn. */
import { summarizeLayers, type LayerSpec } from '@contract/architecture'
import { activations } from '@recipes/registry/activations'
import { formatCount } from '../words/format'

export type Block = {
  readonly lines: readonly string[]
  readonly shape: string
  /** Trainable; 0 where it has none. */
  readonly parameters: number
}

function wordsOf(layer: LayerSpec): string {
  switch (layer.kind) {
    case 'convolution':
      return `${layer.kernelSize} × ${layer.kernelSize} conv, ${layer.filters}`
    case 'batch-normalization':
      return 'batch norm'
    case 'activation':
      return activations[layer.activation].name
    case 'max-pooling':
      return `${layer.size} × ${layer.size} max pool`
    case 'flatten':
      return 'flatten'
    case 'dense':
      return `dense, ${layer.units}`
  }
}

const showShape = (shape: readonly number[]): string => shape.map(formatCount).join(' × ')

/** What a network does to its input, in blocks: a convolution or dense layer begins one. */
export function blocksOf(layers: readonly LayerSpec[], input: readonly number[]): Block[] {
  const blocks: { lines: string[]; shape: string; parameters: number }[] = [
    { lines: ['input'], shape: showShape(input), parameters: 0 },
  ]
  for (const { layer, outputShape, parameters } of summarizeLayers(layers, input)) {
    const begins = layer.kind === 'convolution' || layer.kind === 'dense' || layer.kind === 'flatten'
    const last = blocks.at(-1)
    if (begins || last === undefined) {
      blocks.push({ lines: [wordsOf(layer)], shape: showShape(outputShape), parameters })
      continue
    }
    last.lines.push(wordsOf(layer))
    last.shape = showShape(outputShape)
    last.parameters += parameters
  }
  return blocks
}
