import { globSync } from 'node:fs'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildLayers } from '../../../src-main/contract/architecture'
import { requireRunConfig, resolveRunConfig } from '../../../src-main/contract/config'
import { expandGrid } from '../../../src-main/contract/grid'
import { shapesOf } from '../../../src-main/contract/run-data'
import { readStoredConfig } from '../../../src-main/contract/stored-config'
import { findMisfit, mistakeSentence, readLayers } from '../../../src-main/recipes/check-layers'
import { inferLayers } from '../../../src-main/recipes/infer-layers'
import { presetArchitecture, presetArchitectures } from '../../../src-main/recipes/registry/architectures'
import { taskKinds } from '../../../src-main/recipes/registry/tasks'
import { propertyCases } from '../../support/property'
import { readFixture } from '../training/oracle'

const root = join(import.meta.dirname, '../../..')
const fixtures = join(root, 'tests/oracle/fixtures')
const cases = presetArchitectures.flatMap((architecture) =>
  taskKinds.map((task) => ({ name: `${architecture} ${task}`, config: requireRunConfig({ architecture, task }) })),
)

describe('built-in architectures', () => {
  it('are a file each, called after what it defines', () => {
    const files = globSync('src-main/recipes/architectures/*.ts', { cwd: root })
    expect([...presetArchitectures].sort()).toEqual(files.map((file) => basename(file, '.ts')).sort())
    for (const kind of presetArchitectures) expect(presetArchitecture(kind)?.help).toMatch(/^[A-Z].*\.$/)
  })

  it('are those that torch was given', async () => {
    const inputs = cases.map(({ name, config }) => [
      name,
      { input: shapesOf(config).input, layers: buildLayers(config) },
    ])
    await expect(`${JSON.stringify(Object.fromEntries(inputs))}\n`).toMatchFileSnapshot(
      join(fixtures, 'architectures-inputs.json'),
    )
  })

  it.each(cases)('$name has the shapes and parameters of torch', ({ name, config }) => {
    const { rows } = inferLayers(buildLayers(config), shapesOf(config).input)
    const found = rows.flatMap(({ depth, outputShape, parameters }) => (depth === 0 ? [[outputShape, parameters]] : []))
    expect(found).toEqual(readFixture<Record<string, unknown>>('architectures.json')[name])
  })

  it('are networks for images and targets of any size that they can see', () => {
    const side = fc.integer({ min: 8, max: 200 })
    const channels = fc.integer({ min: 1, max: 4 })
    const image = fc.tuple(side, side, channels)
    const targetSide = fc.integer({ min: 1, max: 100 })
    const target = fc.oneof(
      fc.tuple(targetSide, targetSide, channels),
      fc.tuple(fc.constant(1), fc.constant(1), fc.integer({ min: 1, max: 1000 })),
    )
    fc.assert(
      fc.property(fc.constantFrom(...presetArchitectures), image, target, (kind, input, wanted) => {
        const layers = presetArchitecture(kind)!.layers({ input, target: wanted })
        expect(readLayers(layers)).toEqual({ ok: true, layers })
        const mistake = findMisfit(layers, { input, target: wanted })
        // Nothing but a network that no machine could hold.
        if (mistake !== null) expect(mistakeSentence(mistake)).toContain('is the most')
      }),
      { numRuns: propertyCases(200) },
    )
  })
})

describe('settings of a run', () => {
  const own = [{ kind: 'flatten' }, { kind: 'dense', units: 784 }]

  it('keep the layers of a built-in architecture, and not what the report has for them', () => {
    const config = requireRunConfig({ architecture: 'resnet' })
    expect(config).not.toHaveProperty('filters')
    expect(JSON.parse(config.layers!)).toEqual(buildLayers(config))
    expect(requireRunConfig({ architecture: 'plain' })).not.toHaveProperty('layers')
    const stored = JSON.parse(JSON.stringify(config)) as unknown
    expect(readStoredConfig(stored).recipe).toEqual(config)
  })

  it('keep what a run was trained with when the built-in one has changed since', () => {
    const stored = { ...requireRunConfig({ architecture: 'resnet' }), layers: JSON.stringify(own) }
    expect(readStoredConfig(stored).recipe?.layers).toBe(JSON.stringify(own))
  })

  it('take any name that comes with layers, as a list or as its text', () => {
    const config = requireRunConfig({ architecture: '  Мой слой ', layers: own })
    expect(config).toMatchObject({ architecture: 'Мой слой', layers: JSON.stringify(own) })
    expect(buildLayers(config)).toEqual(own)
  })

  it.each([
    [
      { architecture: 'res-net' },
      'architecture',
      /^must be one of plain, pooled, resnet, .*, or come with its layers$/,
    ],
    [{ architecture: 'a\u0000b', layers: own }, 'architecture', /not seen/],
    [{ layers: own }, 'layers', /^need an architecture other than plain and pooled$/],
    [{ architecture: 'resnet', filters: [8] }, 'filters', /^needs the plain or pooled architecture$/],
    [{ architecture: 'own', layers: own.slice(0, 1) }, 'layers', /At 1: .*784 units.* Add a dense layer of 784 units$/],
    [
      { architecture: 'own', layers: [{ kind: 'dense' }] },
      'layers',
      /^have a mistake\. At 1: units is missing\. Give it units$/,
    ],
    [{ architecture: 'own', layers: '[' }, 'layers', /There are no layers/],
  ])('%j: says so', (input, field, message) => {
    const resolved = resolveRunConfig(input)
    expect(resolved.ok ? [] : resolved.issues).toEqual([{ field, message: expect.stringMatching(message) as string }])
  })

  it('give each architecture of a grid its own layers, made for its own data', () => {
    const base = requireRunConfig({ architecture: 'resnet' })
    const runs = expandGrid(base, [
      { key: 'architecture', values: ['resnet', 'mlp', 'plain'] },
      { key: 'targets', values: [base.targets!, 'identity'] },
    ]).map((input) => requireRunConfig(input))
    expect(runs).toHaveLength(6)
    for (const { architecture, targets, layers } of runs)
      expect(layers).toBe(requireRunConfig({ architecture, targets }).layers)
  })
})
