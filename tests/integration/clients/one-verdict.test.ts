/** One verdict over runs of any origin: of an early version's home, of a program that logged a moment ago, and of one that the core starts. */
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ProgramInput } from '../../../src-main/contract/programs'
import type { Client } from '../../../src-main/contract/transport'
import { ended, launch, readRun, small, useCore, waitFor } from '../../support/core'
import { unpackHome } from '../../support/frozen-homes'
import { isSoak } from '../../support/property'

const core = useCore()
const root = join(import.meta.dirname, '../../..')
/** Set PLATEAU_PYTHON to one that has torch for the example. */
const python = process.env.PLATEAU_PYTHON ?? 'python3'
const can = (script: string) => spawnSync(python, ['-c', script]).status === 0
const isUsable = can('import sys; assert sys.version_info >= (3, 9)')

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-verdict-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const runPython = (...words: string[]) =>
  promisify(execFile)(python, words, {
    env: {
      ...process.env,
      PLATEAU_HOME: core.home(),
      PYTHONPATH: join(root, 'clients', 'python'),
      PYTHONDONTWRITEBYTECODE: '1',
    },
  })
async function startProgram(client: Client, change: Partial<ProgramInput> & Pick<ProgramInput, 'command'>) {
  const { program } = await client.request('programs.save', { program: { name: 'mine', folder, ...change } })
  const { runs } = await client.request('programs.launch', { program: program.id, values: [{}] })
  return runs[0]!.id
}
const isEnded = async (client: Client, run: string): Promise<boolean> =>
  (await client.request('runs.list', {})).runs.some(({ id }) => id === run) && (await ended(client, run))
const verdictOf = async (client: Client, runs: readonly string[]) => {
  const verdict = await client.request('comparison.get', { runs: [...runs], metric: 'val_mse', rows: 'framework' })
  const groupOf = (run: string) => verdict.groups.find(({ runs: members }) => members.includes(run))
  return { verdict, groupOf }
}

describe.skipIf(!isUsable)('one verdict (needs Python 3.9 or newer)', () => {
  it('has runs of Plateau 0.1, one that a loop as in PyTorch logged a moment ago, and one of a program that the core starts', async () => {
    const recorded = await unpackHome(1, core.home())
    const client = await core.connect()
    await runPython(
      '-c',
      `import plateau
settings = {"architecture": "pooled", "loss": "mse", "optimizer": "sgd", "seed": 1, "framework": "PyTorch"}
with plateau.init(id="pythonrun07", config=settings, steps_are_epochs=True, system=False) as run:
    run.define_metric("val_*", goal="minimize")
    for epoch in range(1, 4):
        run.log({"train_loss": 1 / epoch, "val_mse": 0.5 / epoch}, step=epoch)
`,
    )
    writeFileSync(join(folder, 'train.sh'), 'for i in 1 2 3 4; do echo "epoch $i val_mse: 0.00$((9 - i))"; done')
    const program = await startProgram(client, {
      command: 'sh train.sh {parameters}',
      parameters: [{ name: 'framework', option: '--framework', type: 'text', default: 'shell' }],
    })
    await waitFor(async () => (await isEnded(client, 'pythonrun07')) && (await isEnded(client, program)))
    const early = recorded.comparison.rows
    const { verdict, groupOf } = await verdictOf(client, [...early.map(({ run }) => run), 'pythonrun07', program])
    expect(verdict).toMatchObject({ metric: 'val_mse', direction: 'lower', by: 'epoch' })
    expect(verdict.groups.reduce((sum, { count }) => sum + count, 0)).toBe(early.length + 2)
    expect(groupOf('pythonrun07')).toMatchObject({ count: 1, best: 0.5 / 3 })
    expect(groupOf(program)).toMatchObject({ count: 1, best: 0.005 })
    // Two losses of three seeds each.
    expect(groupOf(early[0]!.run)).toMatchObject({ count: 3 })
    const bestOf = new Map(verdict.rows.map(({ run, best }) => [run, best]))
    for (const { run, best } of early) expect(bestOf.get(run)).toBe(best)
  })

  it('and the rule of the report stop a program from outside that logs by the Python client', async () => {
    const client = await core.connect()
    writeFileSync(
      join(folder, 'train.py'),
      `import itertools, time, plateau
with plateau.init(system=False) as run:
    for step in itertools.count():
        run.log({"val_mse": 0.25 if step > 2 else 1 / (step + 1)})
        time.sleep(0.02)
`,
    )
    const run = await startProgram(client, {
      command: `${python} train.py`,
      results: { source: 'client' },
      earlyStopping: { metric: 'val_mse', patience: 3, minDelta: 0.001 },
    })
    await waitFor(() => ended(client, run))
    expect(await readRun(client, run)).toMatchObject({
      endReason: 'early-stopped',
      endMessage: 'val_mse moved by no more than 0.001 for 3 steps in a row, up to step 6.',
      origin: { kind: 'program' },
    })
  })

  // Half a minute of torch: not for every run of the tests.
  it.skipIf(!isSoak || !can('import torch'))(
    'has the example in PyTorch beside runs that Plateau trained itself (needs torch)',
    async () => {
      const client = await core.connect()
      const settings = { optimizer: 'sgd', learningRate: 0.01, momentum: 0.9, batchSize: 64, seed: 1 } as const
      const { id } = await launch(client, { ...small, ...settings, epochs: 3 })
      const sizes = ['--train-size', '320', '--validation-size', '64', '--epochs', '3', '--synthetic']
      await runPython(join(root, 'examples', 'pytorch_report.py'), ...sizes)
      const torchRun = async () =>
        (await client.request('runs.list', {})).runs.find(({ config }) => config.framework === 'PyTorch')
      await waitFor(async () => (await torchRun())?.state === 'ended' && (await ended(client, id)))
      const example = (await torchRun())!
      const trained = await readRun(client, id)
      const { verdict, groupOf } = await verdictOf(client, [id, example.id])
      expect(verdict).toMatchObject({ metric: 'val_mse', direction: 'lower', by: 'epoch' })
      expect(groupOf(id)?.best).toBe(trained.series.val_mse?.minimum)
      expect(groupOf(example.id)?.best).toBe(example.series.val_mse?.minimum)
      // Settings and metrics of one are those of the other, by name.
      for (const { config } of [trained, example])
        expect(config).toMatchObject({ architecture: 'pooled', loss: 'mse', ...settings })
      expect(Object.keys(trained.series)).toEqual(
        expect.arrayContaining(['train_loss', 'validation_loss', 'val_mse', 'val_mae', 'val_psnr']),
      )
      for (const key of ['val_mse', 'val_mae', 'val_psnr']) expect(example.series[key]?.by).toBe('epoch')
    },
  )
})
