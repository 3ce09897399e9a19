/** TikZ by a real LaTeX: every kind of figure, by itself and read by another document. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSummaryCache } from '../../../src-main/core/history/summaries'
import { readFigure } from '../../../src-main/core/figures/read'
import { environmentSchema } from '../../../src-main/contract/run'
import { openDatabase } from '../../../src-main/store/open'
import type { StoredRun } from '../../../src-main/store/runs'
import { createStore, type Store } from '../../../src-main/store/store'
import {
  builtInStyles,
  figureSourceSchema,
  plainFigureText,
  type FigureSource,
  type FigureStyle,
  type FigureText,
} from '../../../src-main/contract/figure'
import { figureOf } from '../../../src-main/panels/figure/figure-of'
import { tikzOf } from '../../../src-main/panels/figure/tikz/document'
import { readText } from '../../../src-main/charts/mathematics'
import { escapeTex, texOf } from '../../../src-main/panels/figure/tikz/text'
import { toSource } from '../../../src-main/hosts/cli/figure-request'
import { noChosenImages } from '../../support/figures'
import { seedGroups, twoByTwo } from '../../support/seed-groups'
import { compilePages, compileTex, hasLatex, pdfPages } from '../../support/tex'

const hasPoppler = spawnSync('pdftotext', ['-v']).status === 0
const texLabel = (typed: string): string => texOf(readText(typed))
const paper = builtInStyles[0]!.style

let home = ''
let store: Store
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'plateau-tikz-'))
  seedGroups(home, twoByTwo)
  store = createStore(openDatabase(home))
})
afterEach(() => {
  store.close()
  rmSync(home, { recursive: true, force: true })
})

function draw(
  source: FigureSource,
  style: FigureStyle = paper,
  text: FigureText = plainFigureText,
  mostPoints: number | null = null,
): string {
  return layOut(source, style, text, mostPoints).tex
}

function layOut(source: FigureSource, style: FigureStyle, text = plainFigureText, mostPoints: number | null = null) {
  const summaries = createSummaryCache(store)
  const reader = {
    store,
    summaries: (runs: readonly StoredRun[]) => runs.map(summaries.of),
    residualsOf: () => null,
    chosenImages: noChosenImages,
  }
  return tikzOf(figureOf(readFigure(reader, source)), style, text, { mostPoints, provenance: null })
}

const compile = (name: string, tex: string): string => compileTex(home, name, tex)

const wordsOf = (pdf: string): string => execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' })

describe.skipIf(!hasLatex || !hasPoppler)('TikZ (needs pdflatex with PGFPlots, and poppler-utils)', () => {
  it('compiles for every kind of figure, at exactly the size that was asked for, or higher for a table of names', () => {
    const all = store.runs.list().map(({ id }) => id)
    const [one = '', two = ''] = all
    const set = store.runs.get(one)?.sampleSet
    const pixels = Float32Array.from({ length: 8 * 784 }, (_, index) => (index % 28) / 28)
    store.samples.keepSet('set', new Uint8Array(8 * 3_072).fill(90), pixels)
    for (const id of [one, two]) {
      if (set === null) store.runs.setEnvironment(id, environmentSchema.parse(store.runs.get(id)!.environment), 'set')
      store.samples.keepOutputs(id, 1, pixels)
    }
    const kinds = [
      toSource({ runs: all }),
      toSource({ runs: all, log: true, smoothing: 'ema:0.5' }),
      toSource({ runs: all, x: 'wall' }),
      toSource({ runs: all, groupBy: ['architecture'] }),
      toSource({ runs: all, kind: 'scatter', panel: ['trainingSeconds', 'val_mse'] }),
      toSource({ runs: all, kind: 'bar' }),
      toSource({ runs: all, kind: 'parallel', panel: ['architecture', 'loss', 'seed', 'val_mse'] }),
      toSource({ runs: all, kind: 'comparison' }),
      toSource({ runs: all, kind: 'comparison', form: 'overlay' }),
      toSource({ runs: [one], kind: 'early-stopping', patience: 3, minDelta: 1e-4 }),
      toSource({ runs: all.slice(0, 4), kind: 'what-if' }),
      toSource({ runs: [one], kind: 'samples', images: [0], at: 1, errors: 'none' }),
      toSource({ kind: 'losses', losses: ['mse', 'l1', 'smooth-l1', 'huber'] }),
      toSource({ kind: 'losses', gradient: true }),
      toSource({ runs: [one], kind: 'architecture' }),
    ]
    const drawn = kinds.map((source, index) => {
      const { style } = builtInStyles[index % builtInStyles.length]!
      return { style, ...layOut(figureSourceSchema.parse(source), style) }
    })
    const pages = pdfPages(
      compilePages(
        home,
        drawn.map(({ tex }) => tex),
      ),
    )
    expect(pages).toHaveLength(kinds.length)
    const expectSize = ({ style, frame }: (typeof drawn)[number], sizes: { width: number; height: number }[]) => {
      const inPoints = { cm: 72 / 2.54, in: 72, px: 0.75 }[style.size.unit]
      const [{ width, height } = { width: 0, height: 0 }] = sizes
      expect(sizes).toHaveLength(1)
      expect(width).toBeCloseTo(style.size.width * inPoints, 0)
      const least = style.size.height * inPoints
      expect(height).toBeCloseTo(frame.grownFor !== null ? (frame.page.height / frame.page.width) * width : least, 0)
      expect(height).toBeGreaterThan(least - 0.5)
    }
    drawn.forEach((figure, index) => expectSize(figure, pages.slice(index, index + 1)))
    // What makes a document of a file is the same in all: one of each style by itself.
    drawn
      .slice(0, builtInStyles.length)
      .forEach((figure, index) => expectSize(figure, pdfPages(compile(`figure-${index}`, figure.tex))))
  })

  it('compiles by \\input too, twice in one document, with its labels as text', () => {
    const all = store.runs.list().map(({ id }) => id)
    const text = {
      title: 'Loss $\\mathcal{L}_{\\beta}$',
      xLabel: 'epoch $t$',
      yLabel: '50% & more_of #it',
      caption: 'A\ncaption',
    }
    writeFileSync(join(home, 'figure.tex'), draw(toSource({ runs: all, kind: 'bar' }), paper, text))
    writeFileSync(
      join(home, 'lines.tex'),
      draw(toSource({ runs: all.slice(0, 2) }), paper, { ...text, title: null }, 12),
    )
    const pdf = compile(
      'paper',
      [
        '\\documentclass{article}',
        '\\usepackage{pgfplots}\\pgfplotsset{compat=1.18}',
        '\\begin{document}',
        'Words before.',
        '\\begin{figure}[h]\\centering\\input{figure.tex}\\caption{Bars.}\\end{figure}',
        '\\begin{figure}[h]\\centering\\input{lines.tex}\\caption{Lines.}\\end{figure}',
        'Words behind: \\fbox{\\input{lines.tex}}',
        '\\end{document}',
      ].join('\n'),
    )
    const words = wordsOf(pdf)
    for (const word of ['Words before', 'Words behind', 'Bars.', 'calm-bay-12', 'epoch t'])
      expect(words).toContain(word)
  })

  it('compiles whatever runs and labels are called', () => {
    const texts = fc.sample(
      fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ unit: 'grapheme', maxLength: 40 })),
      150,
    )
    const formulas = fc.sample(
      fc
        .array(
          fc.constantFrom(
            '\\frac',
            '\\alpha',
            '{',
            '}',
            '^',
            '_',
            "'",
            'x',
            '2',
            ' ',
            '\\mathrm',
            '\\sqrt',
            '\\text',
            '\\log',
            '\\infty',
            '\\dots',
            '\\quad',
            '\\sum',
            '\\{',
            '\\input',
            '%',
            '\\\\',
            '\\,',
          ),
          { maxLength: 10 },
        )
        .map((tokens) => `$${tokens.join('')}$`),
      1_500,
    )
    const lines = [...texts.map(escapeTex), ...[...texts, ...formulas].map(texLabel)].map(
      (line) => `\\noindent\\mbox{${line}}\\par`,
    )
    compile(
      'names',
      [
        '\\documentclass{article}\\usepackage{pgfplots}',
        '\\begin{document}',
        ...lines,
        'The end.',
        '\\end{document}',
      ].join('\n'),
    )
  })
})
