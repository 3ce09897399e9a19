/** What a measurement reads of processes that are not its own. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Browser } from '@playwright/test'

/** The process of a home's core. @throws RangeError when there is none */
export function coreOf(home: string): number {
  const lines = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n')
  const found = lines.find((line) => line.includes('core.js') && line.includes(home))
  if (found === undefined) throw new RangeError('There is no core to measure.')
  return Number.parseInt(found, 10)
}

/** Megabytes that a process has in memory; 0 where the system does not say. */
export function residentMegabytes(pid: number): number {
  try {
    const [, kilobytes = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kilobytes) / 1_000
  } catch {
    return 0
  }
}

/** Megabytes of the browser's largest page process: that of the window that is measured. */
export async function windowMegabytes(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession()
  try {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo')
    const pages = processInfo.filter(({ type }) => type === 'renderer')
    return Math.max(0, ...pages.map(({ id }) => residentMegabytes(id)))
  } finally {
    await session.detach()
  }
}
