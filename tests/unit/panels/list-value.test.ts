import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { cameToPlannedEnd, type RunSummary } from '../../../src-main/contract/run'
import { tagsKey } from '../../../src-main/contract/workspace'
import type { RunKeys } from '../../../src-main/contract/run-query'
import { parseRunColumn } from '../../../src-main/contract/run-query'
import { shownTags } from '../../../src-main/panels/workspace/fold-tags'
import { headsOf } from '../../../src-main/panels/workspace/group-heads'
import {
  groupValueOf,
  listValueChoices,
  listValueOf,
  nextOrder,
  orderWords,
  sortGroups,
  sortOfList,
  usualListValue,
} from '../../../src-main/panels/workspace/list-value'
import { groupIdOf, groupIds, groupRuns } from '../../../src-main/panels/workspace/run-list'
import { fakeRun, seriesOf } from '../../support/fake-run'
import { propertyCases } from '../../support/property'

const series = (key: string, runs = 1) => ({ key, runs, byEpoch: runs })
const setting = (key: string, { numbers = 2 } = {}) => ({
  key,
  runs: 2,
  numbers,
  texts: 2 - numbers,
  lists: 0,
  distinct: 2,
})
const keysOf = (
  metrics: string[],
  settings: ReturnType<typeof setting>[] = [],
): Pick<RunKeys, 'runs' | 'config' | 'series'> => ({
  runs: 2,
  config: settings,
  series: metrics.map((key) => series(key)),
})
const nothingSaid = { directions: {}, hiddenKeys: [] }
const withBest = (id: string, best: number, change: Partial<RunSummary> = {}, config: object = {}) =>
  fakeRun(id, { series: seriesOf({ val_mse: { last: best, best, bestEpoch: 1 } }), ...change }, config)
const ended = { state: 'ended', endReason: 'completed' } as const

describe('what the list has behind its names', () => {
  it('is the best of what runs are compared by, and without one what they have', () => {
    expect(usualListValue(keysOf(['train_loss', 'val_psnr', 'val_mse']), nothingSaid)).toBe('best:val_mse')
    expect(usualListValue(keysOf(['loss', 'val/accuracy']), nothingSaid)).toBe('best:loss')
    expect(usualListValue(keysOf(['loss', 'val/accuracy']), { directions: {}, hiddenKeys: ['loss'] })).toBe(
      'best:val/accuracy',
    )
    expect(usualListValue(keysOf(['temperature']), nothingSaid)).toBe('last:temperature')
    expect(usualListValue(keysOf([]), nothingSaid)).toBe('created')
  })
  it('is a number, a text, or what a run that diverged became', () => {
    const best = listValueOf(null, keysOf(['val_mse']), nothingSaid)
    expect(best.label).toBe('best val_mse')
    expect(best.text(withBest('1', 0.012441))).toBe('0.01244')
    expect(best.text(fakeRun('2'))).toBe('')
    expect(best.text(withBest('3', Number.NaN, { endReason: 'diverged', epochs: 7 }))).toBe('NaN at 7')
    const keys = keysOf(
      [],
      [setting('seed'), setting('architecture', { numbers: 0 }), setting('mixed', { numbers: 1 })],
    )
    expect(listValueOf('config:seed', keys, nothingSaid).text(fakeRun('4', {}, { seed: 3 }))).toBe('3')
    expect(listValueOf('config:loss', keys, nothingSaid).text(fakeRun('4', {}, { loss: 'smooth-l1' }))).toBe(
      'Smooth L1',
    )
    expect(listValueOf('config:mixed', keys, nothingSaid).isNumber).toBe(false)
    expect(listValueOf('what was this', keys, nothingSaid).label).toBe('created')
  })
  it('can be sorted by, whatever it is', () => {
    const keys = keysOf(['val_mse', 'val_psnr', 'x'], [setting('seed')])
    for (const { id } of listValueChoices(keys)) {
      const sort = sortOfList(listValueOf(id, keys, nothingSaid), 'best')
      expect(parseRunColumn(sort!.column)).not.toBeNull()
    }
  })
  it('has the best first by one press, and turns with the next', () => {
    const sorted = (id: string, order: 'newest' | 'best' | 'worst') => {
      const value = listValueOf(id, keysOf(['val_mse', 'val_psnr'], [setting('seed')]), nothingSaid)
      return [sortOfList(value, order)?.descending, orderWords(value, order)]
    }
    expect(nextOrder('newest')).toBe('best')
    expect(nextOrder('best')).toBe('worst')
    expect(nextOrder('worst')).toBe('best')
    expect(sorted('best:val_mse', 'newest')).toEqual([undefined, ''])
    expect(sorted('best:val_mse', 'best')).toEqual([false, 'best first'])
    expect(sorted('best:val_mse', 'worst')).toEqual([true, 'worst first'])
    expect(sorted('best:val_psnr', 'best')).toEqual([true, 'best first'])
    expect(sorted('best:val_psnr', 'worst')).toEqual([false, 'worst first'])
    expect(sorted('config:seed', 'best')).toEqual([false, 'smallest first'])
    expect(sorted('config:seed', 'worst')).toEqual([true, 'largest first'])
  })
})

