/** What runs on this machine, for tests that wait until it does not: they ask many times, so that Linux is asked without a process. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

export type RunningProcess = { readonly pid: number; readonly parent: number; readonly command: string }

/** Every process whose command line has all of these words. */
export function findProcesses(...words: string[]): RunningProcess[] {
  const all = process.platform === 'linux' ? readProc(words) : readPs()
  return all.filter(({ command }) => words.every((word) => command.includes(word)))
}

function readProc(words: readonly string[]): RunningProcess[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      if (!words.every((word) => command.includes(word))) return []
      // Behind the command's name, which may have brackets of its own: the state, and the parent.
      const parent = /^ \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8').split(')').at(-1) ?? '')?.[1]
      return [{ pid: Number(name), parent: Number(parent), command }]
    } catch {
      // It has ended meanwhile.
      return []
    }
  })
}

function readPs(): RunningProcess[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n')
  return lines.flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    return command === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }]
  })
}
