/** Blocks of layers: lists beside each other, from one input to one output. */
import type { LayerPasses, Merge, Shape } from '../recipes/layer'
import type { Chain } from './chain'
import type { Tensor, TensorFlow } from './kernels/kernels'

export type InnerChain = Chain & {
  /** Of its outputs, without the batch. */
  readonly shape: Shape
}

/** What a block does to tensors: each list goes its own way from the block's input, and what they give is merged. */
export function mergeChains(tf: TensorFlow, merge: Merge, inner: readonly InnerChain[]): LayerPasses<Tensor> {
  const shapes = inner.map(({ shape }) => shape)
  const release = (outputs: readonly Tensor[], input: Tensor) => {
    for (const output of outputs) if (output !== input) output.dispose()
  }
  return {
    keeps: { input: true, output: false },
    evaluate(input) {
      const outputs = inner.map((chain) => chain.evaluate(input))
      const merged = merge.forward<Tensor>(tf, outputs)
      release(outputs, input)
      return merged
    },
    train(input) {
      const passes = inner.map((chain) => chain.train(input))
      const output = merge.forward<Tensor>(
        tf,
        passes.map((pass) => pass.output),
      )
      release(
        passes.flatMap((pass) => (pass.keepsOutput ? [] : [pass.output])),
        input,
      )
      return {
        output,
        backward(gradient, wantsInput) {
          const parts = merge.backward<Tensor>(tf, gradient, shapes)
          const parameters: Tensor[] = []
          let sum: Tensor | null = null
          passes.forEach((pass, index) => {
            const part = parts[index]
            if (!part) throw new Error('A block gave one of its lists no gradient')
            // Those that are the gradient itself belong to whoever handed it in, and a list may hand one on as it is.
            const result = pass.backward(part, wantsInput, part !== gradient)
            parameters.push(...result.parameters)
            if (result.input === null) return
            const before: Tensor | null = sum
            sum = before === null ? result.input : tf.add(before, result.input)
            for (const used of before === null ? [] : [before, result.input]) if (used !== gradient) used.dispose()
          })
          return { input: sum, parameters }
        },
      }
    },
  }
}
