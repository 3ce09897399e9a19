/** The product's own window in Chromium: the web host on a home, its page, and what the page and the browser tell of time. */
import type { Browser, CDPSession, Page } from '@playwright/test'
import type { MarkName } from '../../src-main/charts/marks'
import type { Route } from '../../src-renderer/state/router.svelte'
import { endProcess, startWebHost } from '../../tests/e2e/support/app'

export type ProductWindow = {
  readonly page: Page
  /** Of the page, with Performance enabled. */
  readonly session: CDPSession
  /** Milliseconds from the launch of the web host to its link, its core's start included. */
  readonly hostMilliseconds: number
  /** Closes page and host. @throws Error when the page had an error: what it showed was not the product's work. */
  close(): Promise<void>
}

/** How long a mark may take: a window that cannot cope is told from one that is slow. */
const longestMilliseconds = 120_000

/** Starts host and core on a home, and opens its page. */
async function openWindow(browser: Browser, home: string): Promise<ProductWindow> {
  const began = performance.now()
  const { child, url } = await startWebHost(home)
  const hostMilliseconds = performance.now() - began
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  const session = await context.newCDPSession(page)
  await session.send('Performance.enable')
  await page.goto(url)
  return {
    page,
    session,
    hostMilliseconds,
    async close() {
      await context.close()
      await endProcess(child)
      if (errors.length > 0) throw new Error(`The page had an error: ${errors.join('; ')}`)
    },
  }
}

/** Gives a window on a home for as long as `use` takes. */
export async function withWindow<Result>(
  browser: Browser,
  home: string,
  use: (window: ProductWindow) => Promise<Result>,
): Promise<Result> {
  const window = await openWindow(browser, home)
  let result
  try {
    result = await use(window)
  } catch (error) {
    // What went wrong first is what is told.
    await window.close().catch(() => undefined)
    throw error
  }
  await window.close()
  return result
}

type Wanted = { readonly after?: number; readonly lines?: number }

/**
 * Waits for a mark and tells when it was made, in milliseconds since the page's navigation.
 * @param wanted after: not before this time; lines: of at least so many lines.
 * @throws Error when it does not come.
 */
export async function markTime(page: Page, name: MarkName, { after = 0, lines = 0 }: Wanted = {}): Promise<number> {
  const found = await page
    .waitForFunction(
      (asked) => {
        const marks = performance.getEntriesByName(`plateau:${asked.name}`, 'mark') as PerformanceMark[]
        const mark = marks.find(({ startTime, detail }) => {
          const count = (detail as { lines?: number } | null)?.lines ?? 0
          return startTime >= asked.after && count >= asked.lines
        })
        return mark?.startTime
      },
      { name, after, lines },
      // A mark has its own time: looking seldom costs the page little, and the figure nothing.
      { polling: 25, timeout: longestMilliseconds },
    )
    .catch((cause: unknown) => {
      throw new Error(`The page did not come to plateau:${name} of ${lines} lines`, { cause })
    })
  const time = await found.jsonValue()
  if (time === undefined) throw new Error(`plateau:${name} has no time`)
  return time
}

/** Goes to a view as back and forward do. @returns when, in milliseconds since the page's navigation. */
export function goTo(page: Page, route: Route): Promise<number> {
  return page.evaluate((next) => {
    const began = performance.now()
    history.pushState({ route: next }, '')
    dispatchEvent(new PopStateEvent('popstate', { state: { route: next } }))
    return began
  }, route)
}

/**
 * Waits until the panels that are shown since a time are whole and no mark was made for half a second: what was on its way is drawn, and disturbs
 * nothing. @throws Error when that does not come.
 */
