/** Whether a process belongs to a run's program: by the variables that it was started with, or by who started it. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** `unknown`: it is gone, or the system does not say. */
export type Owner = 'own' | 'other' | 'unknown'

/** Of generations. */
const mostAncestors = 64

/**
 * @param run that stands in PLATEAU_RUN of its program's processes, also of those that made themselves independent
 * @param leader the first process of its program
 */
export function ownerOf(pid: number, run: string, leader: number): Owner {
  if (pid === leader) return 'own'
  if (process.platform === 'win32') return 'unknown'
  const variables = variablesOf(pid)
  if (variables?.includes(`PLATEAU_RUN=${run}`) === true) return 'own'
  let isThere = false
  for (let at: number | null = pid, level = 0; at !== null && at > 1 && level < mostAncestors; level += 1) {
    if (at === leader) return 'own'
    at = parentOf(at)
    isThere ||= at !== null
  }
  return isThere ? 'other' : 'unknown'
}

/** Of a process of this user, on Linux; null where they cannot be read. */
function variablesOf(pid: number): string[] | null {
  if (process.platform !== 'linux') return null
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0')
  } catch {
    // It is gone, or another user's.
    return null
  }
}

/** Null for a process that is not there. */
function parentOf(pid: number): number | null {
  try {
    if (process.platform !== 'linux')
      return Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8', timeout: 5_000 }))
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name stands in brackets and may have any characters.
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return null
  }
}

/** Processes that have a file open, on Linux; none where the system does not say. @param path with links resolved */
export function processesWithOpen(path: string): number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => hasOpen(pid, path))
}

function hasOpen(pid: number, path: string): boolean {
  const folder = `/proc/${pid}/fd`
  try {
    return readdirSync(folder).some((name) => linkOf(`${folder}/${name}`) === path)
  } catch {
    // It is gone, or another user's.
    return false
  }
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path)
  } catch {
    // Closed meanwhile.
    return null
  }
}
