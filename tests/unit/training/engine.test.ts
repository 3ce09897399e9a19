import { describe, expect, it } from 'vitest'
import { builtInArchitectures, requireRunConfig, type RunConfigInput } from '../../../src-main/contract/config'
import type { LayerSpec } from '../../../src-main/recipes/layer'
import { engineVersionOf } from '../../../src-main/training/engine'

const of = (input: RunConfigInput) => engineVersionOf(requireRunConfig(input))
/** Of a network of images to images that has the layer before a dense one. */
const withLayer = (...layers: LayerSpec[]) =>
  of({
    architecture: 'own',
    layers: JSON.stringify([...layers, { kind: 'flatten' }, { kind: 'dense', units: 784 }]),
  })

describe('the version that a run is trained by', () => {
  it('is the one of before for every built-in network but the ResNet, the report’s first of all', () => {
    expect(
      Object.fromEntries(builtInArchitectures.map((architecture) => [architecture, of({ architecture })])),
    ).toEqual({ plain: '2', pooled: '2', resnet: '3', unet: '2', mlp: '2', convnext: '2' })
  })

  it.each([
    [{ kind: 'convolution', filters: 2, kernelSize: 3 }, '2'],
    [{ kind: 'convolution', filters: 2, kernelSize: 3, stride: 2 }, '3'],
    [{ kind: 'convolution', filters: 2, kernelSize: 1, stride: 2 }, '2'],
    [{ kind: 'convolution', filters: 2, kernelSize: 3, padding: 'valid' }, '2'],
    [{ kind: 'convolution', filters: 2, kernelSize: 3, padding: 2 }, '3'],
    [{ kind: 'convolution', filters: 2, kernelSize: 3, stride: 2, dilation: 2 }, '2'],
    [{ kind: 'convolution', filters: 3, kernelSize: 3, groups: 3 }, '3'],
    [{ kind: 'transposed-convolution', filters: 2, kernelSize: 2, stride: 2 }, '2'],
    [{ kind: 'transposed-convolution', filters: 2, kernelSize: 3, stride: 2, padding: 1 }, '3'],
  ] as const satisfies (readonly [LayerSpec, string])[])(
    'of a network with %o is %s, within a block too',
    (layer, version) => {
      expect(withLayer(layer)).toBe(version)
      expect(withLayer({ kind: 'concatenation', branches: [[layer], [layer]] })).toBe(version)
    },
  )

  it('stays that of the checkpoint that it goes on from, unless nothing can train by that any more', () => {
    const config = requireRunConfig({ architecture: 'resnet' })
    expect(engineVersionOf(config, '2')).toBe('2')
    expect(engineVersionOf(config, '3')).toBe('3')
    expect(engineVersionOf(config, '1')).toBe('3')
  })
})
