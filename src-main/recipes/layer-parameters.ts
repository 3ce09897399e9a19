/** The parameters of a list of layers, by the whole names that torch gives them. */
import { isMisfit, type LayerParameter, type LayerSpec, type Shape } from './layer'
import { filled, layers as recipes } from './registry/layers'

const fit = (name: string, found: ReturnType<(typeof recipes)['dense']['shape']>): Shape => {
  if (isMisfit(found)) throw new Error(`${name}: ${found.message}`)
  return found
}

export type NamedParameter = LayerParameter & { readonly name: string }

/** Every parameter by its whole name, as torch has it: `layers.0.weight`. */
export function parametersOf(layers: readonly LayerSpec[], input: Shape, name = 'layers'): NamedParameter[] {
  return walk(layers, input, name).parameters
}

function walk(specs: readonly LayerSpec[], input: Shape, name: string): { parameters: NamedParameter[]; shape: Shape } {
  const parameters: NamedParameter[] = []
  let shape = input
  for (const [index, spec] of specs.entries()) {
    const at = `${name}.${index}`
    const recipe = recipes[spec.kind]
    const settings = filled(spec)
    if (recipe.inner === undefined) {
      const described = recipe.parameters(settings, shape)
      parameters.push(...described.map((one) => ({ ...one, name: `${at}.${one.name}` })))
      shape = fit(at, recipe.shape(settings, shape))
      continue
    }
    const inner = recipe.inner(settings).map(({ keys, layers }) => walk(layers, shape, [at, ...keys].join('.')))
    for (const one of inner) parameters.push(...one.parameters)
    shape = fit(
      at,
      recipe.shape(
        settings,
        inner.map((one) => one.shape),
      ),
    )
  }
  return { parameters, shape }
}
