/** He et al. 2015, arXiv:1512.03385: what its layers make of the input, and the input itself or a projection of it, added. */
import { defineBlock, innerSegment, sameShape, showShape, type LayerSpec } from '../layer'
import type { TorchClass } from '../layer-exports'
import { anyLayers } from '../layer-lists'
import { indented } from '../torch-classes'

declare module '../layer' {
  interface Layers {
    residual: { readonly layers: readonly LayerSpec[]; readonly shortcut?: readonly LayerSpec[] }
  }
}

const residual: TorchClass = {
  name: 'Residual',
  text: `class Residual(nn.Module):
    """Adds what its layers make of the input to the input, or to what a shortcut makes of it."""

    def __init__(self, layers, shortcut):
        super().__init__()
        self.layers = layers
        self.shortcut = shortcut

    def forward(self, x):
        return self.layers(x) + self.shortcut(x)`,
}

export default defineBlock({
  kind: 'residual',
  place: 80,
  name: 'residual block',
  help: 'Adds its input to what its layers make of it.',
  settings: {
    layers: { schema: anyLayers, label: 'Layers', help: 'What is made of the input.' },
    shortcut: {
      schema: anyLayers,
      label: 'Shortcut',
      help: 'What the input goes through on its way past them: nothing, or a projection that gives their shape.',
      default: [],
    },
  },
  words: ({ layers, shortcut }) =>
    `residual, ${layers.length} ${layers.length === 1 ? 'layer' : 'layers'}${shortcut.length > 0 ? ', projected' : ''}`,
  beginsBox: true,
  inner: ({ layers, shortcut }) => [
    { segment: innerSegment(['layers']), keys: ['layers'], layers },
    { segment: innerSegment(['shortcut']), keys: ['shortcut'], layers: shortcut },
  ],
  shape(_, [made = [], passed = []]) {
    if (sameShape(made, passed)) return made
    const isImage = made.length === 3 && passed.length === 3
    return {
      message: `Its layers give ${showShape(made)} and its shortcut ${showShape(passed)}, which cannot be added.`,
      fix: isImage
        ? `Give it a shortcut that ends in ${showShape(made)}: a 1 × 1 convolution of ${made[2] ?? 0} filters${strideBetween(passed, made)}.`
        : `Let its layers or its shortcut end in ${showShape(made.length === 1 ? made : passed)}.`,
    }
  },
  torch: (inner) => ({ module: `Residual(\n${inner.map(indented).join('')})`, needs: residual }),
  merge: {
    forward: (operations, [made, passed]) => {
      if (made === undefined || passed === undefined) throw new Error('A residual block adds two outputs')
      return operations.add(made, passed)
    },
    backward: (_, gradient) => [gradient, gradient],
  },
})

function strideBetween([height = 1]: readonly number[], [madeHeight = 1]: readonly number[]): string {
  const stride = Math.ceil(height / madeHeight)
  return stride > 1 ? ` with stride ${stride}` : ''
}
