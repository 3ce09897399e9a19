import { describe, expect, it } from 'vitest'
import { columnChoices, runColumn, sortRuns, usualColumns, usualSort } from '../../../src-main/panels/runs/run-columns'
import { fakeRun, seriesOf } from '../../support/fake-run'

const metrics = (best: number) => ({ series: seriesOf({ val_mse: { last: 2 * best, best, bestEpoch: 7 } }) })
const a = fakeRun('a', { name: 'run-10', createdAt: '2026-01-01T00:00:00.000Z', ...metrics(0.02) }, { loss: 'mse' })
const b = fakeRun(
  'b',
  { name: 'run-9', createdAt: '2026-01-03T00:00:00.000Z', ...metrics(0.01) },
  { loss: 'smooth-l1', beta: 0.5 },
)
const none = fakeRun('none', { name: 'waiting', createdAt: '2026-01-02T00:00:00.000Z' }, { loss: 'mse' })
const runs = [a, none, b]
const order = (id: string, isDescending = false) => sortRuns(runs, { id, isDescending }).map((run) => run.id)

describe('columns of the run table', () => {
  it('sort numbers by size, texts by name and moments by time; what has nothing is last either way', () => {
    expect(order('best:val_mse')).toEqual(['b', 'a', 'none'])
    expect(order('best:val_mse', true)).toEqual(['a', 'b', 'none'])
    expect(order('config:loss')).toEqual(['a', 'none', 'b'])
    expect(order('config:beta', true)).toEqual(['b', 'a', 'none'])
    expect(sortRuns(runs, usualSort).map(({ id }) => id)).toEqual(['b', 'none', 'a'])
    expect(order('nothing:such')).toEqual(['a', 'none', 'b'])
  })
  it('say what a run has, and nothing where it has nothing', () => {
    const text = (id: string, run = a) => runColumn(id, runs)?.cell(run).text
    expect(text('config:loss')).toBe('MSE')
    expect(text('at:val_mse')).toBe('7')
    expect(text('best:val_mse', none)).toBe('')
    expect(text('at:val_mse', none)).toBe('')
    expect(text('config:beta')).toBe('')
    expect(runColumn('best:val_psnr', runs)?.label).toBe('best val_psnr, dB')
    expect(runColumn('constructor', runs)).toBeNull()
  })
  it('that can be chosen are all there, the usual ones among them', () => {
    const choices = columnChoices(['val_mse', 'val_psnr']).map(({ value }) => value)
    expect(new Set(choices).size).toBe(choices.length)
    for (const id of choices) expect(runColumn(id, runs)).not.toBeNull()
    for (const id of usualColumns) expect(choices).toContain(id)
  })
})
