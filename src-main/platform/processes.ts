/** Processes and their groups on this machine: whether they live, and that one is still the same. */
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * When a process began, in words of the system that no later process with its number has; null where there is none, or the system does not say.
 */
export function processStart(pid: number): string | null {
  try {
    if (process.platform === 'linux') {
      const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
      // The name stands in brackets and may have any characters.
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
      // A process that has ended and was not waited for is none any more.
      return fields[0] === 'Z' || fields[0] === 'X' ? null : `${boot}:${fields[19] ?? ''}`
    }
    if (process.platform === 'win32') return null
    const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', timeout: 5_000 }).trim()
    return text === '' ? null : text
  } catch {
    // No such process.
    return null
  }
}

const isThere = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It is there and another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Whether a process still runs. @param startedAt what {@link processStart} said of it */
export function isRunning(pid: number, startedAt: string | null): boolean {
  if (!isThere(pid)) return false
  return process.platform === 'win32' || startedAt === null || processStart(pid) === startedAt
}

/** Whether anything of a group still runs. On Windows, the leader. */
export const isGroupRunning = (leader: number): boolean => isThere(process.platform === 'win32' ? leader : -leader)

/** Signals every process of a group; where there are no groups, the leader with its children. Nothing happens where none is left. */
export function signalGroup(leader: number, signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void {
  if (process.platform === 'win32') {
    // Windows has no signals: the first is a request to close, the others an end.
    spawnSync('taskkill', ['/PID', String(leader), '/T', ...(signal === 'SIGINT' ? [] : ['/F'])], { windowsHide: true })
    return
  }
  try {
    process.kill(-leader, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
