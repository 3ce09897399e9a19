/** `plateau log` and the request behind it: records of the log protocol into a run, from arguments, streams and the socket. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { connectToCore } from '../../../src-main/client/connect'
import { createClient, type Client } from '../../../src-main/contract/transport'
import { openCommandLine, type CommandLine } from '../../support/cli'

let commandLine: CommandLine
let client: Client
beforeEach(async () => {
  commandLine = openCommandLine('log')
  client = createClient(await connectToCore({ home: commandLine.home, client: 'web' }))
})
afterEach(async () => {
  client.close()
  await commandLine.close()
})
const only = async () => (await client.request('runs.list', {})).runs[0]!

it('logs values at the next step, at a given one, and from JSON lines', async () => {
  expect(
    await commandLine.run('log', 'mine', '{"loss": 0.5, "acc": 0.1}', '--new', '--project', 'shell'),
  ).toMatchObject({
    code: 0,
    stdout: '2 points logged into mine.\n',
  })
  expect(await commandLine.run('log', 'mine', '{"loss": 0.25}')).toMatchObject({ code: 0 })
  expect(await commandLine.run('log', 'mine', '{"loss": "NaN"}', '--step', '10')).toMatchObject({ code: 0 })
  expect((await only()).series.loss).toMatchObject({ count: 3, firstStep: 0, lastStep: 10, minimum: 0.25, nan: 1 })

  // What it has logged stands there, and nothing of what Plateau trains.
  expect((await commandLine.run('list')).stdout).toMatch(/state +best loss +best loss at +last loss +created/)
  await commandLine.run('log', 'mine', '{"val_accuracy": 0.5}', '--step', '11')
  await commandLine.run('log', 'mine', '{"val_accuracy": 0.25}', '--step', '12')
  const { stdout: judged } = await commandLine.run('list')
  expect(judged).toMatch(/best val_accuracy +at +last +images/)
  expect(judged).not.toContain('val_mse')
  expect(judged).toMatch(/mine .* 0\.5000 +11 +0\.2500 /)

  const cli = resolve(import.meta.dirname, '../../../out/main/cli.js')
  const lines = spawn(process.execPath, [cli, '--home', commandLine.home, 'log', 'mine', '--finish', '--json'])
  let output = ''
  lines.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()))
  lines.stdin.end(
    [
      '{"loss": 1}',
      '',
      '{"loss": 2, "step": 20}',
      '{"loss": 3}',
      '{"type": "summary", "summary": {"best": 0.25}}',
      '{"type": "text", "key": "t", "step": 1, "text": "Hi"}',
    ].join('\n'),
  )
  const [code] = (await once(lines, 'close')) as [number]
  expect([code, JSON.parse(output)]).toMatchObject([0, { points: 3, leftOut: 0, problem: null }])
  expect(await only()).toMatchObject({
    state: 'ended',
    endReason: 'completed',
    summary: { best: 0.25 },
    series: { loss: { count: 6, lastStep: 21, last: 3 } },
  })
  expect((await client.request('media.list', { run: 'mine' })).keys).toEqual([{ kind: 'text', key: 't', steps: [1] }])
})

it('exports nothing where the folder for media is there already, whose runs have some', async () => {
  const at = (name: string) => join(commandLine.home, name)
  await commandLine.run('log', 'mine', '{"loss": 0.5}', '--new')
  mkdirSync(at('out-media'))
  for (const points of ['epochs', 'all'])
    expect(
      await commandLine.run('export', 'mine', '-o', at('out.csv'), '--points', points, '--force'),
      'without media none is needed',
    ).toMatchObject({ code: 0 })
  rmSync(at('out.csv'))
  await client.request('records.append', { run: 'mine', records: [{ type: 'text', key: 't', step: 1, text: 'Hi' }] })
  for (const points of ['epochs', 'all']) {
    const refused = await commandLine.run('export', 'mine', '-o', at('out.csv'), '--points', points)
    expect(refused.stderr).toContain('out-media already exists (--force overwrites it, --no-media leaves it out)')
    expect([refused.code, existsSync(at('out.csv'))]).toEqual([2, false])
  }
  expect(await commandLine.run('export', 'mine', '-o', at('out.csv'), '--no-media')).toMatchObject({ code: 0 })
})

it('logs from a plain shell script, as examples/ has one', async () => {
  const root = resolve(import.meta.dirname, '../../..')
  const script = spawn('sh', ['examples/gzip_levels.sh', 'package.json'], {
    cwd: root,
    env: { ...process.env, PLATEAU: `${process.execPath} out/main/cli.js --home ${commandLine.home}` },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  expect(await once(script, 'close')).toEqual([0, null])
  const run = await only()
  expect(run).toMatchObject({
    state: 'ended',
    endReason: 'completed',
    series: { bytes: { count: 9, firstStep: 1, lastStep: 9 }, ratio: { count: 9 } },
  })
  expect(run.summary).toEqual({ smallest: run.series.bytes!.last })
  expect(run.series.ratio!.last).toBeCloseTo(run.series.bytes!.last! / statSync(join(root, 'package.json')).size, 4)
})

it('says what it cannot take in', async () => {
  expect(await commandLine.run('log', 'nobody', '{"loss": 1}')).toMatchObject({ code: 2 })
  expect((await commandLine.run('log', 'mine', '{"loss": 1', '--new')).stderr).toContain(
    'This is not valid JSON: {"loss": 1',
  )
  expect((await commandLine.run('log', 'mine', '[1]')).stderr).toContain('A JSON object is needed')
  expect((await commandLine.run('log', 'mine', '{"loss": 1}', '--step', '-1')).stderr).toContain(
    '--step needs a whole number',
  )
  const partly = await commandLine.run('log', 'mine', '{"loss": "high", "acc": 1}')
  expect(partly).toMatchObject({ code: 1, stdout: '1 point logged into mine.\n' })
  expect(partly.stderr).toContain('1 record or value could not be taken in: loss is no number.')
  expect(
    await client.request('records.append', {
      run: 'mine',
      records: [{ type: 'state', state: 'finished', exitCode: 2 }],
    }),
  ).toEqual({
    points: 0,
    leftOut: 0,
    problem: null,
  })
  expect(await only()).toMatchObject({ endReason: 'failed', endMessage: 'It ended with exit code 2.' })
})
