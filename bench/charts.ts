/** What the charts cost, in the product's own window in Chromium, one part after the other. */
import type { Browser } from '@playwright/test'
import { launchChromium } from '../tests/e2e/support/chromium'
import { figureTable, type Figure } from './charts/figures'
import { measureFirstChart, type PeerRatio } from './charts/first-chart'
import { measureHover } from './charts/hover'
import { measureLive } from './charts/live'
import { measureLongRun } from './charts/long-run'
import { measureManyRuns } from './charts/many-runs'
import { readMachine } from './machine'
import { writeFigures } from './report'

export const chartParts = ['many-runs', 'hover', 'live', 'long-run', 'first-chart'] as const
export type ChartPart = (typeof chartParts)[number]

export type ChartsOptions = {
  /** What is measured; everything unless given. */
  readonly only?: readonly ChartPart[]
  readonly repetitions: number
  /** Of the history of many runs. */
  readonly runs: number
  readonly epochs: number
  /** Of the one long run. */
  readonly points: number
  /** How long the live runs are watched. */
  readonly minutes: number
  /** Of the history that is opened beside the peers. */
  readonly peerRuns: number
  readonly peerEpochs: number
  readonly python: readonly string[]
  readonly output?: string
}

const titles: Record<ChartPart, string> = {
  'many-runs': 'many runs',
  hover: 'hover and zoom',
  live: 'live',
  'long-run': 'one long run',
  'first-chart': 'beside others',
}

/** Measures, prints a table a part as it is done, and writes the figures. */
export async function benchCharts(options: ChartsOptions): Promise<void> {
  const machine = readMachine()
  const browser = await launchChromium()
  const chromium = browser.version()
  const parts: Partial<Record<ChartPart, readonly Figure[]>> = {}
  let peers: readonly PeerRatio[] = []
  try {
    for (const part of options.only ?? chartParts) {
      const measured = await measure(browser, part, options)
      parts[part] = measured.figures
      peers = measured.peers ?? peers
      process.stdout.write(`${figureTable(titles[part], measured.figures)}\n`)
      for (const { name, ratio, remark } of measured.peers ?? [])
        process.stdout.write(`${name} takes ${ratio.toFixed(1)} times as long (${remark}).\n`)
      process.stdout.write('\n')
    }
  } finally {
    await browser.close()
  }
  writeFigures(options.output, 'charts', machine, { chromium, options, parts, peers })
}

type Measured = { readonly figures: readonly Figure[]; readonly peers?: readonly PeerRatio[] }

async function measure(browser: Browser, part: ChartPart, options: ChartsOptions): Promise<Measured> {
  const { repetitions, runs, epochs, points, minutes } = options
  switch (part) {
    case 'many-runs':
      return { figures: await measureManyRuns(browser, { runs, epochs, repetitions }) }
    case 'hover':
      return { figures: await measureHover(browser, { runs: 50, points: 10_000, moves: 400, zooms: 10 }) }
    case 'live':
      return { figures: await measureLive(browser, { runs: 8, pointsPerSecond: 200, minutes }) }
    case 'long-run':
      return { figures: await measureLongRun(browser, { points, repetitions }) }
    case 'first-chart':
      return measureFirstChart(browser, {
        pythons: options.python,
        runs: options.peerRuns,
        epochs: options.peerEpochs,
        repetitions,
      })
  }
}
