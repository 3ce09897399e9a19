/** Programs of a person's own, run by a real core: queue, results, stops, and the deaths of everybody who watches. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client } from '../../../src-main/contract/transport'
import {
  parameterSchema,
  type Program,
  type ProgramInput,
  type ProgramValues,
} from '../../../src-main/contract/programs'
import { processStart } from '../../../src-main/platform/processes'
import { ended, readRun, useCore } from '../../support/core'
import { findProcesses } from '../../support/processes'
import { until } from '../../support/wait'

const { home, connect, killCore } = useCore()
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-script-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Prints a value a step, as long as there is no file `go`, and says how it is started. */
const script = `
echo "start $PLATEAU_RUN $PLATEAU_PROJECT $PLATEAU_ATTEMPT $*"
i=0
while [ ! -e go ]; do i=$((i+1)); echo "step $i loss: $i"; sleep 0.02; done
echo "step 1000 loss: 0.5"
exit "\${CODE:-0}"
`

const save = async (client: Client, change: Partial<ProgramInput> = {}): Promise<Program> => {
  writeFileSync(join(folder, 'train.sh'), script)
  const program: ProgramInput = { name: 'train.sh', command: 'sh train.sh {parameters}', folder, ...change }
  return (await client.request('programs.save', { program })).program
}
const launch = async (client: Client, program: Program, values: ProgramValues[] = [{}]) =>
  (await client.request('programs.launch', { program: program.id, values })).runs
const go = () => writeFileSync(join(folder, 'go'), '')
const hasPoints = async (client: Client, run: string, least: number) =>
  ((await readRun(client, run)).series.loss?.count ?? 0) >= least
const logOf = async (client: Client, run: string) =>
  (await client.request('runs.log', { run })).entries.map(({ message }) => message)
const stepsOf = async (client: Client, run: string) => {
  const { steps } = await client.request('series.batches', { run, key: 'loss', buckets: 8_192 })
  return [...steps]
}
const processesWith = (text: string): number[] => findProcesses(text).map(({ pid }) => pid)

describe('a program', () => {
  it('runs with its values as arguments, and what it prints is its run: values, log, settings, surroundings', async () => {
    const client = await connect()
    execFileSync('sh', ['-c', 'git init -q . && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m x'], {
      cwd: folder,
    })
    const program = await save(client, {
      parameters: [
        parameterSchema.parse({ name: 'lr', option: '--lr', type: 'float', default: 0.1 }),
        parameterSchema.parse({ name: 'note', option: '--note', type: 'text' }),
      ],
      variables: { CODE: '0' },
    })
    go()
    const [run] = await launch(client, program, [{ lr: 0.05, note: '$(touch owned); `touch owned`' }])
    await until(() => ended(client, run!.id))
    const done = await readRun(client, run!.id)
    expect(done).toMatchObject({
      endReason: 'completed',
      origin: { kind: 'program', facts: { program: 'train.sh', folder } },
      config: { lr: 0.05, note: '$(touch owned); `touch owned`' },
      series: { loss: { count: 1, last: 0.5, lastStep: 1000 } },
    })
    expect(done.environment?.['git.commit']).toMatch(/^[0-9a-f]{40}$/)
    expect(await logOf(client, run!.id)).toEqual([
      `start ${run!.id} experiments 1 --lr 0.05 --note $(touch owned); \`touch owned\``,
      'step 1000 loss: 0.5',
      'Completed.',
    ])
    expect(existsSync(join(folder, 'owned'))).toBe(false)
    const files = join(home(), 'runs', run!.id)
    expect(readFileSync(join(files, 'output.log'), 'utf8')).toContain('step 1000 loss: 0.5')
    expect(existsSync(join(files, 'records.jsonl'))).toBe(false)
  })

  it('that fails says how, and what is wrong beforehand is refused at its field', async () => {
    const client = await connect()
    const program = await save(client, { variables: { CODE: '7' } })
    go()
    const [run] = await launch(client, program)
    await until(() => ended(client, run!.id))
    expect(await readRun(client, run!.id)).toMatchObject({
      endReason: 'failed',
      endMessage: 'It ended with exit code 7. Its last line: step 1000 loss: 0.5',
    })
    await expect(launch(client, program, [{ lr: 1 }])).rejects.toMatchObject({
      code: 'invalid-input',
      field: 'values.lr',
    })
    rmSync(join(folder, 'train.sh'))
    await expect(launch(client, program)).rejects.toMatchObject({ field: 'command' })
    await expect(client.request('programs.launch', { program: 'nobody', values: [{}] })).rejects.toMatchObject({
      code: 'program-not-found',
    })
    expect((await client.request('runs.list', {})).runs).toHaveLength(1)
  })

  it('waits in the queue behind others, is cancelled there, and stopped where it runs', async () => {
    const client = await connect()
    await client.request('preferences.set', { concurrency: 1 })
    const program = await save(client)
    const [first, second, third] = await launch(client, program, [{}, {}, {}])
    await until(() => hasPoints(client, first!.id, 2))
    expect(await readRun(client, second!.id)).toMatchObject({ state: 'queued', queuePosition: 1 })
    const queue = await client.request('queue.get', {})
    expect(queue.running.map(({ run }) => run)).toEqual([first!.id])
    await client.request('runs.stop', { runs: [third!.id, first!.id] })
    await until(() => ended(client, first!.id))
    expect(await readRun(client, third!.id)).toMatchObject({ endReason: 'cancelled' })
    expect(await readRun(client, first!.id)).toMatchObject({ endReason: 'stopped' })
    expect(await logOf(client, first!.id)).toContain('Asked to stop with SIGINT, so that it can save.')
    await until(() => hasPoints(client, second!.id, 1))
    go()
    await until(() => ended(client, second!.id))
    expect((await readRun(client, second!.id)).endReason).toBe('completed')
  })
})

