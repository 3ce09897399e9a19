/**
 * The comparison of whole trainings with PyTorch: all runs of the product, then all of torch, two at a time; at the end
 * docs/parity.md. Finished runs are kept in .cache/parity, so that an interruption costs the runs under way and no more.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { cells, compare, sharedSettings, type Cell, type Engine, type ParityRun } from './design'
import { writeDocument } from './document'
import { openFinishedRuns, type FinishedRuns } from './finished-runs'
import { createPrograms, trainOurs, trainTorch, welch, type Programs } from './programs'

const projectRoot = resolve(import.meta.dirname, '../..')
const usage = `Usage: npm run test:parity -- --python PYTHON [--seeds N] [--fresh]
PYTHON has torch, numpy and scipy. --seeds: 10 unless given. --fresh: forgets finished runs.`

type Options = { readonly python: string; readonly seeds: number; readonly fresh: boolean }

function readOptions(parameters: readonly string[]): Options | null {
  try {
    const { values } = parseArgs({
      args: [...parameters],
      options: {
        python: { type: 'string' },
        seeds: { type: 'string', default: '10' },
        fresh: { type: 'boolean', default: false },
      },
    })
    const seeds = Number(values.seeds)
    if (values.python === undefined || !Number.isInteger(seeds) || seeds < 1) return null
    return { python: values.python, seeds, fresh: values.fresh }
  } catch {
    return null
  }
}

const say = (text: string) => process.stderr.write(`${text}\n`)

/** @returns the exit code: 0 when every cell agrees, 1 when one differs or a run fails, 2 for bad input, 130 when interrupted. */
export async function main(parameters: readonly string[]): Promise<number> {
  const options = readOptions(parameters)
  if (options === null) {
    say(usage)
    return 2
  }
  const programs = createPrograms()
  const interrupt = () => void programs.stop()
  process.once('SIGINT', interrupt)
  process.once('SIGTERM', interrupt)
  const home = mkdtempSync(join(tmpdir(), 'plateau-parity-'))
  try {
    // A Python without what is needed is told of now, not after the product's half.
    await programs.run(options.python, ['-c', 'import numpy, scipy, torch'])
    const finished = openFinishedRuns(join(projectRoot, '.cache/parity/runs.jsonl'), sharedSettings, options.fresh)
    await trainAll(options, finished, {
      plateau: (cell, seed) => trainOurs(programs, home, cell, seed),
      torch: (cell, seed) => trainTorch(programs, options.python, cell, seed),
    })
    return await conclude(programs, options, finished)
  } catch (error) {
    if (programs.isStopped()) {
      say('Stopped. Finished runs are kept; the same command goes on with the rest.')
      return 130
    }
    say(error instanceof Error ? error.message : String(error))
    return 1
  } finally {
    await programs.stop()
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 })
  }
}

type Train = (cell: Cell, seed: number) => Promise<ParityRun>

const runsAtATime = 2

/** Trains what is not finished yet. One side after the other, so that two runs of one core share the machine evenly. */
async function trainAll({ seeds }: Options, finished: FinishedRuns, train: Record<Engine, Train>): Promise<void> {
  for (const engine of ['plateau', 'torch'] as const) {
    const tasks = Array.from({ length: seeds }, (_, index) => index + 1).flatMap((seed) =>
      cells.map((cell) => ({ cell, seed })),
    )
    const waiting = tasks.filter(({ cell, seed }) => !finished.find(engine, cell, seed))
    say(`${engine}: ${tasks.length} runs, ${tasks.length - waiting.length} of them finished before.`)
    const began = performance.now()
    const total = waiting.length
    let done = 0
    const work = async () => {
      for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
        const run = await train[engine](task.cell, task.seed)
        finished.add(run)
        done += 1
        const minutesLeft = ((performance.now() - began) / 60_000 / done) * (total - done)
        say(
          `${engine} ${run.architecture} ${run.loss} seed ${run.seed}: val_mse ${run.valMse.toPrecision(4)} in ${run.seconds.toFixed(0)} s; ${done} of ${total}, about ${Math.ceil(minutesLeft)} min left`,
        )
      }
    }
    await Promise.all(Array.from({ length: runsAtATime }, work))
  }
}

async function conclude(programs: Programs, { python, seeds }: Options, finished: FinishedRuns): Promise<number> {
  const runsOf = (engine: Engine, cell: Cell): ParityRun[] =>
    Array.from({ length: seeds }, (_, index) => {
      const run = finished.find(engine, cell, index + 1)
      if (!run)
        throw new Error(`The ${engine} run of ${cell.architecture} ${cell.loss}, seed ${index + 1}, is missing.`)
      return run
    })
  const pairs = cells.map((cell) => ({
    ours: runsOf('plateau', cell).map(({ valMse }) => valMse),
    torch: runsOf('torch', cell).map(({ valMse }) => valMse),
  }))
  const probabilities = await welch(programs, python, pairs)
  const comparisons = cells.map((cell, index) =>
    compare(cell, pairs[index]?.ours ?? [], pairs[index]?.torch ?? [], probabilities[index] ?? null),
  )
  const madeWith = (engine: Engine) => [
    ...new Set(cells.flatMap((cell) => runsOf(engine, cell)).map((run) => run.madeWith)),
  ]
  const document = await writeDocument(
    comparisons,
    { plateau: madeWith('plateau'), torch: madeWith('torch') },
    cpus()[0]?.model ?? 'an unknown processor',
  )
  writeFileSync(join(projectRoot, 'docs', 'parity.md'), document)
  for (const { architecture, loss, difference, agrees } of comparisons)
    say(`${architecture} ${loss}: ${(difference * 100).toFixed(1)}%, ${agrees ? 'agrees' : 'differs'}`)
  say('Written to docs/parity.md.')
  return comparisons.every(({ agrees }) => agrees) ? 0 : 1
}
