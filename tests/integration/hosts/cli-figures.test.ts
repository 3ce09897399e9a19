/** Figures and numbers from the command line, headless: real core, real files, read by programs that were not written here. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../../src-main/store/open'
import { createStore } from '../../../src-main/store/store'
import { openCommandLine, type CommandLine } from '../../support/cli'
import { seedGroups, twoByTwo } from '../../support/seed-groups'
import { seedStepSeries } from '../../support/seed-series'
import { until } from '../../support/wait'

const python = process.env.PLATEAU_PYTHON ?? 'python3'
const hasPandas = spawnSync(python, ['-c', 'import pandas, pyarrow']).status === 0

let commandLine: CommandLine
let names: string[] = []
let folder = ''
const at = (name: string) => join(folder, name)
const run = (...parameters: string[]) => commandLine.run(...parameters)
/** What no export may leave behind. */
const leftOvers = () =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.part'))
/** Waits for the half-written file or folder whose name begins so. */
async function untilOneIsUnderWay(beginning: string): Promise<void> {
  await until(() => leftOvers().some((name) => basename(name).startsWith(beginning)), 'something was half written')
}

beforeAll(() => {
  commandLine = openCommandLine('figures')
  names = seedGroups(commandLine.home, twoByTwo)
  const store = createStore(openDatabase(commandLine.home))
  const [first = ''] = store.runs.list().map(({ id }) => id)
  const kinds = [Number.NaN, Infinity, -Infinity, -0, 5e-324, 0.1 + 0.2, 1.7976931348623157e308]
  store.batches.append(store.runs.named(names[0] ?? '')[0]?.id ?? first, 'odd/numbers', {
    steps: Float64Array.from({ length: 1_400 }, (_, index) => index),
    seconds: Float64Array.from({ length: 1_400 }, (_, index) => index / 8),
    values: Float64Array.from({ length: 1_400 }, (_, index) => kinds[index % kinds.length] ?? 0),
  })
  store.batches.append(store.runs.named(names[4] ?? '')[0]?.id ?? first, 'gaps', {
    steps: Float64Array.of(0, 1, 2, 3, 4, 5),
    seconds: Float64Array.of(0, 1, 2, 3, 4, 5),
    values: Float64Array.of(Number.NaN, 1, Infinity, Number.NaN, 2, -Infinity),
  })
  const long = store.runs.named(names[1] ?? '')[0]?.id ?? first
  store.close()
  seedStepSeries(commandLine.home, long, 'long', 1_000_000)
  folder = join(commandLine.home, 'exported')
  mkdirSync(folder)
})
afterAll(() => commandLine.close())

describe('plateau figure', () => {
  it.each([
    ['pdf', '%PDF-'],
    ['svg', '<?xml'],
    ['png', '\u0089PNG'],
    ['tex', '% A TikZ and PGFPl'],
    ['csv', 'series,run,key,x,y'],
    ['json', '{"format":"plateau-points"'],
    ['parquet', 'PAR1'],
  ])('writes .%s, and does not replace it unless told to', async (ending, beginning) => {
    const path = at(`loss.${ending}`)
    const parameters = ['figure', names[0] ?? '', names[6] ?? '', '--panel', 'val_mse', '-o', path]
    const first = await run(...parameters, '--json')
    expect(first).toMatchObject({ code: 0, stderr: '' })
    const written = readFileSync(path)
    expect(JSON.parse(first.stdout)).toMatchObject({ path, bytes: written.length })
    expect(written.toString('latin1').slice(0, beginning.length)).toBe(beginning)
    const second = await run(...parameters)
    expect(second).toMatchObject({
      code: 2,
      stderr: `${path} already exists (--force overwrites it); choose another name.\n`,
    })
    expect((await run(...parameters, '--force')).code).toBe(0)
    expect(leftOvers()).toEqual([])
  })

  it('says where a drawing comes from unless told not to', async () => {
    await run('figure', names[0] ?? '', '-o', at('with.tex'))
    await run('figure', names[0] ?? '', '--no-provenance', '-o', at('without.tex'))
    expect(readFileSync(at('with.tex'), 'utf8')).toContain('% plateau-figure: {"format":"plateau-figure"')
    expect(readFileSync(at('without.tex'), 'utf8')).not.toContain('plateau-figure')
  })

  it.each([
    [['-o', 'x.docx'], /does not end in \.pdf, \.svg, \.png, \.tex/],
    [['-o', 'x.pdf', '--width', 'wide'], /^--width does not take that/],
    [['-o', 'x.pdf', '--palette', 'pink'], /^--palette takes product, colour-blind, greyscale, not pink/],
    [['-o', 'x.pdf', '--kind', 'scatter'], /^A scatter chart takes two values/],
    [['-o', 'x.pdf', '--style', 'nobody'], /^There is no style nobody; there are/],
    [['-o', 'x.pdf', '--unit', 'in'], /^With --unit, give --width and --height too/],
    [['-o', 'none/x.pdf'], /its folder does not exist/],
  ])('refuses %j in one sentence', async (parameters, sentence) => {
    const { code, stderr } = await run('figure', names[0] ?? '', ...parameters)
    expect(stderr).toMatch(sentence)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(code).toBe(2)
  })
})

