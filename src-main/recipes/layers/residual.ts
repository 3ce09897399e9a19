/** He et al. 2015, arXiv:1512.03385: what its layers make of the input, and the input itself or a projection of it, added. */
import { defineBlock, innerSegment, sameShape, showShape, type LayerSpec, type Shape } from '../layer'
import type { TorchClass } from '../layer-exports'
import { anyLayers, firstInBlock } from '../layer-lists'
import { mostSide, type Remedy } from '../mend'
import { mostFilters, mostStride } from '../sliding'
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
    layers: { schema: anyLayers, label: 'Layers', help: 'What is made of the input.', start: firstInBlock },
    shortcut: {
      schema: anyLayers,
      label: 'Shortcut',
      help: 'What the input goes through on its way past them: nothing, or a projection that gives their shape.',
      default: [],
    },
  },
  words: ({ layers, shortcut }) =>
    `residual, ${layers.length} ${layers.length === 1 ? 'layer' : 'layers'}${shortcut.length > 0 ? ', projected' : ''}`,
  sign: 'residual',
  beginsBox: true,
  inner: ({ layers, shortcut }) => [
    { segment: innerSegment(['layers']), keys: ['layers'], name: 'Layers', layers },
    { segment: innerSegment(['shortcut']), keys: ['shortcut'], name: 'Shortcut', layers: shortcut },
  ],
  shape({ layers, shortcut }, [made = [], passed = []]) {
    if (sameShape(made, passed)) return made
    const projected = projection(passed, made)
    return {
      message: `Its layers give ${showShape(made)} and its shortcut ${showShape(passed)}, which cannot be added.`,
      ...(projected === null
        ? { fix: 'Take its layers out of the block.', mend: { replace: layers } }
        : { fix: projected.fix, mend: { set: { shortcut: [...shortcut, ...projected.layers] } } }),
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

/** What makes the shortcut's shape that of the layers; null where no layer or two do. */
function projection(
  passed: Shape,
  made: Shape,
): (Pick<Remedy, 'fix'> & { readonly layers: readonly LayerSpec[] }) | null {
  if (made.length === 1) {
    const [units = 1] = made
    if (units > mostSide) return null
    const dense: LayerSpec = { kind: 'dense', units }
    return passed.length === 1
      ? { fix: `Add a dense layer of ${units} units to its shortcut.`, layers: [dense] }
      : {
          fix: `Add a flatten and a dense layer of ${units} units to its shortcut.`,
          layers: [{ kind: 'flatten' }, dense],
        }
  }
  const [filters = 0, stride] = [made[2], Math.ceil((passed[0] ?? 1) / (made[0] ?? 1))]
  const isReached = [0, 1].every((axis) => Math.ceil((passed[axis] ?? 0) / stride) === made[axis])
  if (passed.length === 1 || !isReached || filters > mostFilters || stride > mostStride) return null
  const one: LayerSpec = { kind: 'convolution', filters, kernelSize: 1 }
  return {
    fix: `Give it a shortcut that ends in ${showShape(made)}: a 1 × 1 convolution of ${filters} filters${stride > 1 ? ` with stride ${stride}` : ''}.`,
    layers: [stride > 1 ? { ...one, stride } : one],
  }
}
