/** One run with a very long series: its chart as measured and smoothed, and the core's share of it. */
import type { Browser } from '@playwright/test'
import type { Client } from '../../src-main/contract/transport'
import { defaultLayout, type Smoothing } from '../../src-main/contract/workspace'
import { figure, type Figure } from './figures'
import { bySteps, coreGone, leaveWorkspace, withClient, withHome } from './homes'
import { seedLongRuns, seedStepSeries } from '../../tests/support/seed-series'
import { markTime, openPanel, withWindow, type PanelTimes } from './window'

export type LongRunOptions = { readonly points: number; readonly repetitions: number }

const key = 'bench/loss'
/** Pixels of a panel that fills the window. */
const buckets = 1_200
const ema: Smoothing = { method: 'ema', amount: 0.99 }

type Opened = { readonly first: PanelTimes[]; readonly again: PanelTimes[] }

/** The panel in a window whose core has just started, and once more. */
async function openRepeatedly(browser: Browser, home: string, repetitions: number): Promise<Opened> {
  const [first, again]: PanelTimes[][] = [[], []]
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    await coreGone(home)
    await withWindow(browser, home, async (window) => {
      await markTime(window.page, 'workspace-usable')
      first?.push(await openPanel(window, key, 1))
      again?.push(await openPanel(window, key, 1))
    })
  }
  return { first: first ?? [], again: again ?? [] }
}

/** Milliseconds of an answer. @throws Error when it has no points. */
async function askFor(client: Client, run: string, range: [number, number], smoothing?: Smoothing): Promise<number> {
  const asked = performance.now()
  const { lines } = await client.request('series.lines', {
    series: [{ run, key }],
    x: 'step',
    range,
    buckets,
    ...(smoothing === undefined ? {} : { smoothing }),
  })
  if (lines[0]?.x?.length === 0) throw new Error('The core had no points')
  return performance.now() - asked
}

/** The longest that another client waits for a small answer while work is done. */
async function longestWait(client: Client, work: Promise<unknown>): Promise<number> {
  let isDone = false
  let longest = 0
  const end = work.finally(() => (isDone = true))
  while (!isDone) {
    const asked = performance.now()
    await client.request('preferences.get', {})
    longest = Math.max(longest, performance.now() - asked)
  }
  await end
  return longest
}

type Smoothed = { readonly name: string; readonly smoothing: Smoothing }
const smoothings: readonly Smoothed[] = [
  { name: 'EMA', smoothing: ema },
  { name: 'time-weighted EMA', smoothing: { method: 'time-weighted-ema', amount: 0.9 } },
  { name: 'Gaussian of 50', smoothing: { method: 'gaussian', amount: 50 } },
  { name: 'running average of 100', smoothing: { method: 'running-average', amount: 100 } },
]

/** What the core takes to smooth: for the first time, again, a hundredth, and what others wait meanwhile. */
function measureSmoothing(home: string, run: string, points: number, repetitions: number): Promise<Figure[]> {
  return withClient(home, (client) =>
    withClient(home, async (other) => {
      const figures: Figure[] = []
      for (const { name, smoothing } of smoothings) {
        const [fresh, again, narrow, waits]: number[][] = [[], [], [], []]
        for (let repetition = 0; repetition < repetitions; repetition += 1) {
          // Each time another amount: the core keeps what it has smoothed.
          const by = { ...smoothing, amount: smoothing.amount * (1 - repetition / 1_000) }
          const asked = askFor(client, run, [0, points], by)
          waits?.push(await longestWait(other, asked))
          fresh?.push(await asked)
          again?.push(await askFor(client, run, [0, points], by))
          narrow?.push(await askFor(client, run, [points * 0.4, points * 0.41], by))
        }
        figures.push(
          figure(`${name}: the core’s answer, first time`, fresh ?? []),
          figure(`${name}: the core’s answer, again`, again ?? []),
          figure(`${name}: the core’s answer, a hundredth`, narrow ?? []),
          figure(`${name}: longest wait of another client`, waits ?? [], { budget: 50 }),
        )
      }
      return figures
    }),
  )
}

export function measureLongRun(browser: Browser, { points, repetitions }: LongRunOptions): Promise<Figure[]> {
  return withHome(async (home) => {
    const [run] = seedLongRuns(home, { runs: 1, epochs: 30 })
    if (run === undefined) throw new Error('No run was made')
    const began = performance.now()
    seedStepSeries(home, run, key, points)
    const written = performance.now() - began
    await withClient(home, (client) => leaveWorkspace(client, bySteps))
    const measured = await openRepeatedly(browser, home, repetitions)
    const settings = { ...defaultLayout.settings, ...bySteps.settings, smoothing: ema }
    await withClient(home, (client) => leaveWorkspace(client, { settings }))
    const smoothed = await openRepeatedly(browser, home, repetitions)
    const whole: number[] = []
    const narrow: number[] = []
    await withClient(home, async (client) => {
      for (let repetition = 0; repetition < repetitions; repetition += 1) {
        whole.push(await askFor(client, run, [0, points]))
        narrow.push(await askFor(client, run, [points * 0.4, points * 0.41]))
      }
    })
    const what = `one run of ${points} points`
    const of = (rows: readonly PanelTimes[], name: keyof PanelTimes) => rows.map((row) => row[name])
    return [
      figure(`${what}: first paint, core just started`, of(measured.first, 'firstPaint')),
      figure(`${what}: whole, core just started`, of(measured.first, 'whole'), { budget: 500 }),
      figure(`${what}: whole, again`, of(measured.again, 'whole'), { budget: 500 }),
      figure(`${what}: main thread’s processor time`, of(measured.again, 'processor')),
      figure(`${what}: EMA 0.99, whole, core just started`, of(smoothed.first, 'whole'), { budget: 500 }),
      figure(`${what}: EMA 0.99, whole, again`, of(smoothed.again, 'whole'), { budget: 500 }),
      figure(`${what}: EMA 0.99, main thread’s processor time`, of(smoothed.again, 'processor')),
      figure(`${what}: the core’s answer, all of it`, whole),
      figure(`${what}: the core’s answer, a hundredth`, narrow),
      ...(await measureSmoothing(home, run, points, repetitions)),
      figure(`${what}: writing them`, [written]),
    ]
  })
}
