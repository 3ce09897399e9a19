/** How the command line ends, whatever ends it: a signal, another command, a dead core, a reader that went away. */
import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')
const cli = resolve(root, process.env.PLATEAU_OUT_DIRECTORY ?? 'out', 'main', 'cli.js')

let home = ''
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'plateau-endings-'))
})
afterAll(async () => {
  const deadline = Date.now() + 10_000
  while (corePids().length > 0) {
    if (Date.now() > deadline) throw new Error('A core outlived its last client.')
    await new Promise((done) => setTimeout(done, 50))
  }
  rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
})

/** Cores of this test's home; each ends by itself when its last client has left. */
function corePids(): number[] {
  return execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes('core.js') && line.includes(home))
    .map((line) => Number.parseInt(line, 10))
}

type Finished = { code: number | null; stdout: string; stderr: string }

function start(...parameters: string[]): { child: ChildProcessWithoutNullStreams; finished: Promise<Finished> } {
  const child = spawn(process.execPath, [cli, '--home', home, ...parameters], { cwd: root })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const finished = new Promise<Finished>((done) => {
    child.on('close', (code) => done({ code, stdout, stderr }))
  })
  return { child, finished }
}
const plateau = (...parameters: string[]) => start(...parameters).finished

/** Resolves when the process has printed something that matches. */
function printed(child: ChildProcessWithoutNullStreams, pattern: RegExp): Promise<void> {
  let text = ''
  return new Promise((found, failed) => {
    child.stdout.on('data', (part: string) => {
      text += part
      if (pattern.test(text)) found()
    })
    child.on('close', () => failed(new Error(`It ended without printing ${String(pattern)}:\n${text}`)))
  })
}

/** So many epochs that only a stop ends it. */
const endless =
  '--filters 4,4 --hidden-units 16 --train-size 320 --validation-size 64 --epochs 10000 --no-early-stopping'
const train = (...more: string[]) => start('train', ...endless.split(' '), ...more)

type ListedRun = { id: string; name: string; state: string; epochs: number }
const readRuns = (text: string) => (JSON.parse(text) as { runs: ListedRun[] }).runs
const newest = async () => readRuns((await plateau('list', '--json')).stdout)[0]!

describe('a training command', () => {
  it('stops its run on SIGTERM as on Ctrl-C, and has printed every epoch that was kept', async () => {
    const { child, finished } = train('--json')
    await printed(child, /"type":"epoch".*"epoch":2,/)
    child.kill('SIGTERM')
    const { code, stdout, stderr } = await finished
    expect(code).toBe(130)
    expect(stderr).toMatch(/^Stopping 1 run\./)
    const lines = stdout.trimEnd().split('\n')
    const last = JSON.parse(lines.at(-1)!) as { type: string; state: string; epochs: number }
    expect(last).toMatchObject({ type: 'run-ended', state: 'stopped' })
    expect(lines.filter((line) => line.includes('"type":"epoch"'))).toHaveLength(last.epochs)
  })

  it('ends with code 0 when another command stops its run', async () => {
    const { child, finished } = train()
    await printed(child, / epoch 1\//)
    const { id } = await newest()
    const stop = await plateau('stop', id, '--json')
    expect(stop.code).toBe(0)
    expect(readRuns(stop.stdout)).toMatchObject([{ id, state: expect.stringMatching(/^stopp/) as string }])
    const { code, stdout } = await finished
    expect(code).toBe(0)
    expect(stdout).toMatch(/ stopped after /)
    expect(stdout).not.toContain('\u001b')
    expect(await plateau('stop', id)).toMatchObject({ code: 2, stderr: expect.stringMatching(/ended/) as string })
  })

  it('stops its run when nobody reads its output any more', async () => {
    const { child, finished } = train('--json')
    await printed(child, /"type":"epoch"/)
    child.stdout.destroy()
    expect((await finished).code).toBe(130)
    expect(await newest()).toMatchObject({ state: 'stopped' })
  })

  it('ends with code 1 when the core is killed, and the next command says what became of the run', async () => {
    const { child, finished } = train('--json')
    await printed(child, /"type":"epoch".*"epoch":1,/)
    for (const pid of corePids()) process.kill(pid, 'SIGKILL')
    const { code, stderr } = await finished
    expect(code).toBe(1)
    expect(stderr).toBe('The core has ended.\nStart Plateau again; every finished epoch is kept.\n')
    const list = await plateau('list')
    expect(list.stdout).toMatch(/^run .*\n\S+ +\S+ +interrupted /)
    expect(list.stderr).toMatch(/was interrupted\./)
  })
})

describe('any command', () => {
  it('ends quietly when nobody reads on', async () => {
    const { child, finished } = start('list', '--json')
    child.stdout.destroy()
    expect(await finished).toMatchObject({ code: 0, stderr: '' })
  })

  it('names a home that cannot be made, with code 1, and the doctor answers all the same', async () => {
    const file = join(home, 'a-file')
    writeFileSync(file, '')
    const inside = join(file, 'home')
    const list = await plateau('list', '--home', inside)
    expect(list.code).toBe(1)
    expect(list.stderr).toMatch(/^The home folder cannot be written\. .*\nCheck its permissions/)
    const doctor = await plateau('doctor', '--json', '--home', inside)
    expect(doctor.code).toBe(1)
    const report = JSON.parse(doctor.stdout) as { canTrain: boolean; checks: { id: string; status: string }[] }
    expect(report.canTrain).toBe(false)
    expect(report.checks[0]).toMatchObject({ id: 'core', status: 'missing' })
  })

  it.each([
    ['no command', []],
    ['two presets', ['reproduce', '--quick', '--full']],
    ['a setting that does not apply', ['train', '--no-early-stopping', '--patience', '3']],
    ['an unknown run', ['compare', 'nobody', 'nobody-else']],
    ['an unknown format', ['export', 'nobody', '--format', 'xml']],
    ['an unknown option', ['list', '--bogus']],
  ])('says %s in one sentence', async (_what, parameters) => {
    const { code, stdout, stderr } = await plateau(...parameters)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^[^\n]+\n$/)
    expect(stderr).not.toMatch(/Error:|Usage:|\. [A-Z]/)
  })
})
