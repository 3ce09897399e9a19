import { describe, expect, it } from 'vitest'
import { buildLayers } from '../../../src-main/contract/architecture'
import { memoryByLayer, memoryOfNetwork } from '../../../src-main/contract/architecture-memory'
import { requireRunConfig } from '../../../src-main/contract/config'
import { inferLayers } from '../../../src-main/recipes/infer-layers'
import type { LayerSpec } from '../../../src-main/recipes/layer'

const conv = (filters: number): LayerSpec => ({ kind: 'convolution', filters, kernelSize: 3 })
const relu: LayerSpec = { kind: 'activation', activation: 'relu' }

describe('memory of a network', () => {
  it('is known by hand for the plain architecture', () => {
    const config = requireRunConfig({ architecture: 'plain' })
    const { rows, parameters } = inferLayers(buildLayers(config), [32, 32, 3])
    // 1024 pixels: 16 channels twice, 32 twice, flattened; 128 units twice; 784.
    const image = (1024 * (16 + 16 + 32 + 32 + 32) + 128 + 128 + 784) * 4
    expect(parameters).toBe(4_300_656)
    const weights = 4_300_656 * 4
    expect(memoryOfNetwork(rows, parameters, { batchSize: 64, optimizer: 'adam', averageDecay: 0 })).toEqual({
      image,
      batch: image * 64 * 2,
      weights,
      optimizer: 2 * weights,
      total: image * 64 * 2 + 4 * weights,
    })
    expect(memoryOfNetwork(rows, parameters, { batchSize: 1, optimizer: 'sgd', averageDecay: 0.99 }).optimizer).toBe(
      2 * weights,
    )
  })

  it('counts what is in a block once, in the block and in itself', () => {
    const list: LayerSpec[] = [
      conv(8),
      {
        kind: 'residual',
        layers: [conv(8), { kind: 'concatenation', branches: [[], [relu, conv(4)]] }],
        shortcut: [{ kind: 'convolution', filters: 12, kernelSize: 1 }],
      },
      { kind: 'global-average-pooling' },
    ]
    const { rows } = inferLayers(list, [10, 10, 3])
    const map = (channels: number) => channels * 100 * 4
    const found = memoryByLayer(rows).map(({ image }, index) => [rows[index]!.at, image])
    expect(found).toEqual([
      ['1', map(8)],
      ['2', map(12 + 8 + 12 + 8 + 4 + 12)],
      ['2.1', map(8)],
      ['2.2', map(12 + 8 + 4)],
      ['2.2.b1', map(8)],
      ['2.2.b2', map(4)],
      ['2.s1', map(12)],
      ['3', 12 * 4],
    ])
    const { image } = memoryOfNetwork(rows, 0, { batchSize: 1, optimizer: 'adam', averageDecay: 0 })
    expect(image).toBe(map(8) + map(56) + 12 * 4)
  })
})
