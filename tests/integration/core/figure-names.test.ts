/** Figures whose names, sizes or zoom leave little room: drawn by the thread's own code, read back by poppler and pdflatex. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DrawingFormat, FigureSource, FigureStyle, FigureText } from '../../../src-main/contract/figure'
import { metricPanel } from '../../../src-main/panels/workspace/panels'
import { drawFigure, openFigureHome, panelSource, everyKind, type FigureHome } from '../../support/figures'
import { hasPoppler, poppler } from '../../support/pictures'
import { compilePages, compileTex, hasLatex, pdfPages, type PdfPage } from '../../support/tex'

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

/** Runs a piece of work with a folder that goes with it. */
function inFolder<Result>(work: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'plateau-names-'))
  try {
    return work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
/** Pages, which a table of names makes higher, with their words. */
const pagesOf = (pdf: Uint8Array): PdfPage[] =>
  inFolder((folder) => {
    writeFileSync(join(folder, 'drawn.pdf'), pdf)
    return pdfPages(join(folder, 'drawn.pdf'))
  })

/** As what TeX sets it in. */
const compile = (tex: Uint8Array): Uint8Array => inFolder((folder) => readFileSync(compileTex(folder, 'figure', tex)))
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

  it('stay on the page at any length, in every kind of figure', async () => {
    const names = [long, `${long} 2`, ...Array.from({ length: 10 }, (_, index) => `${long} ${index}`)]
    const { chosen, samples, ...others } = everyKind(home.names)
    // Names stand the same beside two images, and each takes LaTeX a second.
    const few = {
      chosen: { ...chosen, choice: { by: 'worst', count: 2 } } as FigureSource,
      samples: { ...samples, images: [0, 1] } as FigureSource,
    }
    const kinds = Object.entries({ ...others, ...few, one: line(1) }).filter(
      ([, { kind }]) => kind !== 'losses' && kind !== 'architecture',
    )
    for (const [, source] of kinds) await home.figures.prepare(source)
    const options = { names, text: { yLabel: long, xLabel: long } }
    const set = inFolder((folder) =>
      hasLatex
        ? pdfPages(
            compilePages(
              folder,
              kinds.map(([, source]) => draw(source, 'tikz', options)),
            ),
          )
        : [],
    )
    kinds.forEach(([kind, source], index) => {
      save(`long-${kind}.png`, () => draw(source, 'png', options))
      const drawn = pagesOf(draw(source, 'pdf', options))
      for (const { width, height, words } of [...drawn, ...set.slice(index, index + 1)]) {
        expect(width).toBeCloseTo(238.11, 0)
        const outside = words.filter(
          ({ left, right, top, bottom }) => left < -1 || right > width + 1 || top < -3 || bottom > height + 3,
        )
        expect([kind, outside]).toEqual([kind, []])
      }
    })
    if (hasLatex) expect(set).toHaveLength(kinds.length)
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
    const tops = pagesOf(draw(grid!, 'pdf'))
      .flatMap(({ words }) => words)
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
