/** What is stable in a panel or a comparison, worked out of few of the runs of a history, is what it is of all of them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FigureSource } from '../../../src-main/contract/figure'
import { defaultLayout, type PanelDefinition, type Quantity } from '../../../src-main/contract/workspace'
import { readFigure } from '../../../src-main/core/figures/read'
import { readStableRuns } from '../../../src-main/core/figures/stable-runs'
import { createSummaryCache } from '../../../src-main/core/history/summaries'
import { figureOf } from '../../../src-main/panels/figure/figure-of'
import { metricPanel } from '../../../src-main/panels/workspace/panels'
import { openDatabase } from '../../../src-main/store/open'
import { createStore, type Store } from '../../../src-main/store/store'
import { noChosenImages } from '../../support/figures'
import { propertyCases } from '../../support/property'
import { seedHistory } from '../../support/seed-history'

type PanelSource = Extract<FigureSource, { kind: 'panel' }>
const runCount = 120
let home = ''
let store: Store
let ids: readonly string[]
let summaries: (runs: Parameters<Parameters<typeof readStableRuns>[3]>[0]) => ReturnType<typeof readStableRuns>

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'plateau-stable-runs-'))
  ids = seedHistory(home, { runs: runCount, series: 4, epochs: 3 })
  store = createStore(openDatabase(home))
  const cache = createSummaryCache(store)
  summaries = (runs) => runs.map(cache.of)
})
afterAll(() => {
  store.close()
  rmSync(home, { recursive: true, force: true })
})

const setting = fc.constantFrom('loss', 'arch', 'lr', 'seed', 'model.depth', 'criterion', 'nowhere', 'layers')
const quantity: fc.Arbitrary<Quantity> = fc.oneof(
  setting.map((key) => ({ kind: 'config' as const, key })),
  fc.constantFrom<Quantity>({ kind: 'best', key: 'val_mse' }, { kind: 'last', key: 'train_loss' }),
)
const shape = { title: null, section: 'metrics', columns: 4, height: 240, isHidden: false, settings: {} }
const panel: fc.Arbitrary<PanelDefinition> = fc.oneof(
  fc.constant(metricPanel('val_mse')),
  fc.record({ horizontal: quantity, vertical: quantity }).map((axes) => ({
    ...shape,
    id: 'scatter:1',
    kind: 'scatter' as const,
    ...axes,
  })),
  fc.record({ quantity, by: fc.constantFrom('run' as const, 'group' as const) }).map((bars) => ({
    ...shape,
    id: 'bar:1',
    kind: 'bar' as const,
    ...bars,
  })),
  fc.uniqueArray(quantity, { minLength: 2, maxLength: 4, selector: (one) => JSON.stringify(one) }).map((axes) => ({
    ...shape,
    id: 'parallel:1',
    kind: 'parallel' as const,
    axes,
  })),
)
const comparison: fc.Arbitrary<FigureSource> = fc
  .record({
    places: fc.uniqueArray(fc.nat(runCount - 1), { minLength: 2, maxLength: 6 }),
    rows: setting,
    columns: setting,
    form: fc.constantFrom('grid' as const, 'overlay' as const),
    baseline: fc.option(fc.nat(runCount - 1)),
  })
  .map(({ places, baseline, ...keys }) => ({
    kind: 'comparison' as const,
    runs: places.map((at) => ids[at]!),
    metric: 'val_mse',
    band: 'min-max' as const,
    relative: baseline === null ? ('none' as const) : ('difference' as const),
    baseline: baseline === null ? null : ids[baseline]!,
    showsAll: false,
    ...keys,
  }))
const source: fc.Arbitrary<PanelSource> = fc
  .record({
    panel,
    places: fc.uniqueArray(fc.nat(runCount - 1), { minLength: 2, maxLength: 6 }),
    colourBy: fc.option(setting),
    dashBy: fc.option(setting),
    groupBy: fc.uniqueArray(setting, { maxLength: 2 }),
    baseline: fc.option(fc.nat(runCount - 1)),
    reference: fc.option(fc.nat(runCount - 1)),
  })
  .map(({ panel: one, places, colourBy, dashBy, groupBy, baseline, reference }) => ({
    kind: 'panel' as const,
    runs: places.map((at) => ids[at]!),
    panel: one,
    settings: {
      ...defaultLayout.settings,
      colourBy,
      dashBy,
      relative: baseline === null ? ('none' as const) : ('difference' as const),
      references: reference === null ? [] : [{ kind: 'best' as const, run: ids[reference]! }],
    },
    groupBy,
    baseline: baseline === null ? null : ids[baseline]!,
    view: null,
  }))

/** Whether a chart of one mark a run has none: a point needs both of its values, a line across axes one of them. */
function isOfNothing(asked: FigureSource): boolean {
  if (asked.kind !== 'panel' || asked.panel.kind === 'line') return false
  const { panel: one } = asked
  const isDrawn = summaries(asked.runs.map((id) => store.runs.get(id)!)).map((run) => {
    const has = (of: Quantity) => Object.hasOwn(of.kind === 'config' ? run.config : run.series, of.key)
    if (one.kind === 'bar') return has(one.quantity)
    return one.kind === 'parallel' ? one.axes.some(has) : has(one.horizontal) && has(one.vertical)
  })
  return !isDrawn.includes(true)
}

describe('a figure of some runs of a history', () => {
  it('is drawn from few of the others as from all of them', () => {
    fc.assert(
      fc.property(fc.oneof({ weight: 3, arbitrary: source }, comparison), (asked) => {
        const read = () =>
          readFigure({ store, summaries, residualsOf: () => null, chosenImages: noChosenImages }, asked)
        if (isOfNothing(asked)) {
          expect(read).toThrow(/^None of these runs has .*\. Choose values that some of them have\.$/)
          return
        }
        const data = read()
        const whole = { ...data, all: summaries(store.runs.list()) }
        expect(JSON.stringify(figureOf(data))).toBe(JSON.stringify(figureOf(whole)))
      }),
      { numRuns: propertyCases(60) },
    )
  })
  it('reads no other run where colours, styles, groups and choices do not depend on any', () => {
    const asked: PanelSource = {
      kind: 'panel',
      runs: ids.slice(0, 3),
      panel: metricPanel('val_mse'),
      settings: { ...defaultLayout.settings, dashBy: 'loss' },
      groupBy: [],
      baseline: ids[7]!,
      view: null,
    }
    const drawn = summaries(ids.slice(0, 3).map((id) => store.runs.get(id)!))
    expect(readStableRuns(store, asked, drawn, summaries).map(({ id }) => id)).toEqual([...ids.slice(0, 3), ids[7]])
    const grouped = readStableRuns(store, { ...asked, baseline: null, groupBy: ['arch'] }, drawn, summaries)
    expect(grouped.length).toBeLessThan(6)
    expect(grouped.length).toBeGreaterThan(3)
  })
})
