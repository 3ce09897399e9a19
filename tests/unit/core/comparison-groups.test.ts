/** Groups of seeds against each other, held against SciPy and NumPy (tests/oracle/make_comparison_fixture.py). */
import { describe, expect, it } from 'vitest'
import type { RunConfigInput } from '../../../src-main/contract/config'
import type { CommonMetricKey } from '../../../src-main/contract/metrics'
import type { RunSummary } from '../../../src-main/contract/run'
import { compareRuns } from '../../../src-main/model/comparison/compare'
import { isListed } from '../../../src-main/model/comparison/listing'
import type { ComparedRun, GroupingKeys } from '../../../src-main/model/comparison/groups'
import { fakeRun } from '../../support/fake-run'
import { readFixture } from '../training/oracle'

let made = 0
/** A finished run; an epoch takes `epochSeconds`. */
function compared(
  input: RunConfigInput,
  values: readonly number[],
  epochSeconds = 2,
  more: Partial<RunSummary> = {},
): ComparedRun {
  made += 1
  const id = `run${made}`
  const trained = { trainingSeconds: values.length * epochSeconds, imagesPerSecond: 100, epochs: values.length }
  return {
    run: fakeRun(id, { name: `calm-bay-${made}`, state: 'ended', endReason: 'completed', ...trained, ...more }, input),
    series: {
      run: id,
      points: values.map((value, index) => [index + 1, value] as const),
      seconds: new Map(values.map((_, index) => [index + 1, (index + 1) * epochSeconds])),
    },
  }
}
const compare = (runs: readonly ComparedRun[], metric: CommonMetricKey = 'val_mse', keys?: GroupingKeys) =>
  compareRuns(metric, runs, keys === undefined ? {} : { keys })

type Reach = { pairs: number; reached: number; epochsLater: number | null }
type Case = {
  left: number[][]
  right: number[][]
  means: [number, number]
  deviations: [number, number]
  difference: number
  low: number
  high: number
  p: number
  degreesOfFreedom: number
  leftReachesRight: Reach
  rightReachesLeft: Reach
}

describe('groups against SciPy', () => {
  it.each(readFixture<Case[]>('comparison.json').map((one, at) => [at, one] as const))(
    'case %i: means, deviations, interval and reach',
    (_at, expected) => {
      const runs = [
        ...expected.left.map((values, at) => compared({ architecture: 'plain', seed: at + 1 }, values)),
        ...expected.right.map((values, at) => compared({ architecture: 'pooled', seed: at + 1 }, values)),
      ]
      const { groups, contrasts, reaches } = compare(runs)
      expect(groups.map(({ row, count, areSeeds }) => [row, count, areSeeds])).toEqual([
        ['plain', expected.left.length, true],
        ['pooled', expected.right.length, true],
      ])
      groups.forEach((group, at) => {
        expect(group.mean).toBeCloseTo(expected.means[at]!, 12)
        expect(group.deviation).toBeCloseTo(expected.deviations[at]!, 12)
      })
      expect(contrasts).toHaveLength(1)
      const [contrast] = contrasts
      // jStat's inverse of Student's distribution is good to eight digits.
      for (const key of ['difference', 'low', 'high', 'p'] as const)
        expect(Math.abs(contrast![key]! - expected[key])).toBeLessThan(1e-7 * Math.max(0.01, Math.abs(expected[key])))
      expect(contrast!.degreesOfFreedom).toBeCloseTo(expected.degreesOfFreedom, 8)
      expect(contrast!.conclusion).toBe(expected.low <= 0 && expected.high >= 0 ? 'no-difference-shown' : 'differs')
      for (const [follower, found] of [
        ['plain, MSE', expected.leftReachesRight],
        ['pooled, MSE', expected.rightReachesLeft],
      ] as const) {
        const reach = reaches.find((one) => one.follower === follower)!
        expect([reach.pairs.length, reach.reached, reach.epochsLater]).toEqual([
          found.pairs,
          found.reached,
          found.epochsLater,
        ])
      }
    },
  )
})

