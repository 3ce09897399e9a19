import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readText } from '../../../src-main/charts/mathematics'
import { requireRunConfig, resolveRunConfig, type RunConfigInput } from '../../../src-main/contract/config'
import { kindOfSetting, settingFields } from '../../../src-main/contract/settings'
import { describeOptimizer } from '../../../src-main/panels/report/descriptions'
import {
  isScheduled,
  rateFactor,
  scheduleKinds,
  schedules,
  scheduleSettingKeys,
  scheduleTakes,
  takesWarmup,
} from '../../../src-main/recipes/registry/schedules'
import type { ScheduleKind, ScheduleSettings } from '../../../src-main/recipes/schedule'
import { createRate, initialRateState } from '../../../src-main/training/rate'
import { settingChoices } from '../../../src-renderer/views/new-run/choices'
import { propertyCases } from '../../support/property'
import { distance, toDoubles, type JsonNumbers } from '../maths/doubles'
import { readFixture } from '../training/oracle'

const root = join(import.meta.dirname, '../../..')

describe('the registry of schedules', () => {
  it('has one schedule for each file, called after it, and every list has it', () => {
    const files = globSync('src-main/recipes/schedules/*.ts', { cwd: root })
    expect([...scheduleKinds].sort()).toEqual(files.map((file) => basename(file, '.ts')).sort())
    expect(kindOfSetting('schedule')).toEqual({ kind: 'choice', choices: [...scheduleKinds] })
    expect(settingChoices.schedule?.map(({ value }) => value)).toEqual([...scheduleKinds])
  })

  it('is the only list: no other source names more than one schedule', () => {
    const named = (text: string) => scheduleKinds.filter((kind) => kind.length > 6 && text.includes(`'${kind}'`))
    const lists = globSync('{src-main,src-renderer,bench}/**/*.{ts,svelte}', { cwd: root })
      .filter((path) => !path.startsWith('src-main/recipes/'))
      .filter((path) => named(readFileSync(join(root, path), 'utf8')).length > 1)
    expect(lists).toEqual([])
  })

  it('is trained with that of before where nothing is said', () => {
    const config = requireRunConfig({})
    expect(config).toMatchObject({ schedule: 'constant', warmupEpochs: 0 })
    expect(isScheduled(config)).toBe(false)
    expect(createRate(config, 10, initialRateState).at(7)).toBe(config.learningRate)
  })
})

type Fixture = {
  readonly stepsPerEpoch: number
  readonly losses: readonly number[]
  readonly cases: readonly { readonly settings: RunConfigInput; readonly rates: JsonNumbers }[]
}

describe.each(scheduleKinds)('the schedule %s', (kind: ScheduleKind) => {
  const recipe = schedules[kind]
  const { stepsPerEpoch, losses, cases } = readFixture<Fixture>(recipe.fixture)

  it.each(cases)('has the rates of torch, $settings', ({ settings, rates }) => {
    const expected = toDoubles(rates)
    const config = requireRunConfig({
      ...settings,
      ...{ schedule: kind, learningRate: 1, epochs: expected.length / stepsPerEpoch },
    })
    const rate = createRate(config, stepsPerEpoch, initialRateState)
    const reached = expected.map((_, step) => {
      if (step > 0 && step % stepsPerEpoch === 0) rate.observe(losses[step / stepsPerEpoch - 1] ?? 0)
      return rate.at(step)
    })
    // torch multiplies its way there, step by step.
    expect(Math.max(...reached.map((value, at) => Math.abs(value - expected[at]!)))).toBeLessThan(1e-12)
    expect(distance(reached.slice(0, -1), expected.slice(0, -1))).toBeLessThan(1e-9)
  })

  it('has words, a formula that is read as mathematics, and its own settings and no other', () => {
    expect(readText(`$${recipe.formula.tex}$`).some((part) => 'formula' in part)).toBe(true)
    const config = requireRunConfig({ schedule: kind })
    expect(describeOptimizer([config])[0]).toMatch(/^Adam with learning rate 0\.001.* and batches of 64$/)
    for (const key of scheduleSettingKeys) {
      expect(Object.hasOwn(config, key)).toBe(scheduleTakes(key, kind))
      expect(settingFields[key].help).toMatch(/^[A-Z].*\.$/)
      if (!scheduleTakes(key, kind)) expect(resolveRunConfig({ schedule: kind, [key]: 0.5 }).ok).toBe(false)
    }
    expect(resolveRunConfig({ schedule: kind, warmupEpochs: 1 }).ok).toBe(takesWarmup(kind))
  })

  it('rises in its warm-up and is never above the learning rate nor below 0, however long the run', () => {
    const settings = fc.record({
      epochs: fc.integer({ min: 1, max: 50 }),
      stepsPerEpoch: fc.integer({ min: 1, max: 40 }),
      warmupEpochs: fc.double({ min: 0, max: 60, noNaN: true }),
      reductions: fc.integer({ min: 0, max: 9 }),
    })
    fc.assert(
      fc.property(settings, ({ epochs, stepsPerEpoch: perEpoch, warmupEpochs, reductions }) => {
        const given: ScheduleSettings = { schedule: kind, warmupEpochs }
        const steps = epochs * perEpoch
        const factors = Array.from({ length: steps }, (_, step) =>
          rateFactor(given, { step, steps, stepsPerEpoch: perEpoch, reductions }),
        )
        expect(Math.min(...factors)).toBeGreaterThanOrEqual(0)
        expect(Math.max(...factors)).toBeLessThanOrEqual(1 + 1e-12)
        const warmup = takesWarmup(kind) ? Math.min(steps - 1, Math.round(warmupEpochs * perEpoch)) : 0
        expect(factors.every((factor, step) => step === 0 || step >= warmup || factor > factors[step - 1]!)).toBe(true)
      }),
      { numRuns: propertyCases(100) },
    )
  })
})

it('goes on after any epoch with the rates of a run that was never interrupted', () => {
  const config = requireRunConfig({ schedule: 'reduce-on-plateau', plateauPatience: 2, epochs: 12 })
  const loss = fc.constantFrom(0.5, 0.5, 0.5, 0.4, Number.NaN)
  fc.assert(
    fc.property(fc.array(loss, { minLength: 2, maxLength: 12 }), fc.nat(11), (losses, cut) => {
      const whole = createRate(config, 1, initialRateState)
      const first = createRate(config, 1, initialRateState)
      losses.forEach((one) => whole.observe(one))
      losses.slice(0, cut).forEach((one) => first.observe(one))
      const second = createRate(config, 1, first.state)
      losses.slice(cut).forEach((one) => second.observe(one))
      expect(second.state).toEqual(whole.state)
      expect(second.at(11)).toBe(whole.at(11))
    }),
    { numRuns: propertyCases(200) },
  )
})
