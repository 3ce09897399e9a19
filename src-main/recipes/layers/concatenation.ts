/** Branches from one input, their outputs side by side in the last dimension; an empty branch hands the input on, as in a U-Net. */
import { z } from 'zod'
import { defineBlock, innerSegment, sameShape, showShape, type LayerSpec } from '../layer'
import { anyLayers } from '../layer-lists'

declare module '../layer' {
  interface Layers {
    concatenation: { readonly branches: readonly (readonly LayerSpec[])[] }
  }
}

const mostBranches = 8
const letterOf = (index: number): string => innerSegment(['branches', index])

export default defineBlock({
  kind: 'concatenation',
  place: 81,
  name: 'concatenating block',
  help: 'Puts what its branches make of the input side by side, channel behind channel.',
  settings: {
    branches: {
      schema: z.array(anyLayers).min(2).max(mostBranches),
      label: 'Branches',
      help: 'Lists of layers; an empty one hands the input on.',
    },
  },
  words: ({ branches }) => `concatenation, ${branches.length} branches`,
  beginsBox: true,
  inner: ({ branches }) =>
    branches.map((layers, index) => ({ segment: letterOf(index), keys: ['branches', index], layers })),
  shape(_, inner) {
    const [first = []] = inner
    const other = inner.findIndex(
      (shape) => !sameShape(shape.slice(0, -1), first.slice(0, -1)) || shape.length !== first.length,
    )
    if (other < 0) return [...first.slice(0, -1), inner.reduce((sum, shape) => sum + (shape.at(-1) ?? 0), 0)]
    return {
      message: `Branch a gives ${showShape(first)} and branch ${letterOf(other)} ${showShape(inner[other] ?? [])}: their sides differ.`,
      fix: `Let branch ${letterOf(other)} end in ${first.length === 1 ? 'a vector' : `sides of ${first.slice(0, -1).join(' × ')}`}.`,
    }
  },
  merge: {
    forward: (operations, outputs) => operations.concat([...outputs], -1),
    backward(operations, gradient, shapes) {
      const sizes = shapes.map((shape) => shape.at(-1) ?? 0)
      return operations.split(gradient, sizes, -1)
    },
  },
})
