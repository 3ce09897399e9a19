/** Branches from one input, their outputs side by side in the last dimension; an empty branch hands the input on, as in a U-Net. */
import { z } from 'zod'
import { defineBlock, innerSegment, sameShape, showShape, type LayerSpec, type Shape } from '../layer'
import type { TorchClass } from '../layer-exports'
import { anyLayers, firstInBlock } from '../layer-lists'
import type { Remedy } from '../mend'
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
      start: (input) => [[], firstInBlock(input)],
    },
  },
  words: ({ branches }) => `concatenation, ${branches.length} branches`,
  sign: 'joining',
  beginsBox: true,
  inner: ({ branches }) =>
    branches.map((layers, index) => ({
      segment: letterOf(index),
      keys: ['branches', index],
      name: `Branch ${letterOf(index)}`,
      layers,
    })),
  shape({ branches }, inner) {
    const [first = []] = inner
    const other = inner.findIndex(
      (shape) => !sameShape(shape.slice(0, -1), first.slice(0, -1)) || shape.length !== first.length,
    )
    if (other < 0) return [...first.slice(0, -1), inner.reduce((sum, shape) => sum + (shape.at(-1) ?? 0), 0)]
    return {
      message: `Branch a gives ${showShape(first)} and branch ${letterOf(other)} ${showShape(inner[other] ?? [])}: their sides differ.`,
      ...remedyOf(branches, other, first, inner[other] ?? []),
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

/** What makes the sides of a branch those of the first one. */
function remedyOf(branches: readonly (readonly LayerSpec[])[], at: number, first: Shape, other: Shape): Remedy {
  const end = endOf(first, other)
  if (end !== null)
    return {
      fix: `Add ${end.words} to branch ${letterOf(at)}.`,
      mend: { set: { branches: branches.map((layers, index) => (index === at ? [...layers, end.layer] : layers)) } },
    }
  return branches.length > 2
    ? {
        fix: `Remove branch ${letterOf(at)}.`,
        mend: { set: { branches: branches.filter((_, index) => index !== at) } },
      }
    : { fix: 'Take branch a out of the block, and leave the other.', mend: { replace: branches[0] ?? [] } }
}

type End = { readonly layer: LayerSpec; readonly words: string }
function endOf([height = 1, width = 1, channels]: Shape, other: Shape): End | null {
  const [otherHeight = 1, otherWidth = 1, otherChannels] = other
  if (channels === undefined) return { layer: { kind: 'flatten' }, words: 'a flatten' }
  if (otherChannels === undefined) return null
  const size = Math.floor(otherHeight / height)
  const isPooled = Math.floor(otherHeight / size) === height && Math.floor(otherWidth / size) === width
  if (size > 1 && size <= 64 && isPooled)
    return { layer: { kind: 'average-pooling', size }, words: `an average pooling of size ${size}` }
  const factor = height / otherHeight
  if (Number.isInteger(factor) && factor <= 32 && otherWidth * factor === width)
    return { layer: { kind: 'upsample', factor }, words: `an upsampling by ${factor}` }
  return null
}
