import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LinesInput } from '../../../src-main/contract/lines'
import { readLines } from '../../../src-main/core/history/lines/lines'
import { readBatchSeries } from '../../../src-main/core/history/series'
import type { StepColumns } from '../../../src-main/store/step-columns'
import { propertyCases } from '../../support/property'
import { stepPoints } from '../../support/step-points'
import { addStoredRun, endStoredRun, epochOf, useStore } from '../../support/store'

const { store, database } = useStore()
const began = Date.parse('2026-01-01T00:00:01.000Z')

/** 320 images in batches of 32: ten steps an epoch. */
const tenSteps = { trainSize: 320, batchSize: 32 }
const line = (key: string, input: Partial<LinesInput> = {}) =>
  readLines(store(), { series: [{ run: 'a', key }], x: 'step', buckets: 500, ...input })[0]!

type Bucket = { x: number; y: number; low: number; high: number }

/** As contract/lines.ts says it, one point after the other. */
function reduceNaively(points: readonly { x: number; y: number }[], width: number): Bucket[] {
  const groups = new Map<number, { x: number; y: number }[]>()
  for (const point of points) {
    const bucket = Math.floor(point.x / width)
    groups.set(bucket, [...(groups.get(bucket) ?? []), point])
  }
  return [...groups.values()].map((group) => {
    const numbers = group.map(({ y }) => y).filter((y) => !Number.isNaN(y))
    return {
      ...group.at(-1)!,
      low: numbers.length > 0 ? numbers.reduce((low, y) => (y < low ? y : low)) : Number.NaN,
      high: numbers.length > 0 ? numbers.reduce((high, y) => (y > high ? y : high)) : Number.NaN,
    }
  })
}

function expectNaive(
  found: ReturnType<typeof line>,
  points: StepColumns,
  [from, to]: [number, number],
  buckets: number,
) {
  const all = Array.from(points.steps, (x, index) => ({ x, y: points.values[index]! }))
  const inside = all.filter(({ x }) => x >= from && x <= to)
  const before = all.findLast(({ x }) => x < from)
  const behind = all.find(({ x }) => x > to)
  expect(found.pointCount).toBe(inside.length)
  expect(found.width === null).toBe(inside.length <= 2 * buckets)
  const body =
    found.width === null
      ? inside.map((point) => ({ ...point, low: point.y, high: point.y }))
      : reduceNaively(inside, found.width)
  const expected = [before, ...body, behind]
    .filter((point) => point !== undefined)
    .map((point) => ({ low: point.y, high: point.y, ...point }))
  const plain = (values: Iterable<number>) => Array.from(values)
  expect(plain(found.x)).toEqual(plain(expected.map(({ x }) => x)))
  expect(plain(found.y)).toEqual(plain(expected.map(({ y }) => y)))
  if (found.width === null) expect([found.low, found.high]).toEqual([null, null])
  else {
    expect(plain(found.low!)).toEqual(plain(expected.map(({ low }) => low)))
    expect(plain(found.high!)).toEqual(plain(expected.map(({ high }) => high)))
    expect(Math.log2(found.width) % 1).toBe(0)
    expect(body.length).toBeLessThanOrEqual(buckets + 1)
  }
}

