import { describe, expect, it } from 'vitest'
import { parseRunColumn } from '../../../src-main/contract/run-query'
import { descendants, lineageOf } from '../../../src-main/panels/runs/lineage-words'
import {
  columnsRead,
  groupKeyOf,
  ownColumns,
  quantityNames,
  runColumn,
  sortColumn,
  tableColumns,
  usualColumns,
  usualSort,
  type CellSource,
} from '../../../src-main/panels/runs/run-columns'
import { usualColumnsOf } from '../../../src-main/panels/runs/usual-columns'
import { fakeRun, seriesOf } from '../../support/fake-run'

const metrics = (best: number) => ({ series: seriesOf({ val_mse: { last: 2 * best, best, bestEpoch: 7 } }) })
const a = fakeRun('a', { name: 'run-10', createdAt: '2026-01-01T00:00:00.000Z', ...metrics(0.02) }, { loss: 'mse' })
const none = fakeRun('none', { name: 'waiting', createdAt: '2026-01-02T00:00:00.000Z' }, { loss: 'mse' })
const numbers = (key: string) => ({ key, runs: 2, numbers: 2, texts: 0, lists: 0, distinct: 2 })
const texts = (key: string) => ({ ...numbers(key), numbers: 0, texts: 2 })
const keys = { config: [texts('loss'), numbers('seed'), { ...texts('lr'), numbers: 1, texts: 1 }] }

const source: CellSource = {
  read: (column, run) => (column === 'point:2:val_mse' && run.id === 'a' ? 0.5 : undefined),
  nameOf: (id) => (id === 'gone' ? undefined : id),
  verifiedBy: () => [],
  clonesOf: () => [],
}
const ids = [
  ...usualColumns,
  'name',
  ...Object.keys(ownColumns).map((key) => (quantityNames.has(key) ? `run:${key}` : key)),
  ...['best', 'last', 'min', 'max', 'at'].flatMap((part) => [`${part}:val_mse`, `${part}:a:b`]),
  ...['point:20:a:b', 'config:beta', 'summary:test accuracy'],
]

describe('the columns that a run table begins with', () => {
  const said = { directions: {}, hiddenKeys: [] }
  const series = (key: string, byEpoch = 0) => ({ key, runs: 4, byEpoch })
  const info = (key: string, changes: object = {}) => ({
    ...numbers(key),
    runs: 4,
    numbers: 4,
    distinct: 4,
    ...changes,
  })
  const own = ['architecture', 'loss', 'learningRate', 'seed'].map((key) => info(key))

  it('are the usual ones of what Plateau trains, and of no runs', () => {
    expect(usualColumnsOf({ runs: 4, config: own, series: [series('val_mse', 4)] }, said)).toBe(usualColumns)
    expect(usualColumnsOf({ runs: 0, config: [], series: [] }, said)).toBe(usualColumns)
    const classifying = { runs: 4, config: own, series: [series('val_accuracy', 4), series('train_loss', 4)] }
    expect(usualColumnsOf(classifying, said)).toEqual(
      usualColumns.flatMap((id) => (id.includes('psnr') ? [] : [id.replace('val_mse', 'val_accuracy')])),
    )
  })

  it('are of what the runs of others have: settings that tell them apart, and the metric that they are compared by', () => {
    const config = [
      ...[info('seed'), info('rare', { runs: 1 }), info('same', { distinct: 1 }), info('list', { lists: 4 })],
      ...[info('lr', { distinct: 2 }), info('model', { numbers: 0, texts: 4 }), info('loss', { runs: 2 })],
    ]
    const logged = { runs: 4, config, series: [series('eval/reward'), series('train/loss')] }
    const columns = [
      'state',
      'config:lr',
      'config:model',
      'config:loss',
      'best:eval/reward',
      'at:eval/reward',
      'last:eval/reward',
    ]
    expect(usualColumnsOf(logged, said)).toEqual([...columns, 'config:seed', 'created', 'tags', 'notes'])
    const keys = { config, series: logged.series }
    expect(tableColumns(usualColumnsOf(logged, said), keys).map(({ label }) => label)).toContain('at step')
    expect(runColumn('at:train/loss', keys)?.label).toBe('train/loss best step')
    // Without a direction there is no best.
    const undirected = { runs: 4, config: [], series: [series('foo')] }
    expect(usualColumnsOf(undirected, said)).toEqual(['state', 'last:foo', 'created', 'tags', 'notes'])
    for (const id of usualColumnsOf(logged, said)) expect(runColumn(id, keys)?.id).toBe(id)
  })
})

