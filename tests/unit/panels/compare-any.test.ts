/** Comparisons of runs from elsewhere as they are drawn: by step, by one setting, of unlike paces, and of unlike units. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RunSummary } from '../../../src-main/contract/run'
import { emptyDigest, extendDigest } from '../../../src-main/model/digests'
import { unitOf, xRangeOf } from '../../../src-main/panels/compare/axis'
import { cellPanels, type Shown } from '../../../src-main/panels/compare/cell-panels'
import { cellCurves, valuesOfLine, type RunValues } from '../../../src-main/panels/compare/curves'
import { emptyWords } from '../../../src-main/panels/compare/empty-words'
import { fitChoices, metricChoices } from '../../../src-main/panels/compare/fit-choices'
import { buildGrid } from '../../../src-main/panels/compare/grid'
import { overlayPanel } from '../../../src-main/panels/compare/overlay'
import { comparisonFigure } from '../../../src-renderer/views/compare/figure-source'
import { usualChoices } from '../../../src-renderer/state/routes'
import { fakeRun } from '../../support/fake-run'
import { propertyCases } from '../../support/property'

type Logged = { readonly steps: readonly number[]; readonly values: readonly number[]; readonly by?: 'epoch' | 'step' }

/** A run that a program wrote, with these series. */
const logged = (id: string, config: RunSummary['config'], series: Record<string, Logged>): RunSummary =>
  fakeRun(id, {
    origin: { kind: 'logged', facts: {} },
    recipe: null,
    plannedEpochs: null,
    state: 'ended',
    endReason: 'completed',
    config,
    series: Object.fromEntries(
      Object.entries(series).map(([key, { steps, values, by = 'step' }]) => [
        key,
        extendDigest(emptyDigest(by), [...steps], [...values]),
      ]),
    ),
  })
const shownOf = (metric: string, values: Readonly<Record<string, RunValues>>, more: Partial<Shown> = {}): Shown => ({
  metric,
  values: (run) => values[run],
  comparison: null,
  band: 'min-max',
  baseline: null,
  includesUnfinished: false,
  showsAll: false,
  ...more,
})

describe('a metric by step', () => {
  const steps = [0, 1_000, 2_000, 3_000]
  const loss = { steps, values: [4, 3, 1, 2] }
  const runs = [logged('a', { lr: 0.1 }, { 'val/loss': loss }), logged('b', { lr: 0.2 }, { 'val/loss': loss })]

  it('is drawn along steps, with every run named and the best of what was logged', () => {
    // Decimated to two points: the best is in neither of them.
    const line = {
      x: Float64Array.of(1_000, 3_000),
      y: Float64Array.of(3, 2),
      low: Float64Array.of(3, 1),
      high: Float64Array.of(4, 2),
    }
    const values = { a: valuesOfLine('val/loss', line), b: valuesOfLine('val/loss', line) }
    const [panel] = cellPanels(buildGrid(runs, 'lr', 'lr'), shownOf('val/loss', values))
    expect(panel?.spec).toMatchObject({ xTitle: 'step', xKind: 'step', xRange: [0, 3_000] })
    expect(panel?.spec.markers).toMatchObject([{ kind: 'best', x: 2_000, y: 1, label: '1.000 at 2,000' }])
    expect(panel?.spec.series.find(({ id }) => id === 'a')).toMatchObject({
      isDecimated: true,
      band: { low: line.low },
    })
    const overlay = overlayPanel(runs, 'val/loss', (run) => values[run as 'a' | 'b'])
    expect(overlay.series.map(({ directLabel }) => directLabel)).toEqual(['calm-otter-a', 'calm-otter-b'])
  })

  it('is a figure, and none before the first point', () => {
    const shown = {
      runs,
      choices: { ...usualChoices, rows: 'lr', columns: 'lr', common: 'val/loss' },
      isGrid: true,
      baseline: null,
    }
    const offer = comparisonFigure({ ...shown, metric: 'val/loss', showsAll: false })
    expect(offer).toMatchObject({ name: 'val/loss by lr', source: { metric: 'val/loss', rows: 'lr', columns: 'lr' } })
    expect(offer?.source).not.toHaveProperty('by')
    expect(comparisonFigure({ ...shown, metric: 'no/such', showsAll: false })).toBeNull()
  })
})

