import { describe, expect, it } from 'vitest'
import type { Line } from '../../../src-main/contract/lines'
import { defaultPanelSettings, type PanelDefinition, type PanelSettings } from '../../../src-main/contract/workspace'
import { smooth } from '../../../src-main/maths/smoothing'
import { firstGap, ontoCommonX, shareX } from '../../../src-main/panels/workspace/curves'
import {
  linesAtHand,
  lineSpec,
  ownerOfSeries,
  seriesIdOf,
  type LinePanel,
} from '../../../src-main/panels/workspace/line-spec'
import { formatOf, settledX, withoutPlace } from '../../../src-main/panels/workspace/line-axes'
import { mixedScales } from '../../../src-main/panels/workspace/mixed-scales'
import { metricPanel } from '../../../src-main/panels/workspace/panels'
import { quantityId, quantityOf, scaleOf } from '../../../src-main/panels/workspace/quantities'
import { orderOfGroups, placesOfGroups } from '../../../src-main/panels/workspace/group-looks'
import { groupRuns } from '../../../src-main/panels/workspace/run-list'
import { drawnRuns, leftOutNote } from '../../../src-main/panels/workspace/drawn-runs'
import {
  areSameRuns,
  groupLooksOf,
  looksOf,
  type ShownRuns,
  withRuns,
} from '../../../src-main/panels/workspace/shown-runs'
import {
  barSpec,
  parallelSpec,
  scatterSpec,
  valuesOfAxes,
  withinBrushes,
} from '../../../src-main/panels/workspace/summary-specs'
import { fakeRun, seriesBy, seriesOf } from '../../support/fake-run'

const best = (value: number) => {
  const summary = { last: value, best: value, bestEpoch: 1 }
  return { epochs: 3, series: seriesOf({ val_mse: summary, validation_loss: summary }) }
}
const a = fakeRun('a', { colourSlot: 2, state: 'ended', ...best(0.2) }, { learningRate: 0.001 })
const b = fakeRun('b', { colourSlot: 5, state: 'ended', ...best(0.1) }, { loss: 'smooth-l1', learningRate: 0.0001 })
const c = fakeRun('c', { colourSlot: 1, state: 'ended', ...best(0.3) }, { architecture: 'pooled', learningRate: 0.01 })
const d = fakeRun('d', { state: 'ended', ...best(0.4) })
const all = [a, b, c]
const shown = (changes: Partial<ShownRuns> = {}): ShownRuns => ({
  all,
  runs: all,
  groups: null,
  groupBy: [],
  baseline: null,
  ...changes,
})
const many = Array.from({ length: 1_200 }, (_, at) => fakeRun(`m${at}`, {}, { seed: at % 2 }))

it('draws the same of the same runs in the same groups, and follows all runs only where it needs them', () => {
  const groups = groupRuns(many, ['seed'])
  const one = shown({ all: many, runs: many, groups, groupBy: ['seed'] })
  const same = { ...one, all: [], runs: [...many], groups: groupRuns(many, ['seed']) }
  expect(areSameRuns(one, same)).toBe(true)
  expect(areSameRuns(one, { ...same, runs: many.slice(1) })).toBe(false)
  expect(areSameRuns(one, { ...same, runs: many.toReversed() })).toBe(false)
  expect(areSameRuns(one, { ...same, groups: null })).toBe(false)
  expect(areSameRuns(one, { ...same, groups: groups.map((group) => ({ ...group, runs: group.runs.slice(1) })) })).toBe(
    false,
  )
  expect(areSameRuns(one, { ...same, baseline: a })).toBe(false)
  expect(areSameRuns(one, { ...same, groupBy: ['loss'] })).toBe(false)
  expect(areSameRuns({ ...one, groups: null }, { ...same, groups: null, groupBy: ['loss'] })).toBe(true)

  let read = 0
  const followed: ShownRuns = {
    ...one,
    get all() {
      read += 1
      return many
    },
  }
  const drawn = drawnRuns(followed)
  const settings = { colourBy: null, dashBy: 'loss', legend: '${name}' }
  const ungrouped = drawnRuns(withRuns(followed, { runs: many, groups: null }))
  expect(looksOf(ungrouped, settings)(many[3]!)).toEqual(looksOf({ ...one, groups: null }, settings)(many[3]!))
  expect(read).toBe(0)
  expect(looksOf(drawn, settings)(many[3]!)).toEqual(looksOf(one, settings)(many[3]!))
  read = 0
  expect(groupLooksOf(drawn, settings)(groups[1]!)).toEqual(groupLooksOf(one, settings)(groups[1]!))
  expect(read).toBe(1)
  const order = orderOfGroups(many, ['seed'])
  // A run that has changed moves no group, and nobody is told.
  const renamed = many.map((run, at) => (at === 3 ? { ...run, name: 'other' } : run))
  expect(orderOfGroups(renamed, ['seed'], order)).toBe(order)
  expect(orderOfGroups(many.slice(1), ['loss'], order)).not.toBe(order)
  const placed = { ...drawn, placeOfGroup: placesOfGroups(order) }
  expect(groupLooksOf(placed, settings)(groups[1]!)).toEqual(groupLooksOf(one, settings)(groups[1]!))
})