it('names the groups of very many runs as it names the group of one', () => {
  const value = fc.oneof(
    fc.constantFrom(0, -0, 1, '1', '0', true, false, '', 'on', null),
    fc.double({ noNaN: true }),
    fc.string({ maxLength: 3 }),
  )
  const run = fc.record(
    {
      config: fc.dictionary(fc.constantFrom('a', 'b'), value),
      tags: fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 }),
    },
    { requiredKeys: ['config'] },
  )
  const keys = fc.subarray(['a', 'b', 'c', tagsKey])
  fc.assert(
    fc.property(fc.array(run, { maxLength: 12 }), keys, (runs, groupBy) => {
      const idOf = groupIds(groupBy)
      for (const one of runs) expect(idOf(one)).toBe(groupIdOf(one, groupBy))
    }),
    { numRuns: propertyCases(200) },
  )
})

describe('what groups have', () => {
  const value = listValueOf('best:val_mse', keysOf(['val_mse']), nothingSaid)
  const of = (runs: RunSummary[]) => groupValueOf(runs, value, (run) => !cameToPlannedEnd(run))

  it('is a mean with its deviation, written out', () => {
    const { text, words, mean } = of([0.01224, 0.01244, 0.01264].map((best, at) => withBest(String(at), best, ended)))
    expect(text).toBe('0.01244 ± 0.00020')
    expect(words).toBe('Mean and standard deviation of best val_mse over the 3 runs shown')
    expect(mean).toBeCloseTo(0.01244, 12)
  })
  it('is one value where there is one, or where all are equal, and leaves out runs without any', () => {
    expect(of([withBest('1', 0.02, ended), fakeRun('2'), withBest('3', Number.NaN)]).text).toBe('0.02000')
    expect(of([withBest('1', 0.02, ended), withBest('2', 0.02)])).toMatchObject({
      text: '0.02000',
      words: 'Mean best val_mse of the 2 runs shown, 1 unfinished',
    })
    expect(of([fakeRun('1')])).toEqual({ text: '', words: '', mean: Number.NaN })
  })
  it('counts the values of what is no number', () => {
    const words = listValueOf('config:loss', keysOf([], [setting('loss', { numbers: 0 })]), nothingSaid)
    const runs = (['mse', 'smooth-l1', 'mse'] as const).map((loss, at) => fakeRun(String(at), {}, { loss }))
    expect(groupValueOf(runs, words, () => false)).toMatchObject({ text: '2 values', words: 'loss: MSE, Smooth L1' })
    expect(groupValueOf(runs.slice(2), words, () => false).text).toBe('MSE')
  })
  it('puts them in order, those without a number last either way', () => {
    const groups = [Number.NaN, 2, 1, 3]
    const sorted = (order: 'newest' | 'best' | 'worst') => sortGroups(groups, (mean) => mean, value, order)
    expect(sorted('newest')).toBe(groups)
    expect(sorted('best')).toEqual([1, 2, 3, Number.NaN])
    expect(sorted('worst')).toEqual([3, 2, 1, Number.NaN])
  })
})