describe('one setting', () => {
  it('makes one column, whose cells are named once', () => {
    const runs = [0.1, 0.2, 0.1].map((lr, at) => logged(`${at}`, { lr, seed: at }, {}))
    const grid = buildGrid(runs, 'lr', 'lr')
    expect(grid.columns).toHaveLength(1)
    expect(grid.cells.map(({ row, column, runs: of }) => [row === column, of.length])).toEqual([
      [true, 2],
      [true, 1],
    ])
    const [panel] = cellPanels(grid, shownOf('x', {}))
    expect(panel?.spec.title).toBe('x, lr 0.1')
  })
})

describe('seeds of unlike paces', () => {
  const look = { colour: 'c1', dash: [] }
  const draw = (series: readonly Logged[]) =>
    cellCurves(
      'cell',
      series.map((one, at) => logged(`${at}`, { seed: at }, { loss: one })),
      (id) => {
        const { steps, values } = series[Number(id)]!
        return { x: Float64Array.from(steps), y: Float64Array.from(values) }
      },
      { band: 'min-max', look, lookOf: () => look, isBackground: false, includesUnfinished: false },
    )

  it('have a mean where all of them are, and stand beside it where they are not', () => {
    const { series } = draw([
      { steps: [0, 10, 20, 30], values: [0, 10, 20, 30] },
      { steps: [10, 25], values: [12, 27] },
    ])
    const [mean, beside] = series
    expect(mean?.label).toBe('mean of 2 seeds')
    const at = Array.from(mean!.x).findIndex((x) => x >= 15)
    expect(mean!.y[at]).toBeCloseTo(Number(mean!.x[at]) + 1, 9)
    expect([mean!.x[0]! >= 10, mean!.x[mean!.x.length - 1]! <= 25]).toEqual([true, true])
    // The first run begins before the other and ends after it, with a gap where the mean is.
    expect(beside?.id).toBe('0')
    expect(Array.from(beside!.x)).toEqual(expect.arrayContaining([0, 10, 30]))
    expect(Array.from(beside!.y).some(Number.isNaN)).toBe(true)
  })

  it('never leave a point of a run undrawn', () => {
    const increasing = fc
      .uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 12 })
      .map((steps) => steps.sort((left, right) => left - right))
    fc.assert(
      fc.property(increasing, increasing, (first, second) => {
        const { series } = draw([first, second].map((steps) => ({ steps, values: steps })))
        const mean = series.find(({ label }) => label.startsWith('mean'))
        for (const [id, steps] of [first, second].entries())
          for (const step of steps) {
            const inMean = mean !== undefined && step >= Number(mean.x[0]) && step <= Number(mean.x[mean.x.length - 1])
            const own = series.find((line) => line.id === String(id))
            expect(inMean || (own !== undefined && Array.from(own.x).includes(step))).toBe(true)
          }
      }),
      { numRuns: propertyCases(300) },
    )
  })
})

