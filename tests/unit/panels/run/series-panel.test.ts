import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Line } from '@contract/lines'
import type { RunSummary, SeriesDigest } from '@contract/run'
import { emptyDigest, extendDigest } from '@model/digests'
import { bestOfLine, paceWords, seriesPanelSpec, type SeriesDrawing } from '@panels/run/series-panel'
import { commonRange, xChoices } from '@panels/run/x-choices'
import { epochReached, placeWords, stepReached, timeWords } from '@panels/run/progress-words'
import { propertyCases } from '../../../support/property'

const digestOf = (by: SeriesDigest['by'], steps: readonly number[]) => extendDigest(emptyDigest(by), steps, steps)
const run = {
  id: 'a',
  name: 'calm-bay-1',
  colourSlot: 3,
  config: {},
  state: 'ended',
  epochs: 0,
  stepsPerEpoch: null,
  plannedEpochs: null,
  startedAt: '2026-01-02T10:00:00.000Z',
  endedAt: '2026-01-02T11:42:00.000Z',
  directions: {},
  series: { 'val/loss': digestOf('step', [391, 782]), epoch: digestOf('step', [391, 782]) },
} as unknown as RunSummary
const change = (part: Partial<RunSummary>): RunSummary => ({ ...run, ...part })
const text = (parts: readonly { text: string }[] | null) => parts?.map((part) => part.text).join('') ?? null

describe('what lies along x', () => {
  const ids = (part: Partial<RunSummary>) => xChoices(change(part)).map(({ id }) => id)
  it('is steps, the epoch that was logged, and times', () => {
    expect(ids({})).toEqual(['step', 'logged-epoch', 'relative', 'wall'])
  })
  it('is first what its author has there, of most metrics', () => {
    const series = { ...run.series, samples: digestOf('step', [1, 2]), loss: digestOf('step', [1, 2]) }
    const stepKeys = { 'val/loss': 'samples', loss: 'samples', epoch: 'nowhere' }
    expect(ids({ series, stepKeys })).toEqual(['key:samples', 'step', 'logged-epoch', 'relative', 'wall'])
    expect(ids({ stepKeys: { 'val/loss': 'epoch' } })).toEqual(['key:epoch', 'step', 'relative', 'wall'])
  })
  it('is epochs first where the run has a value for each, and steps beside them where their pace is known', () => {
    const series = { val_mse: digestOf('epoch', [1, 2, 3]) }
    expect(ids({ series })).toEqual(['epoch', 'relative', 'wall'])
    expect(ids({ series, stepsPerEpoch: 10 })).toEqual(['epoch', 'step', 'relative', 'wall'])
    expect(ids({ series: {} })).toEqual([])
  })
  it('has one range for all panels, in the units of the axis', () => {
    const series = { val_mse: digestOf('epoch', [1, 2, 3]), batch_loss: digestOf('step', [0, 10, 35]) }
    expect(commonRange(change({ series, stepsPerEpoch: 10 }), 'epoch')).toEqual([0, 3.5])
    expect(commonRange(change({ series, stepsPerEpoch: 10 }), 'step')).toEqual([0, 35])
    expect(commonRange(change({ series }), 'epoch')).toEqual([1, 3])
    expect(commonRange(change({ series }), 'relative')).toBeNull()
    expect(commonRange(change({ series: {} }), 'step')).toBeNull()
  })
  it('reaches ahead while a run goes on that says how far it goes', () => {
    const series = { val_mse: digestOf('epoch', [1, 2, 3]) }
    const [, ahead] = commonRange(change({ series, state: 'running', plannedEpochs: 40 }), 'epoch') ?? [0, 0]
    expect(ahead).toBeGreaterThan(3)
    expect(ahead).toBeLessThanOrEqual(40)
  })
  it('is a range with two ends for any steps', () => {
    const steps = fc.uniqueArray(fc.maxSafeNat(), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(fc.array(steps, { minLength: 1, maxLength: 4 }), (all) => {
        const series = Object.fromEntries(
          all.map((own, at) => [
            `k${at}`,
            digestOf(
              'step',
              [...own].sort((left, right) => left - right),
            ),
          ]),
        )
        const [low, high] = commonRange(change({ series }), 'step') ?? [0, 0]
        expect(low).toBeLessThan(high)
        for (const step of all.flat()) {
          expect(step).toBeGreaterThanOrEqual(low)
          expect(step).toBeLessThanOrEqual(high)
        }
      }),
      { numRuns: propertyCases(200) },
    )
  })
})