describe('heads of groups', () => {
  const heads = (settings: object[], groupBy: string[], most: number) => {
    const groups = groupRuns(
      settings.map((config, at) => ({ ...fakeRun(String(at)), config: config as RunSummary['config'] })),
      groupBy,
    )
    return [...headsOf(groups, groupBy, ({ length }) => length <= most).values()]
  }
  const rates = [0.0003, 0.001].map((learningRate) => ({ architecture: 'pooled', learningRate }))

  it('are whole where they have room', () => {
    expect(heads(rates, ['architecture', 'learningRate'], 40)).toEqual([
      'pooled, Learning rate 0.0003',
      'pooled, Learning rate 0.001',
    ])
  })
  it('drop what all of them have, and keep what tells them apart', () => {
    expect(heads(rates, ['architecture', 'learningRate'], 12)).toEqual(['0.0003', '0.001'])
    expect(
      heads([...rates, { architecture: 'plain', learningRate: 0.001 }], ['architecture', 'learningRate'], 15),
    ).toEqual(['plain, 0.001', 'pooled, 0.0003', 'pooled, 0.001'])
    expect(heads([{ seed: 1 }], ['seed'], 3)).toEqual(['1'])
  })
  it('drop how values begin and end alike, at whole words', () => {
    const paths = ['/data/cifar10/grey/train.npz', '/data/cifar10/colour/train.npz'].map((data) => ({ data }))
    expect(heads(paths, ['data'], 20)).toEqual(['…colour…', '…grey…'])
    const versions = ['resnet-18-v1', 'resnet-18-v2'].map((model) => ({ model }))
    expect(heads(versions, ['model'], 5)).toEqual(['…v1', '…v2'])
  })
  it('say of a switch which one it is', () => {
    expect(
      heads(
        [true, false].map((nesterov) => ({ nesterov, momentum: 0.123456 })),
        ['nesterov', 'momentum'],
        12,
      ),
    ).toEqual(['Nesterov off', 'Nesterov on'])
  })
  it('stay apart wherever the labels are', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 6 }),
        fc.nat(12),
        (texts, most) => {
          const groups = groupRuns(
            texts.map((data, at) => ({ ...fakeRun(String(at)), config: { data, seed: 1 } })),
            ['seed', 'data'],
          )
          const said = headsOf(groups, ['seed', 'data'], ({ length }) => length <= most)
          expect(new Set(said.values()).size).toBe(new Set(groups.map(({ label }) => label)).size)
        },
      ),
    )
  })
})

describe('tags behind a name', () => {
  const mark = () => 20
  it('fold before the name is cut', () => {
    expect(shownTags(100, [30, 30, 30], mark)).toBe(3)
    expect(shownTags(89, [30, 30, 30], mark)).toBe(2)
    expect(shownTags(79, [30, 30, 30], mark)).toBe(1)
    expect(shownTags(10, [30], mark)).toBe(0)
    expect(shownTags(-50, [30, 30], mark)).toBe(0)
  })
  it('never take more than there is', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100, max: 400 }), fc.array(fc.integer({ min: 5, max: 90 })), (room, widths) => {
        const shown = shownTags(room, widths, mark)
        const taken = widths.slice(0, shown).reduce((sum, width) => sum + width, 0)
        if (shown > 0) expect(taken + (shown < widths.length ? 20 : 0)).toBeLessThanOrEqual(room)
      }),
    )
  })
})
