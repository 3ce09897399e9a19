/** The command line as processes on a home of their own. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { findProcesses } from './processes'
import { until } from './wait'

const root = resolve(import.meta.dirname, '../..')
const entry = resolve(root, process.env.PLATEAU_OUT_DIRECTORY ?? 'out', 'main', 'cli.js')

export type Finished = { readonly code: number | null; readonly stdout: string; readonly stderr: string }
export type ListedRun = {
  id: string
  name: string
  state: string
  epochs: number
  held: boolean
  queuePosition: number | null
}

/** A network that trains an epoch in a fraction of a second. */
export const smallNetwork =
  '--filters 4,4 --hidden-units 16 --train-size 320 --validation-size 64 --no-early-stopping'.split(' ')

export type CommandLine = ReturnType<typeof openCommandLine>

/** Makes a throwaway home. {@link CommandLine.close} takes it away again, once its core has ended. */
export function openCommandLine(purpose: string) {
  const home = mkdtempSync(join(tmpdir(), `plateau-${purpose}-`))

  function start(...parameters: string[]): { child: ChildProcessWithoutNullStreams; finished: Promise<Finished> } {
    const child = spawn(process.execPath, [entry, '--home', home, ...parameters], { cwd: root })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    const finished = new Promise<Finished>((done) => {
      child.on('close', (code) => done({ code, stdout, stderr }))
    })
    return { child, finished }
  }
  const run = (...parameters: string[]): Promise<Finished> => start(...parameters).finished

  /** Cores of this home; each ends by itself when its last client has left. */
  function corePids(): number[] {
    return findProcesses('core.js', home).map(({ pid }) => pid)
  }

  const list = async (): Promise<ListedRun[]> => readRuns((await run('list', '--json')).stdout)

  return {
    home,
    entry,
    start,
    run,
    corePids,
    list,
    /** Waits until the newest run, or the one of that name, satisfies a condition. */
    async until(condition: (run: ListedRun) => boolean, name?: string): Promise<ListedRun> {
      let found: ListedRun | undefined
      await until(
        async () => {
          const runs = await list()
          found = name === undefined ? runs[0] : runs.find((one) => one.name === name)
          return found !== undefined && condition(found)
        },
        () => `the run was as wanted; it is ${JSON.stringify(found)}`,
      )
      return found!
    },
    killCore(): void {
      for (const pid of corePids()) process.kill(pid, 'SIGKILL')
    },
    async untilCoreEnds(): Promise<void> {
      await until(() => corePids().length === 0, 'the core had ended after its last client')
    },
    async close(): Promise<void> {
      await this.untilCoreEnds()
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    },
  }
}

/** Resolves, with everything since it was called, when the process has printed something that matches. */
export function printed(child: ChildProcessWithoutNullStreams, pattern: RegExp): Promise<string> {
  let text = ''
  return new Promise((found, failed) => {
    child.stdout.on('data', (part: string) => {
      text += part
      if (pattern.test(text)) found(text)
    })
    child.on('close', () => failed(new Error(`It ended without printing ${String(pattern)}:\n${text}`)))
  })
}

export const readRuns = (text: string): ListedRun[] => (JSON.parse(text) as { runs: ListedRun[] }).runs

/** The objects of a stream of JSON lines. */
export const readLines = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
