import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildLayers, layerSpecSchema } from '../../../src-main/contract/architecture'
import { requireRunConfig } from '../../../src-main/contract/config'
import { inferLayers } from '../../../src-main/recipes/infer-layers'
import type { LayerSpec } from '../../../src-main/recipes/layer'
import { layerKinds, layers, layerWords, settingsOfLayer } from '../../../src-main/recipes/registry/layers'
import { propertyCases } from '../../support/property'

const root = join(import.meta.dirname, '../../..')
const images = [32, 32, 3]
const relu: LayerSpec = { kind: 'activation', activation: 'relu' }
const conv = (filters: number): LayerSpec => ({ kind: 'convolution', filters, kernelSize: 3 })
const pool = (size: number): LayerSpec => ({ kind: 'max-pooling', size })
const found = (list: readonly LayerSpec[]) => inferLayers(list, images)

describe('the registry of layers', () => {
  it('has one kind for each file, called after it', () => {
    const files = globSync('src-main/recipes/layers/*.ts', { cwd: root })
    expect([...layerKinds].sort()).toEqual(files.map((file) => basename(file, '.ts')).sort())
  })

  it('is the only list: no other source names more than six kinds', () => {
    const lists = globSync('{src-main,src-renderer}/**/*.{ts,svelte}', { cwd: root })
      .filter((path) => !path.startsWith('src-main/recipes/'))
      .filter((path) => {
        const text = readFileSync(join(root, path), 'utf8')
        return layerKinds.filter((kind) => text.includes(`'${kind}'`)).length > 6
      })
    expect(lists).toEqual([])
  })

  it.each(layerKinds)('%s has words for itself and for each setting, and defaults that its schema takes', (kind) => {
    expect(layers[kind].help).toMatch(/^[A-Z].*\.$/)
    expect(layers[kind].name).toMatch(/^[a-z]/)
    for (const [, { schema, label, help, default: usual }] of settingsOfLayer(kind)) {
      expect(label).toMatch(/^[A-Z]/)
      expect(help).toMatch(/^[A-Z].*\.$/)
      if (usual !== undefined) expect(schema.safeParse(usual).data).toEqual(usual)
    }
  })

  it('reads what was ever stored of a run as it stands', () => {
    for (const architecture of ['plain', 'pooled'] as const)
      for (const layer of buildLayers(requireRunConfig({ architecture, outputActivation: 'sigmoid' })))
        expect(layerSpecSchema.parse(layer)).toEqual(layer)
  })
})

