/** One run with a very long series: its chart, and the core's share of it. */
import type { Browser } from '@playwright/test'
import { figure, type Figure } from './figures'
import { bySteps, coreGone, leaveWorkspace, withClient, withHome } from './homes'
import { seedLongRuns, seedStepSeries } from '../../tests/support/seed-series'
import { markTime, openPanel, withWindow, type PanelTimes } from './window'

export type LongRunOptions = { readonly points: number; readonly repetitions: number }

const key = 'bench/loss'
/** Pixels of a panel that fills the window. */
const buckets = 1_200

export function measureLongRun(browser: Browser, { points, repetitions }: LongRunOptions): Promise<Figure[]> {
  return withHome(async (home) => {
    const [run] = seedLongRuns(home, { runs: 1, epochs: 30 })
    if (run === undefined) throw new Error('No run was made')
    const began = performance.now()
    seedStepSeries(home, run, key, points)
    const written = performance.now() - began
    await withClient(home, (client) => leaveWorkspace(client, bySteps))
    const first: PanelTimes[] = []
    const again: PanelTimes[] = []
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      await coreGone(home)
      await withWindow(browser, home, async (window) => {
        await markTime(window.page, 'workspace-usable')
        first.push(await openPanel(window, key, 1))
        again.push(await openPanel(window, key, 1))
      })
    }
    const whole: number[] = []
    const narrow: number[] = []
    await withClient(home, async (client) => {
      const ask = async (range: [number, number]) => {
        const asked = performance.now()
        const { lines } = await client.request('series.lines', { series: [{ run, key }], x: 'step', range, buckets })
        if (lines[0]?.x?.length === 0) throw new Error('The core had no points')
        return performance.now() - asked
      }
      for (let repetition = 0; repetition < repetitions; repetition += 1) {
        whole.push(await ask([0, points]))
        narrow.push(await ask([points * 0.4, points * 0.41]))
      }
    })
    const what = `one run of ${points} points`
    const of = (rows: readonly PanelTimes[], name: keyof PanelTimes) => rows.map((row) => row[name])
    return [
      figure(`${what}: first paint, core just started`, of(first, 'firstPaint')),
      figure(`${what}: whole, core just started`, of(first, 'whole'), { budget: 500 }),
      figure(`${what}: whole, again`, of(again, 'whole'), { budget: 500 }),
      figure(`${what}: main thread’s processor time`, of(again, 'processor')),
      figure(`${what}: the core’s answer, all of it`, whole),
      figure(`${what}: the core’s answer, a hundredth`, narrow),
      figure(`${what}: writing them`, [written]),
    ]
  })
}
