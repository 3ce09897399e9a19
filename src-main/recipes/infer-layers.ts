/** What a list of layers makes of its input, worked out without TensorFlow: shapes, parameters, and what does not fit. */
import { sizeOfShape } from './data-source'
import { isMisfit, sameShape, type LayerParameter, type LayerSpec, type Misfit, type Shape } from './layer'
import { removed, setTo, type Remedy } from './mend'
import { filled, layers as recipes } from './registry/layers'

/** What is wrong at a layer. */
export type LayerMistake = Misfit & {
  /** The layer's path, as in {@link LayerRow.at}. */
  readonly at: string
}

export type LayerRow = {
  /** Where it stands, from 1: 4, and within a block 4.1. */
  readonly at: string
  /** What torch names the parameters of this layer by, as in `layers.3.weight`. */
  readonly name: string
  /** How many blocks it lies within. */
  readonly depth: number
  readonly layer: LayerSpec
  readonly inputShape: Shape
  readonly outputShape: Shape
  /** Trainable; of a block those of all that is in it. */
  readonly parameters: number
  /** Multiply-adds of one image, forward; of a block those of all that is in it. */
  readonly multiplyAdds: number
}

export type InferredLayers = {
  /** A block before what is in it. From the first mistake on there are none. */
  readonly rows: readonly LayerRow[]
  readonly mistake: LayerMistake | null
  /** Null where there is a mistake. */
  readonly outputShape: Shape | null
  /** Of the rows that there are. */
  readonly parameters: number
  readonly multiplyAdds: number
}

/** Values of one tensor: what a 32-bit index reaches with room to spare. */
const mostValues = 2 ** 29

const trainable = (described: readonly LayerParameter[]): number =>
  described.reduce((sum, { shape, isStatistic }) => sum + (isStatistic === true ? 0 : sizeOfShape(shape)), 0)

type Totals = { readonly parameters: number; readonly multiplyAdds: number }
type Found = Totals & { readonly shape: Shape }

/**
 * What each layer was last found to be, with all that is in it. A layer never changes: a changed one is another object, so that with one
 * layer edited the others at their places, of the same inputs, are the rows that they were.
 */
const foundLast = new WeakMap<LayerSpec, { readonly rows: readonly LayerRow[]; readonly found: Found }>()

/** @param input the shape of one image or vector, without the batch */
export function inferLayers(layers: readonly LayerSpec[], input: Shape): InferredLayers {
  const rows: LayerRow[] = []
  let mistake: LayerMistake | null = null

  function list(specs: readonly LayerSpec[], shape: Shape, path: string, name: string, depth: number): Found | null {
    let found: Found = { shape, parameters: 0, multiplyAdds: 0 }
    for (const [index, layer] of specs.entries()) {
      const next = one(layer, found.shape, `${path}${index + 1}`, `${name}.${index}`, depth)
      if (next === null) return null
      found = add(found, next)
    }
    return found
  }

  function one(layer: LayerSpec, shape: Shape, at: string, name: string, depth: number): Found | null {
    const last = foundLast.get(layer)
    const lastRow = last?.rows[0]
    if (last && lastRow?.at === at && lastRow.name === name && sameShape(lastRow.inputShape, shape)) {
      rows.push(...last.rows)
      return last.found
    }
    const from = rows.length
    const found = work(layer, shape, at, name, depth)
    if (found !== null) foundLast.set(layer, { rows: rows.slice(from), found })
    return found
  }

  function work(layer: LayerSpec, shape: Shape, at: string, name: string, depth: number): Found | null {
    const recipe = recipes[layer.kind]
    const settings = filled(layer)
    const place = rows.length
    const row = { at, name, depth, layer, inputShape: shape }
    const fail = (misfit: Misfit): null => {
      mistake = { at, ...misfit }
      rows.length = Math.min(rows.length, place)
      return null
    }
    if (recipe.inner === undefined) {
      const output = recipe.shape(settings, shape)
      if (isMisfit(output)) return fail(output)
      const described = recipe.parameters(settings, shape)
      const largest = largestOf(output, described)
      if (largest > mostValues) return fail(tooLarge(largest, layer, shape))
      const totals = { parameters: trainable(described), multiplyAdds: recipe.multiplyAdds(settings, shape, output) }
      rows.push({ ...row, outputShape: output, ...totals })
      return { shape: output, ...totals }
    }
    rows.push({ ...row, outputShape: shape, parameters: 0, multiplyAdds: 0 })
    const outputs: Shape[] = []
    let found: Found = { shape, parameters: 0, multiplyAdds: 0 }
    for (const { segment, keys, layers: inner } of recipe.inner(settings)) {
      const next = list(inner, shape, `${at}.${segment}`, [name, ...keys].join('.'), depth + 1)
      if (next === null) {
        rows.length = place
        return null
      }
      outputs.push(next.shape)
      found = add(found, next)
    }
    const output = recipe.shape(settings, outputs)
    if (isMisfit(output)) return fail(output)
    found = { ...found, shape: output }
    const { parameters, multiplyAdds } = found
    rows[place] = { ...row, outputShape: output, parameters, multiplyAdds }
    return found
  }

  const whole = list(layers, input, '', 'layers', 0)
  const sum = rows.reduce<Totals>((sums, row) => (row.depth === 0 ? add({ ...sums, shape: input }, row) : sums), {
    parameters: 0,
    multiplyAdds: 0,
  })
  const { parameters, multiplyAdds } = whole ?? sum
  return { rows, mistake, outputShape: whole?.shape ?? null, parameters, multiplyAdds }
}

const add = (found: Found, next: Totals & { readonly shape?: Shape }): Found => ({
  shape: next.shape ?? found.shape,
  parameters: found.parameters + next.parameters,
  multiplyAdds: found.multiplyAdds + next.multiplyAdds,
})

/** Values of its largest piece: what it gives, or learns. */
const largestOf = (output: Shape, described: readonly LayerParameter[]): number =>
  Math.max(sizeOfShape(output), ...described.map(({ shape }) => sizeOfShape(shape)))

const tooLarge = (values: number, layer: LayerSpec, input: Shape): Misfit => ({
  message: `It would hold ${values.toExponential(1)} values in one piece; ${mostValues.toExponential(1)} is the most.`,
  ...narrower(layer, input),
})

/** The first of its settings that, halved often enough, makes it fit. */
function narrower(layer: LayerSpec, input: Shape): Remedy {
  const recipe = recipes[layer.kind]
  if (recipe.inner !== undefined) return removed
  for (const [key, value] of Object.entries(layer)) {
    for (let less = Math.floor(Number(value) / 2); less >= 1; less = Math.floor(less / 2)) {
      const settings = filled({ ...layer, [key]: less })
      const output = recipe.shape(settings, input)
      if (!isMisfit(output) && largestOf(output, recipe.parameters(settings, input)) <= mostValues)
        return setTo(key, less)
    }
  }
  return removed
}
