/** Looks of what is shown together: no two alike, in the window and in files. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Line } from '../../../src-main/contract/lines'
import type { RunSummary } from '../../../src-main/contract/run'
import { defaultPanelSettings } from '../../../src-main/contract/workspace'
import { overlayPanel } from '../../../src-main/panels/compare/overlay'
import { legendOfLines } from '../../../src-main/panels/figure/legend'
import { borrowedWords, type DashRule } from '../../../src-main/panels/words/run-look'
import { lineSpec, type LinePanel } from '../../../src-main/panels/workspace/line-spec'
import { metricPanel } from '../../../src-main/panels/workspace/panels'
import { groupRuns } from '../../../src-main/panels/workspace/run-list'
import { groupLooksOf, looksOf, type ShownRuns } from '../../../src-main/panels/workspace/shown-runs'
import { fakeRun } from '../../support/fake-run'
import { propertyCases } from '../../support/property'

const panel = metricPanel('val_mse') as LinePanel
const shown = (changes: Pick<ShownRuns, 'all'> & Partial<ShownRuns>): ShownRuns => ({
  runs: changes.all,
  groups: null,
  groupBy: [],
  baseline: null,
  ...changes,
})
const line = (run: string, key: string): Line => ({
  run,
  key,
  x: Float64Array.of(1, 2),
  y: Float64Array.of(1, 2),
  low: null,
  high: null,
  width: null,
  pointCount: 2,
})

describe('looks', () => {
  /** Of runs with any slots, some of them alike, under any settings that leave looks to the runs. */
  const any = fc.record({
    slots: fc.array(fc.oneof(fc.nat({ max: 2 }), fc.nat({ max: 23 })), { minLength: 1, maxLength: 24 }),
    dashes: fc.constantFrom<DashRule>('look', 'loss'),
    dashBy: fc.constantFrom(null, 'loss', 'optimizer', 'seed'),
  })
  const runsOf = (slots: readonly number[]) =>
    slots.map((colourSlot, at) =>
      fakeRun(
        `${at}`,
        { colourSlot },
        { seed: at % 7, loss: at % 3 === 0 ? 'l1' : 'mse', learningRate: 10 ** -(at % 2) },
      ),
    )
  const keyOf = ({ colour, dash = [] }: { colour: string; dash?: readonly number[] }) => JSON.stringify([colour, dash])

  it('are distinct while at most 24 runs are shown, in lines, points, bars and the legend of a file alike', () => {
    fc.assert(
      fc.property(any, ({ slots, dashes, dashBy }) => {
        const runs = runsOf(slots)
        const settings = { ...defaultPanelSettings, dashBy }
        const spec = lineSpec({
          panel,
          settings,
          shown: shown({ all: runs, dashes }),
          lineOf: (run) => line(run, 'val_mse'),
          labels: false,
        })
        const legend = legendOfLines(spec.series)
        expect([new Set(spec.series.map(keyOf)).size, new Set(legend.map(keyOf)).size]).toEqual([
          runs.length,
          runs.length,
        ])
        // What the list draws, and what a comparison or another rule draws of the same runs.
        const inList = looksOf(shown({ all: runs, dashes }), settings)
        expect(runs.map((run) => keyOf(inList(run)))).toEqual(spec.series.map(keyOf))
        const compared = overlayPanel(runs, 'val_mse', () => undefined, { dashes }).series
        expect(compared.map(({ colour }) => colour)).toEqual(spec.series.map(({ colour }) => colour))
      }),
      { numRuns: propertyCases(60) },
    )
  })

  it('of groups are distinct while at most 24 are shown, whichever of very many those are', () => {
    const every = Array.from({ length: 60 }, (_, seed) => fakeRun(`${seed}`, {}, { seed }))
    const groups = groupRuns(every, ['seed'])
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: 59 }), { maxLength: 24 }), (chosen) => {
        const some = chosen.map((at) => groups[at]!)
        const lookOf = groupLooksOf(shown({ all: every, groups: some, groupBy: ['seed'] }), defaultPanelSettings)
        expect(new Set(some.map((group) => keyOf(lookOf(group)))).size).toBe(some.length)
      }),
      { numRuns: propertyCases(60) },
    )
  })

  it('of groups follow the making of their first run: neither a new run nor another value moves one', () => {
    const made = (id: string, day: number, batchSize: number) =>
      fakeRun(id, { createdAt: `2026-01-0${day}T00:00:00.000Z` }, { batchSize })
    const early = [made('a', 1, 64), made('b', 2, 16)]
    const coloursOf = (all: ShownRuns['all']) => {
      const groups = groupRuns(all, ['batchSize'])
      const lookOf = groupLooksOf(shown({ all, groups, groupBy: ['batchSize'] }), defaultPanelSettings)
      return Object.fromEntries(groups.map((group) => [group.label, lookOf(group).colour]))
    }
    expect(coloursOf(early)).toEqual({ 'Batch size 64': 'c1', 'Batch size 16': 'c2' })
    const later = [made('d', 4, 64), made('c', 3, 8), ...early]
    expect(coloursOf(later)).toEqual({ 'Batch size 64': 'c1', 'Batch size 16': 'c2', 'Batch size 8': 'c3' })
    expect(coloursOf(later.toReversed())).toEqual(coloursOf(later))
  })

  it('of runs in groups are shades of their group, and those of a setting are its values, however they are dashed', () => {
    const runs = runsOf([0, 0, 5, 20, 9])
    const groups = groupRuns(runs, ['learningRate'])
    const grouped = shown({ all: runs, groups, groupBy: ['learningRate'] })
    const lookOf = looksOf(grouped, defaultPanelSettings)
    expect(runs.map((run) => lookOf(run).colour)).toEqual(['c1', 'c2', 'c1-1', 'c2-1', 'c1-2'])
    const byLoss = looksOf(shown({ all: runs, dashes: 'loss' }), { ...defaultPanelSettings, colourBy: 'loss' })
    expect(runs.map((run) => keyOf(byLoss(run)))).toEqual(
      runs.map(({ config }) => keyOf(config.loss === 'l1' ? { colour: 'c1', dash: [2, 2] } : { colour: 'c2' })),
    )
    // A hidden run has its own.
    const two = looksOf(shown({ all: runs, runs: runs.slice(0, 2) }), defaultPanelSettings)
    // A panel that has only some of the shown runs draws them as the list does.
    const [whole, part] = [shown({ all: runs }), shown({ all: runs, runs: runs.slice(2), together: runs })]
    for (const run of part.runs)
      expect(looksOf(part, defaultPanelSettings)(run)).toEqual(looksOf(whole, defaultPanelSettings)(run))
    expect([two(runs[1]!).colour, two(runs[3]!)]).toMatchObject(['c2', { colour: 'c21', dash: [2, 2.5] }])
    expect(borrowedWords(runs[1]!, two(runs[1]!))).toBe('borrowed, its own is blue')
    expect(borrowedWords(runs[3]!, two(runs[3]!))).toBeNull()
  })

  it('of up to twelve runs of a group are distinct, in shades of its colour and three dashes', () => {
    const all = runsOf(Array.from({ length: 12 }, (_, index) => index)).map((run) => ({
      ...run,
      config: { ...run.config, learningRate: 1 },
    }))
    const grouped = shown({ all, groups: groupRuns(all, ['learningRate']), groupBy: ['learningRate'] })
    const lookOf = looksOf(grouped, defaultPanelSettings)
    const looks = all.map((run) => lookOf(run))
    expect(new Set(looks.map(keyOf)).size).toBe(12)
    const [own] = looks
    for (const { colour } of looks) expect(colour.split('-')[0]).toBe(own!.colour)
    const dashes = looks.map(({ dash }) => dash.join())
    expect(['', '7,3', '2,2.5'].map((dash) => dashes.filter((one) => one === dash).length)).toEqual([4, 4, 4])
  })

  it('tell several series of one run apart, and those of several runs by their dash', () => {
    const keys = ['train_loss', 'val_mse']
    const of = (some: readonly RunSummary[]) =>
      lineSpec({
        panel: { ...panel, keys },
        settings: defaultPanelSettings,
        shown: shown({ all: some }),
        lineOf: line,
        labels: false,
      }).series.map(keyOf)
    const runs = runsOf([4, 7, 9])
    expect(of(runs.slice(0, 1))).toEqual([keyOf({ colour: 'c1' }), keyOf({ colour: 'c2' })])
    expect(new Set(of(runs)).size).toBe(6)
  })
})
