/** The window on a history of very many runs: opening it, Runs, and what a person asks of the lists. */
import type { Browser, Page } from '@playwright/test'
import { endProcess, startWebHost } from '../../tests/e2e/support/app'
import { coreGone, leaveWorkspace, withClient } from '../charts/homes'
import { goTo, markTime } from '../charts/window'
import { coreOf, residentMegabytes, windowMegabytes } from './processes'
import { longestPass, longestTask, longestWait, pageAtRest, watchTasks } from './stalls'

/** One measurement of each figure; milliseconds and megabytes. Stalls are 0 where no task of the page took 50 ms. */
export type WindowTimes = {
  readonly usable: number
  readonly usableStall: number
  readonly runs: number
  readonly runsStall: number
  readonly sort: number
  readonly sortStall: number
  readonly filter: number
  readonly filterStall: number
  readonly group: number
  readonly groupStall: number
  /** The table of Runs by two settings, with means and deviations. */
  readonly tableGroup: number
  readonly tableGroupStall: number
  /** The longest that another client of the core waited during all of this. */
  readonly coreStall: number
  /** The longest that the core's thread was at work at a stretch, by its processor time. */
  readonly corePass: number
  readonly windowMegabytes: number
  readonly coreMegabytes: number
}

/** Panels are left out of what is measured of the lists: hidden runs have no lines. See `npm run bench -- charts` for those. */
export async function measureWindow(browser: Browser, home: string): Promise<WindowTimes> {
  await withClient(home, (client) => leaveWorkspace(client, { groupBy: [] }))
  await coreGone(home)
  const { result, pass } = await longestPass(async () => {
    const { child, url } = await startWebHost(home)
    try {
      return await longestWait(home, () => useWindow(browser, home, url))
    } finally {
      await endProcess(child)
      await coreGone(home)
    }
  })
  return { ...result.result, coreStall: result.waited, corePass: pass }
}

async function useWindow(
  browser: Browser,
  home: string,
  url: string,
): Promise<Omit<WindowTimes, 'coreStall' | 'corePass'>> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  try {
    const page = await context.newPage()
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    await page.addInitScript(watchTasks)
    await page.goto(url)
    const usable = await markTime(page, 'workspace-usable')
    await pageAtRest(page)
    const usableStall = await longestTask(page)
    const list = '[aria-label="Runs in the workspace"] [role=list]'
    const group = await timed(page, list, chooseGroup, `${list} .grp`)
    const table = await timed(page, 'body', (target) => goTo(target, { view: 'runs' }), 'table tbody tr[aria-rowindex]')
    const sort = await timed(page, 'table tbody', (target) => clickHead(target, 'val_mse.best'))
    await (await groupChoice(page, 'loss')).click()
    const tableGroup = await timed(page, 'table tbody', chooseTableGroup, 'table tbody .group1')
    await page.getByRole('menuitem', { name: 'No groups' }).click()
    // The list without groups is no part of what the filter takes.
    await pageAtRest(page)
    const filter = await timed(page, 'table tbody', (target) => type(target, 'plain mse'))
    const figures = {
      usable,
      usableStall,
      group: group.milliseconds,
      groupStall: group.stall,
      tableGroup: tableGroup.milliseconds,
      tableGroupStall: tableGroup.stall,
      runs: table.milliseconds,
      runsStall: table.stall,
      sort: sort.milliseconds,
      sortStall: sort.stall,
      filter: filter.milliseconds,
      filterStall: filter.stall,
      windowMegabytes: await windowMegabytes(browser),
      coreMegabytes: residentMegabytes(coreOf(home)),
    }
    if (errors.length > 0) throw new Error(`The page had an error: ${errors.join('; ')}`)
    return figures
  } finally {
    await context.close()
  }
}

type Changes = typeof globalThis & { benchChanges?: number[]; benchWatch?: MutationObserver }

/**
 * Milliseconds from the start of an action in the page until what it changes is on the screen: the last frame in which a part of the page
 * changed before it came to rest, or the first in which `appears` is there. And the longest task meanwhile.
 * @param act resolves with when it began, in the page's time.
 */
async function timed(page: Page, part: string, act: (page: Page) => Promise<number>, appears?: string) {
  await page.evaluate(
    ([selector, wanted]) => {
      const changes: number[] = []
      ;(globalThis as Changes).benchChanges = changes
      const watched = document.querySelector(selector)
      if (watched === null) throw new Error(`There is no ${selector}`)
      const observer = new MutationObserver(() => {
        if (wanted !== null && (changes.length > 0 || document.querySelector(wanted) === null)) return
        requestAnimationFrame(() => {
          // A message is handled once the frame is done.
          const { port1, port2 } = new MessageChannel()
          port1.onmessage = () => changes.push(performance.now())
          port2.postMessage(null)
        })
      })
      observer.observe(watched, { subtree: true, childList: true, characterData: true })
      ;(globalThis as Changes).benchWatch = observer
    },
    [part, appears ?? null] as const,
  )
  const began = await act(page)
  // On a busy machine the answer may take longer than what counts as rest.
  await page.waitForFunction(
    (since) => ((globalThis as Changes).benchChanges ?? []).some((time) => time >= since),
    began,
    {
      polling: 50,
      timeout: 120_000,
    },
  )
  await pageAtRest(page)
  const last = await page.evaluate((since) => {
    const { benchChanges = [], benchWatch } = globalThis as Changes
    benchWatch?.disconnect()
    return benchChanges.filter((time) => time >= since)
  }, began)
  const ended = appears === undefined ? last.at(-1) : last[0]
  if (ended === undefined) throw new Error(`Nothing changed in ${part}`)
  return { milliseconds: ended - began, stall: await longestTask(page, began) }
}

/** Sorts by a column of the table. */
const clickHead = (page: Page, label: string): Promise<number> =>
  page.evaluate((id) => {
    const head = [...document.querySelectorAll<HTMLElement>('table thead th button')].find(
      (button) => button.textContent.trim().toLowerCase() === id,
    )
    if (!head) throw new Error(`There is no column ${id}`)
    const began = performance.now()
    head.click()
    return began
  }, label)

/** Types into the filter of Runs, as one key. */
const type = (page: Page, text: string): Promise<number> =>
  page.evaluate((typed) => {
    const field = document.querySelector<HTMLInputElement>('[aria-label="Filter runs"]')
    if (!field) throw new Error('There is no filter')
    const began = performance.now()
    field.value = typed
    field.dispatchEvent(new Event('input', { bubbles: true }))
    return began
  }, text)

/** Groups the list of the workspace by the first setting of its menu. */
async function chooseGroup(page: Page): Promise<number> {
  await page.getByRole('button', { name: 'Group by' }).first().click()
  const item = page.getByRole('menuitemcheckbox', { name: 'loss' }).first()
  await item.waitFor()
  await pageAtRest(page, 300)
  return item.evaluate((element) => {
    const began = performance.now()
    ;(element as HTMLElement).click()
    return began
  })
}

/** A choice of the menu that groups the table of Runs, which is opened for it. */
async function groupChoice(page: Page, setting: string) {
  const choice = page.getByRole('menuitemcheckbox', { name: setting, exact: true })
  if (!(await choice.isVisible())) await page.getByRole('button', { name: /^Group/ }).click()
  return choice
}

async function chooseTableGroup(page: Page): Promise<number> {
  const choice = await groupChoice(page, 'architecture')
  await pageAtRest(page, 300)
  return choice.evaluate((element) => {
    const began = performance.now()
    ;(element as HTMLElement).click()
    return began
  })
}
