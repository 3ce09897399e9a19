/** Branches from one input, their outputs side by side in the last dimension; an empty branch hands the input on, as in a U-Net. */
import { z } from 'zod'
import { defineBlock, innerSegment, sameShape, showShape, type LayerSpec } from '../layer'
import type { TorchClass } from '../layer-exports'
import { anyLayers } from '../layer-lists'
import { indented } from '../torch-classes'

declare module '../layer' {
  interface Layers {
    concatenation: { readonly branches: readonly (readonly LayerSpec[])[] }
  }
}

const mostBranches = 8
const letterOf = (index: number): string => innerSegment(['branches', index])

const concatenation: TorchClass = {
  name: 'Concatenation',
  text: `class Concatenation(nn.Module):
    """What its branches make of one input, channel behind channel."""

    def __init__(self, *branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], dim=1)`,
}

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
  torch: (inner) => ({ module: `Concatenation(\n${inner.map(indented).join('')})`, needs: concatenation }),
  merge: {
    forward: (operations, outputs) => operations.concat([...outputs], -1),
    backward(operations, gradient, shapes) {
      const sizes = shapes.map((shape) => shape.at(-1) ?? 0)
      return operations.split(gradient, sizes, -1)
    },
  },
})
