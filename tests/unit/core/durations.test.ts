/** Estimates of time: fitted to what was measured, and never extrapolated by more than it can bear. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { requireRunConfig, type RunConfig, type RunConfigInput } from '../../../src-main/contract/config'
import { reproductionConfigs } from '../../../src-main/contract/reproduction'
import type { RunSummary } from '../../../src-main/contract/run'
import { createDurationModel, secondsOfEpochs } from '../../../src-main/core/jobs/durations'
import { countMultiplyAdds } from '../../../src-main/core/jobs/estimates'
import { solveSymmetric } from '../../../src-main/maths/linear'
import { fakeRun, trainedFrom } from '../../support/fake-run'
import { propertyCases } from '../../support/property'

const usual = (architecture: RunConfig['architecture']) => requireRunConfig({ architecture })
const environment = {
  engineVersion: '2',
  appVersion: '0.1.0',
  backend: 'native',
  tensorflowVersion: '2.18.0',
  tensorflowSource: 'pypi',
  threads: 1,
  cpuModel: 'A processor',
  oneDnn: true,
  nodeVersion: '24.0.0',
  platform: 'linux-x64',
  dataHash: '0'.repeat(64),
} as const

let made = 0
function measured(input: RunConfigInput, epochs: number, trainingSeconds: number): RunSummary {
  made += 1
  return fakeRun(
    `run${made}`,
    { state: 'ended', endReason: 'completed', epochs, attempts: 1, trainingSeconds, environment },
    { epochs, ...input },
  )
}
const modelOf = (earlier: readonly RunSummary[]) =>
  createDurationModel({ backend: 'native', threads: 1, earlier, usual })
const secondsOf = (model: ReturnType<typeof modelOf>, config: RunConfig) =>
  secondsOfEpochs(model(config), config.epochs)

/** A machine as the model has one: seconds of a warm-up, an epoch, a step, and an image at the usual widths. */
type Machine = { warmUp: number; perEpoch: number; perStep: number; perImage: number }
const reference: Machine = { warmUp: 0.7, perEpoch: 0.05, perStep: (64 / 1_950) * 0.1, perImage: 0.9 / 1_950 }
function timeOn(machine: Machine, config: RunConfig): number {
  const { trainSize, validationSize, batchSize, epochs } = config
  const scale = countMultiplyAdds(config) / countMultiplyAdds(usual(config.architecture))
  const steps = Math.ceil(trainSize / batchSize) + Math.ceil(validationSize / 64) / 3
  const images = (trainSize + validationSize / 3) * scale
  return machine.warmUp + epochs * (machine.perEpoch + machine.perStep * steps + machine.perImage * images)
}

const [quick] = reproductionConfigs({ preset: 'quick' }).map((input) => requireRunConfig(input))
const [full] = reproductionConfigs({ preset: 'full' }).map((input) => requireRunConfig(input))
/** What was seen: 64 images an epoch, three epochs, 0.27 s an epoch on average, nearly all of it the first. */
const tiny = () => measured({ trainSize: 64, validationSize: 8 }, 3, 0.81)

describe('estimates after small runs', () => {
  it('stay where they were: a run of one step says little of what an image costs', () => {
    const before = modelOf([])
    const after = modelOf(Array.from({ length: 12 }, tiny))
    for (const config of [quick!, full!, requireRunConfig({})]) {
      const ratio = secondsOf(after, config) / secondsOf(before, config)
      expect(ratio).toBeLessThan(1.5)
      expect(ratio).toBeGreaterThan(1 / 1.5)
      expect(before(config).basis).toBe('reference')
      expect(after(config).basis).toBe('extrapolated')
    }
  })

  it('are right for more of them', () => {
    const config = requireRunConfig({ trainSize: 64, validationSize: 8, epochs: 3 })
    const model = modelOf(Array.from({ length: 3 }, tiny))
    expect(secondsOf(model, config)).toBeGreaterThan(0.81 / 1.3)
    expect(secondsOf(model, config)).toBeLessThan(0.81 * 1.3)
    expect(model(config).basis).toBe('measured')
  })

  it('bear small runs that are as slow as one likes', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            images: fc.integer({ min: 8, max: 256 }),
            epochs: fc.integer({ min: 1, max: 5 }),
            seconds: fc.double({ min: 0.2, max: 20, noNaN: true }),
          }),
          { minLength: 1, maxLength: 20 },
        ),
        (runs) => {
          const model = modelOf(
            runs.map(({ images, epochs, seconds }) =>
              measured({ trainSize: images, validationSize: 8 }, epochs, seconds),
            ),
          )
          const ratio = secondsOf(model, full!) / secondsOf(modelOf([]), full!)
          // Up to 1,280 images were seen, a thousandth of what the full run sees.
          expect(ratio).toBeLessThan(7)
          expect(ratio).toBeGreaterThan(1 / 7)
          expect(model(full!).basis).not.toBe('reference')
        },
      ),
      { numRuns: propertyCases(200) },
    )
  })
})

const machineOf = fc
  .record({
    speed: fc.double({ min: -1, max: 1, noNaN: true }),
    overheads: fc.tuple(...[1, 2, 3].map(() => fc.double({ min: -1, max: 1, noNaN: true }))),
  })
  .map(({ speed, overheads }): Machine => {
    const factor = (power: number) => 3 ** power
    return {
      warmUp: reference.warmUp * factor(overheads[0]!),
      perEpoch: reference.perEpoch * factor(overheads[1]!),
      perStep: reference.perStep * factor(overheads[2]!),
      perImage: reference.perImage * factor(speed),
    }
  })