it('draws the first thousand runs of a list, and says so', () => {
  const whole = shown({ all: many, runs: many })
  const drawn = drawnRuns(whole)
  expect(drawn.runs).toEqual(many.slice(0, 1_000))
  expect(leftOutNote(drawn, whole)).toBe('first 1,000 of 1,200 listed runs')
  const few = shown()
  expect(drawnRuns(few)).toBe(few)
  expect(leftOutNote(few, few)).toBeNull()
})

it('draws as many runs of each group, the same ones however the list is sorted, and the baseline', () => {
  const runs = Array.from({ length: 3_000 }, (_, at) => fakeRun(`m${at}`, {}, { seed: at < 40 ? 0 : 1 + (at % 2) }))
  const baseline = runs[2_999]!
  const whole = shown({ all: runs, runs, groups: groupRuns(runs, ['seed']), groupBy: ['seed'], baseline })
  const drawn = drawnRuns(whole)
  expect(drawn.groups?.map((group) => group.runs.length)).toEqual([40, 480, 480])
  expect(drawn.runs).toHaveLength(1_000)
  const ids = new Set(drawn.runs.map(({ id }) => id))
  expect(ids.has(baseline.id)).toBe(true)
  expect(drawn.groups?.every((group) => group.runs.every(({ id }) => ids.has(id)))).toBe(true)
  expect(leftOutNote(drawn, whole)).toBe('1,000 of 3,000 listed runs, from every group')
  const sorted = runs.toReversed()
  const again = drawnRuns({ ...whole, runs: sorted, groups: groupRuns(sorted, ['seed']) })
  expect(again.runs.filter(({ id }) => !ids.has(id))).toHaveLength(0)
  // One that comes takes the place of one at most.
  const more = drawnRuns({ ...whole, ...grouped([fakeRun('new', {}, { seed: 1 }), ...runs]) })
  expect(more.runs.filter(({ id }) => !ids.has(id)).length).toBeLessThan(2)
  const ofEach = { ...whole, ...grouped(runs.map((run, at) => fakeRun(run.id, {}, { seed: at >> 1 }))) }
  expect(leftOutNote(drawnRuns(ofEach), ofEach)).toBe('1,000 of 3,000 listed runs, from 1,000 of 1,500 groups')
})
const grouped = (runs: ShownRuns['runs']) => ({ runs, groups: groupRuns(runs, ['seed']) })

const line = (run: string, key: string, x: number[], y: number[], changes: Partial<Line> = {}): Line => ({
  run,
  key,
  x: Float64Array.from(x),
  y: Float64Array.from(y),
  smoothed: smooth(x, y, { method: 'ema', amount: 0.5 }),
  low: null,
  high: null,
  width: null,
  pointCount: x.length,
  ...changes,
})
describe('a panel of an expression', () => {
  const key = '= val_mse / validation_loss'
  const panel: LinePanel = { ...(metricPanel(key) as LinePanel), keys: [key] }
  const values = new Map([
    ['a', 3],
    ['b', 1],
    ['c', 2],
  ])
  const draw = (of: LinePanel, settings: Partial<PanelSettings> = {}) =>
    lineSpec({
      panel: of,
      settings: { ...defaultPanelSettings, ...settings },
      shown: shown(),
      lineOf: (run, of) => line(run, of, [1, 2], [9, values.get(run)!]),
      labels: true,
    })

  it('has its text as title and name, without the mark that a spreadsheet would calculate', () => {
    expect(draw(panel).title).toBe('val_mse / validation_loss')
    const both = draw({ ...panel, keys: [key, 'val_mse'] })
    expect(both.title).toBe('val_mse / validation_loss, val_mse')
    expect(both.series[0]!.label).toBe('calm-otter-a val_mse / validation_loss')
    expect(ownerOfSeries({ ...panel, keys: [key, 'val_mse'] }, both.series[0]!.id)).toBe('a')
  })

  it('has no direction until one is chosen, and then its best are named by what they show', () => {
    const density = { from: 2, named: 2 }
    expect(draw(panel).better).toBeUndefined()
    expect(draw(panel, { density }).density).toEqual({ lines: 3, best: 0 })
    const told = [a, b, c].map((run) => ({ ...run, directions: { [key]: 'lower' as const } }))
    const spec = lineSpec({
      panel,
      settings: { ...defaultPanelSettings, density },
      shown: shown({ all: told, runs: told }),
      lineOf: (run, of) => line(run, of, [1, 2], [9, values.get(run)!]),
      labels: true,
    })
    expect(spec.better).toBe('lower')
    expect(spec.series.filter(({ isDense }) => isDense !== true).map(({ id }) => id)).toEqual(['c', 'b'])
  })
})

