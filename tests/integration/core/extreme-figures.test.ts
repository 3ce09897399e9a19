/** Series at the ends of what a double holds, in every format that a figure has. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DrawingFormat } from '../../../src-main/contract/figure'
import { defaultPanelSettings } from '../../../src-main/contract/workspace'
import { metricPanel } from '../../../src-main/panels/workspace/panels'
import { drawFigure, openFigureHome, panelSource, type FigureHome } from '../../support/figures'
import { hasPoppler, poppler, readPicture } from '../../support/pictures'

const hasLatex =
  spawnSync('pdflatex', ['--version']).status === 0 && spawnSync('kpsewhich', ['pgfplots.sty']).status === 0

let home: FigureHome
let folder = ''
beforeAll(() => {
  home = openFigureHome()
  folder = mkdtempSync(join(tmpdir(), 'plateau-extreme-'))
})
afterAll(() => {
  home.close()
  rmSync(folder, { recursive: true, force: true })
})

const most = Number.MAX_VALUE
const least = Number.MIN_VALUE
const extremes: readonly (readonly [string, readonly number[]])[] = [
  ['the greatest double, as a best so far begins', [most, 0.5, 0.4]],
  ['the greatest double alone', [most]],
  ['0 and the least double', [0, least]],
  ['both ends of the doubles', [-most, most]],
  ['two neighbours', [1, 1 + Number.EPSILON]],
  ['two denormal neighbours', [least, 2 * least]],
  ['values that differ in their ninth digit', [1e-7, 1.00000001e-7, 1.00000002e-7]],
]

/** Two runs whose values are these. */
function draw(values: readonly number[], format: DrawingFormat, yScale: 'linear' | 'log'): Uint8Array {
  const source = panelSource(home.names.slice(0, 2), metricPanel('val_mse'), {
    settings: { ...defaultPanelSettings, yScale },
  })
  const data = home.figures.read(source)
  const lines = data.lines.map((line) => ({
    ...line,
    x: line.x.slice(0, values.length),
    y: Float64Array.from(values),
    band: null,
    low: null,
    high: null,
  }))
  return drawFigure({ ...data, lines }, format).bytes
}

describe.each(extremes)('%s', (_name, values) => {
  it.each(['linear', 'log'] as const)('is drawn on a %s axis as SVG, PDF and PNG', (scale) => {
    const svg = new TextDecoder().decode(draw(values, 'svg', scale))
    expect(svg).not.toMatch(/NaN|Infinity/)
    // Both lines: more than the axis and its marks.
    expect(svg.match(/<path/g)!.length).toBeGreaterThan(2)
    if (hasPoppler)
      expect(poppler('pdftotext', draw(values, 'pdf', scale), ['-layout'], ['-']).toString()).toMatch(/\d/)
    const { rgb } = readPicture(draw(values, 'png', scale))
    expect(rgb.filter((value) => value < 120).length).toBeGreaterThan(300)
  })
})

describe.skipIf(!hasLatex)('as TikZ', () => {
  it('each of them compiles on a linear and on a log axis', () => {
    // One document for all of them: what takes the time is to start TeX.
    const inputs = extremes.flatMap(([name, values], index) =>
      (['linear', 'log'] as const).map((scale) => {
        const tex = new TextDecoder().decode(draw(values, 'tikz', scale))
        expect(tex).not.toMatch(/NaN|Infinity/)
        writeFileSync(join(folder, `${index}-${scale}.tex`), tex)
        return `\\typeout{Figure: ${name}, ${scale}}\\input{${index}-${scale}.tex}\\clearpage`
      }),
    )
    const preamble = '\\documentclass{article}\\usepackage{amssymb}\\usepackage{pgfplots}\\pgfplotsset{compat=1.18}'
    writeFileSync(join(folder, 'all.tex'), [preamble, '\\begin{document}', ...inputs, '\\end{document}', ''].join('\n'))
    const { status } = spawnSync('pdflatex', ['-interaction=nonstopmode', '-halt-on-error', 'all.tex'], {
      cwd: folder,
      timeout: 80_000,
    })
    const log = readFileSync(join(folder, 'all.log'), 'latin1')
    const fault = log.indexOf('\n!')
    const where = log
      .slice(0, fault)
      .split('\n')
      .findLast((line) => line.startsWith('Figure: '))
    expect([status, fault < 0 ? '' : `${where}: ${log.slice(fault, fault + 400)}`]).toEqual([0, ''])
    expect(log.match(/^Figure: /gm)).toHaveLength(2 * extremes.length)
  })
})
