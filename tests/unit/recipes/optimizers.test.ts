import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { requireRunConfig, resolveRunConfig, settingApplies, settingKeys } from '../../../src-main/contract/config'
import { settingFields } from '../../../src-main/contract/settings'
import { describeConsequence } from '../../../src-main/panels/losses/losses'
import { describeOptimizer } from '../../../src-main/panels/report/descriptions'
import { readText } from '../../../src-main/charts/mathematics'
import {
  optimizerDefaults,
  optimizerKinds,
  optimizers,
  optimizerSettingKeys,
  ownOptimizerKeys,
} from '../../../src-main/recipes/registry/optimizers'
import type { OptimizerKind } from '../../../src-main/recipes/optimizer'
import { choose, toDraft } from '../../../src-renderer/views/new-run/draft'
import { arrayKernels, arrayOperations, keptArray } from '../../support/arrays'
import { propertyCases } from '../../support/property'

const root = join(import.meta.dirname, '../../..')

describe('the registry of optimizers', () => {
  it('has one optimizer for each file, called after it', () => {
    const files = globSync('src-main/recipes/optimizers/*.ts', { cwd: root })
    expect([...optimizerKinds].sort()).toEqual(files.map((file) => basename(file, '.ts')).sort())
    expect(new Set(optimizerKinds.map((kind) => optimizers[kind].name)).size).toBe(optimizerKinds.length)
  })

  it('keeps settings in the order in which configs have always been stored', () => {
    const [from, to] = [settingKeys.indexOf('optimizer'), settingKeys.indexOf('batchSize')]
    expect(settingKeys.slice(from + 1, to)).toEqual([...optimizerSettingKeys])
    const stored = ['learningRate', 'momentum', 'weightDecay', 'nesterov']
    expect(optimizerSettingKeys.filter((key) => stored.includes(key))).toEqual(stored)
    expect(ownOptimizerKeys).not.toContain('learningRate')
    expect(ownOptimizerKeys).not.toContain('weightDecay')
  })

  it('is the only list: no other source names more than one optimizer', () => {
    const sources = globSync('{src-main,src-renderer,bench}/**/*.{ts,svelte}', { cwd: root })
    const named = (text: string) => optimizerKinds.filter((kind) => text.includes(`'${kind}'`))
    const lists = sources
      .filter((path) => !path.startsWith('src-main/recipes/'))
      .filter((path) => named(readFileSync(join(root, path), 'utf8')).length > 1)
    expect(lists).toEqual([])
  })
})

/** Takes steps on some gradients. @returns where each parameter has come, from 0. */
function train(kind: OptimizerKind, gradients: readonly (readonly number[])[]): readonly number[] {
  const recipe = optimizers[kind]
  const zeros = gradients[0]!.map(() => 0)
  const parameter = keptArray(zeros)
  const slots = new Map(recipe.slots.map((name) => [name, keptArray(zeros)]))
  gradients.forEach((gradient, index) =>
    recipe.step({
      operations: arrayOperations,
      kernels: arrayKernels,
      parameter,
      slot: (name) => slots.get(name)!,
      gradient,
      settings: optimizerDefaults(kind),
      steps: index + 1,
    }),
  )
  return parameter.read()
}

describe.each(optimizerKinds)('the optimizer %s', (kind: OptimizerKind) => {
  const recipe = optimizers[kind]
  const config = requireRunConfig({ optimizer: kind })

  it('has a fixture, words and a formula that is read as mathematics', () => {
    expect(existsSync(join(root, 'tests/oracle/fixtures', recipe.fixture))).toBe(true)
    expect(readText(`$${recipe.formula.tex}$`).some((part) => 'formula' in part)).toBe(true)
    expect(describeOptimizer([config])[0]).toMatch(
      new RegExp(
        `^${recipe.name} with learning rate ${String(optimizerDefaults(kind).learningRate).replace('.', '\\.')},? .*batches of 64$`,
      ),
    )
    expect(describeConsequence(null, 1, kind)).toContain(`trained with ${recipe.name}`)
  })

  it('is trained with its own settings and no other, each at its default', () => {
    for (const key of optimizerSettingKeys) {
      expect(Object.hasOwn(config, key)).toBe(settingApplies(key, config))
      const takes = Object.hasOwn(recipe.settings, key)
      if (!takes) {
        expect(Object.hasOwn(config, key)).toBe(false)
        expect(resolveRunConfig({ optimizer: kind, [key]: optimizerDefaults(kind)[key] }).ok).toBe(false)
      }
      if (Object.hasOwn(config, key)) expect(config[key]).toBe(optimizerDefaults(kind)[key])
      expect(settingFields[key].help).toMatch(/^[A-Z].*\.$/)
    }
  })

  it('brings its defaults into a form where it is chosen', () => {
    for (const other of optimizerKinds)
      expect(choose(toDraft({ optimizer: other }), 'optimizer', kind)).toEqual(toDraft({ optimizer: kind }))
  })

  const gradient = fc.oneof(
    fc.double({ min: 0.01, max: 2, noNaN: true }),
    fc.double({ min: -2, max: -0.01, noNaN: true }),
  )
  it('goes against the gradient, and nowhere without one', () => {
    fc.assert(
      fc.property(fc.array(gradient, { minLength: 1, maxLength: 5 }), (gradients) => {
        expect(train(kind, [gradients]).map(Math.sign)).toEqual(gradients.map((one) => -Math.sign(one)))
        expect(train(kind, [gradients.map(() => 0)]).map(Math.abs)).toEqual(gradients.map(() => 0))
      }),
      { numRuns: propertyCases(100) },
    )
  })

  it('says rightly whether a constant factor on the loss cancels out', () => {
    fc.assert(
      fc.property(fc.array(gradient, { minLength: 1, maxLength: 8 }), fc.constantFrom(0.5, 2, 100), (steps, factor) => {
        const [ordinary] = train(
          kind,
          steps.map((one) => [one]),
        )
        const [scaled] = train(
          kind,
          steps.map((one) => [factor * one]),
        )
        const expected = recipe.isScaleFree ? ordinary! : factor * ordinary!
        // Epsilon is in the divisor: a step is a hundred thousandth shorter where the gradient is small.
        expect(Math.abs(scaled! - expected)).toBeLessThanOrEqual(
          Math.max(2e-6, 1e-5 * Math.abs(expected)) * steps.length,
        )
      }),
      { numRuns: propertyCases(100) },
    )
  })
})
