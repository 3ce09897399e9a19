/** Liu et al. 2022, arXiv:2201.03545, small: depthwise convolutions of 7 x 7 between layer norm and GELU. */
import { convolution, defineArchitecture, denseEnd } from '../architecture'
import type { LayerSpec } from '../layer'

const norm: LayerSpec = { kind: 'layer-normalization', epsilon: 1e-6 }
const patches = (filters: number, size: number): LayerSpec => ({
  kind: 'convolution',
  filters,
  kernelSize: size,
  stride: size,
  padding: 'valid',
})

const block = (filters: number): LayerSpec => ({
  kind: 'residual',
  layers: [
    { kind: 'depthwise-convolution', kernelSize: 7 },
    norm,
    convolution(4 * filters, 1),
    { kind: 'activation', activation: 'gelu' },
    convolution(filters, 1),
  ],
})

export default defineArchitecture({
  kind: 'convnext',
  place: 4,
  name: 'Small ConvNeXt',
  help: 'Patches of 4 × 4, then residual blocks of depthwise convolutions with layer norm and GELU.',
  layers: (shapes) => [
    patches(32, 4),
    norm,
    block(32),
    block(32),
    norm,
    patches(64, 2),
    block(64),
    block(64),
    norm,
    ...denseEnd(shapes),
  ],
})
