import { expect, it } from 'vitest'
import type { ImportanceResult, SettingImportance } from '../../../src-main/contract/importance'
import {
  importanceEnd,
  importanceNotes,
  importanceReason,
  importanceText,
  importanceTold,
  isCorrelationQuiet,
  isImportanceQuiet,
  signed,
  withoutCut,
} from '../../../src-main/panels/runs/importance-words'

const result: ImportanceResult = {
  problem: null,
  used: 60,
  without: 0,
  notNumbers: 0,
  sampled: 60,
  state: 'ready',
  told: 0.5,
  settings: [],
  leftOut: { shared: 0, single: 0, ownNames: 0, beyond: 0 },
}
const setting = (mean: number, low: number, high: number): SettingImportance => ({
  key: 'lr',
  isNumeric: true,
  distinct: 3,
  runs: 60,
  importance: { mean, deviation: 0.061, low, high },
  correlation: { value: -0.51, low: -0.6, high: -0.41, pairs: 60 },
})

it('one sentence says why there are no bars', () => {
  expect(importanceReason(result, 'val_mse.best')).toBeNull()
  expect(importanceReason({ ...result, state: 'too-few', used: 12 }, 'val_mse.best')).toBe(
    'What mattered needs 20 runs or more, and 12 runs here have val_mse.best.',
  )
  expect(importanceReason({ ...result, state: 'too-few', used: 0 }, 'val_mse.best')).toBe(
    'What mattered needs 20 runs or more, and no run here has val_mse.best.',
  )
  expect(importanceReason({ ...result, state: 'all-equal', without: 2 }, 'val_mse.best')).toBe(
    'val_mse.best is the same in all 60 runs that have it.',
  )
})

it('a forest that explains nothing says so', () => {
  expect(importanceTold(result)).toBe('the forest explains 50% of the variance')
  expect(importanceTold({ ...result, told: -0.2 })).toMatch(/^the forest explains none/)
})

it('what is left out is counted', () => {
  expect(importanceNotes(result)).toEqual([])
  const leftOut = { shared: 1, single: 2, ownNames: 0, beyond: 3 }
  expect(importanceNotes({ ...result, used: 3_000, sampled: 2_000, without: 1, notNumbers: 2, leftOut })).toEqual([
    'Importance is from 2,000 of the runs, drawn at random',
    'Left out: 1 run without the metric, 2 runs where it is not a number, 1 setting the same in all, 2 settings in one run only, 3 settings beyond those that most runs have',
  ])
})

it('numbers have their sign, and what may be chance is told', () => {
  expect(importanceText(setting(0.44, 0.3, 0.5))).toBe('0.44 ± 0.06')
  expect(importanceText(setting(-0.04, -0.1, 0.1))).toBe('−0.04 ± 0.06')
  expect(importanceText(setting(-0.001, -0.1, 0.1))).toBe('0.00 ± 0.06')
  expect([signed(-0.512), signed(0.2), signed(-0.001)]).toEqual(['−0.51', '+0.20', '0.00'])
  expect([0.3, 0, -0.1].map((low) => isImportanceQuiet(setting(0.4, low, 0.5)))).toEqual([false, true, true])
  expect(isCorrelationQuiet(setting(0, 0, 0))).toBe(false)
  expect(isCorrelationQuiet({ ...setting(0, 0, 0), correlation: { value: 0, low: -0.1, high: 0.1, pairs: 60 } })).toBe(
    true,
  )
})

it('bars share an axis that ends at a tenth', () => {
  expect([
    importanceEnd([]),
    importanceEnd([setting(0.4, 0.3, 0.5)]),
    importanceEnd([setting(0.4, 0.3, 0.51)]),
  ]).toEqual([0.1, 0.5, 0.6])
})

it('a line loses its conditions on the metric, and nothing else', () => {
  expect(withoutCut('architecture = pooled and val_mse.best < 0.013 order by seed', 'val_mse')).toBe(
    'architecture = pooled order by seed',
  )
  expect(withoutCut('val_mse < 0.013', 'val_mse')).toBe('')
  expect(withoutCut('(val_mse.last < 1 or loss = l1) and seed = 1', 'val_mse')).toBe('seed = 1')
  expect(withoutCut('val_mse_other < 1 and loss = l1', 'val_mse')).toBeNull()
  expect(withoutCut('val_mse <', 'val_mse')).toBeNull()
})
