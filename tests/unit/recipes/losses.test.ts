import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flattenSettings } from '../../../src-main/contract/stored-config'
import { readText } from '../../../src-main/charts/mathematics'
import { resolveRunConfig, settingKeys } from '../../../src-main/contract/config'
import { lossName, settingFields } from '../../../src-main/contract/settings'
import { groupValue, lossOf, lossWords } from '../../../src-main/model/grouping'
import { dashOfLoss } from '../../../src-main/panels/words/run-look'
import { gradientPanel, lossPanel } from '../../../src-main/panels/losses/panels'
import { describeLosses } from '../../../src-main/panels/report/templates/losses-text'
import type { ErrorLossKind, LossKind, LossRecipe } from '../../../src-main/recipes/loss'
import { sumDash, sumDashWord, writeSum } from '../../../src-main/recipes/loss-sum'
import {
  bindLoss,
  byLossParameter,
  errorLossKinds,
  lossKinds,
  lossesOfTask,
  lossParameterKeys,
  losses,
  parametersIn,
  parametersOfLoss,
  termsOfLoss,
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
    const sum = { name: 'a sum', dash: sumDash, dashWord: sumDashWord }
    const drawn = [...lossKinds.map((kind) => losses[kind]), sum]
    expect(new Set(drawn.map(({ dash }) => dash.join(' '))).size).toBe(drawn.length)
    expect(new Set(drawn.map(({ dashWord }) => dashWord)).size).toBe(drawn.length)
    expect(new Set(drawn.map(({ name }) => name)).size).toBe(drawn.length)
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
  const recipe: LossRecipe = losses[kind]

  it('has a fixture, words and a formula that is read as mathematics', () => {
    expect(existsSync(join(root, 'tests/oracle/fixtures', recipe.fixture))).toBe(true)
    const values = parametersIn({})
    expect(recipe.words.sentence(values)).toMatch(/^[A-Z].*\.$/)
    expect(recipe.words.choice).toMatch(/^[^.]+$/)
    expect(readText(`$${recipe.formula.tex}$`).some((part) => 'formula' in part)).toBe(true)
    expect(recipe.formula.text).toContain(
      recipe.of === 'errors' ? 'd' : recipe.task === 'classification' ? 'log p' : '1 −',
    )
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

  it('has its sentence in reports, alone and in a sum', () => {
    const another = lossesOfTask(recipe.task).find((other) => other !== kind)!
    for (const loss of [kind, `0.5*${kind}+2*${another}`]) {
      const resolved = resolveRunConfig({ loss })
      const [text] = describeLosses(
        [{ id: 'one', config: resolved.ok ? flattenSettings(resolved.config) : undefined }],
        'Figure 1',
      )
      expect(text).toContain(recipe.words.sentence(parametersIn({})))
      if (loss !== kind) expect(text).toMatch(/^[\d.]+ .+ \+ [\d.]+ .+ measure/)
    }
  })
})

describe.each(errorLossKinds)('the loss of errors %s', (kind: ErrorLossKind) => {
  const recipe = losses[kind]

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

  it('is drawn on the page of losses', () => {
    const shown = { kinds: new Set([kind]), ...parametersIn({}) }
    for (const panel of [lossPanel(shown, null), gradientPanel(shown)]) {
      const [series] = panel.series
      expect(panel.series).toHaveLength(1)
      expect(series).toMatchObject({ id: kind, dash: recipe.dash })
      expect(series!.label).toContain(recipe.name)
      expect(Array.from(series!.y).every(Number.isFinite)).toBe(true)
    }
  })
})

describe('a sum of weighted losses', () => {
  const resolvedLoss = (loss: string) => {
    const resolved = resolveRunConfig({ loss })
    return resolved.ok ? resolved.config.loss : resolved.issues[0]!.message
  }

  it('is stored in one way, however it is typed, and named as people write it', () => {
    for (const typed of ['0.8*l1+0.2*ssim', ' .2 ssim + 0.80 l1 ', '2e-1 * ssim+8e-1*l1'])
      expect(resolvedLoss(typed)).toBe('0.8*l1+0.2*ssim')
    expect(lossName({ loss: '0.8*l1+0.2*ssim' })).toBe('0.8 L1 + 0.2 SSIM')
    const weight = fc.double({ min: 1e-6, max: 1000, noNaN: true })
    const terms = fc.uniqueArray(fc.record({ weight, kind: fc.constantFrom(...lossesOfTask('image-to-image')) }), {
      minLength: 2,
      selector: ({ kind }) => kind,
    })
    fc.assert(
      fc.property(terms, (given) => {
        const loss = resolvedLoss(writeSum(given))
        expect(new Set(termsOfLoss(loss))).toEqual(new Set(given))
        expect(resolvedLoss(loss)).toBe(loss)
        expect([...parametersOfLoss(loss)].sort()).toEqual(
          [...new Set(given.flatMap(({ kind }) => parametersOfLoss(kind)))].sort(),
        )
      }),
      { numRuns: propertyCases(200) },
    )
  })

  it('with structural similarity needs targets that its window fits in', () => {
    for (const loss of ['ssim', '0.8*l1+0.2*ssim'])
      expect(resolveRunConfig({ loss, targets: 'resize:8 grey' })).toMatchObject({
        issues: expect.arrayContaining([
          { field: 'loss', message: 'needs targets of at least 11 × 11 pixels, not 8 × 8' },
        ]) as unknown,
      })
    expect(resolveRunConfig({ loss: 'ssim', targets: 'resize:11 grey' }).ok).toBe(true)
  })

  it('takes the parameters of its terms, and no other', () => {
    const resolved = resolveRunConfig({ loss: '0.5*smooth-l1+0.5*ssim' })
    expect(resolved).toMatchObject({ ok: true, config: { beta: 1 } })
    expect(resolveRunConfig({ loss: '0.5*mse+0.5*ssim', beta: 1 }).ok).toBe(false)
  })

  it.each([
    ['l7', /^must be one of mse, .*, or a sum such as 0\.8\*l1\+0\.2\*ssim$/],
    ['0.8*l1', /^needs two terms/],
    ['0.8*l1+ssim', /^must be a sum such as/],
    ['0.8*l1+0.2*l7', /^has a term of l7, which is not one of mse/],
    ['0.8*l1+0*ssim', /^needs weights above 0 and at most 1000, and ssim has 0\*ssim$/],
    ['0.8*l1+1e9*ssim', /^needs weights/],
    ['0.8*l1+0.2*l1', /^has two terms of l1$/],
    ['0.8*l1+-0.2*ssim', /^must be a sum such as/],
    [`1*l1+${' '.repeat(1e6)}`, /^must have at most 500 characters$/],
  ])('is refused in words: %.30s', (text, words) => {
    expect(resolvedLoss(text)).toMatch(words)
  })

  it('is another loss to a comparison, whose own values are on no common scale with others', () => {
    const configs = ['l1', '0.8*l1+0.2*ssim', '0.5*l1+0.5*ssim'].map((loss) => {
      const resolved = resolveRunConfig({ loss })
      return flattenSettings(resolved.ok ? resolved.config : {})
    })
    expect(new Set(configs.map((config) => lossOf(config))).size).toBe(configs.length)
    expect(configs.map((config) => lossWords(config))).toEqual(['L1', '0.8 L1 + 0.2 SSIM', '0.5 L1 + 0.5 SSIM'])
    expect(configs.map((config) => groupValue(config, 'loss'))).toEqual(configs.map((config) => lossWords(config)))
    expect(new Set(configs.map(({ loss }) => dashOfLoss(loss).join())).size).toBe(2)
  })
})