describe('columns of the run table', () => {
  it('are all there, and sorted and read by columns of the store', () => {
    for (const id of ids) {
      expect(runColumn(id, keys)?.id).toBe(id)
      expect(parseRunColumn(sortColumn(id))).not.toBeNull()
      for (const column of columnsRead(id)) expect(parseRunColumn(column)).not.toBeNull()
    }
    expect(sortColumn(usualSort.id)).toBe('run:createdAt')
    expect(sortColumn('at:val_mse')).toBe('bestStep:val_mse')
    expect(parseRunColumn('point:20:a:b')).toEqual({ kind: 'point', step: 20, key: 'a:b' })
    for (const id of ['constructor', 'run:constructor', 'epochs', 'run:created', 'point:x:a', 'point:1', 'best'])
      expect(runColumn(id, keys)).toBeNull()
  })
  it('say what a run has, and nothing where it has nothing', () => {
    const text = (id: string, run = a) => runColumn(id, keys)?.cell(run, source).text
    expect(text('config:loss')).toBe('MSE')
    expect(text('at:val_mse')).toBe('7')
    expect(text('point:2:val_mse')).toBe('0.5000')
    for (const id of ['best:val_mse', 'at:val_mse', 'min:val_mse', 'max:val_mse', 'point:2:val_mse'])
      expect(text(id, none)).toBe('')
    expect(text('config:beta')).toBe('')
    expect(text('summary:accuracy', fakeRun('s', { summary: { accuracy: 0.5 } }))).toBe('0.5')
    expect(runColumn('best:val_psnr', keys)).toMatchObject({ label: 'val_psnr.best', unit: 'dB' })
    expect(['loss', 'seed', 'lr'].map((key) => runColumn(`config:${key}`, keys)?.isNumber)).toEqual([
      false,
      true,
      false,
    ])
  })
  it('need no name for an epoch right behind its metric', () => {
    const labels = (of: readonly string[]) => tableColumns(of, keys).map(({ label }) => label)
    expect(labels(['best:val_mse', 'at:val_mse', 'at:val_ssim', 'point:3:val_mse'])).toEqual([
      'val_mse.best',
      'at epoch',
      'val_ssim best epoch',
      'val_mse.at(3)',
    ])
  })
  it('group by what can make groups: a setting by its key, and tags', () => {
    const of = (id: string) => groupKeyOf(runColumn(id, keys)!)
    expect(['config:loss', 'tags', 'best:val_mse', 'created'].map(of)).toEqual(['loss', 'run:tags', null, null])
  })
  it('say where a run comes from and what came of it', () => {
    const made = [
      fakeRun('first'),
      fakeRun('clone', { parentRun: 'first' }),
      fakeRun('check', { parentRun: 'first', verifies: 'first' }),
      fakeRun('lost', { parentRun: 'gone' }),
    ]
    const all = {
      ...source,
      ...descendants(made),
      read: (_: string, { id }: { id: string }) => (id === 'first' ? 2 : undefined),
    }
    expect(made.map((run) => lineageOf(run, all).map(({ words, run: to }) => [words, to]))).toEqual([
      [
        ['continued 2 times', null],
        ['trained again by check', 'check'],
        ['cloned as clone', 'clone'],
      ],
      [['cloned from first', 'first']],
      [['verifies first', 'first']],
      [['cloned from a run that is gone', null]],
    ])
    // Of several of a kind the first ones by name, where there is room for them, or how many they are.
    const more = [...made, fakeRun('other', { parentRun: 'first' })]
    const words = (mostNamed?: number) =>
      lineageOf(more[0]!, { ...all, ...descendants(more) }, mostNamed).map((mark) => mark.words)
    expect(words().at(-1)).toBe('cloned as 2 runs')
    expect(words(2).slice(-2)).toEqual(['cloned as clone', 'cloned as other'])
  })
})
