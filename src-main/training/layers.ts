/** Declared layers made trainable: recipes given their parameters, and blocks the layers within them. */
import type { LayerKind, LayerParameter, LayerPasses, LayerSpec, Shape, BlockRecipe } from '../recipes/layer'
import { isMisfit } from '../recipes/layer'
import { filled, layers as recipes } from '../recipes/registry/layers'
import type { Random } from '../maths/random'
import { mergeChains } from './blocks'
import { createChain } from './chain'
import type { Kernels, Parameter, Tensor, TensorFlow } from './kernels/kernels'

export type Layer = LayerPasses<Tensor> & {
  readonly kind: LayerKind
  readonly parameters: readonly Parameter[]
  /** Values that are learnt without a gradient: batch norm's running statistics. */
  readonly statistics: readonly Parameter[]
  /** All of them by torch's names, from this layer on: `weight`, `layers.0.weight`. */
  readonly named: readonly (readonly [name: string, value: Parameter])[]
}

/** What all layers of a network share. */
export type LayerMaking = {
  readonly tf: TensorFlow
  readonly kernels: Kernels
  /** Of the initial values. */
  readonly random: Random
  /** As `LayerContext.mask`, for the layer of a name. */
  readonly mask: (name: string, shape: readonly number[], rate: number) => Tensor
  /** A layer whose output is looked at when the network evaluates; layers are then in the order in which they were declared. */
  readonly watch?: LayerWatch | undefined
}

export type LayerWatch = {
  /** That torch has for it: `layers.3.layers.0`. */
  readonly name: string
  /** Told of the output, which belongs to the network. */
  see(output: Tensor): void
}

/** A layer that shows what it gives in evaluation mode. */
const watched = (layer: Layer, watch: LayerWatch): Layer => ({
  ...layer,
  evaluate(input) {
    const output = layer.evaluate(input)
    watch.see(output)
    return output
  },
})

function startOf({ tf, kernels, random }: LayerMaking, { shape, start }: LayerParameter): Parameter {
  const size = [...shape]
  const make = (): Tensor => {
    if (start === 'zeros') return tf.zeros(size)
    if (start === 'ones') return tf.ones(size)
    if ('value' in start) return tf.fill(size, start.value)
    const bound = 1 / Math.sqrt(start.fanIn)
    const values = new Float32Array(size.reduce((product, side) => product * side, 1))
    for (let index = 0; index < values.length; index += 1) values[index] = (random.uniform() * 2 - 1) * bound
    return tf.tensor(values, size, 'float32')
  }
  const value = make()
  const parameter = kernels.createParameter(value)
  value.dispose()
  return parameter
}

/**
 * Makes one layer for inputs of a shape (without the batch).
 * @param name that torch has for it: `layers.0`
 * @param isNormalized whether batch norm follows, which takes away whatever a bias adds.
 * @returns the layer, and the shape of its outputs.
 * @throws Error where it cannot have such inputs; lists are checked before they get here
 */
export function createLayer(
  making: LayerMaking,
  spec: LayerSpec,
  input: Shape,
  name: string,
  isNormalized = false,
): { layer: Layer; outputShape: Shape } {
  const made = createUnwatched(making, spec, input, name, isNormalized)
  return making.watch?.name === name ? { ...made, layer: watched(made.layer, making.watch) } : made
}

function createUnwatched(
  making: LayerMaking,
  spec: LayerSpec,
  input: Shape,
  name: string,
  isNormalized: boolean,
): { layer: Layer; outputShape: Shape } {
  const recipe = recipes[spec.kind]
  const settings = filled(spec)
  if (recipe.inner !== undefined) return createBlock(making, recipe, settings, input, name)
  const output = recipe.shape(settings, input)
  if (isMisfit(output)) throw new Error(`${name}: ${output.message}`)
  const described = recipe.parameters(settings, input)
  const values = new Map(described.map((parameter) => [parameter.name, startOf(making, parameter)]))
  const valuesOf = (isStatistic: boolean) =>
    described.flatMap((parameter) =>
      (parameter.isStatistic ?? false) === isStatistic ? (values.get(parameter.name) ?? []) : [],
    )
  const passes = recipe.passes<Tensor>({
    kernels: making.kernels,
    operations: making.tf,
    settings,
    input,
    output,
    parameter(wanted) {
      const found = values.get(wanted)
      if (!found) throw new Error(`A layer of kind ${spec.kind} has no parameter ${wanted}`)
      return found
    },
    isNormalized,
    mask: (shape, rate) => making.mask(name, shape, rate),
  })
  const layer = {
    ...passes,
    kind: spec.kind,
    parameters: valuesOf(false),
    statistics: valuesOf(true),
    named: [...values],
  }
  return { layer, outputShape: output }
}

/** Layers one after the other, from inputs of a shape. @param name that torch has for the list: `layers` */
export function createLayers(
  making: LayerMaking,
  specs: readonly LayerSpec[],
  input: Shape,
  name: string,
): { layers: readonly Layer[]; outputShape: Shape } {
  let shape = input
  const ordered = making.watch ? specs : poolBeforeRelu(specs)
  const layers = ordered.map((spec, index) => {
    const isNormalized = ordered[index + 1]?.kind === 'batch-normalization'
    const { layer, outputShape } = createLayer(making, spec, shape, `${name}.${index}`, isNormalized)
    shape = outputShape
    return layer
  })
  return { layers, outputShape: shape }
}

/**
 * max(relu(x)) is relu(max(x)), to the bit, and so are the gradients: a window that has nothing above 0 passes none on either
 * way. Pooled first, ReLU has a quarter of the values to look at.
 */
function poolBeforeRelu(specs: readonly LayerSpec[]): readonly LayerSpec[] {
  const ordered = [...specs]
  for (let index = 0; index + 1 < ordered.length; index += 1) {
    const [first, second] = [ordered[index], ordered[index + 1]]
    if (first?.kind === 'activation' && first.activation === 'relu' && second?.kind === 'max-pooling')
      ordered.splice(index, 2, second, first)
  }
  return ordered
}

/** A block of layers: each list goes its own way from the block's input, and what they give is merged. */
function createBlock(
  making: LayerMaking,
  recipe: BlockRecipe<LayerSpec>,
  settings: LayerSpec,
  input: Shape,
  name: string,
): { layer: Layer; outputShape: Shape } {
  const inner = recipe.inner(settings).map(({ keys, layers: specs }) => {
    const prefix = keys.join('.')
    const { layers, outputShape } = createLayers(making, specs, input, `${name}.${prefix}`)
    return { ...createChain(layers), layers, shape: outputShape, prefix }
  })
  const shapes = inner.map(({ shape }) => shape)
  const outputShape = recipe.shape(settings, shapes)
  if (isMisfit(outputShape)) throw new Error(`${name}: ${outputShape.message}`)
  const members = inner.flatMap(({ layers }) => layers)
  const layer: Layer = {
    ...mergeChains(making.tf, recipe.merge, inner),
    kind: recipe.kind,
    parameters: members.flatMap(({ parameters }) => parameters),
    statistics: members.flatMap(({ statistics }) => statistics),
    named: inner.flatMap(({ prefix, layers }) => nameLayers(layers, prefix)),
  }
  return { layer, outputShape }
}

/** Parameters and statistics of layers by torch's names. */
export const nameLayers = (layers: readonly Layer[], prefix: string): (readonly [string, Parameter])[] =>
  layers.flatMap(({ named }, index) =>
    named.map(([name, value]): readonly [string, Parameter] => [`${prefix}.${index}.${name}`, value]),
  )
