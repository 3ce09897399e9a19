/** He et al. 2015, arXiv:1512.03385, sec. 4.2 with n = 1: ResNet-8, for small images. */
import { convolution, defineArchitecture, denseEnd, isOfClasses } from '../architecture'
import type { LayerSpec } from '../layer'

const relu: LayerSpec = { kind: 'activation', activation: 'relu' }
const norm: LayerSpec = { kind: 'batch-normalization' }

/** Two convolutions and their input, which is projected where they change its shape. */
const block = (filters: number, stride: number): readonly LayerSpec[] => [
  {
    kind: 'residual',
    layers: [convolution(filters, 3, stride), norm, relu, convolution(filters, 3), norm],
    shortcut: stride === 1 ? [] : [convolution(filters, 1, stride), norm],
  },
  relu,
]

/** An image of every place is needed, and 64 channels of it would be most of the network. */
const narrowing: readonly LayerSpec[] = [convolution(16, 1), norm, relu]

export default defineArchitecture({
  kind: 'resnet',
  place: 1,
  name: 'ResNet-8',
  help: 'Three residual blocks of convolutions with batch norm, which halve the image twice, then one dense layer.',
  layers: (shapes) => [
    convolution(16, 3),
    norm,
    relu,
    ...block(16, 1),
    ...block(32, 2),
    ...block(64, 2),
    ...(isOfClasses(shapes) ? [] : narrowing),
    ...denseEnd(shapes),
  ],
})
