/** A list of layers, walked through from its input: its text for torch, its operations for stored graphs. */
import { isMisfit, type LayerSpec, type Shape } from '../../recipes/layer'
import type { GraphOperations, GraphTensor, TorchClass } from '../../recipes/layer-exports'
import { filled, layers as recipes } from '../../recipes/registry/layers'
import { indented } from '../../recipes/torch-classes'

const fit = (name: string, found: ReturnType<(typeof recipes)['dense']['shape']>): Shape => {
  if (isMisfit(found)) throw new Error(`${name}: ${found.message}`)
  return found
}

export type TorchLayers = {
  /** An `nn.Sequential` on several lines. */
  readonly text: string
  readonly shape: Shape
  readonly classes: readonly TorchClass[]
}

/** Layers one after the other as PyTorch's text. */
export function torchLayers(specs: readonly LayerSpec[], input: Shape): TorchLayers {
  const lines: string[] = []
  const classes: TorchClass[] = []
  let shape = input
  for (const spec of specs) {
    const recipe = recipes[spec.kind]
    const settings = filled(spec)
    const before = shape
    if (recipe.inner === undefined) {
      const { module, needs } = recipe.torch(settings, before)
      if (needs) classes.push(needs)
      shape = fit(spec.kind, recipe.shape(settings, before))
      lines.push(indented(module))
      continue
    }
    const inner = recipe.inner(settings).map(({ layers }) => torchLayers(layers, before))
    const { module, needs } = recipe.torch(inner.map(({ text }) => text))
    if (needs) classes.push(needs)
    classes.push(...inner.flatMap((one) => one.classes))
    shape = fit(
      spec.kind,
      recipe.shape(
        settings,
        inner.map((one) => one.shape),
      ),
    )
    lines.push(indented(module))
  }
  const text = lines.length === 0 ? 'nn.Sequential()' : `nn.Sequential(\n${lines.join('')})`
  return { text, shape, classes }
}

/**
 * States layers in the operations of a format.
 * @param tensors every parameter by its whole name, in the layout of here
 */
export function stateGraph<Value>(
  operations: GraphOperations<Value>,
  specs: readonly LayerSpec[],
  start: { readonly value: Value; readonly shape: Shape },
  tensors: ReadonlyMap<string, GraphTensor>,
  name = 'layers',
): { readonly value: Value; readonly shape: Shape } {
  let { value, shape } = start
  for (const [index, spec] of specs.entries()) {
    const at = `${name}.${index}`
    const recipe = recipes[spec.kind]
    const settings = filled(spec)
    if (recipe.inner === undefined) {
      const output = fit(at, recipe.shape(settings, shape))
      value = recipe.graph(operations, value, {
        settings,
        input: shape,
        output,
        parameter(wanted) {
          const found = tensors.get(`${at}.${wanted}`)
          if (!found) throw new Error(`There is no parameter ${at}.${wanted}`)
          return found
        },
      })
      shape = output
      continue
    }
    const from = { value, shape }
    const inner = recipe
      .inner(settings)
      .map(({ keys, layers }) => stateGraph(operations, layers, from, tensors, [at, ...keys].join('.')))
    value = recipe.merge.forward(
      {
        add: (left: Value, right: Value) => operations.add(left, right),
        concat: (values) => operations.concat(values),
      },
      inner.map((one) => one.value),
    )
    shape = fit(
      at,
      recipe.shape(
        settings,
        inner.map((one) => one.shape),
      ),
    )
  }
  return { value, shape }
}