describe('a series as a panel', () => {
  const line: Line = {
    run: 'a',
    key: 'val/loss',
    x: Float64Array.of(391, 782, 1173),
    y: Float64Array.of(0.5, 0.2131, 0.3),
    low: null,
    high: null,
    width: null,
    pointCount: 3,
  }
  const drawing: SeriesDrawing = {
    run,
    key: 'val/loss',
    line,
    x: 'step',
    smoothing: { method: 'none', amount: 0 },
    range: [0, 1173],
    isLarge: true,
    isLead: true,
    stop: null,
    now: null,
  }
  it('has its best in the direction of its key, its range, and its key for a label', () => {
    const spec = seriesPanelSpec(drawing)
    expect(spec.markers).toMatchObject([{ kind: 'best', x: 782, y: 0.2131, label: 'best 0.2131 at 782' }])
    expect(spec.xRange).toEqual([0, 1173])
    const last = { ...line, x: Float64Array.of(0, 391, 782, Number.MAX_SAFE_INTEGER) }
    const { markers = [] } = seriesPanelSpec({ ...drawing, line: { ...last, y: Float64Array.of(4, 3, 2, 1) } })
    expect(markers[0]?.label).toBe('best 1.000 at 9,007,199,254,740,991')
    expect(spec.series.map(({ label, colour }) => [label, colour])).toEqual([['val/loss', 'c4']])
    expect(seriesPanelSpec({ ...drawing, key: 'lr' }).markers).toEqual([])
    expect(seriesPanelSpec({ ...drawing, line: undefined }).series).toEqual([])
  })
  it('shows where patience would have stopped and where the run is', () => {
    const stop = { from: 782, to: 1173, label: 'would stop at step 782' }
    const spec = seriesPanelSpec({ ...drawing, stop, now: 1173 })
    expect(spec.zones).toEqual([{ from: 782, to: 1173 }])
    expect(spec.references?.map(({ at, label }) => [at, label])).toEqual([
      [782, 'would stop at step 782'],
      [1173, 'now'],
    ])
    const small = seriesPanelSpec({ ...drawing, stop, now: 1173, isLead: false })
    expect(small.references?.map(({ label }) => label)).toEqual([undefined])
  })
  it('finds the best of buckets in their extremes, and none without a finite value', () => {
    const buckets = { ...line, low: Float64Array.of(0.4, 0.1, 0.2), high: Float64Array.of(0.6, 0.5, 0.9), width: 1 }
    expect(bestOfLine(buckets, 'lower')).toEqual({ x: 782, y: 0.1 })
    expect(bestOfLine(buckets, 'higher')).toEqual({ x: 1173, y: 0.9 })
    expect(bestOfLine(buckets, 'none')).toBeNull()
    expect(
      bestOfLine({ ...line, y: Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY, Number.NaN) }, 'lower'),
    ).toBeNull()
  })
  it('says how far apart its points are', () => {
    expect(paceWords(digestOf('step', [0, 40, 80]))).toBe('every 40 steps')
    expect(paceWords(digestOf('step', [0, 1, 2]))).toBe('')
    expect(paceWords(digestOf('step', [7]))).toBe('')
    expect(paceWords(digestOf('epoch', [1, 20]))).toBe('')
  })
})

describe('how far a run is', () => {
  it('is its last step and its epoch, of how many where that is known', () => {
    const series = { ...run.series, epoch: extendDigest(emptyDigest('step'), [391, 782], [34, 35.2]) }
    expect(stepReached({ series })).toBe(782)
    expect(epochReached({ series, epochs: 0 })).toBe(35)
    expect(text(placeWords(change({ series, plannedEpochs: 40 })))).toBe('step 782, epoch 35 of 40')
    expect(text(placeWords(change({ series, config: { 'train.num_epochs': 40 } })))).toBe('step 782, epoch 35 of 40')
    expect(text(placeWords(change({ series, config: { epochs: 20 } })))).toBe('step 782, epoch 35')
    expect(placeWords(change({ series: {} }))).toBeNull()
  })
  it('is how long it has been going, or went', () => {
    const now = Date.parse('2026-01-05T12:00:00.000Z')
    expect(text(timeWords(run, now))).toMatch(/^ran 2 Jan \d\d:\d\d, 1 h 42 min$/)
    expect(
      text(timeWords(change({ state: 'running', endedAt: null }), Date.parse('2026-01-02T10:01:12.000Z'))),
    ).toMatch(/^started \d\d:\d\d, running 1 min 12 s$/)
    expect(timeWords(change({ startedAt: null }), now)).toBeNull()
  })
})
