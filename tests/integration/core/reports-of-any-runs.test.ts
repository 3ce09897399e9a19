/** Reports and figures of runs that were logged elsewhere, as the command line writes them in every format. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCommandLine, type CommandLine } from '../../support/cli'
import { hasPoppler, poppler } from '../../support/pictures'
import { seedLogged } from '../../support/seed-logged'

let command: CommandLine
const folder = mkdtempSync(join(tmpdir(), 'plateau-any-reports-'))
const names = [1, 2, 3, 4].map((at) => `resnet-${at}`)
/** What formats would take for marks of their own. */
const width = 'width_{a} & "b" of $c$ #1'

beforeAll(() => {
  command = openCommandLine('any-reports')
  names.forEach((name, at) =>
    seedLogged(command.home, {
      name,
      origin: { kind: 'logged', facts: { host: 'gpu-box-2' } },
      config: { [width]: at < 2 ? 8 : 'wide', seed: at % 2 },
      environment: { python: '3.11.9' },
      series: [
        { key: 'val/acc', steps: [0, 1_000, 2_000], values: [0.1, (at < 2 ? 0.7 : 0.8) + at / 1_000, 0.6] },
        { key: 'tokens', steps: [0, 1_000], values: [at, at + 1] },
      ],
      log: [],
      secondsPerStep: 0.1,
      startedAt: '2026-01-01T00:00:00.000Z',
      endedAt: '2026-01-01T01:00:00.000Z',
    }),
  )
})
afterAll(async () => {
  await command.close()
  rmSync(folder, { recursive: true, force: true })
})

const write = async (name: string, ...more: string[]) => {
  const path = join(folder, name)
  expect(await command.run('report', '--template', 'groups', ...names, '-o', path, ...more)).toMatchObject({ code: 0 })
  return path
}

describe('a report on groups of runs from elsewhere', () => {
  it('says which templates fit the runs, and why the others do not', async () => {
    const { stdout } = await command.run('report', '--list', ...names, '--json')
    expect(JSON.parse(stdout)).toMatchObject({
      templates: [
        {
          template: 'comparison',
          lacks:
            'This template describes networks and losses that Plateau trains; resnet-1 and 3 other runs have no recipe for it.',
        },
        { template: 'one-run', lacks: 'This template covers one run: choose one.' },
        { template: 'groups', lacks: null },
      ],
    })
    const refused = await command.run('report', 'groups', ...names, '--metric', 'tokens', '-o', join(folder, 'no.md'))
    expect(refused).toMatchObject({ code: 2 })
    expect(refused.stderr).toContain(
      'Nothing says whether lower or higher values of tokens are better; choose a direction for it.',
    )
    expect(existsSync(join(folder, 'no.md'))).toBe(false)
    const unknown = await command.run('report', '--template', 'nothing', ...names, '-o', join(folder, 'no.md'))
    expect(unknown.stderr).toContain('--template must be one of comparison, one-run, groups, not nothing.')
  })

  it('is Markdown, and one page of HTML', async () => {
    const markdown = readFileSync(await write('groups.md'), 'utf8')
    expect(markdown).toContain('# val/acc by width')
    expect(markdown).toMatch(/has the highest mean best val\/acc, 0\.80\d+ ± 0\.00\d+ over 2 seeds/)
    expect(markdown).toMatch(/\| At step \| Steps \|/)
    expect(markdown).not.toMatch(/no value|could not|undefined|NaN/)
    const html = readFileSync(await write('groups.html'), 'utf8')
    expect(html).toContain('<!doctype html>')
    expect(html).toContain('val/acc by')
  })

  it.skipIf(!hasPoppler)('is a PDF with its tables and figures', async () => {
    const text = poppler('pdftotext', readFileSync(await write('groups.pdf')), ['-layout'], ['-']).toString()
    for (const said of [
      'Result',
      'Curves and best values',
      'Figure 1:',
      'Figure 2:',
      'Table 3:',
      'wide',
      'python',
      '2,000',
    ])
      expect(text).toContain(said)
    expect(text).not.toMatch(/no value|could not|undefined|NaN/)
  })

  it('is LaTeX that compiles where there is a LaTeX, with figures as PGFPlots', async ({ skip }) => {
    const place = await write('latex', '--format', 'latex')
    const main = readFileSync(join(place, 'main.tex'), 'utf8')
    expect(main).toMatch(/At step/)
    const drawn = [...main.matchAll(/\\includegraphics\[[^\]]*\]\{([^}]*)\}/g)].map(([, path]) => path!)
    expect(drawn).toHaveLength(2)
    for (const path of drawn) expect(existsSync(join(place, path.replace(/\.pdf$/, '.tex')))).toBe(true)
    if (spawnSync('pdflatex', ['--version']).status !== 0) skip('There is no LaTeX.')
    const made = spawnSync('pdflatex', ['-interaction=nonstopmode', '-halt-on-error', 'main.tex'], { cwd: place })
    expect(made.status, made.stdout.toString().slice(-2_000)).toBe(0)
  })

  it('stands beside figures of the same series, by any setting', async () => {
    const path = join(folder, 'grid.svg')
    const comparison = ['--kind', 'comparison', '--panel', 'val/acc', '--rows', width, '--columns', 'seed']
    expect(await command.run('figure', ...names, ...comparison, '-o', path)).toMatchObject({ code: 0 })
    const svg = readFileSync(path, 'utf8')
    expect(svg).toContain('>step<')
    const bars = join(folder, 'bars.tex')
    const flags = ['--kind', 'bar', '--panel', 'best:val/acc', '--by', 'group', '--group-by', width]
    expect(await command.run('figure', ...names, ...flags, '-o', bars)).toMatchObject({ code: 0 })
    expect(readFileSync(bars, 'utf8')).toContain('wide')
  })
})
