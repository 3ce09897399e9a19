/** What logging costs a Python program, beside other trackers' clients, and what SIGKILL loses. */
import { execFile, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { setTimeout as wait } from 'node:timers/promises'
import { readMachine } from './machine'
import { measureIntake } from './clients/intake'
import { findPython } from './pythons'
import { median, table, writeFigures } from './report'

const execute = promisify(execFile)
const scripts = join(import.meta.dirname, 'clients')

type Tracker = { readonly name: string; readonly title: string; readonly module: string; readonly canBeKilled: boolean }

/** Names as in `clients/trackers.py`. */
const trackers: readonly Tracker[] = [
  { name: 'plateau', title: 'Plateau', module: 'sys', canBeKilled: true },
  { name: 'wandb', title: 'W&B, offline', module: 'wandb', canBeKilled: true },
  { name: 'tensorboard', title: 'TensorBoard (torch)', module: 'torch.utils.tensorboard', canBeKilled: true },
  { name: 'tensorboardX', title: 'tensorboardX', module: 'tensorboardX', canBeKilled: true },
  { name: 'mlflow-file', title: 'MLflow, files', module: 'mlflow', canBeKilled: false },
  { name: 'mlflow-sqlite', title: 'MLflow, SQLite', module: 'mlflow', canBeKilled: false },
  { name: 'trackio', title: 'trackio', module: 'trackio', canBeKilled: false },
]

export type ClientsOptions = {
  readonly python: readonly string[]
  readonly repetitions: number
  /** Processes ended by SIGKILL for each tracker and pace. */
  readonly kills: number
  readonly output?: string
}

type Cost = {
  readonly version: string
  readonly p50: number
  readonly mean: number
  readonly p99: number
  readonly processor: number
  readonly clock: number
}
type Found = Tracker & { readonly python: string }
type Loss = { readonly pace: 'paced' | 'tight'; readonly returned: number; readonly lost: number }

/** Measures in turns, prints two tables, and writes every sample. */
export async function benchClients({ python, repetitions, kills, output }: ClientsOptions): Promise<void> {
  const machine = readMachine()
  const found: Found[] = []
  for (const tracker of trackers) {
    const its = await findPython(python.length > 0 ? python : ['python3'], tracker.module)
    if (its !== null) found.push({ ...tracker, python: its })
  }
  const costs = new Map<string, Cost[]>()
  for (let repetition = 0; repetition < repetitions; repetition += 1)
    for (const tracker of found) {
      const cost = await inFolder((folder) => measureCost(tracker, folder))
      if (cost !== null) costs.set(tracker.name, [...(costs.get(tracker.name) ?? []), cost])
    }
  process.stdout.write(`${costTable(found, costs)}\n`)
  const losses = new Map<string, Loss[]>()
  for (let round = 0; round < kills; round += 1)
    for (const tracker of found.filter(({ canBeKilled }) => canBeKilled))
      for (const pace of ['paced', 'tight'] as const) {
        const loss = await inFolder((folder) => measureLoss(tracker, pace, folder, round))
        losses.set(tracker.name, [...(losses.get(tracker.name) ?? []), loss])
      }
  if (kills > 0) process.stdout.write(`\n${lossTable(found, losses)}\n`)
  const intakes = []
  for (let repetition = 0; repetition < repetitions; repetition += 1)
    intakes.push(await inFolder((folder) => measureIntake(found[0]?.python ?? 'python3', folder, 100_000)))
  const delay = median(intakes.map((intake) => intake.delay))
  const quickest = Math.min(...intakes.map((intake) => intake.delay))
  const bytes = median(intakes.map(({ bytesPerPoint }) => bytesPerPoint))
  const rows = [
    ['in the history after the last call', `${(delay / 1_000).toFixed(2)} s`, `${(quickest / 1_000).toFixed(2)} s`],
    ['in the store, a point', `${bytes.toFixed(1)} bytes`, ''],
  ]
  process.stdout.write(
    `\n${table(['100,000 points of a program that logs as fast as it can', 'median', 'quietest'], rows)}\n`,
  )
  const samples = { intakes, costs: Object.fromEntries(costs), losses: Object.fromEntries(losses) }
  writeFigures(output, 'clients', machine, { options: { repetitions, kills }, ...samples })
}

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'plateau-bench-client-'))
  try {
    return await work(folder)
  } finally {
    // A tracker's own process may still write for a moment.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  }
}