describe('lines of series by step', () => {
  it('are what a naive reading of every point makes, whatever the range and the buckets', () => {
    let run = 0
    fc.assert(
      fc.property(
        stepPoints({ minLength: 1, maxLength: 5_000 }),
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: -0.1, max: 1.1, noNaN: true }),
        fc.double({ min: -0.1, max: 1.1, noNaN: true }),
        (points, buckets, left, right) => {
          run += 1
          const id = `r${run}`
          addStoredRun(store(), id)
          store().batches.append(id, 'k', points)
          const end = points.steps.at(-1)!
          // By index and not by place, as steps lie far apart here and near together there.
          const placeOf = (share: number) =>
            share < 0 ? -1 : share > 1 ? end + 1 : points.steps[Math.floor(share * (points.steps.length - 1))]!
          const range: [number, number] = [placeOf(Math.min(left, right)), placeOf(Math.max(left, right)) + 0.5]
          const ask = { series: [{ run: id, key: 'k' }], x: 'step' as const, buckets }
          expectNaive(readLines(store(), { ...ask, range })[0]!, points, range, buckets)
          expectNaive(readLines(store(), ask)[0]!, points, [-Infinity, Infinity], buckets)
        },
      ),
      { numRuns: 60, endOnFailure: true },
    )
  })

  it('of a log axis have buckets of their own in each stretch of it, and leave out nothing that a panel shows', () => {
    let run = 0
    fc.assert(
      fc.property(
        stepPoints({ minLength: 1, maxLength: 2_000 }),
        fc.integer({ min: 8, max: 40 }),
        fc.boolean(),
        fc.double({ min: -0.1, max: 0.9, noNaN: true }),
        (points, buckets, isWhole, share) => {
          run += 1
          const id = `log${run}`
          addStoredRun(store(), id)
          store().batches.append(id, 'loss', points)
          const end = points.steps.at(-1)!
          const range: [number, number] = isWhole ? [Number.MIN_SAFE_INTEGER, end] : [end * share, end]
          const input = { series: [{ run: id, key: 'loss' }], x: 'step' as const, buckets, scale: 'log' as const }
          const found = readLines(store(), { ...input, ...(isWhole ? {} : { range }) })[0]!
          const all = Array.from(points.steps, (x, index) => ({ x, y: points.values[index]! }))
          const inside = all.filter(({ x }) => x >= range[0] && x <= range[1])
          expect(found.pointCount).toBe(inside.length)
          // Each point that comes is one of the series, in its order, and each that does not lies within the band of one that does.
          const steps = Array.from(found.x)
          expect(steps.every((x, index) => index === 0 || x > steps[index - 1]!)).toBe(true)
          for (const [index, x] of steps.entries()) expect(all.find((point) => point.x === x)?.y).toBe(found.y[index])
          for (const { x, y } of inside) {
            const at = steps.findIndex((step) => step >= x)
            expect(at).toBeGreaterThanOrEqual(0)
            if (found.low === null) expect(steps[at]).toBe(x)
            else if (!Number.isNaN(y)) {
              expect(found.low[at]!).toBeLessThanOrEqual(y)
              expect(found.high![at]!).toBeGreaterThanOrEqual(y)
            }
          }
        },
      ),
      { numRuns: propertyCases(25) },
    )
  })

  it('of a log axis show the beginning of a long series, which buckets of one width make one point of', () => {
    addStoredRun(store(), 'a')
    const steps = Float64Array.from({ length: 100_000 }, (_, at) => at)
    store().batches.append('a', 'loss', { steps, seconds: steps, values: steps.map((at) => Math.sin(at)) })
    const below = (scale: 'linear' | 'log') => line('loss', { buckets: 200, scale }).x.filter((x) => x > 0 && x < 100)
    expect(below('linear').length).toBeLessThan(2)
    expect(below('log').length).toBeGreaterThan(40)
    expect(line('loss', { buckets: 200, scale: 'log' }).x.length).toBeLessThan(800)
  })

  it('keep the nearest point on either side of a range that has none', () => {
    addStoredRun(store(), 'a')
    store().batches.append('a', 'k', { steps: [1, 10, 20], seconds: [0, 0, 0], values: [1, 2, 3] })
    expect(line('k', { range: [12, 13] })).toMatchObject({
      x: Float64Array.of(10, 20),
      y: Float64Array.of(2, 3),
      pointCount: 0,
    })
    expect(line('k', { range: [30, 40] })).toMatchObject({ x: Float64Array.of(20), pointCount: 0 })
    expect(line('k', { range: [-5, 0] })).toMatchObject({ x: Float64Array.of(1), pointCount: 0 })
  })

  it('go on in the width of an earlier answer, bucket by bucket', () => {
    addStoredRun(store(), 'a')
    const steps = Float64Array.from({ length: 5_000 }, (_, index) => index)
    store().batches.append('a', 'k', { steps, seconds: steps, values: steps.map((step) => Math.sin(step)) })
    const whole = line('k', { buckets: 100 })
    expect(whole.width).toBe(64)
    const rest = line('k', { buckets: 100, width: 64, range: [64 * 60, Infinity] })
    expect(rest.width).toBe(64)
    // The first is the neighbour.
    expect(rest.x.slice(1)).toEqual(whole.x.slice(60))
    expect(rest.low!.slice(1)).toEqual(whole.low!.slice(60))
    // A width that makes far more buckets than there is room for is doubled.
    const finer = line('k', { buckets: 100, width: 2 })
    expect(finer.width).toBe(32)
  })

  it('of one moment are one bucket', () => {
    addStoredRun(store(), 'a')
    const steps = Float64Array.from({ length: 3_000 }, (_, index) => index)
    store().batches.append('a', 'k', { steps, seconds: steps.map(() => 5), values: steps })
    expect(line('k', { x: 'relative', buckets: 10 })).toMatchObject({
      x: Float64Array.of(5),
      y: Float64Array.of(2_999),
      low: Float64Array.of(0),
      pointCount: 3_000,
    })
  })

  it('lie along epochs, training time and the clock', () => {
    addStoredRun(store(), 'a', {}, tenSteps)
    endStoredRun(store(), 'a')
    store().batches.append('a', 'batch_loss', { steps: [5, 10, 12], seconds: [1, 2, 2.5], values: [3, 2, 1] })
    expect(line('batch_loss', { x: 'epoch' }).x).toEqual(Float64Array.of(0.5, 1, 1.2))
    expect(line('batch_loss', { x: 'relative' }).x).toEqual(Float64Array.of(1, 2, 2.5))
    expect(line('batch_loss', { x: 'wall' }).x).toEqual(Float64Array.of(began + 1e3, began + 2e3, began + 2.5e3))
  })
})

