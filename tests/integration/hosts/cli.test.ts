/** The command line as a process, on a real core and real data. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../support/wait'

const cli = resolve(import.meta.dirname, '../../../out/main/cli.js')
let home: string
let names: string[]

type Outcome = { code: number | null; stdout: string; stderr: string }

function plateau(
  parameters: readonly string[],
  onLine?: (line: string, kill: (signal: NodeJS.Signals) => void) => void,
): Promise<Outcome> {
  const child = spawn(process.execPath, [cli, '--home', home, ...parameters])
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    for (const line of text.split('\n')) if (line !== '') onLine?.(line, (signal) => child.kill(signal))
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  return new Promise((done) => child.on('close', (code) => done({ code, stdout, stderr })))
}

const small = [
  '--filters',
  '4,4',
  '--kernel-sizes',
  '3,3',
  '--hidden-units',
  '16',
  '--train-size',
  '320',
  '--validation-size',
  '64',
]

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'plateau-cli-'))
  for (const architecture of ['plain', 'pooled']) {
    const { code } = await plateau([
      'train',
      '--architecture',
      architecture,
      ...small,
      '--epochs',
      '3',
      '--no-early-stopping',
      '--json',
    ])
    expect(code).toBe(0)
  }
  const { runs } = JSON.parse((await plateau(['list', '--json'])).stdout) as { runs: { name: string }[] }
  names = runs.map(({ name }) => name).reverse()
}, 60_000)
afterAll(() => rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }))

describe('plateau', () => {
  it('streams a run as JSON lines of the documented shapes', async () => {
    const { code, stdout } = await plateau([
      'train',
      ...small,
      '--epochs',
      '2',
      '--loss',
      'smooth-l1',
      '--beta',
      '0.5',
      '--json',
    ])
    expect(code).toBe(0)
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines.map(({ type }) => type)).toEqual(['run-started', 'epoch', 'epoch', 'run-ended'])
    const number = expect.any(Number) as number
    const run = { id: expect.any(String) as string, name: expect.stringMatching(/^[a-z]+-[a-z]+-\d+$/) as string }
    const metrics = {
      train_loss: number,
      validation_loss: number,
      val_mse: number,
      val_mae: number,
      val_psnr: number,
      val_ssim: number,
    }
    expect(lines[1]).toMatchObject({ run, epoch: 1, ...metrics, seconds: number, imagesPerSecond: number })
    expect(lines[3]).toMatchObject({ run, state: 'completed' })
  })

  it('lists, shows and compares what is stored', async () => {
    const shown = JSON.parse((await plateau(['show', names[0]!, '--json'])).stdout) as {
      run?: { name: string }
    } & Record<string, unknown>
    expect(JSON.stringify(shown)).toContain(names[0])
    const { code, stdout } = await plateau(['compare', ...names])
    expect(code).toBe(0)
    expect(stdout).toMatch(/(plain|pooled) (reaches|passes) (plain|pooled)'s best val_mse 0\.\d+ of epoch \d at/)
    const comparison = JSON.parse((await plateau(['compare', ...names, '--json'])).stdout) as {
      metric: string
      rows: unknown[]
      headline: string
    }
    expect(comparison).toMatchObject({ metric: 'val_mse', headline: expect.stringContaining('best val_mse') as string })
    expect(comparison.rows).toHaveLength(2)
  })

  it('exports CSV to standard output and JSON to a file, which it does not overwrite', async () => {
    const { stdout } = await plateau(['export', ...names, '--format', 'csv'])
    expect(stdout.trimEnd().split('\r\n')).toHaveLength(1 + 6)
    const file = join(home, 'out.json')
    expect((await plateau(['export', names[0]!, '--format', 'json', '-o', file])).code).toBe(0)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      runs: [{ name: names[0], epochSeries: [{ epoch: 1 }, { epoch: 2 }, { epoch: 3 }] }],
    })
    const again = await plateau(['export', names[0]!, '--format', 'json', '-o', file])
    expect(again.code).toBe(2)
    expect(again.stderr).toContain('out.json')
  })

  it.each([
    ['an unknown command', ['fly']],
    ['an unknown flag', ['train', '--speed', '9']],
    ['a value out of range', ['train', '--learning-rate', '5']],
    ['a value that is no number', ['train', '--epochs', 'many']],
    ['a loss that does not exist', ['train', '--loss', 'no-such-loss']],
    ['a parameter of another loss', ['train', '--beta', '0.1']],
    ['a run that does not exist', ['show', 'nobody-here-9']],
    ['a config file that does not exist', ['train', '--config', 'none.json']],
    ['nothing to compare', ['compare']],
  ])('answers %s with a sentence and code 2, never a stack trace', async (_what, parameters) => {
    const { code, stdout, stderr } = await plateau(parameters)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr.trim().length).toBeGreaterThan(10)
    expect(stderr).not.toMatch(/\n\s+at |node:internal|Error:/)
  })

  it('takes a config file, in which flags win', async () => {
    const file = join(home, 'config.json')
    writeFileSync(
      file,
      JSON.stringify({
        architecture: 'plain',
        filters: [4],
        kernelSizes: [3],
        hiddenUnits: 8,
        trainSize: 64,
        validationSize: 16,
        epochs: 9,
      }),
    )
    const { stdout } = await plateau(['train', '--config', file, '--epochs', '1', '--json'])
    expect(JSON.parse(stdout.split('\n')[0]!)).toMatchObject({ config: { filters: [4], epochs: 1 } })
  })

  it('on Ctrl-C stops its run at the next batch, keeps what was trained, and ends with 130', async () => {
    const outcome = await plateau(
      ['train', ...small, '--epochs', '5000', '--no-early-stopping', '--json'],
      (line, kill) => {
        if (line.includes('"epoch":2')) kill('SIGINT')
      },
    )
    expect(outcome.code).toBe(130)
    const last = JSON.parse(outcome.stdout.trim().split('\n').at(-1)!) as {
      type: string
      state: string
      epochs: number
    }
    expect(last).toMatchObject({ type: 'run-ended', state: 'stopped' })
    expect(last.epochs).toBeGreaterThanOrEqual(2)
  })

  it('leaves a detached run to the core', async () => {
    const { code, stdout } = await plateau(['train', ...small, '--epochs', '3', '--detach', '--json'])
    expect(code).toBe(0)
    const { run } = JSON.parse(stdout.split('\n')[0]!) as { run: { name: string } }
    await until(async () => {
      const { runs } = JSON.parse((await plateau(['list', '--json'])).stdout) as {
        runs: { name: string; state: string }[]
      }
      return runs.find(({ name }) => name === run.name)?.state === 'completed'
    }, 'the run had completed')
  })

  it('says with the doctor what it found, and exits 0 when it can train', async () => {
    const { code, stdout } = await plateau(['doctor', '--json'])
    const report = JSON.parse(stdout) as { checks: { id: string; status: string; remedy: string | null }[] }
    expect(code).toBe(0)
    expect(report.checks.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'node',
        'sqlite',
        'electron',
        'tensorflow',
        'figures',
        'threads',
        'dataset',
        'home',
        'cache',
      ]),
    )
    for (const { status, remedy } of report.checks) expect(status === 'ok').toBe(remedy === null)
  })

  it('prints help with every setting and the exit codes', async () => {
    const { stdout, code } = await plateau(['train', '--help'])
    expect(code).toBe(0)
    for (const flag of [
      '--architecture',
      '--min-delta',
      '--kernel-sizes',
      '--data-seed',
      '--no-early-stopping',
      '--detach',
    ])
      expect(stdout).toContain(flag)
    expect(existsSync(join(home, 'log', 'core.log'))).toBe(true)
  })
})
