import { describe, expect, it } from 'vitest'
import { parseRunColumn } from '../../../src-main/contract/run-query'
import {
  columnChoices,
  runColumn,
  sortColumn,
  usualColumns,
  usualSort,
} from '../../../src-main/panels/runs/run-columns'
import { fakeRun, seriesOf } from '../../support/fake-run'

const metrics = (best: number) => ({ series: seriesOf({ val_mse: { last: 2 * best, best, bestEpoch: 7 } }) })
const a = fakeRun('a', { name: 'run-10', createdAt: '2026-01-01T00:00:00.000Z', ...metrics(0.02) }, { loss: 'mse' })
const none = fakeRun('none', { name: 'waiting', createdAt: '2026-01-02T00:00:00.000Z' }, { loss: 'mse' })
const numbers = (key: string) => ({ key, runs: 2, numbers: 2, texts: 0, lists: 0, distinct: 2 })
const texts = (key: string) => ({ ...numbers(key), numbers: 0, texts: 2 })
const keys = { config: [texts('loss'), numbers('seed'), { ...texts('lr'), numbers: 1, texts: 1 }] }

describe('columns of the run table', () => {
  it('are sorted by columns of the store', () => {
    for (const id of ['name', 'tags', 'notes', ...columnChoices(['val_mse', 'a:b']).map(({ value }) => value)])
      expect(parseRunColumn(sortColumn(id))).not.toBeNull()
    expect(sortColumn(usualSort.id)).toBe('run:createdAt')
    expect(sortColumn('at:val_mse')).toBe('bestStep:val_mse')
  })
  it('say what a run has, and nothing where it has nothing', () => {
    const text = (id: string, run = a) => runColumn(id, keys)?.cell(run).text
    expect(text('config:loss')).toBe('MSE')
    expect(text('at:val_mse')).toBe('7')
    expect(text('best:val_mse', none)).toBe('')
    expect(text('at:val_mse', none)).toBe('')
    expect(text('config:beta')).toBe('')
    expect(runColumn('best:val_psnr', keys)?.label).toBe('best val_psnr, dB')
    expect(['loss', 'seed', 'lr'].map((key) => runColumn(`config:${key}`, keys)?.isNumber)).toEqual([
      false,
      true,
      false,
    ])
    expect(runColumn('constructor', keys)).toBeNull()
  })
  it('that can be chosen are all there, the usual ones among them', () => {
    const choices = columnChoices(['val_mse', 'val_psnr']).map(({ value }) => value)
    expect(new Set(choices).size).toBe(choices.length)
    for (const id of choices) expect(runColumn(id, keys)).not.toBeNull()
    for (const id of usualColumns) expect(choices).toContain(id)
  })
})