async function settled(page: Page, since: number): Promise<void> {
  await page.evaluate(
    async ([longest, began]) => {
      const deadline = performance.now() + longest
      let quiet = 0
      let before = Number.NaN
      while (quiet < 5) {
        if (performance.now() > deadline) throw new Error('The page did not come to rest')
        await new Promise((over) => setTimeout(over, 100))
        const marks = performance.getEntriesByType('mark') as PerformanceMark[]
        const last = Math.max(0, ...marks.map(({ startTime }) => startTime))
        const latest = new Map(marks.map(({ name, detail }) => [(detail as { panel?: string } | null)?.panel, name]))
        const isUnderWay = [...latest.values()].includes('plateau:panel-first-paint')
        const isShown = marks.some(({ name, startTime }) => name === 'plateau:panel-whole' && startTime > began)
        quiet = last === before && isShown && !isUnderWay ? quiet + 1 : 0
        before = last
      }
    },
    [longestMilliseconds, since] as const,
  )
}

/**
 * `processor`: what the main thread itself worked until then, which a busy machine does not lengthen; `paint`: until the first paint, a
 * little more as it is read a moment later.
 */
export type PanelTimes = {
  readonly firstPaint: number
  readonly whole: number
  readonly processor: number
  readonly paint: number
}

/** Opens a panel over the whole window. Milliseconds from the asking to its first paint, and until it is whole. */
export async function openPanel(window: ProductWindow, key: string, lines: number): Promise<PanelTimes> {
  await settled(window.page, await goTo(window.page, { view: 'workspace' }))
  return timePanel(window, key, lines)
}

/** Longer than lines of a panel that was left are kept (state/lines). */
const forgottenMilliseconds = 2_500

/** As {@link openPanel}, of lines that nothing has shown of late: from another view, where it begins with no line. */
export async function seePanel(window: ProductWindow, key: string, lines: number): Promise<PanelTimes> {
  await goTo(window.page, { view: 'settings' })
  await window.page.waitForTimeout(forgottenMilliseconds)
  return timePanel(window, key, lines)
}

async function timePanel({ page, session }: ProductWindow, key: string, lines: number): Promise<PanelTimes> {
  const before = await readCounters(session)
  const began = await goTo(page, { view: 'workspace', panel: `metric:${key}` })
  const firstPaint = await markTime(page, 'panel-first-paint', { after: began, lines: 1 })
  const painted = await readCounters(session)
  const whole = await markTime(page, 'panel-whole', { after: began, lines })
  const after = await readCounters(session)
  return {
    firstPaint: firstPaint - began,
    whole: whole - began,
    processor: (after.ThreadTime - before.ThreadTime) * 1_000,
    paint: (painted.ThreadTime - before.ThreadTime) * 1_000,
  }
}

/** Waits for frames to be shown. */
export async function frames(page: Page, count = 2): Promise<void> {
  await page.evaluate(async (left) => {
    for (let frame = 0; frame < left; frame += 1) await new Promise((shown) => requestAnimationFrame(shown))
  }, count)
}

/** Where the plot that is shown lies in the window. @throws Error when none is shown. */
export async function plotBox(page: Page) {
  const box = await page.locator('[aria-roledescription="chart"]').first().boundingBox()
  if (box === null) throw new Error('No chart is shown')
  return box
}

/** Counters of the page's process: seconds, but for the heap. */
const counters = ['TaskDuration', 'DevToolsCommandDuration', 'ThreadTime', 'ProcessTime', 'JSHeapUsedSize'] as const
export type Counters = Record<(typeof counters)[number], number>

/**
 * What the browser counts: TaskDuration is the main thread's time by the clock, ThreadTime its processor time, ProcessTime the
 * processor time of all its threads; JSHeapUsedSize is in bytes.
 */
export async function readCounters(session: CDPSession): Promise<Counters> {
  const { metrics } = await session.send('Performance.getMetrics')
  const values = new Map(metrics.map(({ name, value }) => [name, value]))
  return Object.fromEntries(
    counters.map((name) => {
      const value = values.get(name)
      if (value === undefined) throw new Error(`The browser does not count ${name}`)
      return [name, value]
    }),
  ) as Counters
}