describe('a run of a program', () => {
  const lr = parameterSchema.parse({ name: 'lr', option: '--lr', type: 'float', default: 0.1 })
  const width = parameterSchema.parse({ name: 'width', option: '--width', type: 'int', default: 8 })
  const from = async (client: Client, run: string) => (await client.request('programs.run', { run })).run

  it('is cloned with its values, and says what of the program is another since, or that it is gone', async () => {
    const client = await connect()
    const program = await save(client, {
      parameters: [lr, width],
      earlyStopping: { metric: 'loss', patience: 9, minDelta: 0 },
    })
    go()
    const [run] = await launch(client, program, [{ width: 16 }])
    const same = await from(client, run!.id)
    expect(same).toMatchObject({
      program: program.id,
      values: { width: 16 },
      earlyStopping: { metric: 'loss', patience: 9 },
      command: ['sh', 'train.sh', '--width', '16'],
      changed: [],
      lost: [],
    })
    expect((await readRun(client, run!.id)).capabilities).toContain('clone')

    // Another default: the run's own has to be told from now on.
    const { id, savedAt: _, parametersRead: __, ...settings } = program
    const change = (next: Partial<ProgramInput>) =>
      client.request('programs.save', { id, program: { ...settings, ...next } })
    await change({ parameters: [{ ...lr, default: 0.5 }, width], variables: { A: '1' } })
    expect(await from(client, run!.id)).toMatchObject({
      values: { lr: 0.1, width: 16 },
      changed: ['variables', 'parameters'],
    })
    await change({ parameters: [lr] })
    expect(await from(client, run!.id)).toMatchObject({
      values: {},
      lost: ['width'],
      changed: ['parameters'],
    })

    const [copy] = (await client.request('programs.launch', { program: id, values: [{ lr: 0.3 }], parentRun: run!.id }))
      .runs
    expect(copy!.parentRun).toBe(run!.id)
    const { runs } = await client.request('programs.runs', { program: id })
    expect(runs.map(({ run: one, values }) => [one, values])).toEqual([
      [copy!.id, { lr: 0.3 }],
      [run!.id, {}],
    ])
    await client.request('programs.remove', { program: id })
    expect(await from(client, run!.id)).toMatchObject({
      program: null,
      programName: 'train.sh',
      values: { width: 16 },
      changed: [],
    })
    await until(() => ended(client, copy!.id))
  })

  it('is nothing that Plateau trains or others write', async () => {
    const client = await connect()
    const stopping = { metric: 'loss', patience: 3, minDelta: 0.1 }
    const { run } = await client.request('runs.begin', {
      origin: { kind: 'program' },
      environment: { earlyStopping: stopping },
    })
    // As plateau run says of its own.
    expect(await readRun(client, run.id)).toMatchObject({ stopping })
    await expect(client.request('programs.run', { run: run.id })).rejects.toMatchObject({ code: 'invalid-input' })
    expect((await readRun(client, run.id)).capabilities).not.toContain('clone')
    await client.request('runs.finish', { run: run.id, endReason: 'completed' })
  })
})