describe('lines of epoch series', () => {
  function addEpochs(count = 3) {
    addStoredRun(store(), 'a', {}, tenSteps)
    for (let epoch = 1; epoch <= count; epoch += 1) store().epochs.commit('a', epochOf(epoch, 1 / epoch))
    endStoredRun(store(), 'a')
  }

  it('lie at epochs, at their last steps, at seconds of training, and on the clock', () => {
    addEpochs()
    expect(line('val_mse', { x: 'epoch' })).toMatchObject({
      x: Float64Array.of(1, 2, 3),
      y: Float64Array.of(1, 1 / 2, 1 / 3),
    })
    expect(line('val_mse').x).toEqual(Float64Array.of(10, 20, 30))
    expect(line('val_mse', { x: 'relative' }).x).toEqual(Float64Array.of(2, 4, 6))
    expect(line('val_mse', { x: 'wall' }).x).toEqual(Float64Array.of(began + 2e3, began + 4e3, began + 6e3))
    expect(line('images_per_second', { x: 'epoch' }).y).toEqual(Float64Array.of(100, 100, 100))
    expect(line('epoch_seconds', { x: 'epoch' }).y).toEqual(Float64Array.of(2, 2, 2))
  })

  it('are bucketed where there is no room, and keep neighbours in a range', () => {
    addEpochs(100)
    const whole = line('val_mse', { x: 'epoch', buckets: 10 })
    expect(whole).toMatchObject({ width: 16, pointCount: 100 })
    expect(whole.x).toEqual(Float64Array.of(15, 31, 47, 63, 79, 95, 100))
    expect(whole.high![1]).toBe(1 / 16)
    expect(line('val_mse', { x: 'epoch', range: [40, 42] })).toMatchObject({
      x: Float64Array.of(39, 40, 41, 42, 43),
      pointCount: 3,
    })
  })

  it('of runs that were resumed stand where the clock stood, and so do batches between', () => {
    addStoredRun(store(), 'a', {}, tenSteps)
    store().runs.markStarted('a', '2026-01-01T00:00:01.000Z')
    store().attempts.begin('a', 'start', '2026-01-01T00:00:01.000Z')
    const hour = 3_600_000
    store().epochs.commit('a', epochOf(1, 1, { endedAt: began + 2_500 }))
    store().attempts.begin('a', 'resume', '2026-01-01T01:00:00.000Z')
    store().epochs.commit('a', epochOf(2, 1, { endedAt: began + hour + 2_000 }))
    store().batches.append('a', 'batch_loss', { steps: [5, 15, 25], seconds: [1, 3, 5], values: [1, 1, 1] })
    expect(line('val_mse', { x: 'wall' }).x).toEqual(Float64Array.of(began + 2_500, began + hour + 2_000))
    expect(line('batch_loss', { x: 'wall' }).x).toEqual(
      Float64Array.of(began + 1_500, began + hour + 1_000, began + hour + 3_000),
    )
    // A third attempt has no epoch yet: its batches count from its start.
    store().attempts.begin('a', 'resume', '2026-01-01T05:00:00.000Z')
    expect(line('batch_loss', { x: 'wall' }).x[2]).toBe(Date.parse('2026-01-01T05:00:00.000Z') + 1_000)
  })

  it('never go back when the clock did, and fall back on the start for epochs of earlier versions', () => {
    addStoredRun(store(), 'a', {}, tenSteps)
    store().runs.markStarted('a', '2026-01-01T00:00:01.000Z')
    store().epochs.commit('a', epochOf(1, 1))
    store().epochs.commit('a', epochOf(2, 1, { endedAt: began + 9_000 }))
    store().epochs.commit('a', epochOf(3, 1, { endedAt: began + 8_000 }))
    expect(line('val_mse', { x: 'wall' }).x).toEqual(Float64Array.of(began + 2_000, began + 9_000, began + 9_000))
  })

  it('are empty for a run without the series, and come in the order asked for, by id, name or beginning', () => {
    addEpochs()
    addStoredRun(store(), 'b')
    const lines = readLines(store(), {
      series: [
        { run: 'calm-bay-b', key: 'val_mse' },
        { run: 'a', key: 'nothing' },
        { run: 'calm-bay-a', key: 'val_mse' },
      ],
      x: 'epoch',
      buckets: 10,
    })
    expect(lines.map(({ run, key, pointCount }) => [run, key, pointCount])).toEqual([
      ['b', 'val_mse', 0],
      ['a', 'nothing', 0],
      ['a', 'val_mse', 3],
    ])
    expect(() => line('val_mse', { series: [{ run: 'zebra', key: 'val_mse' }] })).toThrow(
      expect.objectContaining({ code: 'run-not-found' }),
    )
  })

  it('say the same of a run that trains as of one that is packed', () => {
    addStoredRun(store(), 'a', {}, tenSteps)
    for (let epoch = 1; epoch <= 40; epoch += 1) store().epochs.commit('a', epochOf(epoch, Math.sin(epoch)))
    store().runs.markStarted('a', '2026-01-01T00:00:01.000Z')
    const ask = () => (['step', 'epoch', 'relative', 'wall'] as const).map((x) => line('val_mse', { x, buckets: 8 }))
    const training = ask()
    store().runs.markEnded('a', 'completed', null, '2026-01-01T01:00:00.000Z')
    expect(ask()).toEqual(training)
    expect(database().prepare('SELECT count(*) FROM packed_epochs').pluck().get()).toBe(1)
  })
})

