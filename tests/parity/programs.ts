/** The two sides as programs: the product's own command line, and the torch script. */
import { spawn, type ChildProcess } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { environmentSchema } from '../../src-main/contract/run'
import { chooseSubset } from '../../src-main/dataset/image-set'
import { cifar10Directory } from '../../src-main/platform/paths.mjs'
import { configOf, sharedSettings, type Cell, type ParityRun } from './design'

const projectRoot = resolve(import.meta.dirname, '../..')
const oracle = (name: string) => join(projectRoot, 'tests', 'oracle', name)

/** Programs under way, and one way to end them all. */
export type Programs = {
  /**
   * Runs a program to its end. @param input for its standard input.
   * @returns its standard output. @throws Error with its last words when it does not end well.
   */
  run(command: string, parameters: readonly string[], input?: string): Promise<string>
  /** Tells every program to end, and waits until all have; what is run afterwards is refused. */
  stop(): Promise<void>
  isStopped(): boolean
}

export function createPrograms(): Programs {
  const active = new Map<ChildProcess, Promise<unknown>>()
  let isStopped = false
  return {
    run: (command, parameters, input) =>
      new Promise((settle, fail) => {
        if (isStopped) {
          fail(new Error('Stopped.'))
          return
        }
        const child = spawn(command, parameters, { cwd: projectRoot, stdio: ['pipe', 'pipe', 'pipe'] })
        active.set(child, new Promise((closed) => child.once('close', closed)))
        let output = ''
        let remarks = ''
        child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()))
        child.stderr.on('data', (bytes: Buffer) => (remarks += bytes.toString()))
        child.once('error', fail)
        child.once('close', (code) => {
          active.delete(child)
          if (code === 0) settle(output)
          else
            fail(new Error(`${command} ended with ${code ?? 'a signal'}: ${remarks.trim().split('\n').at(-1) ?? ''}`))
        })
        // A program that does not start or reads nothing says so by its end.
        child.stdin.on('error', () => undefined)
        child.stdin.end(input)
      }),
    async stop() {
      isStopped = true
      for (const child of active.keys()) child.kill('SIGTERM')
      await Promise.all(active.values())
    },
    isStopped: () => isStopped,
  }
}

const endSchema = z.object({
  type: z.literal('run-ended'),
  state: z.string(),
  endMessage: z.string().nullable(),
  epochs: z.int(),
  metrics: z.object({ val_mse: z.object({ last: z.number() }) }),
  environment: environmentSchema,
})

const elapsed = (began: number) => (performance.now() - began) / 1000

/** `plateau train` in a home of its own. @param home the folder for the history. */
export async function trainOurs(programs: Programs, home: string, cell: Cell, seed: number): Promise<ParityRun> {
  const began = performance.now()
  const file = join(home, `${cell.architecture}-${cell.loss}-${seed}.json`)
  writeFileSync(file, JSON.stringify(configOf(cell, seed)))
  const cli = join(projectRoot, 'out', 'main', 'cli.js')
  const output = await programs.run(process.execPath, [cli, '--home', home, 'train', '--config', file, '--json'])
  const end = endSchema.parse(JSON.parse(output.trim().split('\n').at(-1) ?? ''))
  if (end.state !== 'completed' || end.epochs !== sharedSettings.epochs)
    throw new Error(`A run of ${cell.architecture} ${cell.loss} ended as ${end.state}. ${end.endMessage ?? ''}`)
  const { backend, tensorflowVersion, engineVersion, threads } = end.environment
  return {
    ...cell,
    engine: 'plateau',
    seed,
    valMse: end.metrics.val_mse.last,
    seconds: elapsed(began),
    madeWith: `${backend} TensorFlow ${tensorflowVersion}, engine ${engineVersion}, ${threads === 1 ? '1 thread' : `${threads} threads`}`,
  }
}

const torchSchema = z.object({ val_mse: z.array(z.number()).length(sharedSettings.epochs), torch: z.string() })

/** The torch script on the images that the product chooses. */
export async function trainTorch(programs: Programs, python: string, cell: Cell, seed: number): Promise<ParityRun> {
  const began = performance.now()
  const { trainSize, validationSize, epochs, batchSize, learningRate, dataSeed } = sharedSettings
  const task = {
    ...cell,
    seed,
    cache: cifar10Directory(),
    trainIndices: [...chooseSubset(trainSize, dataSeed)],
    validationSize,
    epochs,
    batchSize,
    learningRate,
  }
  const output = await programs.run(python, [oracle('parity_torch.py')], JSON.stringify(task))
  const { val_mse: values, torch } = torchSchema.parse(JSON.parse(output))
  return {
    ...cell,
    engine: 'torch',
    seed,
    valMse: values.at(-1) ?? Number.NaN,
    seconds: elapsed(began),
    madeWith: `torch ${torch}, 1 thread`,
  }
}

/** Welch's p of each pair, by scipy; null where a side has fewer than two values. */
export async function welch(
  programs: Programs,
  python: string,
  pairs: readonly { ours: readonly number[]; torch: readonly number[] }[],
): Promise<(number | null)[]> {
  const output = await programs.run(python, [oracle('parity_statistics.py')], JSON.stringify(pairs))
  return z.array(z.number().nullable()).length(pairs.length).parse(JSON.parse(output))
}