describe('what may be concluded', () => {
  const seeds = (input: RunConfigInput, bests: readonly number[]) =>
    bests.map((best, at) => compared({ ...input, seed: at + 1 }, [1, best]))
  const contrastOf = (left: readonly number[], right: readonly number[], metric: CommonMetricKey = 'val_mse') =>
    compare([...seeds({ architecture: 'plain' }, left), ...seeds({ architecture: 'pooled' }, right)], metric)
      .contrasts[0]!

  it('is a difference where the interval leaves out 0, said with its amount', () => {
    expect(contrastOf([0.0125, 0.0126, 0.0127], [0.0104, 0.0105, 0.0106])).toMatchObject({
      conclusion: 'differs',
      sentence: "3 seeds each: pooled's best val_mse is 0.00210 lower than plain's, 95% interval 0.00187 to 0.00233.",
    })
    expect(contrastOf([17, 17.1, 17.2], [18, 18.1, 18.2, 18.3], 'val_psnr').sentence).toMatch(
      /^3 and 4 seeds: pooled's best val_psnr is 1\.05 dB higher than plain's, 95% interval \d\.\d+ to \d\.\d+\.$/,
    )
  })

  it('is none where the interval includes 0, and none is claimed from fewer than three seeds', () => {
    expect(contrastOf([0.01, 0.02, 0.03], [0.012, 0.019, 0.03]).sentence).toMatch(/includes 0: no difference shown\.$/)
    expect(contrastOf([0.01, 0.02], [0.005, 0.006])).toMatchObject({
      conclusion: 'too-few-seeds',
      low: null,
      sentence: '2 seeds each: too few for an interval; three each are needed.',
    })
    expect(contrastOf([0.01], [0.005, 0.006, 0.007])).toMatchObject({
      conclusion: 'one-seed',
      sentence: '1 and 3 seeds: the difference may be due to the initial weights.',
    })
    expect(contrastOf([0.01, 0.01, 0.01], [0.02, 0.02, 0.02]).conclusion).toBe('no-spread')
  })

  it('never calls runs seeds that differ in something else', () => {
    const cell = (architecture: 'plain' | 'pooled', offset: number) =>
      [0.1, 0.01].map((learningRate, at) =>
        compared({ architecture, learningRate, seed: at + 1 }, [0.5, 0.4 - offset - at / 10]),
      )
    const { groups, contrasts, caveats, sentences, headline, reaches } = compare([
      ...cell('plain', 0),
      ...cell('pooled', 0.2),
    ])
    expect(groups[0]).toMatchObject({ areSeeds: false, variesIn: ['learningRate'], mean: null, deviation: null })
    expect(contrasts[0]).toMatchObject({ conclusion: 'not-seeds', difference: null })
    expect(caveats).toContain(
      'Runs of each of 2 groups differ in learning rate: they are not repetitions of one setting, so they have no mean, deviation or interval.',
    )
    expect([headline, ...sentences, ...caveats].join(' ')).not.toMatch(/\d seeds|seeds each/)
    // Runs that are equal in the other settings are still held against each other.
    expect(reaches.find(({ follower }) => follower === 'pooled, MSE')).toMatchObject({
      pairedBy: 'settings',
      reached: 2,
    })
    expect(headline).toContain('2 of 2 pairs of equal settings')
  })

  it('never calls one seed twice two seeds', () => {
    const { groups, caveats } = compare([
      compared({ seed: 1 }, [0.3]),
      compared({ seed: 1 }, [0.2]),
      compared({ seed: 2 }, [0.1]),
    ])
    expect(groups[0]).toMatchObject({ areSeeds: false, variesIn: [], mean: null })
    expect(caveats.join(' ')).toContain('have a seed in common')
  })

  it('says the spread of one cell’s seeds', () => {
    expect(compare(seeds({ architecture: 'plain' }, [0.1, 0.2, 0.3])).headline).toBe(
      'plain, MSE: mean best val_mse 0.2000 over 3 seeds, standard deviation 0.10, from 0.1000 to 0.3000.',
    )
  })

  it('says that of many intervals some miss', () => {
    const runs = (['plain', 'pooled'] as const).flatMap((architecture, row) =>
      (['mse', 'l1'] as const).flatMap((loss, column) =>
        seeds(
          { architecture, loss },
          [0.1, 0.2, 0.3].map((best) => best + row / 10 + column / 20),
        ),
      ),
    )
    const { caveats, contrasts } = compare(runs)
    expect(contrasts).toHaveLength(4)
    expect(caveats).toContain(
      'Each of the 4 intervals is a 95% interval on its own; about one in twenty misses by chance.',
    )
  })
})

