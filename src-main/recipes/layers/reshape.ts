/** The same values in another shape, row by row, channels last. */
import { z } from 'zod'
import { sizeOfShape } from '../data-source'
import { defineLayer, showShape, type Filled, type LayerContext, type LayerPasses, type Shape } from '../layer'
import { torchReshape } from '../torch-classes'
import type { Shaped } from '../layer-tensors'
import { imageOfValues, mostSide, removed } from '../mend'

declare module '../layer' {
  interface Layers {
    reshape: { readonly shape: readonly number[] }
  }
}

const side = z.int().min(1).max(mostSide)

/** As many values as an image or as a vector, whichever was meant; null where neither can be written down. */
const shapeOfValues = (values: number, rank: number): Shape | null =>
  rank === 1 && values <= mostSide ? [values] : imageOfValues(values)

export default defineLayer({
  kind: 'reshape',
  place: 62,
  name: 'reshape',
  help: 'Lays the same values out in another shape.',
  settings: {
    shape: {
      schema: z.union([z.tuple([side]), z.tuple([side, side, side])], 'has to be [units] or [height, width, channels]'),
      label: 'Shape',
      help: 'Height, width and channels, or units alone.',
      start: (input) => shapeOfValues(sizeOfShape(input), 4 - input.length) ?? [1],
    },
  },
  words: ({ shape }) => `reshape to ${shape.join(' × ')}`,
  sign: 'reshape',
  beginsBox: true,
  shape({ shape }, input) {
    const [has, wants] = [sizeOfShape(input), sizeOfShape(shape)]
    if (has === wants) return shape
    const fitting = shapeOfValues(has, shape.length)
    return {
      message: `Its shape holds ${wants} values, and its input of ${showShape(input)} has ${has}.`,
      ...(fitting === null
        ? removed
        : { fix: `Set shape to [${fitting.join(', ')}].`, mend: { set: { shape: fitting } } }),
    }
  },
  parameters: () => [],
  multiplyAdds: () => 0,
  torch: ({ shape }, input) => torchReshape(input, shape),
  graph: (operations, input, { output }) => operations.reshape(input, output),
  passes<Tensor extends Shaped>({
    operations,
    input: from,
    output: to,
  }: LayerContext<Tensor, Filled<'reshape'>>): LayerPasses<Tensor> {
    return {
      keeps: { input: false, output: false },
      evaluate: (input) => operations.reshape(input, [-1, ...to]),
      train: (input) => ({
        output: operations.reshape(input, [-1, ...to]),
        backward: (gradient) => ({ input: operations.reshape(gradient, [-1, ...from]), parameters: [] }),
      }),
    }
  },
})
