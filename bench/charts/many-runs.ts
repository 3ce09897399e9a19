/** A workspace of very many runs: opening it, one panel with a line for each, and their groups' means. */
import type { Browser } from '@playwright/test'
import { defaultLayout, usualDensity, type WorkspaceLayout } from '../../src-main/contract/workspace'
import { figure, type Figure } from './figures'
import { coreGone, leaveWorkspace, withClient, withHome } from './homes'
import { seedLongRuns } from '../../tests/support/seed-series'
import { markTime, openPanel, readCounters, seePanel, withWindow, type PanelTimes, type ProductWindow } from './window'

export type ManyRunsOptions = { readonly runs: number; readonly epochs: number; readonly repetitions: number }

/** However many lines there are, each is drawn. */
const asLines: Partial<WorkspaceLayout> = {
  settings: { ...defaultLayout.settings, density: { ...usualDensity, from: null } },
}

const metrics = ['val_mse', 'val_mae', 'train_loss', 'validation_loss'] as const

/** Each repetition begins with no core running. */
export function measureManyRuns(browser: Browser, { runs, epochs, repetitions }: ManyRunsOptions): Promise<Figure[]> {
  return withHome(async (home) => {
    seedLongRuns(home, { runs, epochs })
    const opened: Opening[] = []
    const firstSights: PanelTimes[] = []
    const single: PanelTimes[] = []
    const dense: PanelTimes[] = []
    const grouped: PanelTimes[] = []
    const heaps: number[] = []
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      const layouts = [
        { layout: asLines, times: single },
        { layout: {}, times: dense },
        { layout: { groupBy: ['architecture', 'loss'] }, times: grouped },
      ]
      for (const { layout, times } of layouts) {
        await withClient(home, (client) => leaveWorkspace(client, layout))
        await coreGone(home)
        await withWindow(browser, home, async (window) => {
          const opening = await timesOfOpening(window)
          if (times === single) opened.push(opening)
          if (times === single) for (const metric of metrics) firstSights.push(await seePanel(window, metric, runs))
          for (const metric of metrics) times.push(await openPanel(window, metric, runs))
          if (times === single) heaps.push((await readCounters(window.session)).JSHeapUsedSize / 1e6)
        })
      }
    }
    const of = <Key extends string>(rows: readonly Record<Key, number>[], key: Key) => rows.map((row) => row[key])
    return [
      figure('start of host and core', of(opened, 'host')),
      figure('page opened to workspace usable', of(opened, 'usable'), { budget: 1_000 }),
      figure('start and page together', of(opened, 'inAll'), { budget: 1_000 }),
      figure('page opened to first chart', of(opened, 'firstChart')),
      figure(`first sight of ${runs} lines: first paint`, of(firstSights, 'firstPaint'), { budget: 250 }),
      figure(`first sight of ${runs} lines: whole`, of(firstSights, 'whole'), { budget: 1_000 }),
      figure(
        `first sight of ${runs} lines: main thread’s processor time until the first paint`,
        of(firstSights, 'paint'),
      ),
      figure(`panel with ${runs} lines: first paint`, of(single, 'firstPaint'), { budget: 250 }),
      figure(`panel with ${runs} lines: whole`, of(single, 'whole'), { budget: 1_000 }),
      figure(`panel with ${runs} lines: main thread’s processor time`, of(single, 'processor')),
      figure(`density of ${runs} lines: first paint`, of(dense, 'firstPaint'), { budget: 250 }),
      figure(`density of ${runs} lines: whole`, of(dense, 'whole'), { budget: 1_000 }),
      figure(`density of ${runs} lines: main thread’s processor time`, of(dense, 'processor')),
      figure('grouped mean and band: whole', of(grouped, 'whole'), { budget: 300 }),
      figure('grouped mean and band: main thread’s processor time', of(grouped, 'processor')),
      figure('memory of the page’s scripts', heaps, { unit: 'MB' }),
    ]
  })
}

type Opening = Awaited<ReturnType<typeof timesOfOpening>>

async function timesOfOpening({ page, hostMilliseconds }: ProductWindow) {
  const usable = await markTime(page, 'workspace-usable')
  const firstChart = await markTime(page, 'panel-first-paint', { lines: 1 })
  return { host: hostMilliseconds, usable, inAll: hostMilliseconds + usable, firstChart }
}