const configOf = fc
  .record({
    trainSize: fc.integer({ min: 0, max: 15 }).map((power) => Math.round(8 * 2 ** (power * 0.8))),
    batchSize: fc.constantFrom(16, 64, 256),
    epochs: fc.integer({ min: 1, max: 40 }),
    hiddenUnits: fc.constantFrom(64, 128, 512),
  })
  .map((input) => requireRunConfig({ validationSize: 100, ...input }))
const noiseOf = fc.double({ min: -0.1, max: 0.1, noNaN: true }).map(Math.exp)

describe('estimates on any machine', () => {
  it('are right for what was measured, whatever else was', () => {
    fc.assert(
      fc.property(
        machineOf,
        fc.array(fc.tuple(configOf, noiseOf), { minLength: 1, maxLength: 15 }),
        (machine, runs) => {
          const model = modelOf(
            runs.map(([config, noise]) => measured(config, config.epochs, timeOn(machine, config) * noise)),
          )
          for (const [config] of runs) {
            const [estimate, time] = [secondsOf(model, config), timeOn(machine, config)]
            // Below a few seconds nobody plans by the difference.
            expect(estimate).toBeLessThan(time * 1.6 + 1.5)
            expect(estimate).toBeGreaterThan(time / 1.6 - 1.5)
          }
        },
      ),
      { numRuns: propertyCases(200) },
    )
  })

  it('are never further off than the machine is from the reference, by much, and say where they are well known', () => {
    fc.assert(
      fc.property(
        machineOf,
        fc.array(fc.tuple(configOf, noiseOf), { maxLength: 10 }),
        configOf,
        (machine, runs, target) => {
          const model = modelOf(
            runs.map(([config, noise]) => measured(config, config.epochs, timeOn(machine, config) * noise)),
          )
          const [estimate, time] = [secondsOf(model, target), timeOn(machine, target)]
          const off = Math.abs(Math.log(estimate / time))
          // Below a few seconds nobody plans by the difference.
          if (Math.abs(estimate - time) < 5) return
          expect(off).toBeLessThan(Math.log(5))
          if (model(target).basis === 'measured') expect(off).toBeLessThan(Math.log(2.5))
        },
      ),
      { numRuns: propertyCases(200) },
    )
  })

  it('are right on a machine twenty times as slow once one real run was measured', () => {
    const slow = { ...reference, perStep: reference.perStep * 20, perImage: reference.perImage * 20 }
    const run = requireRunConfig({ trainSize: 5_000, validationSize: 1_000, epochs: 5 })
    const model = modelOf([measured(run, 5, timeOn(slow, run))])
    const config = requireRunConfig({})
    expect(secondsOf(model, config) / timeOn(slow, config)).toBeGreaterThan(1 / 1.5)
    expect(secondsOf(model, config) / timeOn(slow, config)).toBeLessThan(1.5)
  })

  it('grow with epochs, images and width', () => {
    fc.assert(
      fc.property(machineOf, fc.array(configOf, { maxLength: 6 }), configOf, (machine, runs, config) => {
        const model = modelOf(runs.map((one) => measured(one, one.epochs, timeOn(machine, one))))
        const seconds = secondsOf(model, config)
        for (const larger of [
          { epochs: config.epochs + 1 },
          { trainSize: Math.round(config.trainSize * 1.5) },
          { hiddenUnits: config.hiddenUnits! * 2 },
        ])
          expect(secondsOf(model, requireRunConfig({ ...config, ...larger }))).toBeGreaterThan(seconds)
        expect(model(config).imagesPerSecond).toBeGreaterThan(0)
      }),
      { numRuns: propertyCases(200) },
    )
  })

  it('are not thrown by one run that stood still for an hour', () => {
    const config = requireRunConfig({ trainSize: 5_000, validationSize: 1_000, epochs: 10 })
    const time = timeOn(reference, config)
    const model = modelOf([
      measured(config, 10, time + 3_600),
      ...[0.95, 1.02, 1.04].map((noise, at) =>
        measured({ ...config, trainSize: 5_000 + at * 2_500 }, 10, time * noise * (1 + at / 2)),
      ),
    ])
    expect(secondsOf(model, config) / time).toBeLessThan(2)
  })

  it('leave out runs of other threads, backends and architectures, and those without an epoch', () => {
    const config = requireRunConfig({ trainSize: 5_000 })
    const slow = measured(config, 10, 10_000)
    const others = [
      { ...slow, environment: { ...environment, threads: 2 } },
      { ...slow, environment: { ...environment, backend: 'wasm' as const } },
      { ...slow, environment: null },
      { ...slow, epochs: 0 },
      { ...slow, ...trainedFrom(requireRunConfig({ architecture: 'pooled' })) },
    ]
    expect(modelOf(others)(config)).toEqual(modelOf([])(config))
  })
})

describe('a small system of equations', () => {
  it('is solved: the matrix times what comes is the right side', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 4, maxLength: 4 }), {
          minLength: 4,
          maxLength: 4,
        }),
        fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 4, maxLength: 4 }),
        (rows, right) => {
          // A A^T + I is positive definite.
          const matrix = rows.map((row, i) =>
            rows.map((other, j) => row.reduce((sum, value, k) => sum + value * other[k]!, i === j ? 1 : 0)),
          )
          const found = solveSymmetric(matrix, right)
          matrix.forEach((row, i) => {
            expect(row.reduce((sum, value, k) => sum + value * found[k]!, 0)).toBeCloseTo(right[i]!, 9)
          })
        },
      ),
    )
    expect(solveSymmetric([[-1]], [1])[0]).toBeNaN()
  })
})
