/** Runs that other programs write, through a real core and the command line: beside runs of Plateau they are listed, shown, compared and exported. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectToCore } from '../../../src-main/client/connect'
import type { RequestInput } from '../../../src-main/contract/api'
import { createClient, type Client } from '../../../src-main/contract/transport'
import { openCommandLine, type CommandLine } from '../../support/cli'
import { seedRuns } from '../../support/seed-runs'

let commandLine: CommandLine
let client: Client
beforeEach(async () => {
  commandLine = openCommandLine('authors')
  seedRuns(commandLine.home, 2)
  client = createClient(await connectToCore({ home: commandLine.home, client: 'web' }))
})
afterEach(async () => {
  client.close()
  await commandLine.close()
})

type Begin = Partial<RequestInput<'runs.begin'>>
const begin = async (given: Begin = {}) =>
  (await client.request('runs.begin', { origin: { kind: 'logged', facts: { host: 'node-7' } }, ...given })).run
const log = (run: string, key: string, steps: number[], values: number[]) =>
  client.request('points.append', { run, series: [{ key, steps, values }] })
const read = async (run: string) => (await client.request('runs.get', { run })).run

/** Seeds of two learning rates, by step, finished. */
async function logSix(): Promise<string[]> {
  const ids: string[] = []
  for (const lr of [0.1, 0.01])
    for (const seed of [1, 2, 3]) {
      const { id } = await begin({
        project: 'vision',
        config: { optimizer: { name: 'AdamW', lr }, random_state: seed, loss: 'cross_entropy' },
        data: { name: 'MNIST', hash: 'abc' },
      })
      await log(id, 'val/accuracy', [0, 100, 200], [0.1, 0.5, (lr === 0.1 ? 0.7 : 0.9) + seed / 1_000])
      await client.request('runs.finish', { run: id, endReason: 'completed' })
      ids.push(id)
    }
  return ids
}

