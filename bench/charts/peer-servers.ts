/** TensorBoard and MLflow as they are installed in a Python: the same runs written by their own writers, and their servers. */
import { execFile, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Page } from '@playwright/test'
import { exitCodeOf, onEndingSignal } from '../../scripts/lib/signals.mjs'
import { frames } from './window'

const execute = promisify(execFile)

/** Longest wait for a server to listen and to have read its runs. */
const startMilliseconds = 180_000

export type PeerServer = {
  readonly name: string
  readonly module: string
  readonly script: string
  /** Parameters of the Python; its working directory is the folder that the script wrote into. */
  readonly serve: (port: number) => readonly string[]
  /** Whether it listens and has read that many runs. */
  readonly isReady: (address: string, runs: number) => Promise<boolean>
  /** Opens its page of charts. @returns milliseconds from the navigation to its first chart. */
  readonly firstChart: (page: Page, address: string) => Promise<number>
  /** What is not alike, said beside its figure. */
  readonly remark: string
}

export const peerServers: readonly PeerServer[] = [
  {
    name: 'TensorBoard',
    module: 'tensorboard',
    script: 'tensorboard_runs.py',
    serve: (port) => ['-m', 'tensorboard.main', '--logdir', '.', '--host', '127.0.0.1', '--port', String(port)],
    async isReady(address, runs) {
      const answer = await fetch(`${address}/data/runs`)
      return answer.ok && ((await answer.json()) as unknown[]).length === runs
    },
    async firstChart(page, address) {
      // It draws in a worker, where nobody can see it: its points have come, and two frames are allowed for them.
      const points = page.waitForResponse(/timeseries\/timeSeries/, { timeout: startMilliseconds })
      await page.goto(`${address}/#timeseries`)
      await (await points).finished()
      await frames(page)
      return page.evaluate(() => performance.now())
    },
    remark: 'runs already read by its server; counted as drawn two frames after its points came',
  },
  {
    name: 'MLflow UI',
    module: 'mlflow',
    script: 'mlflow_runs.py',
    serve: (port) => [
      ...['-m', 'mlflow', 'server', '--backend-store-uri', 'sqlite:///mlflow.db'],
      ...['--host', '127.0.0.1', '--port', String(port), '--workers', '1'],
    ],
    async isReady(address) {
      return (await fetch(`${address}/health`)).ok
    },
    async firstChart(page, address) {
      // The script makes the only experiment beside the one that is always there.
      await page.goto(`${address}/#/experiments/1/runs?compareRunsMode=CHART&workflowType=machine_learning`)
      const drawn = await page.waitForFunction(
        () => document.querySelector('.js-plotly-plot .scatterlayer path.js-line') && performance.now(),
        undefined,
        { polling: 'raf', timeout: startMilliseconds },
      )
      return Number(await drawn.jsonValue())
    },
    remark: 'shows its ten newest runs only',
  },
]

/**
 * Writes the runs of `data` for a peer with its own writer.
 * @returns the folder's own facts: the peer's version and how long writing took.
 * @throws Error with what the script said last.
 */
export async function writeRuns(
  python: string,
  peer: PeerServer,
  { data, out }: { data: string; out: string },
): Promise<{ version: string; seconds: number }> {
  mkdirSync(out, { recursive: true })
  const script = join(import.meta.dirname, '../peers', peer.script)
  const { stdout } = await execute(python, [script, '--data', data, '--out', out], { maxBuffer: 2 ** 24 })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { version: string; seconds: number }
}

/** Starts a peer's server and gives its address for as long as `use` takes. @throws Error when it does not come up. */
export async function withServer<Result>(
  python: string,
  peer: PeerServer,
  { out, runs }: { out: string; runs: number },
  use: (address: string) => Promise<Result>,
): Promise<Result> {
  const port = await freePort()
  // A process group of its own: a server starts others, which end with it.
  const child = spawn(python, [...peer.serve(port)], { cwd: out, stdio: 'ignore', detached: true })
  const end = () => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, 'SIGKILL')
  }
  const forget = onEndingSignal((signal) => {
    end()
    process.exit(exitCodeOf(signal))
  })
  try {
    const address = `http://127.0.0.1:${port}`
    const deadline = Date.now() + startMilliseconds
    // Nobody listens yet: asked again.
    while (!(await peer.isReady(address, runs).catch(() => false))) {
      if (child.exitCode !== null) throw new Error(`${peer.name} ended with ${child.exitCode}`)
      if (Date.now() > deadline) throw new Error(`${peer.name} did not come up`)
      await delay(200)
    }
    return await use(address)
  } finally {
    forget()
    end()
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('No free port'))
        else resolve(address.port)
      })
    })
  })
}
