import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flattenSettings } from '../../../src-main/contract/stored-config'
import { readText } from '../../../src-main/charts/mathematics'
import { resolveRunConfig, settingKeys } from '../../../src-main/contract/config'
import { settingFields } from '../../../src-main/contract/settings'
import { gradientPanel, lossPanel } from '../../../src-main/panels/losses/panels'
import { describeLosses } from '../../../src-main/panels/report/templates/losses-text'
import type { LossKind } from '../../../src-main/recipes/loss'
import {
  bindLoss,
  byLossParameter,
  lossKinds,
  lossParameterKeys,
  losses,
  parametersIn,
  parametersOfLoss,
} from '../../../src-main/recipes/registry/losses'
import { arrayOperations } from '../../support/arrays'
import { propertyCases } from '../../support/property'

const root = join(import.meta.dirname, '../../..')
const error = fc.double({ min: -50, max: 50, noNaN: true })
/** Small ones too: parameters are told apart where errors lie on both sides of them. */
const parameters = fc.record(byLossParameter(() => fc.double({ min: 0.01, max: 10, noNaN: true })))

/** One period of a dash, pixel by pixel: whether it is drawn. */
const pixelsOf = (dash: readonly number[]): boolean[] =>
  dash.length === 0 ? [true] : dash.flatMap((length, part) => Array.from({ length }, () => part % 2 === 0))

/** The share of pixels in which two dashes differ, where they are most alike. */
function differing(left: readonly number[], right: readonly number[]): number {
  const [one, other] = [pixelsOf(left), pixelsOf(right)]
  const length = one.length * other.length
  const shares = other.map((_, shift) => {
    const unlike = Array.from({ length }, (__, at) => one[at % one.length] !== other[(at + shift) % other.length])
    return unlike.filter(Boolean).length / length
  })
  return Math.min(...shares)
}

describe('the registry of losses', () => {
  it('has one loss for each file, called after it', () => {
    const files = globSync('src-main/recipes/losses/*.ts', { cwd: root })
    expect([...lossKinds].sort()).toEqual(files.map((file) => basename(file, '.ts')).sort())
  })

  it('draws no two losses alike', () => {
    const drawn = lossKinds.map((kind) => losses[kind])
    expect(new Set(drawn.map(({ dash }) => dash.join(' '))).size).toBe(lossKinds.length)
    expect(new Set(drawn.map(({ dashWord }) => dashWord)).size).toBe(lossKinds.length)
    expect(new Set(drawn.map(({ name }) => name)).size).toBe(lossKinds.length)
    expect(drawn.every(({ dash }) => dash.length % 2 === 0 && dash.every((length) => length > 0))).toBe(true)
    // However two dashed lines are shifted, a fifth of their pixels differ.
    for (const [index, left] of drawn.entries())
      for (const right of drawn.slice(index + 1))
        expect(differing(left.dash, right.dash), `${left.name} and ${right.name}`).toBeGreaterThanOrEqual(0.2)
  })

  it('has a name for each parameter that no other setting has', () => {
    expect(new Set(settingKeys).size).toBe(settingKeys.length)
    for (const key of lossParameterKeys) expect(settingKeys.filter((other) => other === key)).toEqual([key])
  })

  it('is the only list: no other source names more than two losses', () => {
    const sources = globSync('{src-main,src-renderer,bench}/**/*.{ts,svelte}', { cwd: root })
    expect(sources.length).toBeGreaterThan(300)
    const named = (text: string) => lossKinds.filter((kind) => text.includes(`'${kind}'`))
    const lists = sources
      .filter((path) => !path.startsWith('src-main/recipes/'))
      .filter((path) => named(readFileSync(join(root, path), 'utf8')).length > 2)
    expect(lists).toEqual([])
  })
})

describe.each(lossKinds)('the loss %s', (kind: LossKind) => {
  const recipe = losses[kind]

  it('has a fixture, words and a formula that is read as mathematics', () => {
    expect(existsSync(join(root, 'tests/oracle/fixtures', recipe.fixture))).toBe(true)
    const values = parametersIn({})
    expect(recipe.words.sentence(values)).toMatch(/^[A-Z].*\.$/)
    expect(recipe.words.choice).toMatch(/^[^.]+$/)
    expect(readText(`$${recipe.formula.tex}$`).some((part) => 'formula' in part)).toBe(true)
    expect(recipe.formula.text).toContain('d')
  })

  it('is trained on with its own parameters and no other', () => {
    const resolved = resolveRunConfig({ loss: kind })
    expect(resolved.ok && lossParameterKeys.filter((key) => Object.hasOwn(resolved.config, key))).toEqual(
      parametersOfLoss(kind),
    )
    for (const key of lossParameterKeys) {
      expect(resolveRunConfig({ loss: kind, [key]: 0.5 }).ok).toBe(parametersOfLoss(kind).includes(key))
      expect(settingFields[key].help).toMatch(/^[A-Z].*\.$/)
    }
  })

  it('is least without an error, even, and grows with the error as fast as its derivative says', () => {
    fc.assert(
      fc.property(error, parameters, (d, given) => {
        const { value, derivative } = bindLoss({ loss: kind, ...given })
        expect(Math.abs(derivative(0))).toBe(0)
        expect(value(0)).toBeGreaterThanOrEqual(0)
        expect(value(d)).toBeGreaterThanOrEqual(value(0))
        expect([value(-d), derivative(-d) + 0]).toEqual([value(d), -derivative(d) + 0])
        // Convex: the difference over a step lies between the derivatives at its ends.
        const next = d + 0.01
        const slope = (value(next) - value(d)) / (next - d)
        const room = 1e-9 * (1 + Math.abs(derivative(d)) + Math.abs(derivative(next)))
        expect(slope).toBeGreaterThanOrEqual(derivative(d) - room)
        expect(slope).toBeLessThanOrEqual(derivative(next) + room)
      }),
      { numRuns: propertyCases(300) },
    )
  })

  it('has tensor code that is the mean of its values, with their derivatives', () => {
    fc.assert(
      fc.property(fc.array(error, { minLength: 1, maxLength: 20 }), parameters, (errors, given) => {
        const bound = bindLoss({ loss: kind, ...given })
        const { loss, gradient } = recipe.tensors(arrayOperations, errors, errors.length, bound.parameters)
        const mean = errors.reduce((sum, d) => sum + bound.value(d), 0) / errors.length
        expect(loss).toHaveLength(1)
        expect(Math.abs(loss[0]! - mean)).toBeLessThanOrEqual(1e-9 * (1 + mean))
        gradient.forEach((part, index) =>
          expect(Math.abs(part * errors.length - bound.derivative(errors[index]!))).toBeLessThan(1e-9),
        )
      }),
      { numRuns: propertyCases(200) },
    )
  })

  it('is drawn on the page of losses, and has its sentence in reports', () => {
    const shown = { kinds: new Set([kind]), ...parametersIn({}) }
    for (const panel of [lossPanel(shown, null), gradientPanel(shown)]) {
      const [series] = panel.series
      expect(panel.series).toHaveLength(1)
      expect(series).toMatchObject({ id: kind, dash: recipe.dash })
      expect(series!.label).toContain(recipe.name)
      expect(Array.from(series!.y).every(Number.isFinite)).toBe(true)
    }
    const resolved = resolveRunConfig({ loss: kind })
    const [text] = describeLosses(
      [{ id: 'one', config: resolved.ok ? flattenSettings(resolved.config) : undefined }],
      'Figure 1',
    )
    expect(text).toContain(recipe.words.sentence(parametersIn({})))
  })
})
