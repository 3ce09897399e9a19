import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readText } from '../../../src-main/charts/mathematics'
import { requireRunConfig } from '../../../src-main/contract/config'
import { kindOfSetting } from '../../../src-main/contract/settings'
import { activationKinds, activations } from '../../../src-main/recipes/registry/activations'
import { settingChoices } from '../../../src-renderer/views/new-run/choices'
import { arrayOperations } from '../../support/arrays'
import { propertyCases } from '../../support/property'
import { distance, toDoubles, type JsonNumbers } from '../maths/doubles'
import { readFixture } from '../training/oracle'

const root = join(import.meta.dirname, '../../..')

describe('the registry of activations', () => {
  it('has one activation for each file, called after it, and every list has it', () => {
    const files = globSync('src-main/recipes/activations/*.ts', { cwd: root })
    expect([...activationKinds].sort()).toEqual(files.map((file) => basename(file, '.ts')).sort())
    for (const key of ['activation', 'outputActivation'] as const) {
      expect(kindOfSetting(key)).toEqual({ kind: 'choice', choices: [...activationKinds] })
      expect(settingChoices[key]?.map(({ value }) => value)).toEqual([...activationKinds])
    }
  })

  it('is the only list: no other source names more than two activations', () => {
    const sources = globSync('{src-main,src-renderer}/**/*.{ts,svelte}', { cwd: root })
    const lists = sources
      .filter((path) => !path.startsWith('src-main/recipes/'))
      .filter((path) => {
        const text = readFileSync(join(root, path), 'utf8')
        return activationKinds.filter((kind) => text.includes(`'${kind}'`)).length > 2
      })
    expect(lists).toEqual([])
  })
})

describe.each(activationKinds)('the activation %s', (kind) => {
  const recipe = activations[kind]
  type Fixture = Record<'inputs' | 'values' | 'slopes', JsonNumbers> & { readonly rounding?: number }
  const { inputs, values, slopes, rounding = 0 } = readFixture<Fixture>(recipe.fixture)

  it('has values and derivatives of torch', () => {
    toDoubles(inputs).forEach((x, index) => {
      const value = recipe.value(x)
      const expected = toDoubles(values)[index]!
      if (Math.abs(value - expected) > rounding * Math.abs(x))
        expect(distance([value], [expected]), `value at ${x}`).toBeLessThan(1e-15)
      // From the value, as far as it says.
      expect(
        Math.abs(recipe.slope(recipe.keeps === 'input' ? x : value) - toDoubles(slopes)[index]!),
        `slope at ${x}`,
      ).toBeLessThan(1e-15)
    })
  })

  it('has words and a formula that is read as mathematics, and is trained with', () => {
    expect(readText(`$${recipe.formula.tex}$`).some((part) => 'formula' in part)).toBe(true)
    expect(recipe.phrase).toMatch(/^[A-Za-z]/)
    expect(requireRunConfig({ activation: kind, outputActivation: kind })).toMatchObject({ activation: kind })
  })

  it('has tensor code that agrees with its values and derivatives', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 1, maxLength: 10 }), (xs) => {
        const output = recipe.tensors(arrayOperations, xs)
        const gradient = recipe.gradient(
          arrayOperations,
          xs.map(() => 2),
          recipe.keeps === 'input' ? xs : output,
        )
        xs.forEach((x, index) => {
          expect(output[index]! + 0).toBeCloseTo(recipe.value(x), 12)
          expect(gradient[index]!).toBeCloseTo(2 * recipe.slope(recipe.keeps === 'input' ? x : output[index]!), 12)
        })
      }),
      { numRuns: propertyCases(100) },
    )
  })
})