async function measureCost({ name, title, python }: Found, folder: string): Promise<Cost | null> {
  try {
    const { stdout } = await execute(python, [join(scripts, 'log_cost.py'), name, folder], { maxBuffer: 2 ** 26 })
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Cost
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error)
    process.stderr.write(`${title} could not be measured: ${reason}\n`)
    return null
  }
}

/** Kills a process at another moment in each round, and counts what can be read of the calls that had returned. */
async function measureLoss(tracker: Found, pace: Loss['pace'], folder: string, round: number): Promise<Loss> {
  const progress = `${folder}.progress`
  writeFileSync(progress, Buffer.alloc(8))
  const child = spawn(tracker.python, [join(scripts, 'until_killed.py'), tracker.name, folder, pace, progress], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-2_000)))
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const file = openSync(progress, 'r')
  const returned = () => {
    const count = Buffer.alloc(8)
    readSync(file, count, 0, 8, 0)
    return Number(count.readBigInt64LE())
  }
  try {
    const goal = (pace === 'tight' ? 5_000 : 200) + ((round * 37) % 700)
    while (returned() < goal && child.exitCode === null) await wait(1)
    if (child.exitCode !== null) throw new Error(`${tracker.title} ended by itself: ${said}`)
    child.kill('SIGKILL')
    await ended
    const calls = returned()
    const lost = async () => {
      const { stdout } = await execute(tracker.python, [join(scripts, 'count_points.py'), tracker.name, folder])
      return Math.max(0, calls - Number(stdout.trim().split('\n').at(-1)))
    }
    let count = await lost()
    // W&B's second process outlives the first and may still be writing.
    for (let second = 0; second < 5 && count > 0; second += 1) {
      await wait(1_000)
      count = await lost()
    }
    return { pace, returned: calls, lost: count }
  } finally {
    closeSync(file)
    rmSync(progress, { force: true })
  }
}

const microseconds = (nanoseconds: number) =>
  nanoseconds >= 100_000 ? (nanoseconds / 1_000).toFixed(0) : (nanoseconds / 1_000).toFixed(1)

/** Medians of the repetitions; the mean, which every disturbance adds to, is that of the quietest one. */
function costTable(found: readonly Found[], costs: ReadonlyMap<string, readonly Cost[]>): string {
  const all = (name: string, figure: 'p50' | 'mean' | 'p99' | 'processor') =>
    (costs.get(name) ?? []).map((cost) => cost[figure] - (figure === 'processor' ? 0 : cost.clock))
  const quietest = (name: string) => Math.min(...all(name, 'mean'))
  const measured = found.filter(({ name }) => costs.has(name))
  const rows = measured.map(({ name, title }) => [
    `${title} ${costs.get(name)?.[0]?.version ?? ''}`,
    microseconds(median(all(name, 'p50'))),
    microseconds(quietest(name)),
    microseconds(median(all(name, 'p99'))),
    microseconds(median(all(name, 'processor'))),
    name === 'plateau' ? '' : `${(quietest(name) / quietest('plateau')).toFixed(1)}x`,
  ])
  return table(['one metric, us a call', 'p50', 'mean', 'p99', 'processor time', 'mean of Plateau'], rows)
}

function lossTable(found: readonly Found[], losses: ReadonlyMap<string, readonly Loss[]>): string {
  const rows = found.flatMap(({ name, title }) => {
    const its = losses.get(name)
    if (its === undefined) return []
    const sum = (pace: Loss['pace']) =>
      its.filter((loss) => loss.pace === pace).reduce((all, { lost }) => all + lost, 0)
    const returned = its.reduce((all, loss) => all + loss.returned, 0)
    return [[title, String(its.length), String(returned), String(sum('paced')), String(sum('tight'))]]
  })
  return table(['points lost over SIGKILLs', 'kills', 'logged', 'lost, 1,000 a second', 'lost, tight loop'], rows)
}