describe('lines of expressions', () => {
  const count = 6
  function addBoth() {
    addStoredRun(store(), 'a', {}, tenSteps)
    for (let epoch = 1; epoch <= count; epoch += 1) store().epochs.commit('a', epochOf(epoch, 1 / epoch))
    const append = (key: string, steps: readonly number[], value: (step: number) => number) =>
      store().batches.append('a', key, {
        steps: Float64Array.from(steps),
        seconds: Float64Array.from(steps, (step) => step / 10),
        values: Float64Array.from(steps, value),
      })
    append(
      'fine',
      Array.from({ length: 30 }, (_, at) => 2 * at),
      (step) => step,
    )
    append('coarse', [0, 9, 10, 20, 31, 40], (step) => -step)
  }

  it('have a point wherever all of their series have one: at epochs, at steps, or at the last steps of epochs', () => {
    addBoth()
    const plain = (key: string, x: LinesInput['x'] = 'step') => {
      const found = line(key, { x })
      return Array.from(found.x, (at, index) => [at + 0, found.y[index]])
    }
    expect(plain('= val_loss_of_none + 1')).toEqual([])
    expect(plain('= train_loss / 2', 'epoch')).toEqual(plain('train_loss', 'epoch').map(([x, y]) => [x, y! / 2]))
    expect(plain('= fine + coarse')).toEqual([0, 10, 20, 40].map((step) => [step, 0]))
    expect(plain('= fine - coarse', 'relative')).toEqual([0, 10, 20, 40].map((step) => [step / 10, 2 * step]))
    // Epoch 1 ends at step 10.
    expect(plain('= fine * train_loss')).toEqual(
      Array.from({ length: 5 }, (_, at) => [10 * (at + 1), 10 * (at + 1) * line('train_loss').y[at]!]),
    )
    expect(plain('= fine + coarse', { key: 'coarse' })).toEqual([0, -10, -20, -40].map((x) => [x + 0, 0]))
    expect(plain('= fine +')).toEqual([])
  })

  it('are gaps where they have no value, and are smoothed and reduced as any line is', () => {
    addBoth()
    expect(Array.from(line('= log(coarse - 1)').y).every(Number.isNaN)).toBe(true)
    expect(line('= coarse / (fine - fine)').y[1]).toBe(Number.NEGATIVE_INFINITY)
    const smoothing = { method: 'running-average', amount: 3 } as const
    const doubled = line('= 2 * fine', { smoothing }).smoothed!
    expect(Array.from(doubled)).toEqual(Array.from(line('fine', { smoothing }).smoothed!, (value) => 2 * value))
    const reduced = line('= 2 * fine', { buckets: 4 })
    expect([reduced.width, reduced.pointCount]).toEqual([line('fine', { buckets: 4 }).width, 30])
    expect(Array.from(reduced.high!)).toEqual(Array.from(line('fine', { buckets: 4 }).high!, (value) => 2 * value))
  })

  it('give way to a series that an author has named so', () => {
    addBoth()
    store().batches.append('a', '= fine', { steps: [1], seconds: [0], values: [7] })
    expect(Array.from(line('= fine').y)).toEqual([7])
  })
})

