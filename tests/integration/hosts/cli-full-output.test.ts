/** Standard output that cannot be written: every command says so in one sentence and ends with code 1. */
import { spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProgram } from '../../../src-main/hosts/cli/program'
import { openCommandLine, printed, smallNetwork, type CommandLine } from '../../support/cli'
import { mount, needsMount, unmount } from '../../support/mounts'
import { classFiles, writeFiles } from '../../support/picture-files'
import { seedRuns } from '../../support/seed-runs'

const full = 'Standard output could not be written in full: the disk is full.\n'
let commandLine: CommandLine
let folder: string
/** Names of runs of each kind that commands ask for. */
const runs = { trained: '', stopped: '', held: '', other: '' }

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-output-'))
  commandLine = openCommandLine('output')
  seedRuns(commandLine.home, 60)
  const train = (...more: string[]) => commandLine.start('train', ...smallNetwork, '--json', ...more)
  expect((await train('--epochs', '1').finished).code).toBe(0)
  runs.trained = (await commandLine.list())[0]!.name
  const { child, finished } = train('--epochs', '10000')
  await printed(child, /"type":"epoch"/)
  child.kill('SIGTERM')
  await finished
  runs.stopped = (await commandLine.list())[0]!.name
  await train('--seeds', '2', '--place', 'held').finished
  const listed = await commandLine.list()
  runs.held = listed[0]!.name
  runs.other = listed[1]!.name
  await commandLine.run('queue', 'pause')
  writeFileSync(join(folder, 'count.py'), 'import argparse\nargparse.ArgumentParser().parse_args()\n')
  const program = { name: 'counting', command: 'python3 count.py {parameters}', folder }
  writeFileSync(join(folder, 'program.json'), JSON.stringify(program))
  const own = { name: 'own', layers: [{ kind: 'flatten' }, { kind: 'dense', units: 784 }] }
  writeFileSync(join(folder, 'architecture.json'), JSON.stringify(own))
  writeFiles(join(folder, 'pictures'), classFiles(['hats', 'coats'], 20))
  writeFileSync(join(folder, 'figures.json'), JSON.stringify({ figures: [{ file: 'a.csv', runs: [runs.trained] }] }))
})
/** Stops and cancels what has not ended. */
async function stopAll(): Promise<void> {
  const active = (await commandLine.list()).filter(({ state }) => ['queued', 'starting', 'running'].includes(state))
  if (active.length > 0) await commandLine.run('stop', ...active.map(({ id }) => id))
}
afterAll(async () => {
  await stopAll()
  await commandLine.close()
  rmSync(folder, { recursive: true, force: true })
})

/** With standard output going to a file or device; resolves with the exit code and what was said beside it. */
async function writingTo(path: string, ...parameters: string[]): Promise<{ code: number | null; stderr: string }> {
  const output = openSync(path, 'w')
  const child = spawn(process.execPath, [commandLine.entry, '--home', commandLine.home, ...parameters], {
    stdio: ['ignore', output, 'pipe'],
  })
  closeSync(output)
  let stderr = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  return new Promise((done) => child.on('close', (code) => done({ code, stderr })))
}