describe('a run that another program writes', () => {
  it('is begun, logged into in any order, described and ended', async () => {
    const run = await begin({
      name: 'mine',
      id: 'made0by0me',
      config: { a: { b: 1 }, list: [1, { c: 2 }], none: null },
    })
    expect(run).toMatchObject({
      id: 'made0by0me',
      name: 'mine',
      state: 'running',
      origin: { kind: 'logged', facts: { host: 'node-7' } },
      recipe: null,
      capabilities: [],
      parameters: null,
      config: { 'a.b': 1, list: [1, { c: 2 }], none: null },
    })
    expect(await log(run.id, 'train_loss', [10, 0, 5], [1, 3, 2])).toEqual({ counts: { train_loss: 3 } })
    // A later point at a step takes its place, which the log says.
    expect(await log(run.id, 'train_loss', [5], [Number.NaN])).toEqual({ counts: { train_loss: 3 } })
    await client.request('runs.describe', {
      run: run.id,
      config: { a: { d: 2 } },
      summary: { best: { accuracy: 0.9 } },
      environment: { git: { commit: 'f00' } },
      metrics: [{ key: 'throughput', direction: 'higher', unit: 'images/s' }],
    })
    await client.request('runs.log-lines', {
      run: run.id,
      lines: [{ message: 'epoch 1\u001b[2J' }, { message: 'bad', level: 'error' }],
    })
    const { run: finished } = await client.request('runs.finish', {
      run: run.id,
      endReason: 'failed',
      message: 'Out of memory.',
    })
    expect(finished).toMatchObject({
      state: 'ended',
      endReason: 'failed',
      endMessage: 'Out of memory.',
      config: { 'a.b': 1, 'a.d': 2 },
      summary: { 'best.accuracy': 0.9 },
      environment: { 'git.commit': 'f00' },
      directions: { throughput: 'higher' },
      series: {
        train_loss: { by: 'step', count: 3, nan: 1, last: 1, minimum: 1, minimumStep: 10, maximum: 3, maximumStep: 0 },
      },
    })
    const { entries } = await client.request('runs.log', { run: run.id })
    expect(entries.map(({ level, message }) => [level, message])).toEqual([
      ['info', '1 point took the place of earlier ones at their steps.'],
      ['info', 'epoch 1␛[2J'],
      ['error', 'bad'],
    ])
    // The first reason stays.
    await client.request('runs.finish', { run: run.id, endReason: 'completed' })
    expect(await read(run.id)).toMatchObject({ endReason: 'failed' })
  })

  it('counts in epochs where its author says so', async () => {
    const { id } = await begin({ stepsAreEpochs: true })
    await log(id, 'val_loss', [1, 2, 3], [3, 1, 2])
    await client.request('runs.finish', { run: id, endReason: 'completed' })
    expect(await read(id)).toMatchObject({
      epochs: 3,
      series: { val_loss: { by: 'epoch', count: 3, minimum: 1, minimumStep: 2, last: 2 } },
    })
  })

  it('gets the next free name, and refuses what it cannot take in with a sentence', async () => {
    await begin({ project: 'p', name: 'baseline' })
    expect(await begin({ project: 'p', name: 'baseline' })).toMatchObject({ name: 'baseline-2' })
    expect(await begin({ project: 'q', name: 'baseline' })).toMatchObject({ name: 'baseline' })
    const { id } = await begin({ id: 'made0by0me' })
    await expect(begin({ id: 'made0by0me' })).rejects.toMatchObject({ code: 'name-taken' })
    await expect(begin({ config: '[1, 2]' })).rejects.toMatchObject({
      message: 'config must be a JSON object, or the text of one.',
    })
    await expect(log(id, 'x', [-1], [1])).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(log(id, 'x', [1, 2], [1])).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(log(id, 'a\nb', [1], [1])).rejects.toMatchObject({ code: 'invalid-input' })
    const [trained] = (await client.request('runs.list', {})).runs.filter(({ recipe }) => recipe !== null)
    await expect(client.request('runs.finish', { run: trained!.id, endReason: 'failed' })).rejects.toMatchObject({
      message: `${trained!.name} is trained by Plateau itself: it ends when its training does.`,
    })
    for (const name of ['runs.stop', 'runs.hold'] as const)
      await expect(client.request(name, { runs: [id] })).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(client.request('runs.verify', { run: id })).rejects.toThrow()
    expect(await read(id)).toMatchObject({ state: 'running' })
  })

  it('keeps a config that is too large whole in a file, and says so', async () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`key ${at}`, at]))
    const run = await begin({ config: many })
    expect(Object.keys(run.config)).toHaveLength(2_000)
    expect(run.problems).toEqual(['Not shown: 3,000 of its 5,000 settings. All of it is in config.json.'])
    const file = join(commandLine.home, 'runs', run.id, 'config.json')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(many)
    const { run: more } = await client.request('runs.describe', { run: run.id, config: { 'key 0': 'new' } })
    expect(more.config['key 0']).toBe('new')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ ...many, 'key 0': 'new' })
    const long = await begin({ config: { text: 'x'.repeat(1_000_001), after: 1 } })
    expect(long.config).toMatchObject({ after: 1 })
    expect(long.config.text).toEqual(expect.stringMatching(/^x{10000}…$/))
    expect(long.problems).toEqual(['Not shown: the ends of 1 long text. All of it is in config.json.'])
    expect(existsSync(join(commandLine.home, 'runs', long.id, 'config.json'))).toBe(true)
  })
})

