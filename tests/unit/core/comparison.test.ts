import { describe, expect, it } from 'vitest'
import type { RunConfigInput } from '../../../src-main/contract/config'
import { comparedMetric } from '../../../src-main/model/comparison/metric'
import { isBetter, type CommonMetricKey } from '../../../src-main/contract/metrics'
import type { RunSummary } from '../../../src-main/contract/run'
import { compareRuns } from '../../../src-main/model/comparison/compare'
import { findBest, firstEpochAtOrPast, findOvertaking } from '../../../src-main/model/comparison/overtaking'
import type { ComparedRun } from '../../../src-main/model/comparison/groups'
import { fakeRun, seriesBy } from '../../support/fake-run'

let made = 0
function compared(input: RunConfigInput, values: readonly number[], more: Partial<RunSummary> = {}): ComparedRun {
  made += 1
  const id = `run${made}`
  return {
    run: fakeRun(
      id,
      {
        name: `calm-bay-${made}`,
        state: 'ended',
        endReason: 'completed',
        epochs: values.length,
        trainingSeconds: values.length,
        imagesPerSecond: 1,
        ...more,
      },
      input,
    ),
    series: { run: id, points: values.map((value, index) => [index + 1, value] as const) },
  }
}

/** Falls from 1 to `to` at epoch `at` and stays a little above it after. */
const reaching = (to: number, at: number, length: number): number[] =>
  Array.from({ length }, (_, index) =>
    index + 1 < at ? to + (at - index - 1) * 0.01 : index + 1 === at ? to : to + 0.001,
  )

describe('epochs to the other’s best', () => {
  it('is the first epoch at or past it, in the metric’s direction', () => {
    expect(
      firstEpochAtOrPast(
        comparedMetric('val_mse'),
        [
          [1, 3],
          [2, 2],
          [3, 1],
        ],
        2,
      ),
    ).toBe(2)
    expect(
      firstEpochAtOrPast(
        comparedMetric('val_psnr'),
        [
          [1, 10],
          [2, 12],
          [3, 15],
        ],
        11,
      ),
    ).toBe(2)
    expect(firstEpochAtOrPast(comparedMetric('val_mse'), [[1, 3]], 2)).toBe(null)
    expect(
      firstEpochAtOrPast(
        comparedMetric('val_mse'),
        [
          [1, Number.NaN],
          [2, 1],
        ],
        2,
      ),
    ).toBe(2)
  })

  it('takes the first of equal bests, and never a NaN', () => {
    expect(
      findBest(comparedMetric('val_mse'), [
        [1, Number.NaN],
        [2, 1],
        [3, 1],
      ]),
    ).toEqual({ value: 1, epoch: 2 })
    expect(
      findBest(comparedMetric('val_mse'), [
        [1, Number.NaN],
        [2, Number.POSITIVE_INFINITY],
      ]),
    ).toBe(null)
    expect(isBetter('val_mse', Number.NaN, 0)).toBe(false)
  })

  it('has no overtaking of a run without a finite value', () => {
    expect(
      findOvertaking(
        comparedMetric('val_mse'),
        { run: 'a', points: [[1, Number.NaN]] },
        { run: 'b', points: [[1, 1]] },
      ),
    ).toBe(null)
  })
})

