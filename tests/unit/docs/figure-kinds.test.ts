import { describe, expect, it } from 'vitest'
import { figureKinds, toSource, type FigureRequest } from '../../../src-main/hosts/cli/figure-request'
import { byLossParameter } from '../../../src-main/recipes/registry/losses'
import { kindWords } from '../../support/doc-blocks/figures'

type Kind = (typeof figureKinds)[number]

const plain: Readonly<Record<Kind, FigureRequest>> = {
  line: { runs: ['a', 'b'] },
  bar: { runs: ['a', 'b'] },
  scatter: { runs: ['a', 'b'], panel: ['learningRate', 'val_mse'] },
  parallel: { runs: ['a', 'b'], panel: ['learningRate', 'val_mse'] },
  comparison: { runs: ['a', 'b'] },
  'early-stopping': { runs: ['a'] },
  'what-if': { runs: ['a', 'b'] },
  samples: { runs: ['a'] },
  'chosen-images': { runs: ['a'], choose: ['random'] },
  losses: { runs: [] },
  confusion: { runs: ['a'] },
  architecture: { runs: ['a'] },
}

/** A value of each flag that is not what the figure has without it. */
const other: FigureRequest = {
  panel: ['val_mae'],
  x: 'step',
  by: 'group',
  groupBy: ['loss'],
  smoothing: 'ema:0.5',
  log: true,
  logX: true,
  logAxes: ['val_mse'],
  band: 'error',
  relative: 'ratio',
  baseline: 'a',
  outliers: 2,
  form: 'overlay',
  rows: 'optimizer',
  columns: 'seed',
  includeUnfinished: true,
  rule: 'best-so-far',
  monitor: 'val_mae',
  patience: 3,
  minDelta: 0.1,
  images: [4],
  choose: [12, 3],
  count: 3,
  imageSeed: 5,
  at: 'last',
  errors: 'signed',
  losses: ['l1'],
  ...byLossParameter(() => 0.5),
  gradient: true,
  numbers: 'shares',
}

describe('the flags that the documentation names for each kind of figure', () => {
  const cases = figureKinds.flatMap((kind) => kindWords[kind][1].map((flag) => [kind, flag] as const))
  it.each(cases)('%s: %s changes what is drawn', (kind, flag) => {
    expect(other).toHaveProperty(flag)
    const value = flag === 'panel' && plain[kind].panel ? ['batchSize', 'val_mae'] : other[flag]
    const base = { ...plain[kind], kind }
    expect(toSource({ ...base, [flag]: value })).not.toEqual(toSource(base))
  })
})
