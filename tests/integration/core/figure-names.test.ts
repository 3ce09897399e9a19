/** Figures whose names, sizes or zoom leave little room: drawn by the thread's own code, read back by poppler and pdflatex. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DrawingFormat, FigureSource, FigureStyle, FigureText } from '../../../src-main/contract/figure'
import { metricPanel } from '../../../src-main/panels/workspace/panels'
import { drawFigure, openFigureHome, panelSource, everyKind, type FigureHome } from '../../support/figures'
import { hasPoppler, poppler } from '../../support/pictures'

let home: FigureHome
beforeAll(() => {
  home = openFigureHome()
})
afterAll(() => home.close())

type Options = {
  readonly style?: Partial<FigureStyle>
  readonly text?: Partial<FigureText>
  readonly names?: readonly string[]
}

function draw(source: FigureSource, format: DrawingFormat, { style = {}, text = {}, names }: Options = {}): Uint8Array {
  const read = home.figures.read(source)
  const renamed = new Map(read.runs.map(({ id }, index) => [id, names?.[index]]))
  const rename = <Run extends { readonly id: string; readonly name: string }>(run: Run): Run => ({
    ...run,
    name: renamed.get(run.id) ?? run.name,
  })
  return drawFigure({ ...read, runs: read.runs.map(rename), all: read.all.map(rename) }, format, { style, text }).bytes
}
const wordsOf = (pdf: Uint8Array): string => poppler('pdftotext', pdf, ['-layout'], ['-']).toString()
/** For looking at them: a picture is drawn only where somebody asked for it. */
const save = (name: string, bytes: () => Uint8Array) => {
  const folder = process.env.PLATEAU_PICTURES
  if (folder !== undefined) writeFileSync(`${folder}/${name}`, bytes())
}

/** Where each word of a PDF stands: left, top, right, bottom, in points. */
const boxesOf = (pdf: Uint8Array) =>
  [
    ...poppler('pdftotext', pdf, ['-bbox'], ['-'])
      .toString()
      .matchAll(/<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">([^<]*)</g),
  ].map(([, left, top, right, bottom, word = '']) => ({
    left: Number(left),
    top: Number(top),
    right: Number(right),
    bottom: Number(bottom),
    word,
  }))
/** A table of names makes a page higher. */
const pageOf = (pdf: Uint8Array) => {
  const [, width, height] = /Page size:\s+([\d.]+) x ([\d.]+) pts/.exec(poppler('pdfinfo', pdf).toString()) ?? []
  return { width: Number(width), height: Number(height) }
}

/** As what TeX sets it in. */
function compile(tex: Uint8Array): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'plateau-names-'))
  try {
    writeFileSync(join(folder, 'figure.tex'), tex)
    execFileSync('pdflatex', ['-interaction=nonstopmode', '-halt-on-error', 'figure.tex'], { cwd: folder })
    return readFileSync(join(folder, 'figure.pdf'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
const hasLatex =
  spawnSync('pdflatex', ['--version']).status === 0 && spawnSync('kpsewhich', ['pgfplots.sty']).status === 0
/** The figure as PDF, by each of the two ways that it is laid out. */
const pdfsOf = (name: string, source: FigureSource, options?: Options): Uint8Array[] => {
  const drawn = draw(source, 'pdf', options)
  const tex = draw(source, 'tikz', options)
  save(`${name}.png`, () => draw(source, 'png', options))
  save(`${name}.tex`, () => tex)
  return hasLatex ? [drawn, compile(tex)] : [drawn]
}

const line = (count: number, view: { x: [number, number] | null; y: [number, number] | null } | null = null) =>
  panelSource(home.names.slice(0, count), metricPanel('val_mse'), { view })
const long = `cost $x_1$ and $y$ ${'very long name '.repeat(8)}end`

describe.skipIf(!hasPoppler)('names in figures', () => {
  it('are words, whatever signs they have, and mathematics only where a person typed it', () => {
    const names = ['cost $5 or $6', 'a$x$b', '$\\input{/etc/passwd}$']
    const title = 'Loss $\\mathcal{L}_2$ of all'
    for (const pdf of pdfsOf('dollars', line(3), { names, text: { title } })) {
      const words = wordsOf(pdf)
      expect(words).toContain('a$x$b')
      expect(words).toContain('cost $5 or $6')
      expect(words).toContain('passwd')
      expect(words).toMatch(/Loss L ?2? of all/)
    }
    const svg = new TextDecoder().decode(draw(line(3), 'svg', { names }))
    expect(svg).toContain('>a$x$b<')
  })

  it('stay on the page at any length, in every kind of figure', () => {
    const names = [long, `${long} 2`, ...Array.from({ length: 10 }, (_, index) => `${long} ${index}`)]
    for (const [kind, source] of Object.entries({ ...everyKind(home.names), one: line(1) })) {
      if (source.kind === 'losses' || source.kind === 'architecture') continue
      for (const pdf of pdfsOf(`long-${kind}`, source, { names, text: { yLabel: long, xLabel: long } })) {
        const page = pageOf(pdf)
        expect(page.width).toBeCloseTo(238.11, 0)
        const outside = boxesOf(pdf).filter(
          ({ left, right, top, bottom }) => left < -1 || right > page.width + 1 || top < -3 || bottom > page.height + 3,
        )
        expect([kind, outside]).toEqual([kind, []])
      }
    }
  })

  it('stand where the lines leave what was zoomed to', () => {
    for (const view of [
      { x: [1, 4], y: null },
      { x: null, y: [0.016, 0.022] },
      { x: [2.5, 2.75], y: null },
    ] as { x: [number, number] | null; y: [number, number] | null }[])
      for (const pdf of pdfsOf(`zoom-${JSON.stringify(view)}`, line(3, view)))
        for (const name of home.names.slice(0, 3)) expect(wordsOf(pdf)).toContain(name)
  })
})

describe.skipIf(!hasPoppler)('a grid in one column', () => {
  it('says how many epochs earlier, in rows of one height', () => {
    const { grid } = everyKind(home.names)
    for (const pdf of pdfsOf('grid', grid!)) expect(wordsOf(pdf)).toMatch(/28 earlier +31 earlier/)
    const tops = boxesOf(draw(grid!, 'pdf'))
      .filter(({ word, left }) => /^0\.0[12]0?$/.test(word) && left < 60)
      .map(({ top }) => top)
      .sort((one, other) => one - other)
    // 0.02 and 0.01 of each row, as far from each other.
    expect(tops).toHaveLength(4)
    expect(tops[1]! - tops[0]!).toBeCloseTo(tops[3]! - tops[2]!, 0)
  })
})

describe('a figure whose plot has no room', () => {
  it('is refused with what to change, by both ways of drawing', () => {
    const cases: readonly [Options, RegExp][] = [
      [{ style: { fontSize: 48 } }, /no room.*larger than 8\.4 x 5\.6 cm.*smaller than 48 pt/],
      [{ style: { size: { width: 1, height: 1, unit: 'cm' } } }, /larger than 1 x 1 cm/],
      [{ style: { fontSize: 12 }, text: { title: 'word '.repeat(60) } }, /shorter title/],
    ]
    for (const [options, words] of cases)
      for (const format of ['png', 'pdf', 'svg', 'tikz'] as const)
        expect(() => draw(line(3), format, options), `${format} ${String(words)}`).toThrow(words)
  })
})
