/** Time to the first chart, beside TensorBoard and MLflow UI on the same numbers in the same Chromium. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { quantile } from '../../src-main/maths/statistics'
import { findPython } from '../pythons'
import { figure, type Figure } from './figures'
import { coreGone, withClient, withHome } from './homes'
import { peerServers, withServer, writeRuns } from './peer-servers'
import { seedLongRuns } from '../../tests/support/seed-series'
import { markTime, withWindow } from './window'

export type FirstChartOptions = {
  readonly pythons: readonly string[]
  readonly runs: number
  readonly epochs: number
  readonly repetitions: number
}

export type PeerRatio = {
  readonly name: string
  readonly version: string
  /** Times as long as Plateau's, by medians. */
  readonly ratio: number
  readonly remark: string
  /** Seconds that its own writer took for the runs. */
  readonly writingSeconds: number
}

const metrics = ['val_mse', 'val_mae', 'train_loss', 'validation_loss'] as const

/** Every page is opened with an empty cache; servers are running, and have read their runs. */
export function measureFirstChart(
  browser: Browser,
  { pythons, runs, epochs, repetitions }: FirstChartOptions,
): Promise<{ figures: Figure[]; peers: PeerRatio[] }> {
  return withHome(async (home) => {
    const ids = seedLongRuns(home, { runs, epochs })
    const data = join(home, 'bench-data')
    await writeData(home, ids, epochs, data)
    const ours: number[] = []
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      await coreGone(home)
      await withWindow(browser, home, async ({ page }) => {
        ours.push(await markTime(page, 'panel-first-paint', { lines: 1 }))
      })
    }
    const what = `${runs} runs x ${epochs} epochs: first chart`
    const figures = [figure(`${what}, Plateau`, ours)]
    const peers: PeerRatio[] = []
    for (const peer of peerServers) {
      const python = await findPython(pythons, peer.module)
      if (python === null) continue
      const out = join(home, peer.module)
      const { version, seconds } = await writeRuns(python, peer, { data, out })
      const samples = await withServer(python, peer, { out, runs }, async (address) => {
        const times: number[] = []
        for (let repetition = 0; repetition < repetitions; repetition += 1)
          times.push(await inNewPage(browser, (page) => peer.firstChart(page, address)))
        return times
      })
      const measured = figure(`${what}, ${peer.name} ${version}`, samples)
      figures.push(measured)
      const ratio = measured.value / quantile(ours, 0.5)
      peers.push({ name: peer.name, version, ratio, remark: peer.remark, writingSeconds: seconds })
    }
    return { figures, peers }
  })
}

/** The numbers of the history, as the peers' scripts read them. */
async function writeData(home: string, ids: readonly string[], epochs: number, data: string): Promise<void> {
  mkdirSync(data)
  const values = new Float64Array(ids.length * metrics.length * epochs)
  const names = await withClient(home, async (client) => {
    const { runs } = await client.request('runs.resolve', { runs: [...ids] })
    const series = await client.request('series.epochs', { runs: [...ids] })
    for (const [row, run] of series.runs.entries())
      for (const [column, metric] of metrics.entries()) {
        const line = run.values[metric]
        if (line?.length !== epochs) throw new Error(`${run.run} has no whole ${metric}`)
        values.set(line, (row * metrics.length + column) * epochs)
      }
    return runs.map(({ name }) => name)
  })
  writeFileSync(join(data, 'runs.json'), JSON.stringify({ runs: names, metrics, epochs }))
  writeFileSync(join(data, 'values.bin'), values)
}

async function inNewPage(browser: Browser, use: (page: Page) => Promise<number>): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  try {
    return await use(await context.newPage())
  } finally {
    await context.close()
  }
}