describe('runs that are unlike in what their metric is by', () => {
  const byEpoch = logged('e', {}, { acc: { steps: [1, 2, 3], values: [1, 2, 3], by: 'epoch' } })
  const byStep = logged('s', {}, { acc: { steps: [0, 500], values: [1, 2] } })
  const runs = [byEpoch, byStep]

  it('are drawn by what was chosen, epochs unless steps are', () => {
    expect([unitOf('acc', runs), unitOf('acc', runs, 'step'), unitOf('acc', [byStep])]).toEqual([
      'epoch',
      'step',
      'step',
    ])
    expect(xRangeOf('acc', runs, 'step')).toEqual([0, 500])
    expect(xRangeOf('acc', runs, 'step', [{ x: [100, 900] }])).toEqual([0, 900])
    expect(xRangeOf('acc', runs, 'epoch')).toEqual([1, 3])
    const figure = comparisonFigure({
      ...{ runs, isGrid: false, metric: 'acc', baseline: null, showsAll: false },
      choices: { ...fitChoices(runs, usualChoices), by: 'step' },
    })
    expect(figure?.source).toMatchObject({ by: 'step' })
  })

  it('begin where the first epoch is', () => {
    const zero = logged('z', {}, { acc: { steps: [0, 1], values: [1, 2], by: 'epoch' } })
    expect(xRangeOf('acc', [zero], 'epoch')).toEqual([0, 2])
  })

  it('say why nothing is seen of them', () => {
    const said = { metric: 'acc', unit: 'epoch', baseline: null, isRead: () => true, error: null } as const
    expect(emptyWords({ ...said, runs: [byStep] })).toBe('acc is by step here: choose steps along x to see it.')
    expect(emptyWords({ ...said, runs: [byStep], isRead: () => false })).toBe('Loading 1 run')
    expect(emptyWords({ ...said, runs: [byStep], metric: 'other' })).toBe('No other was logged.')
    expect(emptyWords({ ...said, runs: [logged('n', {}, {})] })).toBe('Nothing was logged.')
    expect(emptyWords({ ...said, runs: [fakeRun('q')] })).toBe('Waiting in the queue.')
    const trained = [fakeRun('t', { epochs: 3 })]
    expect(emptyWords({ ...said, runs: trained, metric: 'val_ssim' })).toBe('Trained before val_ssim was recorded.')
    expect(emptyWords({ ...said, runs: trained, metric: 'val_accuracy' })).toBe(
      'Runs of image to image do not record val_accuracy.',
    )
  })
})

describe('what a comparison stands on', () => {
  const runs = [
    logged('a', { lr: 0.1, width: 8 }, { tokens: { steps: [1], values: [1] }, 'val/acc': { steps: [1], values: [1] } }),
    logged('b', { lr: 0.2, width: 8 }, { tokens: { steps: [1], values: [1] }, loss: { steps: [1], values: [1] } }),
  ]
  it('is what these runs have, where the chosen says nothing of them', () => {
    expect(fitChoices(runs, { ...usualChoices, scale: 'own' })).toMatchObject({
      rows: 'lr',
      columns: 'lr',
      common: 'val/acc',
      scale: 'common',
    })
    const chosen = { ...usualChoices, rows: 'width', common: 'tokens' }
    expect(fitChoices(runs, chosen)).toMatchObject({ rows: 'lr', columns: 'lr', common: 'tokens' })
    const trained = [fakeRun('t', {}, { loss: 'mse' }), fakeRun('u', {}, { loss: 'l1' })]
    expect(fitChoices(trained, usualChoices)).toMatchObject({ rows: 'architecture', columns: 'loss' })
  })
  it('keeps what a person chose of them, although they are equal in it', () => {
    const chosen = { ...usualChoices, rows: 'width', columns: 'lr' }
    expect(fitChoices(runs, { ...chosen, keepsKeys: true })).toMatchObject({ rows: 'width', columns: 'lr' })
    expect(fitChoices(runs, { ...chosen, rows: 'gone', keepsKeys: true })).toMatchObject({ rows: 'lr', columns: 'lr' })
    // One of the two is enough.
    expect(fitChoices(runs, { ...usualChoices, columns: 'lr' })).toMatchObject({ rows: 'lr', columns: 'lr' })
  })
  it('is the metric of most of the runs', () => {
    const accuracy = { 'val/acc': { steps: [1], values: [1] } }
    const mixed = [
      ...['c', 'd'].map((id) => logged(id, {}, accuracy)),
      logged('e', {}, { val_mse: { steps: [1], values: [1] } }),
    ]
    expect(fitChoices(mixed, usualChoices).common).toBe('val/acc')
    expect(fitChoices(mixed, { ...usualChoices, common: 'val_mse' }).common).toBe('val_mse')
  })
  it('offers every series, those without a direction last', () => {
    expect(metricChoices(runs)).toEqual({ compared: ['val/acc', 'loss'], others: [], withoutDirection: ['tokens'] })
  })
})
