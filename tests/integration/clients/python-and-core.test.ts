/** Programs that log with the Python client, and a real core that takes their journals in. */
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Client } from '../../../src-main/contract/transport'
import { readRun, useCore, waitFor } from '../../support/core'
import { unpackHome } from '../../support/frozen-homes'

const core = useCore()
const packages = join(import.meta.dirname, '../../../clients/python')
const python = process.env.PLATEAU_PYTHON ?? 'python3'
const isUsable = spawnSync(python, ['-c', 'import sys; assert sys.version_info >= (3, 9)']).status === 0
const programs: ChildProcessWithoutNullStreams[] = []
afterEach(() => {
  for (const program of programs.splice(0)) program.kill('SIGKILL')
})

/** A program that logs into the core's home. Its standard input is open: `input()` waits for a line. */
function start(script: string) {
  const program = spawn(python, ['-c', `import plateau, os, sys\n${script}`], {
    env: { ...process.env, PLATEAU_HOME: core.home(), PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' },
  })
  programs.push(program)
  let said = ''
  program.stderr.on('data', (text: Buffer) => (said += text.toString()))
  const ended = once(program, 'close').then(() => ({ code: program.exitCode, said }))
  return { program, ended }
}

async function points(client: Client, run: string, key: string) {
  const { lines } = await client.request('series.lines', { series: [{ run, key }], x: 'step', buckets: 1_000 })
  return { steps: [...(lines[0]!.x ?? [])], values: [...lines[0]!.y] }
}
const isThere = async (client: Client, run: string) =>
  (await client.request('runs.list', {})).runs.some(({ id }) => id === run)
const isEnded = async (client: Client, run: string) =>
  (await isThere(client, run)) && (await readRun(client, run)).state === 'ended'

describe.skipIf(!isUsable)('a core and the Python client (needs Python 3.9 or newer)', () => {
  it('shows a run while its program logs, and what it was when it has ended', async () => {
    const client = await core.connect()
    const { program, ended } = start(`
run = plateau.init(id="pythonrun01", project="vision", name="mine", config={"lr": 0.1, "net": {"depth": 3}}, tags=["a"], system=False)
for step in range(50): run.log({"train/loss": 1 / (step + 1), "odd": float("nan") if step == 3 else step})
input()
run.config["late"] = [1, 2]
run.summary["best"] = 0.02
run.name, run.tags, run.notes = "renamed", ["a", "b"], "why"
run.log({"train/loss": 0.5}, step=1000)
print("words of the program")
`)
    await waitFor(
      async () =>
        (await isThere(client, 'pythonrun01')) && (await readRun(client, 'pythonrun01')).series.odd?.count === 50,
    )
    const live = await readRun(client, 'pythonrun01')
    expect(live).toMatchObject({ name: 'mine', state: 'running', tags: ['a'] })
    expect(live.config).toMatchObject({ lr: 0.1, 'net.depth': 3 })
    program.stdin.write('\n')
    expect(await ended).toEqual({ code: 0, said: '' })
    await waitFor(() => isEnded(client, 'pythonrun01'))
    const run = await readRun(client, 'pythonrun01')
    expect(run).toMatchObject({ endReason: 'completed', problems: [], summary: { best: 0.02 } })
    expect(run).toMatchObject({ name: 'renamed', tags: ['a', 'b'], notes: 'why' })
    expect(run.config).toMatchObject({ late: [1, 2] })
    expect(run.series['train/loss']).toMatchObject({ count: 51, lastStep: 1000, last: 0.5 })
    expect(run.series.odd).toMatchObject({ count: 50, nan: 1 })
    const { steps, values } = await points(client, 'pythonrun01', 'train/loss')
    expect(steps).toEqual([...Array.from({ length: 50 }, (_, step) => step), 1000])
    expect(values.slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, step) => 1 / (step + 1)))
    const { entries } = await client.request('runs.log', { run: 'pythonrun01' })
    expect(entries.map(({ message }) => message)).toContain('words of the program')
  })

  it('says how a program ended, and takes in what was logged while no core ran', async () => {
    const failing = start('plateau.init(id="pythonrun02"); plateau.log({"a": 1}); raise ValueError("no such layer")')
    expect((await failing.ended).code).toBe(1)
    const killed = start(
      'plateau.init(id="pythonrun03"); [plateau.log({"a": step}) for step in range(20_000)]; print("there"); input()',
    )
    await once(killed.program.stdout, 'data')
    killed.program.kill('SIGKILL')
    await killed.ended
    const client = await core.connect()
    await waitFor(async () => (await isEnded(client, 'pythonrun02')) && (await isEnded(client, 'pythonrun03')))
    const failed = await readRun(client, 'pythonrun02')
    expect(failed.endReason).toBe('failed')
    expect(failed.endMessage).toContain('no such layer')
    const interrupted = await readRun(client, 'pythonrun03')
    expect(interrupted).toMatchObject({ endReason: 'interrupted', problems: [] })
    expect(interrupted.series.a).toMatchObject({ count: 20_000, lastStep: 19_999 })
    // The same id goes on where it was.
    await start('plateau.init(id="pythonrun03", resume="allow")\nplateau.log({"a": -1})').ended
    await waitFor(async () => (await readRun(client, 'pythonrun03')).endReason === 'completed')
    expect(await readRun(client, 'pythonrun03')).toMatchObject({ attempts: 2, problems: [] })
    expect((await readRun(client, 'pythonrun03')).series.a).toMatchObject({ count: 20_001, lastStep: 20_000, last: -1 })
  })

  it('keeps pictures, distributions, tables, text and files by step', async () => {
    const { code, said } = await start(`
with plateau.init(id="pythonrun06", system=False, console=False) as run:
    run.log({"examples": [plateau.Image([[0, 255]], caption="a"), plateau.Image([[9], [8]], caption="b")]})
    run.log({"weights": plateau.Histogram([1, 2, 3], num_bins=2), "note": "words", "loss": 1})
    run.log({"small": plateau.Table(columns=["a", "b"], data=[[1, "x"], [2, None]])})
    run.log({"large": plateau.Table(columns=["a"], data=[["x" * 1_000]] * 2_000)})
    with open(os.path.join(run.dir, "model.bin"), "wb") as file: file.write(b"weights")
`).ended
    expect({ code, said }).toEqual({ code: 0, said: '' })
    const client = await core.connect()
    await waitFor(() => isEnded(client, 'pythonrun06'))
    const run = 'pythonrun06'
    const { keys } = await client.request('media.list', { run })
    expect(keys.map(({ kind, key, steps }) => [kind, key, steps[0]])).toEqual(
      expect.arrayContaining([
        ['image', 'examples', 0],
        ['histogram', 'weights', 1],
        ['text', 'note', 1],
        ['table', 'small', 2],
        ['table', 'large', 3],
      ]),
    )
    expect(keys.filter(({ kind }) => kind === 'file').map(({ key }) => key)).toEqual(['model.bin'])
    const pictures = (await client.request('media.at', { run, kind: 'image', key: 'examples', step: 0 })).items
    expect(pictures.map(({ details }) => [details.caption, details.width, details.height])).toEqual([
      ['a', 2, 1],
      ['b', 1, 2],
    ])
    const { bytes } = await client.request('media.content', { sha256: pictures[0]!.sha256! })
    expect([...bytes.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47])
    const [weights] = (await client.request('media.at', { run, kind: 'histogram', key: 'weights', step: 1 })).items
    expect(weights!.details).toMatchObject({ edges: [1, 2, 3], counts: [1, 2] })
    const [small] = (await client.request('media.at', { run, kind: 'table', key: 'small', step: 2 })).items
    expect(small!.details).toMatchObject({
      columns: ['a', 'b'],
      rows: [
        [1, 'x'],
        [2, null],
      ],
    })
    const [large] = (await client.request('media.at', { run, kind: 'table', key: 'large', step: 3 })).items
    expect((large!.details.rows as unknown[]).length).toBe(1_000)
    expect((await readRun(client, run)).problems).toEqual([])
  })

  it('stops a program, and keeps processes of a run apart', async () => {
    const client = await core.connect()
    const { program, ended } = start(`
import time
run = plateau.init(id="pythonrun04", system=False)
run.log({"loss": 1})
if os.fork() == 0:
    for step in range(10): run.log({"loss": -1, "child": step})
    run.finish()
    os._exit(0)
os.wait()
print("forked", flush=True)
while True:
    run.log({"loss": 1})
    time.sleep(0.01)
`)
    await once(program.stdout, 'data')
    await waitFor(
      async () =>
        (await isThere(client, 'pythonrun04')) && (await readRun(client, 'pythonrun04')).series.child?.count === 10,
    )
    writeFileSync(join(core.home(), 'journals', 'pythonrun04', 'stop'), '')
    await ended
    await waitFor(() => isEnded(client, 'pythonrun04'))
    const run = await readRun(client, 'pythonrun04')
    expect(run).toMatchObject({ endReason: 'stopped', problems: [] })
    expect(run.series['process-1/loss']).toMatchObject({ count: 10, last: -1 })
    expect(run.series.loss).toMatchObject({ minimum: 1, maximum: 1 })
  })

  it('stands in one verdict with runs of Plateau 0.1', async () => {
    await unpackHome(1, core.home())
    await start(`
settings = {"architecture": "pooled", "loss": "mse", "optimizer": "sgd", "seed": 1, "framework": "PyTorch"}
with plateau.init(id="pythonrun05", config=settings, steps_are_epochs=True, system=False) as run:
    for epoch in range(1, 4): run.log({"val_mse": 0.5 / epoch, "val_mae": 0.6}, step=epoch)
`).ended
    const client = await core.connect()
    await waitFor(() => isEnded(client, 'pythonrun05'))
    const { runs } = await client.request('runs.list', {})
    const early = runs.filter(({ endReason, origin }) => endReason === 'completed' && origin.kind === 'trained')
    expect(early).toHaveLength(6)
    const compared = [...early.map(({ id }) => id), 'pythonrun05']
    const verdict = await client.request('comparison.get', { runs: compared, metric: 'val_mse', rows: 'framework' })
    expect(verdict).toMatchObject({ metric: 'val_mse', direction: 'lower', by: 'epoch' })
    const ours = verdict.groups.find(({ runs: its }) => its.includes('pythonrun05'))
    expect(ours).toMatchObject({ count: 1, best: 0.5 / 3 })
    expect(verdict.groups.reduce((sum, { count }) => sum + count, 0)).toBe(7)
  })
})