/** A call of each command that prints, in an order in which each can be done. `queue` is paused throughout. */
const calls: Readonly<Record<string, () => string[]>> = {
  train: () => ['train', ...smallNetwork, '--place', 'held', '--json'],
  reproduce: () => ['reproduce', '--train-size', '320', '--place', 'held', '--json'],
  resume: () => ['resume', runs.stopped, '--detach', '--json'],
  verify: () => ['verify', runs.trained, '--detach', '--json'],
  continue: () => ['continue', runs.trained, '--epochs', '1', '--detach', '--json'],
  list: () => ['list'],
  show: () => ['show', runs.trained],
  compare: () => ['compare', runs.trained, runs.stopped],
  importance: () => ['importance', '--json'],
  'queue release': () => ['queue', 'release', runs.held, runs.other],
  'queue move': () => ['queue', 'move', runs.held, '--first'],
  'queue hold': () => ['queue', 'hold', runs.held],
  'queue pause': () => ['queue', 'pause'],
  queue: () => ['queue', '--json'],
  stop: () => ['stop', runs.held],
  export: () => ['export', runs.trained],
  figure: () => ['figure', runs.trained, '-o', join(folder, 'figure.csv'), '--json'],
  figures: () => ['figures', join(folder, 'figures.json'), '--json'],
  styles: () => ['styles'],
  architectures: () => ['architectures'],
  'architectures show': () => ['architectures', 'show', 'resnet'],
  'architectures check': () => ['architectures', 'check', join(folder, 'architecture.json')],
  'architectures schema': () => ['architectures', 'schema'],
  'architectures save': () => ['architectures', 'save', join(folder, 'architecture.json')],
  'architectures delete': () => ['architectures', 'delete', 'own'],
  'data add': () => ['data', 'add', join(folder, 'pictures'), '--name', 'clothes', '--size', '8'],
  data: () => ['data'],
  'data list': () => ['data', 'list'],
  'data show': () => ['data', 'show', 'clothes'],
  'data remove': () => ['data', 'remove', 'clothes'],
  predict: () => [
    ...['predict', runs.trained, join(folder, 'pictures', 'hats', '000.png'), '--json'],
    ...['-o', join(folder, 'predicted')],
  ],
  report: () => ['report', 'one-run', runs.trained, '-o', join(folder, 'report.html'), '--json'],
  settings: () => ['settings'],
  'settings set': () => ['settings', 'set', 'concurrency', 'default'],
  doctor: () => ['doctor'],
  projects: () => ['projects'],
  'projects create': () => ['projects', 'create', 'spare'],
  'projects rename': () => ['projects', 'rename', 'spare', 'other'],
  'projects notes': () => ['projects', 'notes', 'other', 'for later'],
  'projects delete': () => ['projects', 'delete', 'other'],
  'projects restore': () => ['projects', 'restore', 'other'],
  'projects move': () => ['projects', 'move', runs.other, '--to', 'other'],
  'projects use': () => ['projects', 'use', 'other'],
  log: () => ['log', 'logged', '{"loss": 1}', '--new', '--finish'],
  run: () => ['run', '--name', 'counted', '--', process.execPath, '-e', 'console.log("loss: 1")'],
  'programs add': () => ['programs', 'add', join(folder, 'program.json')],
  programs: () => ['programs'],
  'programs read': () => ['programs', 'read', 'counting'],
  'programs start': () => ['programs', 'start', 'counting'],
  'programs remove': () => ['programs', 'remove', 'counting'],
  // Last, as it lets everything train.
  'queue resume': () => ['queue', 'resume'],
}

describe.skipIf(process.platform !== 'linux')('a standard output without room', () => {
  it('is tried with every command that there is', async () => {
    const program = await createProgram(
      [],
      () => Promise.resolve(),
      () => undefined,
    )
    const names = program.commands.flatMap((command) => [
      command.name(),
      ...command.commands.map((inner) => `${command.name()} ${inner.name()}`),
    ])
    expect(Object.keys(calls).sort()).toEqual(names.sort())
  })

  it.each(Object.keys(calls))('%s says that it could not be written, with code 1', async (name) => {
    const { code, stderr } = await writingTo('/dev/full', ...calls[name]!())
    // `run` says beside it where its run is kept.
    expect({ code, stderr: stderr.replace(/^Run \S+, kept in .*\n/, '') }).toEqual({ code: 1, stderr: full })
  })

  it.each(['--help', '--version', 'train --help', 'help queue'])('%s too', async (parameters) => {
    expect(await writingTo('/dev/full', ...parameters.split(' '))).toEqual({ code: 1, stderr: full })
  })

  it('stops what trains for it, and keeps it', async () => {
    await stopAll()
    const { code, stderr } = await writingTo('/dev/full', 'train', ...smallNetwork, '--epochs', '10000', '--json')
    expect(code).toBe(1)
    expect(stderr.startsWith(full)).toBe(true)
    expect((await commandLine.list())[0]!.state).toMatch(/^(stopped|cancelled)$/)
  })

  it('launches nothing when the plan could not be told', async () => {
    const before = await commandLine.list()
    expect(await writingTo('/dev/full', 'train', ...smallNetwork)).toEqual({ code: 1, stderr: full })
    expect(await commandLine.list()).toHaveLength(before.length)
  })

  it('that ends in the middle of an export is no success', async ({ skip }) => {
    const disk = join(folder, 'disk')
    if (!mount(disk, 'size=64k')) skip(needsMount)
    try {
      const whole = (await commandLine.run('export', 'seeded000001', 'seeded000002', '--json')).stdout
      const all = Array.from({ length: 60 }, (_, index) => `seeded${String(index).padStart(6, '0')}`)
      const file = join(disk, 'a.csv')
      expect(await writingTo(file, 'export', ...all)).toEqual({ code: 1, stderr: full })
      // What there was room for is there: the failure is told and not the cause of more.
      expect(readFileSync(file)).toHaveLength(64 * 1024)
      expect(await writingTo(join(folder, 'a.json'), 'export', 'seeded000001', 'seeded000002', '--json')).toEqual({
        code: 0,
        stderr: '',
      })
      expect(readFileSync(join(folder, 'a.json'), 'utf8')).toBe(whole)
    } finally {
      await unmount(disk)
    }
  })
})