const lines: Record<string, Line> = {
  a: line('a', 'val_mse', [1, 2, 3], [4, 2, 1]),
  b: line('b', 'val_mse', [1, 2, 3], [8, 4, 2]),
  c: line('c', 'val_mse', [1, 2], [6, 6]),
}
const lineOf = (run: string) => lines[run]
const panel = metricPanel('val_mse') as LinePanel
const draw = (changes: Partial<PanelSettings> = {}, runs: ShownRuns = shown(), labels = false) =>
  lineSpec({ panel, settings: { ...defaultPanelSettings, ...changes }, shown: runs, lineOf, labels })

describe('curves', () => {
  const curve = { x: [0, 10, 20], y: [0, 1, 3] }
  it('share their x when they only end at different points', () => {
    expect(shareX([curve, { x: [0, 10], y: [1, 1] }])).toBe(true)
    expect(shareX([curve, { x: [0, 11], y: [1, 1] }])).toBe(false)
  })
  it('are put onto a common x, each only where it is', () => {
    const [left, right] = ontoCommonX([curve, { x: [10, 20], y: [5, 7] }], 5)
    expect(Array.from(left!.x)).toEqual([0, 5, 10, 15, 20])
    expect(Array.from(left!.y)).toEqual([0, 0.5, 1, 2, 3])
    expect(Array.from(right!.y)).toEqual([NaN, NaN, 5, 6, 7])
  })
  it('say from where on one of them is missing', () => {
    expect(firstGap([1, 2, 3], [2, 2, 1], 2)).toBe(3)
    expect(firstGap([1, 2, 3], [1, 2, 2], 2)).toBeNull()
  })
})

