import { describe, expect, it } from 'vitest'
import type { RunSummary } from '../../../src-main/contract/run'
import { compareRuns } from '../../../src-main/model/comparison/compare'
import { evaluateBinding, type BindingContext } from '../../../src-main/panels/report/binding-values'
import { flattenConfig, type Json } from '../../../src-main/protocol/config'
import { fakeRun, seriesBy } from '../../support/fake-run'

const logged = (
  id: string,
  config: Readonly<Record<string, Json>>,
  values: readonly number[],
  more: Partial<RunSummary> = {},
) =>
  fakeRun(id, {
    state: 'ended',
    endReason: 'completed',
    origin: { kind: 'logged', facts: {} },
    config: flattenConfig(config),
    recipe: null,
    data: null,
    parameters: null,
    series: seriesBy('step', { 'val/top 1 acc': values, tokens: values.map((value) => value * 1_000) }),
    ...more,
  })
const runs = [
  logged('a', { optimizer: { lr: 0.1 }, 'data/aug mode': 'v2', tag: '1', seed: 1 }, [0.1, 0.7, 0.6], {
    summary: { 'final "score"': 12.5 },
    environment: { 'git.commit': 'a3f9', gpus: 2 },
  }),
  logged('b', { optimizer: { lr: 0.1 }, 'data/aug mode': 'v2', tag: 1, seed: 2 }, [0.2, 0.72]),
  logged('c', { optimizer: { lr: 0.01 }, 'data/aug mode': null, tag: [1, 2], seed: 1 }, [0.2, 0.8, Number.NaN]),
]
const pointsOf = ({ series }: RunSummary, key: string): [number, number][] => {
  const { minimum, minimumStep, maximum, maximumStep } = series[key]!
  const points: [number, number][] = [
    [minimumStep!, minimum!],
    [maximumStep!, maximum!],
  ]
  return points.sort(([left], [right]) => left - right)
}
const context: BindingContext = {
  runs,
  compare: (metric, compared, keys) =>
    compareRuns(
      metric,
      compared.map((run) => ({ run, series: { run: run.id, by: 'step', points: pointsOf(run, metric) } })),
      { keys },
    ),
  series: () => ({ run: '', epochs: new Int32Array(), elapsedSeconds: new Float64Array(), values: {} }),
  numberOf: () => null,
}
const say = (expression: string): string => {
  const { text, error } = evaluateBinding(expression, context)
  return error ?? text
}

describe('bindings of any key', () => {
  it.each([
    ['run.config.optimizer.lr', '0.1 and 0.01'],
    ['config optimizer.lr of calm-otter-c', '0.01'],
    ['config data/aug mode of calm-otter-a', 'v2'],
    ['run.config."data/aug mode" of optimizer.lr 0.1', 'v2'],
    // Numbers, texts that read as numbers, and lists are told apart.
    ['config tag', '"1"; 1; and 1, 2'],
    ['summary "final \\"score\\""', '12.5'],
    ['run.environment.git.commit', 'a3f9'],
    ['environment gpus of calm-otter-a', '2'],
    ['environment gpus of calm-otter-b', 'None of these runs has an environment value “gpus”.'],
    ['summary nothing', 'None of these runs has a summary value “nothing”.'],
    ['config nothing', 'None of these runs has a setting “nothing”.'],
  ])('{{%s}} is %s', (expression, said) => {
    expect(say(expression)).toBe(said)
  })

  it.each([
    ['minimum tokens', '100.0'],
    ['maximum "val/top 1 acc" of calm-otter-a', '0.7000'],
    ['points tokens', '3 and 2'],
    ['last step "val/top 1 acc" of calm-otter-b', '1'],
    ['minimum nothing', 'None of these runs has nothing.'],
    ['best tokens', 'Nothing says whether lower or higher values of tokens are better. Choose a direction for it.'],
  ])('{{%s}} is %s, of series with and without a direction', (expression, said) => {
    expect(say(expression)).toBe(said)
  })

  it.each([
    ['best "val/top 1 acc" of optimizer.lr 0.01', '0.8000'],
    ['best epoch "val/top 1 acc" of calm-otter-a', '1'],
    ['count groups by optimizer.lr', '2 groups'],
    ['count groups by optimizer.lr, seed', '3 groups'],
    ['label "val/top 1 acc"', 'val/top 1 acc'],
    ['label val_mse', 'Validation MSE'],
    ['direction "val/top 1 acc"', 'higher'],
    ['setting learningRate', 'learning rate'],
    [
      'ranking "val/top 1 acc" by optimizer.lr',
      'The highest val/top 1 acc is 0.8000, of optimizer.lr 0.01; the best of optimizer.lr 0.1 is 0.7200.',
    ],
  ])('{{%s}} is %s, by any grouping', (expression, said) => {
    expect(say(expression)).toBe(said)
  })
})