describe('plateau figures', () => {
  it('makes a folder from one file, names the bad ones, and makes the others', async () => {
    const file = at('figures.json')
    const runs = [names[0], names[6]]
    writeFileSync(
      file,
      JSON.stringify({
        output: 'paper',
        defaults: { runs, style: 'greyscale' },
        figures: [
          { file: 'loss.pdf', panel: ['val_mse'], log: true, width: 10, height: 6, unit: 'cm' },
          { file: 'data/loss.csv', panel: ['val_mse'] },
          { file: 'grid.tex', kind: 'comparison', runs: names },
          { file: '../outside.pdf' },
          { file: 'wrong.pdf', colour: 'red' },
          { file: 'nobody.pdf', runs: ['nobody'] },
        ],
      }),
    )
    const { code, stdout } = await run('figures', file, '--json')
    const document = JSON.parse(stdout) as { folder: string; figures: { file: string; error?: { message: string } }[] }
    expect(code).toBe(1)
    expect(document.folder).toBe(at('paper'))
    expect(document.figures.map(({ file: name, error }) => [name, error?.message ?? 'made'])).toEqual([
      ['loss.pdf', 'made'],
      ['data/loss.csv', 'made'],
      ['grid.tex', 'made'],
      ['../outside.pdf', `../outside.pdf is outside ${at('paper')}.`],
      ['wrong.pdf', 'There is no colour in it.'],
      ['nobody.pdf', 'There is no run nobody.'],
    ])
    expect(readdirSync(at('paper')).sort()).toEqual(['data', 'grid.tex', 'loss.pdf'])
    expect(existsSync(at('outside.pdf'))).toBe(false)
    const again = await run('figures', file)
    expect(again.stderr).toContain('already exists (--force overwrites it)')
    expect((await run('figures', file, '--force', '--output', at('other'))).stderr).toContain(
      `3 figures in ${at('other')}; 3 failed`,
    )
  })
})

