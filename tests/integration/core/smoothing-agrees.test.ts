/** Smoothed lines and groups' bands as a window and files get them from the core: the same at equal steps, at every zoom and width. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { FigureSource } from '../../../src-main/contract/figure'
import { fromSentLines } from '../../../src-main/contract/lines'
import type { RunSummary } from '../../../src-main/contract/run'
import type { Smoothing } from '../../../src-main/contract/smoothing'
import type { Client } from '../../../src-main/contract/transport'
import { defaultPanelSettings } from '../../../src-main/contract/workspace'
import { smooth } from '../../../src-main/maths/smoothing'
import { lineSpec, type LinePanel } from '../../../src-main/panels/workspace/line-spec'
import { metricPanel } from '../../../src-main/panels/workspace/panels'
import { groupRuns } from '../../../src-main/panels/workspace/run-list'
import { openDatabase } from '../../../src-main/store/open'
import { createStore } from '../../../src-main/store/store'
import { useCore } from '../../support/core'
import { seedLongRuns } from '../../support/seed-series'

const core = useCore()
const key = 'reward'
const panel = metricPanel(key) as LinePanel
const count = 200_000
/** All seeded runs share it. */
const groupKey = 'batchSize'

/** Three runs of 200,000 points with spikes to 1000 and -500, smoothed values of each, and clients of their core. */
async function openSpikes(home: string) {
  const ids = seedLongRuns(home, { runs: 3, epochs: 3 })
  const store = createStore(openDatabase(home))
  const steps = Float64Array.from({ length: count }, (_, index) => index)
  const values = ids.map((_, run) => {
    const some = steps.map((step) => run + Math.sin(step / 900) / 4 + Math.cos(step * 2.1))
    some[70_001 + run] = 1_000
    some[140_003 + run] = -500
    some[99_999] = Number.NaN
    return some
  })
  for (const [index, id] of ids.entries())
    store.batches.append(id, key, { steps, seconds: steps.map((step) => step / 200), values: values[index]! })
  store.close()
  const client = await core.connect('cli')
  const { runs } = await client.request('runs.resolve', { runs: ids })
  return { client, runs, values, steps }
}

type View = { readonly buckets: number; readonly range?: [number, number] }
const views: readonly View[] = [
  { buckets: 400 },
  { buckets: 1_200 },
  { buckets: 128, range: [69_000, 72_000] },
  { buckets: 640, range: [139_990, 140_020] },
  { buckets: 256, range: [50_000.5, 150_000] },
]

/** What a window draws of a view. */
async function drawn(
  client: Client,
  runs: readonly RunSummary[],
  smoothing: Smoothing,
  view: View,
  isGrouped: boolean,
) {
  const { lines: sent } = await client.request('series.lines', {
    series: runs.map(({ id }) => ({ run: id, key })),
    x: 'step',
    smoothing,
    ...view,
  })
  const lines = fromSentLines(sent)
  const groupBy = isGrouped ? [groupKey] : []
  return lineSpec({
    panel,
    settings: { ...defaultPanelSettings, x: 'step', smoothing, showsOriginal: false },
    shown: { all: runs, runs, groups: isGrouped ? groupRuns(runs, groupBy) : null, groupBy, baseline: null },
    lineOf: (run) => lines.find((line) => line.run === run),
    labels: false,
  })
}

/** The rows of the CSV that is written of what a figure shows. */
async function written(
  client: Client,
  runs: readonly RunSummary[],
  smoothing: Smoothing,
  view: View,
  groupBy: string[],
) {
  const source: FigureSource = {
    kind: 'panel',
    runs: runs.map(({ id }) => id),
    panel,
    settings: { ...defaultPanelSettings, x: 'step', smoothing },
    groupBy,
    baseline: null,
    view: view.range === undefined ? null : { x: view.range, y: null },
  }
  const path = join(core.home(), 'shown.csv')
  await client.request('exports.write', {
    id: 'shown',
    path,
    replace: true,
    target: { kind: 'points', source, points: 'shown', format: 'csv', hasProvenance: false },
  })
  const [head = '', ...rows] = readFileSync(path, 'utf8').trim().split('\r\n')
  const columns = head.split(',')
  return rows.map((row) => Object.fromEntries(row.split(',').map((cell, index) => [columns[index]!, cell])))
}