describe('the verdict', () => {
  const verdict = (runs: readonly ComparedRun[], metric: CommonMetricKey = 'val_mse') => compareRuns(metric, runs)

  it('finds the report’s sentence: plain reaches pooled’s best 62 epochs later', () => {
    const plain = compared({ architecture: 'plain' }, [...reaching(0.0126, 96, 96), 0.0125])
    const pooled = compared({ architecture: 'pooled' }, reaching(0.0126, 34, 41))
    const { headline, sentences, rows, overtakings } = verdict([plain, pooled])
    expect(headline).toBe("plain reaches pooled's best val_mse 0.01260 of epoch 34 at epoch 96: 62 epochs later.")
    expect(sentences).toContain("pooled does not reach plain's best val_mse 0.01250 of epoch 97 within 41 epochs.")
    expect(rows[0]?.epochsToBestOf[pooled.run.id]).toBe(96)
    expect(overtakings.find(({ follower }) => follower === plain.run.id)).toMatchObject({
      targetEpoch: 34,
      reachedEpoch: 96,
      epochsLater: 62,
    })
    expect(overtakings.find(({ follower }) => follower === pooled.run.id)).toMatchObject({
      reachedEpoch: null,
      epochsLater: null,
    })
  })

  it('takes the direction that has an answer: earlier as well as later', () => {
    const plain = compared({ architecture: 'plain' }, reaching(0.0078, 27, 30))
    const pooled = compared({ architecture: 'pooled' }, [
      ...new Array<number>(7).fill(0.02),
      0.0078,
      ...new Array<number>(22).fill(0.002),
    ])
    expect(verdict([plain, pooled]).headline).toBe(
      "pooled passes plain's best val_mse 0.007800 of epoch 27 at epoch 8: 19 epochs earlier.",
    )
  })

  it('says a single epoch as one', () => {
    const plain = compared({ architecture: 'plain' }, [0.5, 0.4, 0.3])
    const pooled = compared({ architecture: 'pooled' }, [0.5, 0.4])
    expect(verdict([plain, pooled]).headline).toBe(
      "plain reaches pooled's best val_mse 0.4000 of epoch 2 at the same epoch.",
    )
    const late = compared({ architecture: 'pooled' }, [0.4, 0.5])
    expect(verdict([plain, late]).headline).toBe(
      "plain reaches pooled's best val_mse 0.4000 of epoch 1 at epoch 2: 1 epoch later.",
    )
  })

  it('compares architectures within each loss, and losses within each architecture', () => {
    const runs = [
      compared({ architecture: 'plain', loss: 'mse' }, [0.5, 0.3]),
      compared({ architecture: 'pooled', loss: 'mse' }, [0.4, 0.2]),
      compared({ architecture: 'plain', loss: 'smooth-l1' }, [0.6, 0.35]),
      compared({ architecture: 'pooled', loss: 'smooth-l1' }, [0.5, 0.25]),
    ]
    const { headline, sentences, caveats } = verdict(runs)
    expect(headline).toBe(
      "With MSE, pooled passes plain's best val_mse 0.3000 of epoch 2 at the same epoch.".replace('passes', 'reaches'),
    )
    expect(sentences).toContain('Best val_mse of plain by loss: MSE 0.3000, Smooth L1 0.3500.')
    expect(caveats).toEqual([
      'All other settings are identical.',
      'One seed each: the difference may be due to the initial weights.',
    ])
  })

  it('names other settings that differ, and environments', () => {
    const environment = {
      engineVersion: '1',
      appVersion: '1',
      backend: 'native',
      tensorflowVersion: '2',
      tensorflowSource: 'pypi',
      threads: 1,
      cpuModel: 'x',
      oneDnn: true,
      nodeVersion: '24',
      platform: 'linux',
      dataHash: 'h',
    } as const
    const { caveats, differences } = verdict([
      compared({ architecture: 'plain', learningRate: 0.1 }, [1], { environment }),
      compared({ architecture: 'pooled', learningRate: 0.2 }, [1], { environment: { ...environment, threads: 2 } }),
    ])
    expect(caveats).toContain('Other settings differ: learning rate.')
    expect(caveats).toContain('Trained in different environments: threads.')
    expect(differences.map(({ key }) => key)).toEqual([
      'architecture',
      'filters',
      'kernelSizes',
      'hiddenUnits',
      'learningRate',
      'threads',
    ])
  })

  it('points out early stopping on scales that differ', () => {
    const stopped = compared({ loss: 'smooth-l1', monitor: 'validation_loss' }, [1, 1], { endReason: 'early-stopped' })
    expect(verdict([compared({ loss: 'mse' }, [1]), stopped]).caveats.join(' ')).toContain(
      `Stopped early on a loss with its own scale: ${stopped.run.name}. Monitor val_mse`,
    )
  })

  it('pairs seeds with seeds, and counts those that reach', () => {
    const runs = [1, 2, 3].flatMap((seed) => [
      compared({ architecture: 'plain', seed }, [0.9, 0.5, 0.4]),
      compared({ architecture: 'pooled', seed }, seed === 3 ? [0.9, 0.8, 0.7] : [0.4, 0.3, 0.2]),
    ])
    const { headline, sentences, caveats } = verdict(runs)
    expect([headline, ...sentences]).toEqual([
      "pooled reaches plain's best val_mse in 2 of 3 seeds, 2 epochs earlier in the median of all 3 (2 earlier to never).",
      "3 seeds each: pooled's best val_mse is 0.03 lower than plain's, but the 95% interval -0.68 to 0.75 includes 0: no difference shown.",
      "plain reaches pooled's best val_mse in 1 of 3 seeds, and so not in the median (that one: 1 epoch earlier).",
    ])
    expect(caveats).toContain('3 seeds each.')
  })

  it('leaves out runs that were trained before the metric was there, and says so', () => {
    const older = compared({ architecture: 'plain' }, [], { epochs: 9 })
    const unfinished = compared({ architecture: 'plain' }, [])
    const runs = [compared({ architecture: 'plain' }, [0.6, 0.8]), compared({ architecture: 'pooled' }, [0.7, 0.9])]
    const { headline, caveats, rows } = verdict([...runs, older, unfinished], 'val_ssim')
    expect(headline).toContain("pooled reaches plain's best val_ssim 0.8000 of epoch 2 at the same epoch")
    expect(caveats).toContain(`Left out because they did not record val_ssim: ${older.run.name}.`)
    expect(caveats).toContain(`Left out because no epoch has finished: ${unfinished.run.name}.`)
    expect(rows[2]).toMatchObject({ best: null, bestEpoch: null, last: null })
    expect(verdict([older, compared({}, [], { epochs: 2 })], 'val_ssim').headline).toBe(
      'Fewer than two of these runs have val_ssim.',
    )
  })

  it('leaves out runs whose metric is never a number, and does not say that they have none', () => {
    const broken = compared({ architecture: 'plain' }, [NaN, Infinity])
    const byStep = compared({ architecture: 'plain' }, [], {
      series: seriesBy('step', { val_mse: [NaN] }),
      plannedEpochs: null,
    })
    const { caveats } = verdict([compared({}, [0.6]), compared({ architecture: 'pooled' }, [0.7]), broken, byStep])
    expect(caveats).toContain(`Left out because val_mse is never a number: ${broken.run.name}, ${byStep.run.name}.`)
    expect(caveats.join(' ')).not.toMatch(/did not record|no epoch has finished|no points/)
    expect(verdict([broken, byStep]).headline).toBe('Fewer than two of these runs have a number of val_mse.')
  })

  it('says that there is nothing to say yet', () => {
    // What would limit a verdict limits none.
    expect(verdict([compared({}, [1])])).toMatchObject({
      headline: 'One run alone cannot be compared.',
      caveats: [],
    })
    expect(verdict([compared({}, []), compared({}, [])]).headline).toBe(
      'Fewer than two of these runs have a finished epoch.',
    )
    expect(verdict([compared({}, [], { state: 'running', endReason: null }), compared({}, [])]).headline).toBe(
      'The first epochs are still training.',
    )
  })
})
