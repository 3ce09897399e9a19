/**
 * Layers one after the other, forward and back. Tensors are let go as soon as nothing looks at them any more: what is written next then
 * takes their place in the processor's cache, and memory does not hold a whole step.
 */
import type { LayerPasses } from '../recipes/layer'
import type { Tensor } from './kernels/kernels'

export type ChainPass = {
  /** Whoever asked for it lets go of it, unless the way back looks at it; the input itself where there is no layer. */
  readonly output: Tensor
  readonly keepsOutput: boolean
  /** @param ownsGradient whether the gradient handed in may be let go of once it was used. Call once. */
  backward(
    gradient: Tensor,
    wantsInput: boolean,
    ownsGradient: boolean,
  ): { readonly input: Tensor | null; readonly parameters: readonly Tensor[] }
}

export type Chain = {
  evaluate(input: Tensor): Tensor
  train(input: Tensor): ChainPass
}

export function createChain(layers: readonly LayerPasses<Tensor>[]): Chain {
  return {
    evaluate: (input) =>
      layers.reduce((value, layer) => {
        const output = layer.evaluate(value)
        if (output !== value && value !== input) value.dispose()
        return output
      }, input),
    train: (input) => trainChain(layers, input),
  }
}

function trainChain(layers: readonly LayerPasses<Tensor>[], input: Tensor): ChainPass {
  /** The input of the first layer, then what each layer gave: a layer may give its input. */
  const values = [input]
  const kept = new Set<Tensor>([input])
  const passes = layers.map((layer, index) => {
    const value = values[index] ?? input
    const { output, backward } = layer.train(value)
    values.push(output)
    if (layer.keeps.input) kept.add(value)
    if (layer.keeps.output) kept.add(output)
    if (output !== value && !kept.has(value)) value.dispose()
    return backward
  })
  const output = values.at(-1) ?? input
  return {
    output,
    keepsOutput: kept.has(output),
    backward(given, wantsInput, ownsGradient) {
      let gradient: Tensor | null = given
      const collected: (readonly Tensor[])[] = []
      for (let index = passes.length - 1; index >= 0; index -= 1) {
        const backward = passes[index]
        if (!backward || !gradient) break
        const result = backward(gradient, wantsInput || index > 0)
        collected.push(result.parameters)
        if (result.input !== gradient && (gradient !== given || ownsGradient)) gradient.dispose()
        gradient = result.input
        const used = values[index + 1]
        if (index > 0 && used && used !== values[index] && used !== input) used.dispose()
      }
      return { input: gradient, parameters: collected.reverse().flat() }
    },
  }
}
