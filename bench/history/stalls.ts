/** How long something was busy at a stretch: the page's main thread, and the core's. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import type { Page } from '@playwright/test'

type Watched = typeof globalThis & { benchTasks?: { start: number; duration: number }[] }

/** Runs in the page before its scripts do. The browser tells of tasks from 50 ms on. */
export function watchTasks(): void {
  const tasks: { start: number; duration: number }[] = []
  ;(globalThis as Watched).benchTasks = tasks
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) tasks.push({ start: startTime, duration })
  }).observe({ type: 'longtask', buffered: true })
}

/** The longest task since a time, in milliseconds; 0 where none took 50. Asked for once the page has come to rest. */
export const longestTask = (page: Page, since = 0): Promise<number> =>
  page.evaluate(
    (from) =>
      Math.max(
        0,
        ...((globalThis as Watched).benchTasks ?? [])
          .filter(({ start }) => start >= from)
          .map(({ duration }) => duration),
      ),
    since,
  )

/** Waits until the page has had no long task and no change of what is listed for a while: what was on its way has come. */
export async function pageAtRest(page: Page, quietMilliseconds = 1_000): Promise<void> {
  await page.evaluate(async (quiet) => {
    let last = performance.now()
    const seen = new MutationObserver(() => (last = performance.now()))
    seen.observe(document.body, { subtree: true, childList: true, characterData: true })
    const deadline = performance.now() + 120_000
    while (performance.now() - last < quiet) {
      if (performance.now() > deadline) throw new Error('The page did not come to rest')
      const before = performance.now()
      await new Promise((over) => setTimeout(over, 50))
      if (performance.now() - before > 100) last = performance.now()
    }
    seen.disconnect()
  }, quietMilliseconds)
}

/**
 * The longest that another client waits for an answer while something is under way, in milliseconds. It is a process of its own: this one drives a
 * browser, and would wait for itself.
 */
export async function longestWait<Result>(
  home: string,
  use: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly waited: number }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'asking.mjs'), home], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const read = async (): Promise<string> => {
    const { value } = await lines.next()
    if (value === undefined) throw new Error('The client that asks has ended')
    return value
  }
  try {
    await read()
    const result = await use()
    child.stdin.end()
    return { result, waited: Number(await read()) }
  } finally {
    child.kill()
  }
}

/**
 * The longest pass of the event loop of a core that is started meanwhile and ends before this does, in milliseconds of its thread's processor time: as long
 * as any client has to wait for it at most, where the processors are free.
 * @param use starts that core, and waits for its end.
 */
export async function longestPass<Result>(
  use: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly pass: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'plateau-bench-turns-'))
  const place = join(folder, 'longest')
  const { NODE_OPTIONS: options } = process.env
  process.env.PLATEAU_BENCH_CORE_TURNS = place
  process.env.NODE_OPTIONS = `${options ?? ''} --import ${pathToFileURL(join(import.meta.dirname, 'core-turns.mjs')).href}`
  try {
    const result = await use()
    return { result, pass: Number(readFileSync(place, 'utf8')) }
  } finally {
    delete process.env.PLATEAU_BENCH_CORE_TURNS
    if (options === undefined) delete process.env.NODE_OPTIONS
    else process.env.NODE_OPTIONS = options
    rmSync(folder, { recursive: true, force: true })
  }
}