describe('a line panel', () => {
  it('draws one line a run, in its colour and with the dash of its loss where those of the project differ', () => {
    const spec = draw({}, shown({ dashes: 'loss' }))
    expect(spec.series.map(({ id, label, colour, dash }) => [id, label, colour, dash])).toEqual([
      ['a', 'calm-otter-a', 'c3', []],
      ['b', 'calm-otter-b', 'c6', [5, 3]],
      ['c', 'calm-otter-c', 'c2', []],
    ])
    expect([spec.xTitle, spec.xKind, spec.logY]).toEqual(['epoch', 'epoch', false])
  })
  it('colours by a setting, the same whatever is hidden', () => {
    const colours = (runs: ShownRuns) => draw({ colourBy: 'architecture' }, runs).series.map(({ colour }) => colour)
    expect(colours(shown())).toEqual(['c1', 'c1', 'c2'])
    expect(colours(shown({ runs: [c] }))).toEqual(['c2'])
  })
  it('keeps the original faintly behind a smoothed line', () => {
    const smoothing = { method: 'ema', amount: 0.5 } as const
    const spec = draw({ smoothing }, shown({ runs: [a] }))
    expect(spec.series.map(({ id, isBackground, opacity }) => [id, isBackground, opacity])).toEqual([
      ['a original', true, 0.25],
      ['a', undefined, undefined],
    ])
    // last = 4 * 0.5 + ... debiased by 1 - 0.5^n: 4, (1 + 1) / 0.75, ...
    expect(Array.from(spec.series[1]!.y)[1]).toBeCloseTo((0.5 * 2 + 0.5 * 2) / 0.75, 12)
    expect(Array.from(spec.series[0]!.y)).toEqual([4, 2, 1])
    expect(spec.series[1]!.measured).toEqual(spec.series[0]!.y)
    expect([spec.smoothing, spec.note]).toEqual(['EMA 0.5', 'smoothed: EMA 0.5'])
    expect(draw({ smoothing, showsOriginal: false }).series).toHaveLength(3)
    // Where the core has not smoothed yet, nothing is called smoothed.
    const { smoothed: _, ...measured } = lines.a!
    const before = lineSpec({
      panel,
      settings: { ...defaultPanelSettings, smoothing },
      shown: shown({ runs: [a] }),
      lineOf: () => measured,
      labels: false,
    })
    expect([before.smoothing, before.note, before.series.map(({ id }) => id)]).toEqual([undefined, undefined, ['a']])
    expect(draw({}).series[0]!.measured).toBeUndefined()
  })
  it('never smooths the extremes of buckets, nor a group’s from minimum to maximum', () => {
    const smoothing = { method: 'ema', amount: 0.9 } as const
    const bucketed = (run: string, by: number) =>
      line(run, 'val_mse', [10, 20], [4 * by, 2 * by], {
        low: Float64Array.of(1, -500),
        high: Float64Array.of(1_000, 4),
        smoothed: Float64Array.of(3 * by, 2.5 * by),
        width: 10,
        pointCount: 20,
      })
    const decimated: Record<string, Line> = { a: bucketed('a', 1), b: bucketed('b', 2) }
    const drawDecimated = (changes: Partial<PanelSettings>, runs: ShownRuns) =>
      lineSpec({
        panel,
        settings: { ...defaultPanelSettings, smoothing, showsOriginal: false, ...changes },
        shown: runs,
        lineOf: (run) => decimated[run],
        labels: false,
      })
    const [one] = drawDecimated({}, shown({ runs: [a] })).series
    expect([one!.y, one!.measured]).toEqual([decimated.a!.smoothed, decimated.a!.y])
    expect(one!.band).toEqual({ low: decimated.a!.low, high: decimated.a!.high })
    const groups = groupRuns([a, { ...b, config: { ...b.config, architecture: 'plain' } }], ['architecture'])
    const [mean] = drawDecimated({}, shown({ groups, groupBy: ['architecture'] })).series
    expect([Array.from(mean!.y), Array.from(mean!.measured!)]).toEqual([
      [4.5, 3.75],
      [6, 3],
    ])
    expect([Array.from(mean!.band!.low), Array.from(mean!.band!.high)]).toEqual([
      [1, -500],
      [1_000, 4],
    ])
    // Other bands are of what the line is the mean of.
    const [spread] = drawDecimated({ band: 'error' }, shown({ groups, groupBy: ['architecture'] })).series
    expect(spread!.band!.high[0]).toBeCloseTo(4.5 + 3 / Math.SQRT2 / Math.SQRT2, 12)
  })
  it('sets smoothed lines against the smoothed baseline', () => {
    const spec = draw(
      { smoothing: { method: 'ema', amount: 0.5 }, relative: 'ratio', showsOriginal: false },
      shown({ baseline: a, runs: [b] }),
    )
    const [left, right] = [lines.b!.smoothed!, lines.a!.smoothed!]
    expect(Array.from(spec.series[0]!.y)).toEqual(Array.from(left, (value, index) => value / right[index]!))
    expect(Array.from(spec.series[0]!.measured!)).toEqual([2, 2, 2])
  })
  it('draws the mean of each group with its band, and says where runs are missing', () => {
    const groups = groupRuns([a, b, fakeRun('c', best(0.3), {})], ['architecture'])
    const spec = draw({}, shown({ groups, groupBy: ['architecture'] }))
    expect(spec.series).toHaveLength(1)
    const [mean] = spec.series
    expect([mean!.label, mean!.colour]).toEqual(['plain (3)', 'c1'])
    expect(Array.from(mean!.y)).toEqual([6, 4, 1.5])
    expect(Array.from(mean!.band!.low)).toEqual([4, 2, 1])
    expect(Array.from(mean!.band!.high)).toEqual([8, 6, 2])
    expect(spec.note).toBe('fewer runs from 3 on')
  })
  it('draws against the baseline, which is a line of its own', () => {
    const spec = draw({ relative: 'ratio' }, shown({ runs: [b], baseline: a }))
    expect(Array.from(spec.series[0]!.y)).toEqual([2, 2, 2])
    expect(spec.references).toEqual([{ axis: 'y', at: 1, colour: 'cross', label: 'calm-otter-a', inside: 'above' }])
  })
  it('has reference lines at values and at the best of runs; one that is gone is left out', () => {
    const spec = draw({
      references: [
        { kind: 'value', value: 0.5, label: 'goal' },
        { kind: 'best', run: 'b' },
        { kind: 'best', run: 'gone' },
      ],
    })
    expect(spec.references?.map(({ at, label }) => [at, label])).toEqual([
      [0.5, 'goal'],
      [0.1, 'best of calm-otter-b'],
    ])
  })
  it('takes ranges, of which one end may fit', () => {
    expect(draw({ yRange: { low: 0, high: null } }).yRange?.[0]).toBe(0)
    expect(draw({ yRange: { low: 0, high: null } }).yRange?.[1]).toBeCloseTo(8.35, 6)
    expect(draw({ xRange: { low: 2, high: null } }).xRange).toEqual([2, 3])
    expect(draw().yRange).toBeUndefined()
  })
  it('clips outliers to what is left of the values', () => {
    const [low, high] = draw({ outlierPercent: 20 }).yRange!
    expect(low).toBeGreaterThan(1)
    expect(high).toBeLessThan(8)
  })
  it('says that lines are decimated, and of how many points', () => {
    const decimated = line('a', 'val_mse', [0, 1], [1, 1], {
      low: Float64Array.of(0, 0),
      high: Float64Array.of(2, 2),
      width: 1,
      pointCount: 10_000_000,
    })
    const spec = lineSpec({
      panel,
      settings: { ...defaultPanelSettings, x: 'step' },
      shown: shown({ runs: [a] }),
      lineOf: () => decimated,
      labels: false,
    })
    expect(spec.note).toBe('10,000,000 points, min/max/last per pixel')
    expect(spec.series[0]).toMatchObject({ isDecimated: true, band: { low: decimated.low } })
    expect(spec.xKind).toBe('step')
  })
  it('is drawn by step where the project knows no epochs for its series, and else says which lines have no place', () => {
    const series = (key: string, byEpoch: number, runs = 3) => ({ key, runs, byEpoch })
    const logged = [series('loss', 0), series('batch_loss', 0)]
    const ofBoth = [...logged, series('val/loss', 1)]
    expect(settledX('epoch', ['loss'], logged)).toBe('step')
    expect(settledX('epoch', ['batch_loss'], logged)).toBe('step')
    expect(settledX('epoch', ['= loss * 2'], ofBoth)).toBe('step')
    // Some run has epochs for it; Plateau's own steps lie among those of its runs.
    expect(settledX('epoch', ['loss', 'val/loss'], ofBoth)).toBe('epoch')
    expect(settledX('epoch', ['batch_loss'], ofBoth)).toBe('epoch')
    expect(settledX('epoch', ['loss'], [])).toBe('epoch')
    expect(settledX('relative', ['loss'], logged)).toBe('relative')

    const placeless = line('a', 'val_mse', [], [], { isPlaceless: true })
    const all = [placeless, line('b', 'val_mse', [1, 2], [1, 2]), line('c', 'val_mse', [], []), undefined]
    expect(withoutPlace('epoch', all)).toBe('1 line has steps and no epochs')
    expect(withoutPlace('step', [placeless, placeless])).toBe('2 lines have epochs and no steps')
    expect(withoutPlace({ key: 'examples' }, all)).toBe('1 line has no examples at its steps')
    expect(withoutPlace('epoch', all.slice(1))).toBeNull()
    const lineOf = (run: string) => all.find((one) => one?.run === run)
    expect(
      lineSpec({
        panel: metricPanel('val_mse') as LinePanel,
        settings: defaultPanelSettings,
        shown: shown(),
        lineOf,
        labels: false,
      }).note,
    ).toBe('1 line has steps and no epochs')
  })

  it('reaches ahead while a run trains, so that its axis stands still', () => {
    const training = { ...a, state: 'running' as const, plannedEpochs: 100 }
    expect(draw({}, shown({ runs: [training] })).xRange).toEqual([1, 5])
    expect(draw({ x: 'step' }, shown({ runs: [training] })).xRange).toBeUndefined()
  })
  it('names lines at their ends where it has room, and not many of them', () => {
    expect(draw({}, shown(), true).series.map(({ directLabel }) => directLabel)).toEqual([
      'calm-otter-a',
      'calm-otter-b',
      'calm-otter-c',
    ])
  })
  it('says which losses are on different scales, and only where they are', () => {
    expect(mixedScales(metricPanel('validation_loss'), all)).toEqual(['MSE', 'Smooth L1'])
    expect(mixedScales(metricPanel('validation_loss'), [a, c])).toEqual([])
    expect(mixedScales(metricPanel('val_mse'), all)).toEqual([])
    expect(mixedScales(metricPanel('= validation_loss / val_mse'), all)).toEqual(['MSE', 'Smooth L1'])
    // A run without the series has no scale to mix.
    const stepped = fakeRun('d', { series: seriesBy('step', { batch_loss: [1] }) })
    expect(mixedScales(metricPanel('batch_loss'), [stepped, b])).toEqual([])
    // What is asked of keys that other runs have, too, is asked of no run that has none of them.
    expect(mixedScales(metricPanel('validation_loss'), all, ['criterion', 'loss', 'seed', 'beta'])).toEqual([
      'MSE',
      'Smooth L1',
    ])
  })
  it('finds the run of a series, with several keys too', () => {
    const several: LinePanel = { ...panel, keys: ['val_mse', 'val_mae', 'of val_mae'] }
    expect(ownerOfSeries(several, 'a of val_mae')).toBe('a')
    expect(ownerOfSeries(several, seriesIdOf(several, 'a', 'val_mae'))).toBe('a')
    expect(ownerOfSeries(panel, seriesIdOf(panel, 'a', 'val_mse'))).toBe('a')
  })
  it('draws the baseline as no other run, and names it', () => {
    const spec = draw({}, shown({ baseline: b }), true)
    const [first, second] = spec.series
    expect(second).toMatchObject({ colour: 'base', dash: [], width: 3.5, isBaseline: true })
    expect(second!.directLabel).toBe(`baseline ${b.name}`)
    expect(first).not.toHaveProperty('isBaseline')
    expect(spec.better).toBe('lower')
  })
  it('draws the baseline beside the groups that it is in, with a line of its own', () => {
    const groups = groupRuns(all, ['architecture'])
    const grouped = shown({ groups, groupBy: ['architecture'], baseline: a })
    const { series } = draw({}, grouped)
    expect(series.map(({ id }) => id)).toEqual(['group:architecture=plain', 'group:architecture=pooled', 'a'])
    expect(series.at(-1)).toMatchObject({ isBaseline: true, colour: 'base' })
    expect(linesAtHand(panel, grouped, 'a')).toEqual(['a'])
    expect(draw({}, { ...grouped, runs: [b, c], groups: groupRuns([b, c], ['architecture']) }).series).toHaveLength(2)
  })
  it('draws the median of a group where that is its line', () => {
    const group = shown({ groups: groupRuns(all, []), groupBy: [] })
    expect(draw({}, group).series[0]!.y).toEqual(Float64Array.from([6, 4, 1.5]))
    expect(draw({ groupLine: 'median' }, group).series[0]!.y).toEqual(Float64Array.from([6, 4, 1.5]))
    const skewed = { ...lines, d: line('d', 'val_mse', [1, 2, 3], [100, 4, 1]) }
    const median = lineSpec({
      panel,
      settings: { ...defaultPanelSettings, groupLine: 'median' },
      shown: shown({ runs: [...all, d], groups: groupRuns([...all, d], []), groupBy: [] }),
      lineOf: (run) => skewed[run as keyof typeof skewed],
      labels: false,
    }).series[0]!
    expect(median.y).toEqual(Float64Array.from([7, 4, 1]))
    expect(median.band!.high[0]).toBe(100)
  })
  it('says why a line ended before the others, and only of runs that have ended', () => {
    const stopped = { ...c, endReason: 'stopped' as const }
    const notes = (runs: typeof all, changes: Partial<PanelSettings> = {}) =>
      draw(changes, shown({ runs })).series.map(({ endNote }) => endNote)
    expect(notes([a, stopped])).toEqual([undefined, 'stopped at 2'])
    expect(notes([a, stopped], { x: 'wall' })).toEqual([undefined, 'stopped'])
    expect(notes([a, { ...stopped, state: 'running', endReason: null }])).toEqual([undefined, undefined])
    expect(notes([stopped])).toEqual([undefined])
  })
  it('puts the line of a run at hand, or of the group that the run is drawn in', () => {
    const groups = groupRuns(all, ['architecture', 'loss'])
    const grouped = draw({}, shown({ groups, groupBy: ['architecture', 'loss'] }))
    const [first] = grouped.series
    expect(linesAtHand(panel, { groups: null, baseline: null }, 'a')).toEqual(['a'])
    expect(linesAtHand(panel, { groups, baseline: null }, 'a')).toEqual([first!.id])
    expect(linesAtHand(panel, { groups, baseline: null }, ownerOfSeries(panel, first!.id))).toEqual([first!.id])
    // Every line of a run that has several.
    expect(linesAtHand({ ...panel, keys: ['val_mse', 'val_mae'] }, { groups: null, baseline: null }, 'a')).toEqual([
      'a val_mse',
      'a val_mae',
    ])
  })
  it('writes values in the unit of the metric', () => {
    const none = { relative: 'none' } as const
    expect(formatOf('memory_bytes', none)(1.3e9)).toBe('1.30 GB')
    expect(formatOf('val_psnr', none)(18.923)).toBe('18.92')
    expect(formatOf('memory_bytes', { relative: 'ratio' })(1.5)).toBe('1.500')
    expect(formatOf('epoch_seconds', none)(75)).toBe('1 min 15 s')
  })
})