describe('reading a script', () => {
  /** Imports that never end, and leave the number of a process that they have started, and their own. */
  const endless = `
import subprocess, os, time
child = subprocess.Popen(['sleep', '600'])
open('part', 'w').write(f'{child.pid} {os.getpid()}')
os.rename('part', 'child')
time.sleep(600)
`
  const begin = async (client: Client) => {
    const program = await save(client, { name: 'train.py', command: 'python3 train.py {parameters}' })
    writeFileSync(join(folder, 'train.py'), endless)
    const reading = client.request('programs.read-parameters', { program: program.id })
    await until(() => existsSync(join(folder, 'child')))
    const [child = 0, script = 0] = readFileSync(join(folder, 'child'), 'utf8').split(' ').map(Number)
    return { program, reading, child, script }
  }

  it('ends with all that it has started when it is stopped, and is not begun twice', async () => {
    const client = await connect()
    const { program, reading, child } = await begin(client)
    const cancelled = expect(reading).rejects.toMatchObject({ code: 'cancelled' })
    await expect(client.request('programs.read-parameters', { program: program.id })).rejects.toMatchObject({
      message: 'Its script is being read already.',
    })
    await client.request('programs.stop-reading', { program: program.id })
    await cancelled
    await until(() => processStart(child) === null)
  })

  it('ends when its client leaves', async () => {
    const stays = await connect()
    const client = await connect()
    const { reading, child } = await begin(client)
    reading.catch(() => undefined)
    client.close()
    await until(() => processStart(child) === null)
    expect((await stays.request('programs.list', {})).programs).toHaveLength(1)
  })

  it('ends when the core is killed', async () => {
    const client = await connect()
    const { reading, child, script } = await begin(client)
    reading.catch(() => undefined)
    expect(processStart(script)).not.toBeNull()
    await killCore()
    await until(() => processStart(child) === null && processStart(script) === null)
  })
})