describe('lines of runs that others log', () => {
  const addLogged = () => {
    addStoredRun(store(), 'a')
    database().exec(`UPDATE runs SET recipe = NULL, config = '{}' WHERE id = 'a'`)
  }

  it('say that no point of theirs has a place, whatever their length, where steps are no epochs', () => {
    addLogged()
    const steps = Array.from({ length: 5_000 }, (_, at) => at)
    store().batches.append('a', 'loss', { steps, seconds: steps, values: steps })
    store().batches.append('a', 'short', { steps: [1], seconds: [0], values: [7] })
    for (const key of ['loss', 'short', '= 2 * loss'])
      for (const x of ['epoch', { key: 'nothing' }] as const)
        expect(line(key, { x, buckets: 100 })).toMatchObject({
          isPlaceless: true,
          pointCount: 0,
          x: new Float64Array(),
        })
    for (const x of ['step', 'relative', 'wall'] as const)
      expect(line('loss', { x })).toMatchObject({ pointCount: 5_000 })
    expect(line('loss').isPlaceless).toBeUndefined()
    for (const key of ['nothing', '= 2 * nothing']) expect(line(key, { x: 'epoch' }).isPlaceless).toBeUndefined()
  })

  it('have no speed and no time of an epoch that nobody measured', () => {
    addLogged()
    store().epochs.append('a', 'accuracy', {
      epochs: [1, 2],
      values: [0.1, 0.2],
      seconds: [1, 2],
    })
    expect(line('accuracy', { x: 'epoch' })).toMatchObject({ pointCount: 2 })
    for (const key of ['images_per_second', 'epoch_seconds']) expect(line(key, { x: 'epoch' }).pointCount).toBe(0)
  })
})