describe('lines as a density', () => {
  const settings = { ...defaultPanelSettings, density: { from: 3, named: 1 } }
  const dense = (changes: Partial<PanelSettings> = {}, runs: ShownRuns = shown(), labels = false) =>
    lineSpec({ panel, settings: { ...settings, ...changes }, shown: runs, lineOf, labels })
  const kinds = ({ series }: ReturnType<typeof dense>) =>
    series.map(({ id, isDense }) => `${id}${isDense ? ' dense' : ''}`)

  it('begin at their number, and have the best as lines in front, the very best foremost', () => {
    const spec = dense()
    expect(spec.density).toEqual({ lines: 3, best: 1, isUnnamed: true })
    expect(kinds(spec)).toEqual(['a dense', 'c dense', 'b'])
    expect(kinds(dense({ density: { from: 3, named: 2 } }))).toEqual(['c dense', 'a', 'b'])
    for (const density of [
      { from: 4, named: 1 },
      { from: null, named: 1 },
    ])
      expect(dense({ density }).density).toBeUndefined()
    // Along another metric lines go to and fro.
    expect(dense({ x: { key: 'train_loss' } }).density).toBeUndefined()
  })
  it('have the pinned and the baseline as lines too, named where there is room', () => {
    const spec = dense({}, shown({ baseline: c, pinned: ['a'] }), true)
    expect(kinds(spec)).toEqual(['c', 'a', 'b'])
    expect(spec.series.map(({ directLabel }) => directLabel)).toEqual([`baseline ${c.name}`, a.name, b.name])
    expect(dense().series.some(({ directLabel }) => directLabel !== undefined)).toBe(false)
  })
  it('are told apart where they are named, and not counted twice where they are smoothed', () => {
    const alike = [a, { ...b, colourSlot: a.colourSlot, config: a.config }, c]
    const spec = dense({ density: { from: 3, named: 3 } }, shown({ runs: alike }))
    expect(new Set(spec.series.map(({ colour, dash }) => `${colour} ${dash?.join()}`)).size).toBe(3)
    const smoothed = dense({ smoothing: { method: 'ema', amount: 0.5 } })
    expect(smoothed.series).toHaveLength(3)
  })
  it('have no two names alike, whatever the legend says of them', () => {
    const alike = shown({ runs: [a, { ...b, config: a.config }, c] })
    const [counted, ...over] = dense({ legend: '${config.architecture}', density: { from: 3, named: 2 } }, alike).series
    expect(over.map(({ label }) => label).sort()).toEqual([`plain, ${a.name}`, `plain, ${b.name}`].sort())
    expect(counted!.label).not.toContain(c.name)
  })
})

