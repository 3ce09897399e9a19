import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readText } from '../../../src-main/charts/mathematics'
import { monitorKeys } from '../../../src-main/contract/config'
import { commonMetricKeys, describeMetric, epochMetricKeys } from '../../../src-main/contract/metrics'
import { fromJsonNumber, type JsonNumber } from '../../../src-main/contract/numbers'
import { runPanels } from '../../../src-main/panels/run/panels'
import { gatherMetrics, metricKinds, metrics, metricsOf } from '../../../src-main/recipes/registry/metrics'
import { propertyCases } from '../../support/property'
import { readFixture, uniform, unpack } from '../training/oracle'

const root = join(import.meta.dirname, '../../..')
const size = 784
type Values = Readonly<Record<string, number>>

/** Every metric over some images, taken in so many at a time. */
function measure(targets: Float32Array, outputs: Float32Array, atATime: number): Values {
  const gathering = gatherMetrics(targets, [28, 28, 1])
  for (let first = 0; first * size < outputs.length; first += atATime) {
    const [from, to] = [first * size, Math.min(outputs.length, (first + atATime) * size)]
    const errors = Float64Array.from(outputs.subarray(from, to), (output, index) => output - targets[from + index]!)
    gathering.add({ first, outputs: outputs.subarray(from, to), errors })
  }
  return gathering.values()
}

describe('the registry of metrics', () => {
  it('has one metric for each file, called after it, and every list has it', () => {
    const files = globSync('src-main/recipes/metrics/*.ts', { cwd: root })
    expect([...metricKinds].sort()).toEqual(files.map((file) => basename(file, '.ts')).sort())
    for (const list of [commonMetricKeys, epochMetricKeys, monitorKeys, runPanels])
      expect(list.filter((key) => (metricKinds as readonly string[]).includes(key))).toEqual([...metricKinds])
  })

  it('begins with the keys that scripts and stored histories rely on', () => {
    expect(metricKinds.slice(0, 4)).toEqual(['val_mse', 'val_mae', 'val_psnr', 'val_ssim'])
  })

  it('is the only list: no other source but a benchmark names more than two metrics', () => {
    const sources = globSync('{src-main,src-renderer}/**/*.{ts,svelte}', { cwd: root })
    const lists = sources
      .filter((path) => !path.startsWith('src-main/recipes/'))
      .filter((path) => {
        const text = readFileSync(join(root, path), 'utf8')
        return metricKinds.filter((key) => text.includes(`'${key}'`)).length > 2
      })
    expect(lists).toEqual([])
  })
})

const inputs = readFixture<{ targets: string; outputs: string; cases: Record<string, [number, number]> }>(
  'metrics-inputs.json',
)
const [targets, outputs] = [unpack(inputs.targets), unpack(inputs.outputs)]

describe.each(metricsOf('image-to-image', [28, 28, 1]))('the metric %s', (key) => {
  const recipe = metrics[key]
  const fixture = readFixture<{ cases: Record<string, JsonNumber>; each: JsonNumber[] }>(recipe.fixture)

  it('has words and a formula that is read as mathematics, and is described as its file says', () => {
    const { label, unit, direction } = recipe
    expect(describeMetric(key)).toEqual({
      key,
      section: 'metrics',
      label,
      unit,
      direction,
      comparableAcrossLosses: true,
    })
    expect(key).toMatch(/^val_[a-z_]+$/)
    expect(readText(`$${recipe.formula.tex}$`).some((part) => 'formula' in part)).toBe(true)
  })

  it('is that of torch or scikit-image over many images and over each', () => {
    const near = (actual: number, written: JsonNumber) => {
      const expected = fromJsonNumber(written)!
      if (Number.isFinite(expected)) expect(Math.abs(actual - expected)).toBeLessThan(1e-10)
      else expect(actual).toBe(expected)
    }
    for (const [name, [first, end]] of Object.entries(inputs.cases)) {
      const range = [first * size, end * size] as const
      near(measure(targets.slice(...range), outputs.slice(...range), 4)[key]!, fixture.cases[name]!)
    }
    fixture.each.forEach((expected, image) => {
      const range = [image * size, (image + 1) * size] as const
      near(measure(targets.slice(...range), outputs.slice(...range), 1)[key]!, expected)
    })
  })

  it('is the same to the last bit however the images are divided, and not finite where an output is not', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), (seed, one, other) => {
        const [wanted, reached] = [uniform(seed, 6 * size), uniform(seed + 2e6, 6 * size)]
        expect(measure(wanted, reached, one)[key]).toBe(measure(wanted, reached, other)[key])
        reached[seed % reached.length] = Number.NaN
        expect(measure(wanted, reached, one)[key]).toBeNaN()
      }),
      { numRuns: propertyCases(20) },
    )
  })

  it('is better for outputs that are nearer', () => {
    fc.assert(
      fc.property(fc.nat(1e6), (seed) => {
        const wanted = uniform(seed, size)
        const noise = uniform(seed + 2e6, size, -0.5, 0.5)
        const [near, far] = [0.1, 0.8].map(
          (share) =>
            measure(
              wanted,
              wanted.map((value, index) => value + share * noise[index]!),
              1,
            )[key]!,
        )
        expect(recipe.direction === 'lower' ? near! < far! : near! > far!).toBe(true)
      }),
      { numRuns: propertyCases(20) },
    )
  })
})
