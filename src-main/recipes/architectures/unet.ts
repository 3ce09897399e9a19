/** Ronneberger et al. 2015, arXiv:1505.04597, with two levels. Its innermost part is dense, so that a pixel may depend on any other. */
import { convolution, defineArchitecture, denseEnd, type ArchitectureShapes } from '../architecture'
import { sizeOfShape } from '../data-source'
import type { LayerSpec, Shape } from '../layer'

const relu: LayerSpec = { kind: 'activation', activation: 'relu' }
const twice = (filters: number): readonly LayerSpec[] => [convolution(filters, 3), relu, convolution(filters, 3), relu]

const levels: readonly number[] = [16, 32]

/** Levels from one of them inwards: what comes in, beside what those within make of it at half its sides. Odd sides have no halves. */
function levelsFrom(index: number, [height = 1, width = 1]: Shape): readonly LayerSpec[] {
  const filters = levels[index]
  if (filters === undefined || height % 2 === 1 || width % 2 === 1) return mixing([height, width])
  const within: readonly LayerSpec[] = [
    { kind: 'max-pooling', size: 2 },
    ...levelsFrom(index + 1, [height / 2, width / 2]),
    { kind: 'transposed-convolution', filters, kernelSize: 2, stride: 2 },
  ]
  return [...twice(filters), { kind: 'concatenation', branches: [[], within] }, ...twice(filters)]
}

const mixedChannels = 8
/** A dense layer has the square of as many weights: larger images are not mixed. */
const mostMixed = 1024

/** Across the whole image, at its smallest. */
function mixing(sides: Shape): readonly LayerSpec[] {
  const shape = [...sides, mixedChannels]
  const units = sizeOfShape(shape)
  const dense: readonly LayerSpec[] = [
    convolution(mixedChannels, 1),
    { kind: 'flatten' },
    { kind: 'dense', units },
    relu,
    { kind: 'reshape', shape },
  ]
  return [...twice(64), ...(units > mostMixed ? [] : dense)]
}

const largestCut = 14

/** An image of the target's sides, cut by a kernel that fits into the input; dense where there is none. */
function end(shapes: ArchitectureShapes): readonly LayerSpec[] {
  const [side = 0, otherSide = 0] = shapes.input
  const [targetSide = 0, otherTarget = 0, channels = 1] = shapes.target
  const cut = side - targetSide
  if (cut < 0 || cut > largestCut || cut !== otherSide - otherTarget) return denseEnd(shapes)
  return [
    { kind: 'convolution', filters: 16, kernelSize: cut + 1, padding: 'valid' },
    relu,
    convolution(channels, 1),
    { kind: 'flatten' },
  ]
}

export default defineArchitecture({
  kind: 'unet',
  place: 2,
  name: 'U-Net',
  help: 'Two levels of convolutions with connections across, and a dense layer in the middle.',
  layers: (shapes) => [...levelsFrom(0, shapes.input), ...end(shapes)],
})