describe('shapes, parameters and multiply-adds', () => {
  it('of the plain architecture are those of torch', () => {
    const { rows, outputShape, parameters } = found(buildLayers(requireRunConfig({ architecture: 'plain' })))
    expect(rows.map(({ at }) => at)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8'])
    expect(rows[2]).toMatchObject({
      name: 'layers.2',
      inputShape: [32, 32, 16],
      outputShape: [32, 32, 32],
      parameters: 4_640,
      multiplyAdds: 4_640 * 1_024,
    })
    expect([outputShape, parameters]).toEqual([[784], 4_300_656])
  })

  it('of blocks count what is in them once, and name it by its path', () => {
    const list: LayerSpec[] = [
      conv(8),
      {
        kind: 'residual',
        layers: [conv(16), relu, conv(16)],
        shortcut: [{ kind: 'convolution', filters: 16, kernelSize: 1 }],
      },
      { kind: 'concatenation', branches: [[], [conv(4)]] },
    ]
    const { rows, parameters, multiplyAdds } = found(list)
    expect(rows.map(({ at, name }) => [at, name])).toEqual([
      ['1', 'layers.0'],
      ['2', 'layers.1'],
      ['2.1', 'layers.1.layers.0'],
      ['2.2', 'layers.1.layers.1'],
      ['2.3', 'layers.1.layers.2'],
      ['2.s1', 'layers.1.shortcut.0'],
      ['3', 'layers.2'],
      ['3.b1', 'layers.2.branches.1.0'],
    ])
    expect(rows.at(-2)?.outputShape).toEqual([32, 32, 20])
    const leaves = rows.filter(({ layer }) => layers[layer.kind].inner === undefined)
    expect(parameters).toBe(leaves.reduce((sum, row) => sum + row.parameters, 0))
    expect(multiplyAdds).toBe(leaves.reduce((sum, row) => sum + row.multiplyAdds, 0))
    expect(list.map(layerWords)).toEqual([
      '3 × 3 conv, 8',
      'residual, 3 layers, projected',
      'concatenation, 2 branches',
    ])
  })
})

describe('a mistake', () => {
  it.each<[LayerSpec[], string, RegExp, RegExp]>([
    [[{ kind: 'dense', units: 3 }], '1', /vector, and its input is 32 × 32 × 3/, /flatten before/],
    [[{ kind: 'flatten' }, conv(3)], '2', /images, and its input is 3072 units/, /reshape to 32 × 32 × 3 before it/],
    [[pool(16), pool(3)], '2', /3 × 3 does not fit its input of 2 × 2 × 3/, /size to 2/],
    [
      [relu, { kind: 'residual', layers: [relu, conv(8)] }],
      '2',
      /32 × 32 × 8 and its shortcut 32 × 32 × 3/,
      /8 filters\.$/,
    ],
    [[{ kind: 'residual', layers: [pool(2)] }], '1', /cannot be added/, /3 filters with stride 2\.$/],
    [[{ kind: 'residual', layers: [relu, { kind: 'dense', units: 3 }] }], '1.2', /vector/, /flatten/],
    [
      [{ kind: 'concatenation', branches: [[], [pool(2)]] }],
      '1',
      /branch b 16 × 16 × 3/,
      /upsampling by 2 to branch b/,
    ],
    [[conv(8192), { kind: 'flatten' }, { kind: 'dense', units: 9_000 }], '3', /7\.5e\+10 values/, /units to 35\.$/],
  ])('stands at its layer, in words with numbers and one fix: %j', (list, at, message, fix) => {
    const { mistake, outputShape } = found(list)
    expect(mistake?.at).toBe(at)
    expect(mistake?.message).toMatch(message)
    expect(mistake?.fix).toMatch(fix)
    expect(outputShape).toBeNull()
  })

  it('leaves the rows before it, and no block of which only a part is known', () => {
    const { rows, parameters } = found([conv(2), { kind: 'residual', layers: [relu, { kind: 'dense', units: 3 }] }])
    expect(rows.map(({ at }) => at)).toEqual(['1'])
    expect(parameters).toBe(56)
  })
})

it('is found or not for any list: rows, whole numbers, and no exception', () => {
  const leaf = fc.oneof(
    fc.constantFrom<LayerSpec>(relu, { kind: 'flatten' }, { kind: 'batch-normalization' }),
    fc.integer({ min: 1, max: 64 }).map(pool),
    fc.integer({ min: 1, max: 9 }).map(conv),
    fc.integer({ min: 1, max: 9 }).map((units): LayerSpec => ({ kind: 'dense', units })),
  )
  const { list } = fc.letrec<{ layer: LayerSpec; list: LayerSpec[] }>((tie) => ({
    list: fc.array(tie('layer'), { maxLength: 5, depthIdentifier: 'layers' }),
    layer: fc.oneof(
      { depthIdentifier: 'layers', maxDepth: 3 },
      leaf,
      fc.record({ kind: fc.constant('residual' as const), layers: tie('list'), shortcut: tie('list') }),
      fc.record({
        kind: fc.constant('concatenation' as const),
        branches: fc.array(tie('list'), { minLength: 2, maxLength: 3 }),
      }),
    ),
  }))
  fc.assert(
    fc.property(list, (specs) => {
      const { rows, mistake, outputShape, parameters } = found(specs)
      expect(mistake === null).toBe(outputShape !== null)
      expect(Number.isSafeInteger(parameters)).toBe(true)
      for (const row of rows) expect(row.outputShape.every((size) => Number.isInteger(size) && size >= 1)).toBe(true)
      expect(layerSpecSchema.array().parse(specs)).toEqual(specs)
    }),
    { numRuns: propertyCases(200) },
  )
})