describe('lines along another series', () => {
  function addBoth() {
    addStoredRun(store(), 'a', {}, tenSteps)
    for (let epoch = 1; epoch <= 3; epoch += 1) store().epochs.commit('a', epochOf(epoch, 1 / epoch))
    database().exec(
      "UPDATE epoch_points SET value = 10 - epoch WHERE series_id = (SELECT series.id FROM series JOIN keys ON keys.id = series.key WHERE keys.key = 'val_mae')",
    )
    store().batches.append('a', 'tokens', {
      steps: [8, 15, 25, 30],
      seconds: [0, 0, 0, 0],
      values: [800, 1_500, 900, 3_000],
    })
    store().batches.append('a', 'grad', { steps: [5, 10, 20, 31], seconds: [0, 0, 0, 0], values: [1, 2, 3, 4] })
  }

  it('meet at the same epoch, and at the last known value of a series by step', () => {
    addBoth()
    expect(line('val_mse', { x: { key: 'val_mae' } })).toMatchObject({ x: Float64Array.of(9, 8, 7), pointCount: 3 })
    expect(line('val_mse', { x: { key: 'tokens' } }).x).toEqual(Float64Array.of(800, 1_500, 3_000))
    // Before the other's first value there is no place.
    expect(line('grad', { x: { key: 'tokens' } })).toMatchObject({
      x: Float64Array.of(800, 1_500, 3_000),
      y: Float64Array.of(2, 3, 4),
    })
    expect(line('grad', { x: { key: 'val_mae' } })).toMatchObject({
      x: Float64Array.of(9, 8, 7),
      y: Float64Array.of(2, 3, 4),
    })
    expect(line('grad', { x: { key: 'absent' } })).toMatchObject({ x: new Float64Array(), pointCount: 0 })
  })

  it('keep the points next to those in the range, wherever the line comes from', () => {
    addBoth()
    store().batches.append('a', 'to-and-fro', { steps: [8, 15, 25, 30], seconds: [0, 0, 0, 0], values: [1, 2, 3, 4] })
    expect(line('to-and-fro', { x: { key: 'tokens' }, range: [1_000, 2_000] })).toMatchObject({
      x: Float64Array.of(800, 1_500, 900),
      y: Float64Array.of(1, 2, 3),
      pointCount: 1,
    })
  })

  it('are bucketed by steps: the place is that of the last point', () => {
    addStoredRun(store(), 'a')
    const steps = Float64Array.from({ length: 1_000 }, (_, index) => index)
    store().batches.append('a', 'k', { steps, seconds: steps, values: steps })
    store().batches.append('a', 'other', { steps, seconds: steps, values: steps.map((step) => -step) })
    const found = line('k', { x: { key: 'other' }, buckets: 10 })
    expect(found).toMatchObject({ width: 128, pointCount: 1_000 })
    expect(found.x).toEqual(Float64Array.of(-127, -255, -383, -511, -639, -767, -895, -999))
    expect(found.low).toEqual(Float64Array.of(0, 128, 256, 384, 512, 640, 768, 896))
  })
})

describe('batches for a run’s page', () => {
  it('are the line over steps', () => {
    addStoredRun(store(), 'a')
    const steps = Float64Array.from({ length: 5_000 }, (_, index) => index + 1)
    store().batches.append('a', 'batch_loss', { steps, seconds: steps, values: steps.map((step) => -step) })
    const found = readBatchSeries(store(), store().runs.get('a')!, 'batch_loss', 100)
    const { x, y, low, high } = line('batch_loss', { buckets: 100 })
    expect(found).toEqual({
      run: 'a',
      key: 'batch_loss',
      steps: x,
      last: y,
      minimum: low,
      maximum: high,
      pointCount: 5_000,
    })
    expect(readBatchSeries(store(), store().runs.get('a')!, 'absent', 100)).toMatchObject({ pointCount: 0 })
  })
})
