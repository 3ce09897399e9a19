/** Files that the command line writes: where they lie, and what their names say of them. */
import { execFileSync } from 'node:child_process'
import {
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openCommandLine, type CommandLine } from '../../support/cli'
import { seedGroups, twoByTwo } from '../../support/seed-groups'

let commandLine: CommandLine
let names: string[] = []
let folder = ''
const at = (name: string) => join(folder, name)

beforeAll(() => {
  commandLine = openCommandLine('output-files')
  names = seedGroups(commandLine.home, twoByTwo)
  folder = join(commandLine.home, 'exported')
})
beforeEach(() => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
})
afterAll(() => commandLine.close())

const first = () => names[0] ?? ''
/** Each way to write one file, with the ending that it has here and what the file begins with. */
const writers: readonly [string, string, string, (path: string) => string[]][] = [
  ['export', 'csv', 'run,', (path) => ['export', first(), '-o', path]],
  ['export --points all', 'parquet', 'PAR1', (path) => ['export', first(), '--points', 'all', '-o', path]],
  ['figure', 'pdf', '%PDF-', (path) => ['figure', first(), '-o', path]],
  ['figure of numbers', 'json', '{"format":', (path) => ['figure', first(), '-o', path]],
  ['report', 'html', '<!doctype html>', (path) => ['report', 'one-run', first(), '-o', path]],
  ['report with a folder beside it', 'md', '# ', (path) => ['report', 'one-run', first(), '-o', path]],
  [
    'figures',
    'svg',
    '<?xml',
    (path) => {
      const list = `${path}.figures.json`
      writeFileSync(list, JSON.stringify({ figures: [{ file: path.split('/').at(-1), runs: [first()] }] }))
      return ['figures', list]
    },
  ],
]

describe.each(writers)('%s -o FILE --force', (_name, ending, beginning, parameters) => {
  it('writes through a symbolic link, which stays, and says its name on one line', async () => {
    const link = at(`li\nnk.${ending}`)
    mkdirSync(at('real'))
    writeFileSync(at(`real/target.${ending}`), 'old')
    symlinkSync(`real/target.${ending}`, link)
    const written = await commandLine.run(...parameters(link), '--force')
    expect(written).toMatchObject({ code: 0 })
    expect(`${written.stdout}${written.stderr}`).toContain(`li␊nk.${ending}`)
    expect(readlinkSync(link)).toBe(`real/target.${ending}`)
    expect(readFileSync(at(`real/target.${ending}`), 'latin1').startsWith(beginning)).toBe(true)
    expect(readdirSync(at('real'))).toEqual([`target.${ending}`])
  })

  it('refuses a pipe in a sentence, and leaves it', async () => {
    const pipe = at(`pipe.${ending}`)
    execFileSync('mkfifo', [pipe])
    const { code, stderr } = await commandLine.run(...parameters(pipe), '--force')
    expect(code).not.toBe(0)
    expect(stderr).toContain(`${pipe} cannot be written: it is a pipe`)
    expect(lstatSync(pipe).isFIFO()).toBe(true)
  })
})

describe('a file’s ending', () => {
  it.each([
    ['r.pdf', '%PDF-'],
    ['r.html', '<!doctype html>'],
    ['r.md', '# '],
    ['r.tex', '% '],
    ['R.MARKDOWN', '# '],
  ])('says what a report is: %s', async (name, beginning) => {
    expect(await commandLine.run('report', 'one-run', first(), '-o', at(name))).toMatchObject({ code: 0 })
    const text = readFileSync(at(name), 'latin1')
    expect(text.startsWith(beginning)).toBe(true)
    // What a text shows lies beside it, where the text says.
    const shown = [...text.matchAll(/(?:\]\(|\]\{)([^)}]+\.(?:png|pdf))/g)].map(([, path]) => path ?? '')
    if (/\.(md|tex|markdown)$/i.test(name)) expect(shown.length).toBeGreaterThan(0)
    for (const path of shown) expect(lstatSync(at(path)).size).toBeGreaterThan(1_000)
    expect(readdirSync(folder).length).toBe(shown.length > 0 ? 2 : 1)
  })

  const report = (...more: string[]) => ['report', 'one-run', first(), ...more]
  const figure = (...more: string[]) => ['figure', first(), ...more]
  const table = (...more: string[]) => ['export', first(), ...more]
  it.each<[string, () => string[], string]>([
    [
      'a report that is no PDF',
      () => report('-o', 'r.md', '--format', 'pdf'),
      'r.md does not end as the format pdf does: name it .pdf, or choose another format.',
    ],
    [
      'a .zip of a page',
      () => report('-o', 'r.zip', '--format', 'html'),
      'r.zip does not end as the format html does: name it .html or .htm, or choose another format.',
    ],
    ['a .zip of either', () => report('-o', 'r.zip'), 'r.zip can be latex or md: say which with --format.'],
    [
      'a report of no known ending',
      () => report('-o', 'r.docx'),
      'r.docx does not end in .pdf, .tex, .zip, .md, .markdown, .html, .htm; name a format with --format.',
    ],
    [
      'a report without an ending',
      () => report('-o', 'r'),
      'r does not end in .pdf, .tex, .zip, .md, .markdown, .html, .htm; name a format with --format.',
    ],
    [
      'a picture that is none',
      () => figure('-o', 'f.csv', '--format', 'png'),
      'f.csv does not end as the format png does: name it .png, or choose another format.',
    ],
    [
      'a figure of no known ending',
      () => figure('-o', 'f.gif'),
      'f.gif does not end in .pdf, .svg, .png, .tex, .csv, .json, .parquet; name a format with --format.',
    ],
    [
      'a table that is none',
      () => table('-o', 't.csv', '--format', 'json'),
      't.csv does not end as the format json does: name it .json, or choose another format.',
    ],
    [
      'a table of no known ending',
      () => table('-o', 't.txt'),
      't.txt does not end in .csv, .json, .parquet, .safetensors, .zip, .onnx, .md, .markdown; name a format with --format.',
    ],
    [
      'a table with the ending of a report',
      () => table('-o', 't.md', '--format', 'csv'),
      't.md does not end as the format csv does: name it .csv, or choose another format.',
    ],
  ])('and the format refuse %s', async (_what, parameters, sentence) => {
    expect(await commandLine.run(...parameters())).toEqual({ code: 2, stdout: '', stderr: `${sentence}\n` })
  })

  it('that no format has goes with the format that was chosen', async () => {
    expect((await commandLine.run(...table('-o', at('t.txt'), '--format', 'csv'))).code).toBe(0)
    expect((await commandLine.run(...report('-o', at('r'), '--format', 'md'))).code).toBe(0)
    expect(readdirSync(at('r')).sort()).toEqual(['figures', 'report.md'])
  })

  it('is looked at for each figure of a file of figures', async () => {
    const figures = [{ file: 'a.png', format: 'pdf' }, { file: 'b.bmp' }, { file: 'c.csv' }]
    writeFileSync(at('list.json'), JSON.stringify({ defaults: { runs: [first()] }, figures }))
    const { code, stdout } = await commandLine.run('figures', at('list.json'), '--json')
    expect(code).toBe(1)
    const made = (JSON.parse(stdout) as { figures: { error?: { message: string } }[] }).figures
    expect(made.map(({ error }) => error?.message)).toEqual([
      'a.png does not end as the format pdf does: name it .pdf, or choose another format.',
      'b.bmp does not end in .pdf, .svg, .png, .tex, .csv, .json, .parquet; name a format with --format.',
      undefined,
    ])
  })
})