describe('plateau export', () => {
  it('remarks on values that are no numbers, and on runs that have nothing to draw', async () => {
    const { code, stderr } = await run('figure', names[4] ?? '', names[5] ?? '', '--panel', 'gaps', '-o', at('odd.svg'))
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining('2 points are not numbers; 1 point is +Infinity; 1 point is −Infinity: marked at'),
    ])
    expect(stderr).toContain(`Left out of the figure because there is no value to draw: ${names[5]}.`)
    expect(readFileSync(at('odd.svg'), 'utf8')).toContain('2 points are not numbers')
  })

  it('writes every point of every series, or of some', async () => {
    const all = await run('export', names[0] ?? '', '--points', 'all', '-o', at('all.csv'), '--provenance', '--json')
    const { rows } = JSON.parse(all.stdout) as { rows: number }
    const lines = readFileSync(at('all.csv'), 'utf8').trimEnd().split('\r\n')
    expect(lines[0]).toMatch(/^# plateau-figure: \{/)
    expect(lines).toHaveLength(rows + 2)
    expect(rows).toBe(60 * 8 + 1_400)
    await run('export', names[0] ?? '', '--series', 'val_mse', '-o', at('one.csv'))
    expect(readFileSync(at('one.csv'), 'utf8').trimEnd().split('\r\n')).toHaveLength(61)
    expect((await run('export', names[0] ?? '', '--format', 'parquet')).stderr).toBe(
      'Points are written to a file; name it with -o FILE.\n',
    )
  })

  it.skipIf(!hasPandas)(
    'pandas reads back what is stored, to the bit (needs python3 with pandas and pyarrow)',
    async () => {
      for (const format of ['csv', 'parquet'])
        await run('export', names[0] ?? '', '--points', 'all', '--format', format, '-o', at(`odd.${format}`))
      const script = `
import pandas, math, struct, sys
csv = pandas.read_csv(sys.argv[1], float_precision='round_trip', keep_default_na=False, na_values=['NaN'])
parquet = pandas.read_parquet(sys.argv[2])
assert list(csv.columns) == list(parquet.columns), (csv.columns, parquet.columns)
assert len(csv) == len(parquet) == ${60 * 8 + 1_400}
bits = lambda values: [struct.pack('<d', value) if value == value else b'nan' for value in values]
for column in ['value', 'elapsed_seconds', 'epoch']:
    assert bits(csv[column]) == bits(parquet[column]), column
assert list(csv['step']) == list(parquet['step']) and list(csv['key']) == list(parquet['key'])
assert list(pandas.to_datetime(csv['wall_time'], utc=True, format='ISO8601')) == list(parquet['wall_time'].dt.tz_localize('UTC') if parquet['wall_time'].dt.tz is None else parquet['wall_time'])
odd = parquet[parquet['key'] == 'odd/numbers']['value'].tolist()
assert math.isnan(odd[0]) and odd[1] == math.inf and odd[2] == -math.inf
assert math.copysign(1, odd[3]) == -1 and odd[4] == 5e-324 and odd[5] == 0.1 + 0.2 and odd[6] == 1.7976931348623157e308
print('same')
`
      const { stdout, stderr } = spawnSync(python, ['-W', 'ignore', '-c', script, at('odd.csv'), at('odd.parquet')], {
        encoding: 'utf8',
      })
      expect(stderr).toBe('')
      expect(stdout).toBe('same\n')
    },
  )

  it.each(['SIGINT', 'SIGTERM'] as const)('%s cancels, and leaves nothing', async (signal) => {
    const { child, finished } = commandLine.start('export', names[1] ?? '', '--series', 'long', '-o', at('cut.csv'))
    await until(() => leftOvers().length === 1, 'the file was half written')
    child.kill(signal)
    expect(await finished).toMatchObject({ code: 130, stderr: 'Cancelled; no file was written.\n' })
    expect(existsSync(at('cut.csv'))).toBe(false)
    expect(leftOvers()).toEqual([])
  })

  it('Ctrl-C cancels a file of figures: what was made stays, the one under way and the rest are not there', async () => {
    const file = at('cut.json')
    const figures = [
      { file: 'first.csv', panel: ['val_mse'] },
      { file: 'second.csv', panel: ['long'], points: 'all' },
      { file: 'third.csv', panel: ['val_mse'] },
    ]
    writeFileSync(file, JSON.stringify({ output: 'cut', defaults: { runs: [names[1]] }, figures }))
    const { child, finished } = commandLine.start('figures', file)
    await untilOneIsUnderWay('.second.csv.')
    child.kill('SIGINT')
    const { code, stderr } = await finished
    expect(code).toBe(130)
    expect(stderr).toContain(`1 figure in ${at('cut')}; cancelled before the rest`)
    expect(readdirSync(at('cut'))).toEqual(['first.csv'])
  })

  it.each(['pdf', 'latex'] as const)('Ctrl-C cancels a report as %s, and keeps none in the list', async (format) => {
    const path = at(`cut-${format}`)
    const { child, finished } = commandLine.start('report', 'comparison', ...names, '--format', format, '-o', path)
    await untilOneIsUnderWay(`.cut-${format}.`)
    child.kill('SIGINT')
    expect(await finished).toMatchObject({ code: 130, stdout: '' })
    expect(existsSync(path)).toBe(false)
    expect(leftOvers()).toEqual([])
    expect(JSON.parse((await run('report', '--list', '--json')).stdout)).toMatchObject({ reports: [] })
  })

  it('a command line that is killed leaves nothing', async () => {
    const { child } = commandLine.start('export', names[1] ?? '', '--series', 'long', '-o', at('killed.csv'))
    await until(() => leftOvers().length === 1, 'the file was half written')
    child.kill('SIGKILL')
    await until(() => leftOvers().length === 0, 'the half-written file was gone')
    await commandLine.untilCoreEnds()
    expect(existsSync(at('killed.csv'))).toBe(false)
  })
})
