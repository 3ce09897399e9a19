/** Tables as they are copied, read by programs that were not written here: pandas, and a real LaTeX. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tableText } from '../../../src-main/panels/figure/tables'

const python = process.env.PLATEAU_PYTHON ?? 'python3'
const hasPandas = spawnSync(python, ['-c', 'import pandas']).status === 0
const hasLatex =
  spawnSync('pdflatex', ['--version']).status === 0 && spawnSync('kpsewhich', ['booktabs.sty']).status === 0

let folder = ''
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'plateau-copied-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Every sign that ends or begins something in one of the formats, alone and together. */
const signs = '\t\n\r"\'|\\&%$#_{}~^<>`*[]= a'
const cells = [
  ...Array.from(signs),
  ...fc.sample(fc.string({ unit: fc.constantFrom(...Array.from(signs)), maxLength: 12 }), { seed: 15, numRuns: 120 }),
  ...fc.sample(fc.string({ unit: 'grapheme-ascii', maxLength: 12 }), { seed: 15, numRuns: 60 }),
]
const table = {
  caption: 'Runs of 100% {mine}',
  columns: ['Name', 'val_mse.best', 'note'],
  rows: cells.map((cell, at) => [cell, (at / 8).toFixed(5), `${cell}${cell}`]),
}

describe('a copied table', () => {
  it.skipIf(!hasPandas)('is read by pandas cell by cell (needs python3 with pandas)', () => {
    writeFileSync(join(folder, 'table.tsv'), tableText(table, 'tsv'))
    const script = `
import json, pandas, sys
read = pandas.read_csv(sys.argv[1], sep='\\t', keep_default_na=False, dtype={'Name': str, 'note': str}, skip_blank_lines=False)
print(json.dumps([list(read.columns), str(read['val_mse.best'].dtype), read['Name'].tolist(), read['note'].tolist()]))
`
    const { stdout, stderr } = spawnSync(python, ['-W', 'ignore', '-c', script, join(folder, 'table.tsv')], {
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual([table.columns, 'float64', cells, cells.map((cell) => cell + cell)])
  })

  it.skipIf(!hasLatex)('compiles in LaTeX, with all of its rows (needs pdflatex with booktabs)', () => {
    const body = tableText({ ...table, rows: table.rows.slice(0, 60) }, 'latex')
    writeFileSync(
      join(folder, 'paper.tex'),
      [
        '\\documentclass{article}',
        '\\usepackage[T1]{fontenc}',
        '\\usepackage{booktabs}',
        '\\begin{document}\\tiny',
        body,
        '\\end{document}',
      ].join('\n'),
    )
    const { status, stdout } = spawnSync('pdflatex', ['-interaction=nonstopmode', '-halt-on-error', 'paper.tex'], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect(status, stdout.slice(-800)).toBe(0)
    expect(body.split('\n').filter((line) => line.endsWith('\\\\'))).toHaveLength(61)
  })
})