describe('panels from summaries', () => {
  const parallel = {
    ...panel,
    kind: 'parallel',
    axes: [
      { kind: 'config', key: 'architecture' },
      { kind: 'config', key: 'learningRate' },
      { kind: 'best', key: 'val_mse' },
    ],
  } as unknown as Extract<PanelDefinition, { kind: 'parallel' }>

  it('read settings as numbers or as choices', () => {
    expect(scaleOf({ kind: 'config', key: 'architecture' }, all)).toMatchObject({ choices: ['plain', 'pooled'] })
    const rate = scaleOf({ kind: 'config', key: 'learningRate' }, all)
    expect([rate.choices, rate.isLog, rate.valueOf(b), rate.format(0.0001)]).toEqual([null, true, 0.0001, '0.0001'])
    expect(quantityOf('best:train/grad_norm')).toEqual({ kind: 'best', key: 'train/grad_norm' })
    expect(quantityOf('run:nothing')).toBeNull()
  })
  it('scatter one point a run; hollow is another dash, faded is outside of the brush', () => {
    const spec = scatterSpec(
      { ...parallel, kind: 'scatter', horizontal: parallel.axes[1]!, vertical: parallel.axes[2]! } as never,
      defaultPanelSettings,
      shown({ runs: [a, b], dashes: 'loss' }),
      [c],
    )
    expect(spec.points.map(({ id, isHollow, isFaded, x, y }) => [id, isHollow, isFaded, x, y])).toEqual([
      ['c', false, true, 0.01, 0.3],
      ['a', false, false, 0.001, 0.2],
      ['b', true, false, 0.0001, 0.1],
    ])
    expect(spec.logX).toBe(true)
    expect(spec.correlation).toBeUndefined()
  })
  it('name the rank correlation of a scatter, of numbers and of what is shown alone, and take its scales as they are chosen', () => {
    const scatter = {
      ...parallel,
      kind: 'scatter',
      horizontal: parallel.axes[1]!,
      vertical: parallel.axes[2]!,
    } as const
    const runs = [0.001, 0.002, 0.003, 0.004].map((rate, at) =>
      fakeRun(`n${at}`, { state: 'ended', ...best(at === 3 ? 0.25 : 0.1 * (at + 1)) }, { learningRate: rate }),
    )
    const draw = (of: object, settings: Partial<PanelSettings> = {}) =>
      scatterSpec({ ...scatter, ...of }, { ...defaultPanelSettings, ...settings }, shown({ all: runs, runs }), [a, b])
    expect(draw({}).correlation).toBe('rank correlation +0.80, −0.82 to +1.00')
    expect(draw({ horizontal: { kind: 'config', key: 'loss' } }).correlation).toBeUndefined()
    expect([draw({}).logX, draw({}, { xScale: 'log' }).logX]).toEqual([false, true])
    expect(draw({ settings: { xScale: 'linear' } }, { xScale: 'log' }).logX).toBe(false)
    expect(draw({ horizontal: { kind: 'config', key: 'loss' } }, { xScale: 'log' }).logX).toBe(false)
  })
  it('draw bars by group with the mean and each run, or by run where nothing is grouped', () => {
    const bar = { ...parallel, kind: 'bar', quantity: parallel.axes[2]!, by: 'group' } as never
    // The second of plain still trains, and the mean says so.
    const ended = { state: 'ended', endReason: 'completed' } as const
    const groups = groupRuns([{ ...a, ...ended }, b, { ...c, ...ended }], ['architecture'])
    const spec = barSpec(bar, defaultPanelSettings, shown({ groups, groupBy: ['architecture'] }))
    expect(spec.bars.map(({ label, value, ticks, countNote }) => [label, value, ticks, countNote])).toEqual([
      ['plain', expect.closeTo(0.15, 12), [0.2, 0.1], '2 runs, 1 unfinished'],
      ['pooled', 0.3, [0.3], '1 run'],
    ])
    expect(barSpec(bar, defaultPanelSettings, shown()).bars).toHaveLength(3)
    // The workspace's log x axis is of epochs.
    const scaleWith = (own: object, xScale: 'log' | 'linear') =>
      barSpec({ ...(bar as object), settings: own } as never, { ...defaultPanelSettings, xScale }, shown()).isLog
    expect([scaleWith({}, 'log'), scaleWith({ xScale: 'log' }, 'log')]).toEqual([undefined, true])
  })
  it('place each axis of parallel coordinates as is chosen for it, else by its values', () => {
    const scales = (axisScales: PanelSettings['axisScales']) =>
      parallelSpec(parallel, { ...defaultPanelSettings, axisScales }, shown(), all).axes.map(
        (axis) => axis.kind === 'number' && axis.isLog,
      )
    expect(scales(undefined)).toEqual([false, true, false])
    expect(scales({ 'config:learningRate': 'linear', 'best:val_mse': 'log' })).toEqual([false, false, true])
    // Names have no order of size.
    expect(scales({ [quantityId(parallel.axes[0]!)]: 'log' })).toEqual([false, true, false])
  })
  it('draw parallel coordinates, and a brush keeps what lies in it', () => {
    const spec = parallelSpec(parallel, defaultPanelSettings, shown(), all)
    expect(spec.axes.map(({ kind }) => kind)).toEqual(['choice', 'number', 'number'])
    expect(spec.lines.map(({ values }) => values)).toEqual([
      [0, 0.001, 0.2],
      [0, 0.0001, 0.1],
      [1, 0.01, 0.3],
    ])
    // Coloured by the metric of the last axis, the best darkest and upon the others, until something is chosen.
    expect(spec.colouring).toBe('best val_mse')
    expect(spec.lines.map(({ colour, rank }) => [colour, rank])).toEqual([
      ['den-4', 0.5],
      ['den-6', 1],
      ['den-1', 0],
    ])
    const chosen = { ...parallel, settings: { colourBy: null } }
    const byRun = parallelSpec(chosen, defaultPanelSettings, shown(), all)
    expect([byRun.colouring, byRun.lines[0]!.colour]).toEqual([undefined, 'c3'])
    expect(
      parallelSpec(parallel, { ...defaultPanelSettings, colourBy: 'loss' }, shown(), all).colouring,
    ).toBeUndefined()
    // The same in lines and in the list, where it is chosen for all panels; a run without the metric is grey.
    const five = [...all, d, fakeRun('e', {})]
    const lookOf = looksOf(shown({ all: five, runs: five }), {
      ...defaultPanelSettings,
      colourBy: 'best:val_mse',
    })
    expect([b, a, c, d, fakeRun('e', {})].map((run) => lookOf(run).colour)).toEqual([
      'den-6',
      'den-5',
      'den-3',
      'den-1',
      'line-strong',
    ])
    // Under its axis each setting has how much it mattered.
    const mattered = { mean: 0.4, deviation: 0.1, low: 0.2, high: 0.6 }
    const setting = {
      key: 'learningRate',
      isNumeric: true,
      distinct: 3,
      runs: 3,
      importance: mattered,
      correlation: null,
    }
    const told = parallelSpec(parallel, defaultPanelSettings, shown(), all, new Map([['learningRate', setting]]))
    expect(told.axes.map(({ importance }) => importance)).toEqual([
      undefined,
      { value: 0.4, text: '0.40 ± 0.10', isQuiet: false },
      undefined,
    ])
    const limits = (ids: readonly string[], brush: readonly [number, number]) =>
      valuesOfAxes(parallel, all, all, ids).map(({ values }) => ({ values, brush }))
    const kept = withinBrushes(all, limits(['config:learningRate'], [0.0005, 0.02]))
    expect(kept.map(({ id }) => id)).toEqual(['a', 'c'])
    expect(withinBrushes(all, limits(['config:none'], [0, 0]))).toHaveLength(3)
  })
})
