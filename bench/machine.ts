/** What a measurement was made on. */
import { readFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'

export type MachineFacts = ReturnType<typeof readMachine>

export function readMachine() {
  const [first] = cpus()
  return {
    cpuModel: first?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    system: `${process.platform} ${process.arch} ${release()}`,
    nodeVersion: process.versions.node,
    /** Processes that wanted to run, over the last minute: more than a few tenths before a measurement is disturbance. */
    loadAverage: loadavg()[0] ?? Number.NaN,
    measuredAt: new Date().toISOString(),
  }
}

/** The largest resident memory that a process had, in bytes; null where the system keeps no such record (not Linux). */
export function peakMemory(pid: number): number | null {
  if (process.platform !== 'linux') return null
  try {
    const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return found?.[1] === undefined ? null : Number(found[1]) * 1024
  } catch {
    // It has just ended.
    return null
  }
}