it('stands beside runs of Plateau in list, show, comparison and exports', async () => {
  const ids = await logSix()
  const listed = await commandLine.run('list', '--project', 'vision')
  expect(listed).toMatchObject({ code: 0, stderr: '' })
  expect(listed.stdout.trim().split('\n')).toHaveLength(7)
  // What tells them apart and what they are compared by, and no question marks for what they never had.
  expect(listed.stdout).toMatch(
    /^run +id +state +optimizer\.lr +random_state +loss +best val\/accuracy +best val\/accuracy at +last val/,
  )
  expect(listed.stdout).toMatch(/ 0\.01 +3 +cross_entropy +0\.9030 +200 +0\.9030 /)
  expect(listed.stdout).not.toContain('?')
  const grouped = await commandLine.run(
    ...[
      'list',
      '--project',
      'vision',
      '--columns',
      'random_state,val/accuracy,last:val/accuracy',
      '--group-by',
      'optimizer.lr',
    ],
  )
  expect(grouped).toMatchObject({ code: 0, stderr: '' })
  expect(grouped.stdout.match(/^optimizer\.lr .*$/gm)).toEqual([
    'optimizer.lr 0.01 (3 runs)',
    'optimizer.lr 0.1 (3 runs)',
  ])
  expect(grouped.stdout).toMatch(/random_state +best val\/accuracy +last val\/accuracy/)
  expect((await commandLine.run('list', '--columns', 'last:val_psnr')).stdout).toMatch(/last val_psnr, dB/)
  expect(await commandLine.run('list', '--columns', 'nothing')).toMatchObject({ code: 2 })
  const shown = await commandLine.run('show', ids[0]!)
  expect(shown).toMatchObject({ code: 0, stderr: '' })
  expect(shown.stdout).toMatch(/optimizer\.lr +0\.1/)
  expect(shown.stdout).toContain('val/accuracy')

  // Without a word on what to compare, it is what they have and what tells them apart.
  const comparison = await client.request('comparison.get', { runs: ids })
  expect(comparison).toMatchObject({ metric: 'val/accuracy', direction: 'higher', by: 'step' })
  const byRate = await client.request('comparison.get', { runs: ids, rows: 'optimizer.lr', columns: 'optimizer.lr' })
  expect(byRate.groups.map(({ id, areSeeds, count, best }) => [id, areSeeds, count, best])).toEqual([
    ['optimizer.lr 0.01', true, 3, 0.9 + 3 / 1_000],
    ['optimizer.lr 0.1', true, 3, 0.7 + 3 / 1_000],
  ])
  expect(byRate.contrasts[0]).toMatchObject({ conclusion: 'differs' })
  const text = await commandLine.run('compare', ...ids, '--rows', 'optimizer.lr', '--columns', 'random_state')
  expect(text).toMatchObject({ code: 0, stderr: '' })

  const everything = (await client.request('runs.list', {})).runs.map(({ id }) => id)
  const mixed = await client.request('comparison.get', { runs: everything })
  expect(mixed.metric).toBe('val_mse')
  expect(mixed.caveats.join(' ')).toContain('Left out because they did not record val_mse')
  const csv = await client.request('export.runs', { runs: everything, format: 'csv' })
  expect(csv.text.split('\r\n')[0]).toContain('val_mse')
  // Runs that log by step have no epochs: no row beside others, and every point where there are no others.
  expect(await client.request('export.columns', { runs: everything })).toMatchObject({ rowless: 6 })
  const besides = await commandLine.run('export', ...everything)
  expect(besides).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^6 runs without epochs: no row\. Fix: /) as string,
  })
  const table = join(commandLine.home, 'points.csv')
  const alone = await commandLine.run('export', ...ids, '-o', table)
  expect(alone.stderr).toContain('6 runs without epochs: every stored point is a row.')
  expect(readFileSync(table, 'utf8')).toContain(`${ids[0]!},`)
  expect(readFileSync(table, 'utf8').split('\r\n')).toHaveLength(1 + 6 * 3 + 1)
  const json = JSON.parse((await client.request('export.runs', { runs: everything, format: 'json' })).text) as {
    runs: { id: string; config: object; series: Record<string, { maximum: number }> }[]
  }
  expect(json.runs.find(({ id }) => id === ids[0])).toMatchObject({
    config: { 'optimizer.lr': 0.1 },
    series: { 'val/accuracy': { maximum: 0.701, count: 3 } },
  })
  const panel = await commandLine.run(
    'figure',
    ...ids,
    '--kind',
    'line',
    '--x',
    'step',
    '--panel',
    'val/accuracy',
    '-o',
    join(commandLine.home, 'a.svg'),
  )
  expect(panel).toMatchObject({ code: 0 })
  const bars = await commandLine.run(
    'figure',
    ...ids,
    '--kind',
    'bar',
    '--panel',
    'best:val/accuracy',
    '-o',
    join(commandLine.home, 'b.svg'),
  )
  expect(bars).toMatchObject({ code: 0 })
  // A setting of any run by its name alone; and no file where there is nothing to draw.
  const figure = (kind: string, panel: string) =>
    commandLine.run(
      'figure',
      ...ids,
      '--kind',
      kind,
      '--panel',
      panel,
      '-o',
      join(commandLine.home, `${kind} of ${panel.replaceAll('/', '-')}.svg`),
    )
  const points = await figure('scatter', 'optimizer.lr,val/accuracy')
  expect(points).toMatchObject({ code: 0, stderr: expect.not.stringContaining('Left out') as string })
  for (const [kind, panel] of [
    ['bar', 'nothing'],
    ['parallel', 'nothing,nil'],
    ['scatter', 'optimizer.lr,nothing'],
  ] as const) {
    const none = await figure(kind, panel)
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('None of these runs has') as string })
  }
  expect(existsSync(join(commandLine.home, 'bar of nothing.svg'))).toBe(false)

  // A key that is a setting of some and a series of others is two columns.
  await log(ids[0]!, 'loss', [0, 1], [0.5, 0.25])
  const both = (await commandLine.run('list', '--project', 'vision', '--columns', 'loss')).stdout.split('\n')
  expect(both[0]).toMatch(/ state +loss +best loss +created/)
  expect(both.find((line) => line.includes(ids[0]!))).toMatch(/ cross_entropy +0\.2500 /)
  // What takes a network is refused for what it is, whatever is asked for.
  const picture = join(commandLine.home, 'picture.png')
  writeFileSync(picture, 'not looked at')
  for (const words of [
    ['predict', ids[0]!, picture],
    ['export', ids[0]!, '--format', 'onnx', '-o', join(commandLine.home, 'model.onnx')],
    ['verify', ids[0]!],
  ])
    expect(await commandLine.run(...words)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /was logged by another program: .* no network .* choose a run that Plateau/,
      ) as string,
    })
})

it('goes by the directions and roles that are chosen in its project', async () => {
  const ids = await logSix()
  const project = (await read(ids[0]!)).project
  await client.request('projects.choose', {
    project,
    directions: [{ key: 'val/accuracy', direction: 'lower' }],
    roles: [{ key: 'optimizer.lr', role: 'seed' }],
  })
  const comparison = await client.request('comparison.get', {
    runs: ids,
    rows: 'random_state',
    columns: 'random_state',
  })
  expect(comparison).toMatchObject({ direction: 'lower' })
  // Runs that differ in the learning rate alone are seeds now.
  expect(comparison.groups.every(({ areSeeds, runs }) => areSeeds && runs.length === 2)).toBe(true)
  expect(comparison.groups.map(({ best }) => best)).toEqual([0.1, 0.1, 0.1])
  await client.request('projects.choose', { project, directions: [{ key: 'val/accuracy', direction: null }] })
  expect(await client.request('comparison.get', { runs: ids })).toMatchObject({ direction: 'higher' })
  await expect(client.request('comparison.get', { runs: ids, metric: 'nothing/such' })).rejects.toMatchObject({
    message: expect.stringContaining(
      'Nothing says whether lower or higher values of nothing/such are better',
    ) as string,
  })
})
