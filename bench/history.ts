/** A history of very many runs: the command line, the window, memory, and what it takes on the disk. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from '@playwright/test'
import { launchChromium } from '../tests/e2e/support/chromium'
import { seedHistory } from '../tests/support/seed-history'
import { seedLongRuns, seedStepSeries } from '../tests/support/seed-series'
import { coreGone } from './charts/homes'
import { figure, figureTable, type Figure } from './charts/figures'
import { measureList } from './history/command-line'
import { measureQueries } from './history/queries'
import { measureWindow, type WindowTimes } from './history/pages'
import { readStoredSize, seriesBytes } from './history/stored-size'
import { readMachine } from './machine'
import { writeFigures } from './report'

export const historyParts = ['list', 'query', 'window', 'size'] as const

export type HistoryOptions = {
  readonly only?: readonly (typeof historyParts)[number][]
  readonly repetitions: number
  readonly runs: readonly number[]
  readonly series: number
  readonly epochs: number
  /** Of the series by step. */
  readonly points: number
  readonly keep?: string
  readonly kept?: string
  readonly output?: string
}

/** Measures, prints a table for each size, and writes the figures. */
export async function benchHistory(options: HistoryOptions): Promise<void> {
  const machine = readMachine()
  const only = options.only ?? historyParts
  const sizes: Record<string, Figure[]> = {}
  const browser = only.includes('window') ? await launchChromium() : null
  try {
    for (const runs of options.runs) {
      const figures = await withSeededHome(options, runs, (home, seeding) =>
        measure(browser, home, runs, options, seeding),
      )
      sizes[String(runs)] = figures
      process.stdout.write(`${figureTable(`${runs.toLocaleString('en')} runs`, figures)}\n\n`)
    }
    if (only.includes('size')) {
      const figures = [measureSteps(options.points)]
      sizes.steps = figures
      process.stdout.write(`${figureTable('series by step', figures)}\n`)
    }
  } finally {
    await browser?.close()
  }
  writeFigures(options.output, 'history', machine, { options, sizes })
}

async function withSeededHome<Result>(
  { series, epochs, keep, kept }: HistoryOptions,
  runs: number,
  use: (home: string, seconds: number) => Promise<Result>,
): Promise<Result> {
  const home = keep === undefined ? mkdtempSync(join(tmpdir(), 'plateau-bench-history-')) : `${keep}-${runs}`
  try {
    const began = performance.now()
    if (kept === undefined) seedHistory(home, { runs, series, epochs })
    else cpSync(`${kept}-${runs}`, home, { recursive: true, filter: (path) => !path.endsWith('.socket') })
    return await use(home, (performance.now() - began) / 1_000)
  } finally {
    await coreGone(home)
    if (keep === undefined) rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}

/** What the figures may be, in milliseconds and megabytes; of 10,000 runs, and so of fewer. */
const budgets = {
  withCore: 700,
  withoutCore: 1_000,
  usable: 1_000,
  runs: 300,
  stall: 50,
  answer: 100,
  completion: 50,
  /** Of a thousand runs. */
  importance: 1_000,
  window: 300,
  core: 400,
  epochs: 40,
  steps: 12,
} as const

async function measure(
  browser: Browser | null,
  home: string,
  runs: number,
  { only = historyParts, repetitions, series, epochs }: HistoryOptions,
  seeding: number,
): Promise<Figure[]> {
  const figures = [figure('writing the history', [seeding * 1_000])]
  if (only.includes('size')) {
    const size = readStoredSize(home)
    const values = runs * series * epochs
    figures.push(
      figure('the history on the disk', [size.megabytes], { unit: 'MB' }),
      figure('bytes a value of series by epoch', [seriesBytes(size) / values], {
        unit: 'count',
        budget: budgets.epochs,
      }),
    )
  }
  if (only.includes('list')) {
    const { withCore, withoutCore } = await measureList(home, repetitions)
    figures.push(
      figure('list, with a core', withCore, { budget: budgets.withCore }),
      figure('list, without a core', withoutCore, { budget: budgets.withoutCore }),
    )
  }
  if (only.includes('query')) {
    const { query, completion, loosening, importance } = await measureQueries(home, repetitions)
    await coreGone(home)
    figures.push(
      figure('slowest of seven queries', query, { budget: budgets.answer }),
      figure('slowest of six completions', completion, { budget: budgets.completion }),
      figure('a query that finds nothing, explained', loosening, { budget: budgets.answer }),
      figure('what mattered for val_mse', importance, runs <= 1_000 ? { budget: budgets.importance } : {}),
    )
  }
  if (browser !== null) {
    const samples: WindowTimes[] = []
    for (let repetition = 0; repetition < repetitions; repetition += 1) samples.push(await measureWindow(browser, home))
    const of = (key: keyof WindowTimes) => samples.map((sample) => sample[key])
    const stall = { statistic: 'most', budget: budgets.stall } as const
    figures.push(figure('workspace usable', of('usable'), { budget: budgets.usable }))
    figures.push(figure('its longest task', of('usableStall'), stall))
    figures.push(figure('Runs opened', of('runs'), { budget: budgets.runs }))
    figures.push(figure('its longest task', of('runsStall'), stall))
    const words = { sort: 'sort', filter: 'filter', group: 'group', tableGroup: 'group Runs by two settings' } as const
    for (const name of ['sort', 'filter', 'group', 'tableGroup'] as const) {
      figures.push(figure(words[name], of(name), { budget: budgets.answer }))
      figures.push(figure('its longest task', of(`${name}Stall`), stall))
    }
    figures.push(
      figure('longest pass of the core, processor time', of('corePass'), stall),
      figure('longest wait for the core, by the clock', of('coreStall'), { statistic: 'most' }),
      figure('memory of the window', of('windowMegabytes'), { unit: 'MB', statistic: 'most', budget: budgets.window }),
      figure('memory of the core', of('coreMegabytes'), { unit: 'MB', statistic: 'most', budget: budgets.core }),
    )
  }
  return figures
}

/** Bytes a value of one series by step that a run has logged and ended with. */
function measureSteps(points: number): Figure {
  const home = mkdtempSync(join(tmpdir(), 'plateau-bench-history-'))
  try {
    const [run = ''] = seedLongRuns(home, { runs: 1, epochs: 1 })
    const before = seriesBytes(readStoredSize(home))
    seedStepSeries(home, run, 'long', points)
    const bytes = seriesBytes(readStoredSize(home)) - before
    return figure('bytes a value of series by step', [bytes / points], { unit: 'count', budget: budgets.steps })
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}