describe('the death of', () => {
  it('the core leaves event files followed, and the next core has each of their values once', async () => {
    const client = await connect()
    const fixture = join(process.cwd(), 'tests/fixtures/tensorboard/x.events')
    // Half of the file before the core dies, half of it after.
    writeFileSync(
      join(folder, 'train.sh'),
      `mkdir -p runs/a; out=runs/a/events.out.tfevents.1.host; head -c 300 ${fixture} > $out
       while [ ! -e go ]; do sleep 0.02; done; tail -c +301 ${fixture} >> $out`,
    )
    const program = (
      await client.request('programs.save', {
        program: { name: 'tb', command: 'sh train.sh', folder, results: { source: 'tensorboard', folder: 'runs' } },
      })
    ).program
    const [run] = await launch(client, program)
    const countOf = async (from: Client) => (await readRun(from, run!.id)).series['Loss/train']?.count ?? 0
    await until(async () => (await countOf(client)) > 2)
    await killCore()
    go()
    const next = await connect()
    await until(() => ended(next, run!.id))
    await until(async () => (await countOf(next)) === 9)
    expect(await readRun(next, run!.id)).toMatchObject({
      endReason: 'completed',
      series: { 'Loss/train': { lastStep: 2 ** 40, nan: 1 } },
    })
    const { keys } = await next.request('media.list', { run: run!.id })
    expect(keys.map(({ kind, key }) => [kind, key])).toEqual(
      expect.arrayContaining([
        ['text', 'notes'],
        ['image', 'sample'],
        ['histogram', 'weights'],
      ]),
    )
    expect((await logOf(next, run!.id)).filter((line) => line.includes('took the place'))).toEqual([])
  })

  it('the core leaves a program running; the next core follows it, and has each of its values once', async () => {
    const client = await connect()
    const [run] = await launch(client, await save(client))
    await until(() => hasPoints(client, run!.id, 3))
    await killCore()
    const next = await connect()
    const before = (await readRun(next, run!.id)).series.loss!.count
    expect(await readRun(next, run!.id)).toMatchObject({ state: 'running' })
    await until(() => hasPoints(next, run!.id, before + 3))
    go()
    await until(() => ended(next, run!.id))
    expect((await readRun(next, run!.id)).endReason).toBe('completed')
    const steps = await stepsOf(next, run!.id)
    expect(steps).toEqual([...Array.from({ length: steps.length - 1 }, (_, index) => index + 1), 1000])
    expect((await logOf(next, run!.id)).filter((line) => line.startsWith('start '))).toHaveLength(1)
  })

  it('the core, and the end of the program meanwhile, lose nothing', async () => {
    const client = await connect()
    const [run] = await launch(client, await save(client))
    await until(() => hasPoints(client, run!.id, 1))
    await killCore()
    go()
    await until(() => processesWith(`runner.js ${run!.id}`).length === 0)
    const next = await connect()
    expect(await readRun(next, run!.id)).toMatchObject({ endReason: 'completed', series: { loss: { lastStep: 1000 } } })
  })

  it('who watches over a program ends it too, and is said', async () => {
    const client = await connect()
    const [run] = await launch(client, await save(client))
    await until(() => hasPoints(client, run!.id, 1))
    const [leader] = execFileSync('pgrep', ['-P', String(processesWith(`runner.js ${run!.id}`)[0])], {
      encoding: 'utf8',
    }).split('\n')
    for (const pid of processesWith(`runner.js ${run!.id}`)) process.kill(pid, 'SIGKILL')
    await until(() => ended(client, run!.id))
    expect(await readRun(client, run!.id)).toMatchObject({
      endReason: 'failed',
      endMessage: 'The process that watched over it was ended, and it with that.',
    })
    await until(() => !existsSync(`/proc/${leader}`))
  })
})

describe('early stopping from outside', () => {
  const flat =
    'i=0; while :; do i=$((i+1)); echo "epoch $i val_loss: $([ $i -lt 4 ] && echo 0.$i || echo 0.5)"; sleep 0.02; done'
  const rule = { metric: 'val_loss', patience: 3, minDelta: 0.01 }

  it('stops a program by the rule of the report, lets it save, and says why', async () => {
    const client = await connect()
    writeFileSync(join(folder, 'flat.sh'), `trap 'echo saved; exit 130' INT\n${flat}`)
    const program = await save(client, { name: 'flat', command: 'sh flat.sh', earlyStopping: rule })
    const [run] = await launch(client, program)
    await until(() => ended(client, run!.id))
    expect(await readRun(client, run!.id)).toMatchObject({
      endReason: 'early-stopped',
      endMessage: 'val_loss moved by no more than 0.01 for 3 epochs in a row, up to epoch 7.',
      series: { val_loss: { by: 'epoch' } },
      stopping: rule,
    })
    const log = await logOf(client, run!.id)
    expect(log).toContain('saved')
    expect(log.at(-1)).toContain('Stopped early')
  })

  it('judges points that a program writes by a client of its own as well', async () => {
    const client = await connect()
    const program = await save(client, {
      results: { source: 'client', patterns: [] },
      earlyStopping: { ...rule, patience: 2 },
    })
    const [run] = await launch(client, program)
    await until(async () => (await readRun(client, run!.id)).state === 'running')
    for (let step = 1; step <= 3; step += 1) {
      const series = [{ key: 'val_loss', steps: Float64Array.of(step), values: Float64Array.of(1) }]
      await client.request('points.append', { run: run!.id, series })
    }
    await until(() => ended(client, run!.id))
    expect(await readRun(client, run!.id)).toMatchObject({
      endReason: 'early-stopped',
      endMessage: 'val_loss moved by no more than 0.01 for 2 steps in a row, up to step 3.',
    })
  })
})