const least = (values: Iterable<number>) => Array.from(values).reduce((low, value) => Math.min(low, value), Infinity)
const most = (values: Iterable<number>) => Array.from(values).reduce((high, value) => Math.max(high, value), -Infinity)

it.each([
  { method: 'ema', amount: 0.99 },
  { method: 'time-weighted-ema', amount: 0.9 },
  { method: 'gaussian', amount: 20 },
  { method: 'running-average', amount: 100 },
] as const)('lines smoothed by $method are those of every point, on screen, zoomed and in a file', async (by) => {
  const { client, runs, values, steps } = await openSpikes(core.home())
  const whole = new Map(runs.map(({ id }, run) => [id, smooth(steps, values[run]!, by)]))
  const mean = steps.map((step) => {
    const there = [...whole.values()].map((column) => column[step]!).filter(Number.isFinite)
    return there.reduce((sum, value) => sum + value, 0) / there.length
  })
  // A gap is no number on either side.
  const apart = (found: number, expected: number | undefined) =>
    Number.isFinite(expected) ? Math.abs(found - (expected ?? 0)) : Number(Number.isFinite(found))
  for (const view of views) {
    const { series } = await drawn(client, runs, by, view, false)
    expect(series).toHaveLength(3)
    let [largest, others] = [0, 0]
    for (const [run, { id, x, y, measured }] of series.entries())
      for (let row = 0; row < x.length; row += 1) {
        largest = Math.max(largest, apart(y[row]!, whole.get(id)![x[row]!]))
        if (!Object.is(measured![row], values[run]![x[row]!])) others += 1
      }
    const [group] = (await drawn(client, runs, by, view, true)).series
    for (let row = 0; row < group!.x.length; row += 1)
      largest = Math.max(largest, apart(group!.y[row]!, mean[group!.x[row]!]))
    const rows = await written(client, runs, by, view, [])
    expect(rows.length).toBeGreaterThan(20)
    for (const row of rows) {
      const run = runs.findIndex(({ name }) => name === row.run)
      const step = Number(row.x)
      largest = Math.max(largest, apart(Number(row.smoothed), whole.get(runs[run]!.id)![step]))
      if (!Object.is(Number(row.measured), values[run]![step])) others += 1
    }
    expect([view, largest < 1e-9, others]).toEqual([view, true, 0])
  }
})

it('a smoothed group’s band has every spike, at every zoom and in files', async () => {
  const { client, runs, values } = await openSpikes(core.home())
  const by = { method: 'ema', amount: 0.99 } as const
  for (const view of views) {
    const [from, to] = view.range ?? [0, count]
    const inside = values.flatMap((column) =>
      Array.from(column.subarray(Math.ceil(from), Math.floor(to) + 1)).filter(Number.isFinite),
    )
    const [group] = (await drawn(client, runs, by, view, true)).series
    const shown = (edge: ArrayLike<number>) =>
      Array.from(edge).filter(
        (value, index) => Number.isFinite(value) && group!.x[index]! >= from && group!.x[index]! <= to,
      )
    expect([least(shown(group!.band!.low)), most(shown(group!.band!.high))]).toEqual([least(inside), most(inside)])
    const rows = (await written(client, runs, by, view, [groupKey])).filter(
      (row) => Number(row.x) >= from && Number(row.x) <= to,
    )
    const edges = (name: string) => rows.map((row) => Number(row[name])).filter(Number.isFinite)
    expect([least(edges('low')), most(edges('high'))]).toEqual([least(inside), most(inside)])
  }
})
