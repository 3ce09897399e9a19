/** Runs that log while they are watched: what it costs the window. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Browser, Page } from '@playwright/test'
import type { Client } from '../../src-main/contract/transport'
import { figure, type Figure } from './figures'
import { bySteps, leaveWorkspace, withClient, withHome } from './homes'
import { seedLongRuns } from '../../tests/support/seed-series'
import { markTime, openPanel, readCounters, withWindow, type ProductWindow } from './window'

export type LiveOptions = { readonly runs: number; readonly pointsPerSecond: number; readonly minutes: number }

const key = 'bench/live'
const appendMilliseconds = 100
/**
 * Before anything is measured. Scripts are compiled meanwhile, and lines grow until they have as many points as their panel has room for: 1 MB in the first two
 * minutes, which says nothing of the thirty minutes that follow.
 */
const warmUpMilliseconds = 120_000
const sliceMilliseconds = 10_000
const heapReadings = 3
const megabyte = 1e6

export function measureLive(browser: Browser, options: LiveOptions): Promise<Figure[]> {
  const { runs, pointsPerSecond, minutes } = options
  return withHome(async (home) => {
    const ids = seedLongRuns(home, { runs, epochs: 30 })
    const { measured, appends } = await withClient(home, async (client) => {
      await leaveWorkspace(client, bySteps)
      const logging = startLogging(client, ids, pointsPerSecond)
      try {
        const watched = await withWindow(browser, home, async (window) => {
          await markTime(window.page, 'workspace-usable')
          await openPanel(window, key, runs)
          await delay(warmUpMilliseconds)
          return watch(window, minutes)
        })
        return { measured: watched, appends: await logging.stop() }
      } finally {
        // A request that was refused is the reason for whatever the window missed.
        await logging.stop()
      }
    })
    const { mainThread, process, longFrames, heaps } = measured
    const what = `${runs} runs x ${pointsPerSecond} points/s`
    return [
      figure(`${what}: renderer process, of one core`, process, { unit: '%', budget: 15 }),
      figure(`${what}: its main thread`, mainThread, { unit: '%' }),
      figure(`${what}: frames over 50 ms`, [longFrames.length], { unit: 'count', budget: 0 }),
      ...(longFrames.length > 0
        ? [figure(`${what}: longest frame`, longFrames, { statistic: 'most', budget: 50 })]
        : []),
      figure(`${what}: memory of the page’s scripts`, heaps, { unit: 'MB' }),
      figure(`${what}: its growth in 30 minutes`, [30 * slope(heaps) * (60_000 / sliceMilliseconds)], {
        unit: 'MB',
        budget: 5,
      }),
      figure(`${what}: an append, asked to answered`, appends, { statistic: 'p99' }),
    ]
  })
}

/** Logs to every run at a steady rate, as so many clients would. */
function startLogging(client: Client, runs: readonly string[], pointsPerSecond: number) {
  const began = performance.now()
  const milliseconds: number[] = []
  let sent = 0
  let isStopped = false
  async function log(): Promise<void> {
    while (!isStopped) {
      // By the clock: a late turn brings more.
      const due = Math.floor(((performance.now() - began) / 1_000) * pointsPerSecond)
      const steps = Float64Array.from({ length: due - sent }, (_, index) => sent + index + 1)
      sent = due
      if (steps.length > 0)
        await Promise.all(
          runs.map(async (run, index) => {
            const values = steps.map((step) => 1 / Math.sqrt(step + 10) + index / 50 + 0.01 * Math.sin(step))
            const asked = performance.now()
            await client.request('points.append', { run, series: [{ key, steps, values }] })
            milliseconds.push(performance.now() - asked)
          }),
        )
      await delay(appendMilliseconds)
    }
  }
  const ended = log()
  // Told by `stop`; until then it must not count as nobody's.
  ended.catch(() => undefined)
  return {
    /** @returns milliseconds of each request. @throws what a request was refused with. */
    async stop(): Promise<number[]> {
      isStopped = true
      await ended
      return milliseconds
    },
  }
}

/** In slices, with a collected heap between them that takes no part in what a slice costs. */
async function watch({ page, session }: ProductWindow, minutes: number) {
  /** The least of some readings: what is on its way from the core or being drawn at one moment, up to 2 MB, is not kept. */
  const collectedHeap = async () => {
    const readings: number[] = []
    while (readings.length < heapReadings) {
      await session.send('HeapProfiler.collectGarbage')
      readings.push((await readCounters(session)).JSHeapUsedSize / megabyte)
    }
    return Math.min(...readings)
  }
  const slices = Math.max(2, Math.round((minutes * 60_000) / sliceMilliseconds))
  const mainThread: number[] = []
  const process: number[] = []
  const longFrames: number[] = []
  const heaps: number[] = []
  // What opening the page has left behind is no growth.
  await collectedHeap()
  for (let slice = 0; slice < slices; slice += 1) {
    const began = performance.now()
    const before = await readCounters(session)
    longFrames.push(...(await longFramesFor(page, sliceMilliseconds)))
    const after = await readCounters(session)
    const seconds = (performance.now() - began) / 1_000
    mainThread.push((100 * (after.ThreadTime - before.ThreadTime)) / seconds)
    process.push((100 * (after.ProcessTime - before.ProcessTime)) / seconds)
    heaps.push(await collectedHeap())
  }
  return { mainThread, process, longFrames, heaps }
}

/** The browser tells of each frame that took 50 ms or more (long animation frames); looking on costs the page nothing. */
function longFramesFor(page: Page, milliseconds: number): Promise<number[]> {
  return page.evaluate(async (time) => {
    const durations: number[] = []
    const observer = new PerformanceObserver((list) => {
      durations.push(...list.getEntries().map(({ duration }) => duration))
    })
    observer.observe({ type: 'long-animation-frame' })
    await new Promise((over) => setTimeout(over, time))
    observer.disconnect()
    return durations
  }, milliseconds)
}

/** Of the least-squares line through values at 0, 1, 2, ... */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2
  const squares = values.reduce((sum, _, index) => sum + (index - middle) ** 2, 0)
  return values.reduce((sum, value, index) => sum + (index - middle) * value, 0) / squares
}