describe('time', () => {
  it('stands beside epochs, which are not as long in every network', () => {
    const { headline, overtakings, reaches } = compare([
      compared({ architecture: 'plain' }, [0.9, 0.8, 0.7, 0.5], 10),
      compared({ architecture: 'pooled' }, [0.9, 0.5, 0.4], 60),
    ])
    expect(headline).toBe(
      "pooled passes plain's best val_mse 0.5000 of epoch 4 at epoch 2: 2 epochs earlier (1 min later in training time).",
    )
    expect(overtakings.find(({ reachedEpoch }) => reachedEpoch === 2)).toMatchObject({
      targetSeconds: 40,
      reachedSeconds: 120,
      secondsLater: 80,
    })
    expect(reaches.find(({ reached }) => reached === 1)).toMatchObject({ epoch: 2, seconds: 120, secondsLater: 80 })
  })
})

describe('grouping by any two settings', () => {
  it('names values so that they say what they are, in order of size', () => {
    const runs = [64, 16, 32].flatMap((batchSize) =>
      [0.01, 0.001].map((learningRate) => compared({ batchSize, learningRate }, [0.5, batchSize * learningRate])),
    )
    const { groups, headline, rowKey, columnKey } = compare(runs, 'val_mse', {
      row: 'batchSize',
      column: 'learningRate',
    })
    expect([rowKey, columnKey]).toEqual(['batchSize', 'learningRate'])
    expect(groups.map(({ id }) => id)).toEqual([
      'batch size 16, learning rate 0.001',
      'batch size 16, learning rate 0.01',
      'batch size 32, learning rate 0.001',
      'batch size 32, learning rate 0.01',
      'batch size 64, learning rate 0.001',
      'batch size 64, learning rate 0.01',
    ])
    // Of three, each is held against the leading one.
    expect(headline).toMatch(/^With learning rate 0\.001, batch size 16 reaches batch size 32's best val_mse 0\.03200 /)
    expect(groups[4]?.against).toBe('batch size 16, learning rate 0.001')
  })

  it('keeps a loss and its parameter together', () => {
    const runs = [
      compared({ loss: 'smooth-l1' }, [1]),
      compared({ loss: 'smooth-l1', beta: 0.1 }, [2]),
      compared({ loss: 'mse' }, [3]),
    ]
    expect(compare(runs).groups.map(({ column }) => column)).toEqual(['MSE', 'Smooth L1 beta 0.1', 'Smooth L1'])
    expect(compare(runs).caveats).toContain('All other settings are identical.')
  })

  it('compares the cells of a row alone when no two runs share a column', () => {
    const { contrasts, reaches } = compare([
      compared({ architecture: 'plain', loss: 'mse' }, [1, 0.5]),
      compared({ architecture: 'pooled', loss: 'l1' }, [1, 0.4]),
    ])
    expect(contrasts.map(({ left, right }) => [left, right])).toEqual([['plain, MSE', 'pooled, L1']])
    expect(reaches).toHaveLength(2)
  })

  it('names an architecture and not what follows from it, but widths that differ within one', () => {
    const named = (second: RunConfigInput) =>
      compare([
        compared({ architecture: 'plain' }, [1]),
        compared({ architecture: 'pooled' }, [1]),
        compared(second, [1]),
      ]).groups[0]!.variesIn
    expect(named({ architecture: 'plain', seed: 2 })).toEqual([])
    expect(named({ architecture: 'plain', hiddenUnits: 7 })).toEqual(['hiddenUnits'])
  })

  it('answers for a thousand runs', () => {
    const runs = Array.from({ length: 1_000 }, (_, at) =>
      compared(
        { architecture: at % 2 === 0 ? 'plain' : 'pooled', seed: Math.floor(at / 2) + 1 },
        Array.from({ length: 30 }, (_value, epoch) => 1 / (epoch + 1) + at / 1e6),
      ),
    )
    const { groups, overtakings } = compare(runs)
    expect(groups.map(({ count }) => count)).toEqual([500, 500])
    expect(overtakings).toHaveLength(1_000)
  })
})

describe('the verdict on many groups', () => {
  const sweep = (values: readonly number[], seeds: readonly number[]) =>
    values.flatMap((learningRate, at) =>
      seeds.map((seed) => compared({ learningRate, seed }, [0.1, 0.02 + at / 1_000 + seed / 10_000])),
    )
  const keys = { row: 'learningRate', column: 'learningRate' }

  it('is a line for each, the best first, with how far it is behind and an interval where there is one', () => {
    const found = compare(sweep([0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08], [1, 2, 3]), 'val_mse', keys)
    expect(isListed(found)).toBe(true)
    expect(found.headline).toBe('learning rate 0.01 is best of 8 groups: val_mse 0.02020 (median of 3 seeds).')
    expect(found.sentences).toHaveLength(7)
    expect(found.sentences[0]).toMatch(
      /^learning rate 0\.02: 0\.02120, on average 0\.00\d+ higher, 95% interval 0\.00\d+ to 0\.00\d+\.$/,
    )
    expect(found.caveats.join(' ')).toContain('Each of the 7 intervals is a 95% interval on its own')
  })

  it('is a paragraph about pairs up to six groups', () => {
    const found = compare(sweep([0.01, 0.02, 0.03, 0.04, 0.05, 0.06], [1]), 'val_mse', keys)
    expect(isListed(found)).toBe(false)
    expect(found.headline).toContain(' reaches ')
  })

  it('of forty single runs answers no more pairs than are told, and says equals', () => {
    const values = Array.from({ length: 40 }, (_, at) => (at + 1) / 1_000)
    const runs = values.map((learningRate, at) => compared({ learningRate }, [0.1, at < 2 ? 0.02 : 0.03 + at / 1e4]))
    const found = compare(runs, 'val_mse', keys)
    expect(found.headline).toBe(
      'learning rate 0.001 and learning rate 0.002 are alike, and best of 40 groups: val_mse 0.02000.',
    )
    expect(found.sentences[0]).toBe('learning rate 0.002: 0.02000, the same.')
    const headlineOf = (equal: number) =>
      compare(
        values.slice(0, 8).map((learningRate, at) => compared({ learningRate }, [at < equal ? 0.02 : 0.03])),
        'val_mse',
        keys,
      ).headline
    expect(headlineOf(3)).toBe(
      'learning rate 0.001 and 2 other groups are alike, and best of 8 groups: val_mse 0.02000.',
    )
    expect(headlineOf(8)).toBe('All 8 groups are alike: val_mse 0.02000.')
    expect(found.sentences.at(-1)).toMatch(/^learning rate 0\.04: 0\.03390, 0\.014 higher\.$/)
    expect(found.contrasts.length).toBeLessThan(80)
  })
})

describe('groups of which nothing can be concluded', () => {
  it('are told as they stand, before why there is no interval', () => {
    const runs = [0.02, 0.03, 0.04, 0.05].map((best, at) =>
      compared({ architecture: at < 2 ? 'plain' : 'pooled', batchSize: 16 * 2 ** at, seed: at }, [0.1, best]),
    )
    const { headline, sentences } = compare(runs)
    expect(headline).toBe('plain is best of 2 groups: val_mse 0.02500 (median of 2 runs).')
    expect(sentences[0]).toBe('pooled: 0.04500, 0.020 higher.')
    expect(sentences[1]).toContain('no interval.')
    // What is the matter with the leading group stands once, however many are compared with it.
    const more = compare([...runs.slice(0, 3), compared({ architecture: 'mlp', batchSize: 128, seed: 9 }, [0.1, 0.06])])
    expect(more.sentences.slice(-1)).toEqual([
      'Runs of plain differ in batch size as well as in the seed: no interval.',
    ])
    expect(new Set(more.sentences).size).toBe(more.sentences.length)
  })
})
