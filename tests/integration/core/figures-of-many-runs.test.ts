/** Figures of many runs in one column: every name whole and on no other, in each format, or a density that says so. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultPanelSettings, usualDensity } from '../../../src-main/contract/workspace'
import type { FigureSource } from '../../../src-main/contract/figure'
import type { FigureData } from '../../../src-main/panels/figure/figure'
import { metricPanel } from '../../../src-main/panels/workspace/panels'
import { drawFigure, openFigureHome, panelSource, type FigureHome } from '../../support/figures'
import { hasPoppler, poppler } from '../../support/pictures'

let home: FigureHome
beforeAll(() => {
  home = openFigureHome()
})
afterAll(() => home.close())

const name = (index: number) => `run-${String(index).padStart(4, '0')}`

/** So many runs, each with a line of its own, made of those of the history. */
function many(count: number, settings = {}, legend = '${name}'): FigureData {
  const source = panelSource(home.names, metricPanel('val_mse'), {
    settings: { ...defaultPanelSettings, legend, ...settings },
  })
  const data = home.figures.read(source)
  const indices = Array.from({ length: count }, (_, index) => index)
  const runs = indices.map((index) => {
    const run = data.runs[index % data.runs.length]!
    const createdAt = new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString()
    return { ...run, id: name(index), name: name(index), colourSlot: index % 24, createdAt }
  })
  const lines = indices.map((index) => {
    const line = data.lines[index % data.lines.length]!
    return { ...line, run: name(index), y: Float64Array.from(line.y, (value) => value * (1 + index / count)) }
  })
  return { ...data, runs, all: runs, lines }
}

/** As what TeX sets it in. */
function compile(tex: Uint8Array): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'plateau-many-'))
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

/** As PDF, by each of the two ways in which a page is drawn. */
function pdfsOf(data: FigureData): Uint8Array[] {
  const drawn = drawFigure(data, 'pdf').bytes
  return hasLatex ? [drawn, compile(drawFigure(data, 'tikz').bytes)] : [drawn]
}

type Word = { left: number; top: number; right: number; bottom: number; word: string }
function wordsOf(pdf: Uint8Array): { words: Word[]; width: number; height: number } {
  const text = poppler('pdftotext', pdf, ['-bbox'], ['-']).toString()
  const [, width, height] = /<page width="([\d.]+)" height="([\d.]+)"/.exec(text) ?? []
  const found = text.matchAll(/<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">([^<]*)</g)
  const words = Array.from(found, ([, left, top, right, bottom, word = '']) => ({
    left: Number(left),
    top: Number(top),
    right: Number(right),
    bottom: Number(bottom),
    word,
  }))
  return { words, width: Number(width), height: Number(height) }
}

/** Boxes of words have room above and below their letters, in points. */
const slack = 1.5
const areOnEachOther = (one: Word, other: Word): boolean =>
  one.left < other.right - slack &&
  other.left < one.right - slack &&
  one.top < other.bottom - 2 * slack &&
  other.top < one.bottom - 2 * slack

describe.skipIf(!hasPoppler)('a figure of many runs in one column', () => {
  it('has each name once and whole, on the page, and none on another', () => {
    for (const count of [2, 9, 24, 60]) {
      for (const pdf of pdfsOf(many(count))) {
        const { words, width, height } = wordsOf(pdf)
        const names = words.map(({ word }) => word).filter((word) => word.startsWith('run-'))
        expect(names.toSorted()).toEqual(Array.from({ length: count }, (_, index) => name(index)))
        expect(width).toBeCloseTo(238.11, 0)
        for (const { left, right, top, bottom } of words)
          expect([left > -1, right < width + 1, top > -3, bottom < height + 3]).toEqual([true, true, true, true])
        const upright = words.filter(({ word }) => word !== 'Validation' && word !== 'MSE')
        const pairs = upright.flatMap((one, index) =>
          upright
            .slice(index + 1)
            .filter((other) => areOnEachOther(one, other))
            .map((other) => [one.word, other.word]),
        )
        expect([count, pairs]).toEqual([count, []])
      }
    }
  })

  it('breaks names that are wider than the page, and keeps all of them', () => {
    const long = `${'longer-than-any-column-is-wide-'.repeat(4)}end`
    const data = many(3, {}, `\${name} ${long}`)
    for (const pdf of pdfsOf(data)) {
      const whole = wordsOf(pdf)
        .words.map(({ word }) => word)
        .join('')
      expect(whole.split(long)).toHaveLength(4)
      expect(whole).not.toContain('…')
    }
  })

  it('names what dashes say, where names do not', () => {
    for (const pdf of pdfsOf(many(6))) {
      const text = poppler('pdftotext', pdf, ['-layout'], ['-']).toString()
      expect(text).toContain('dashed: Smooth L1')
      expect(text).toContain('solid: MSE')
    }
    const said = many(6, {}, '${name} ${config.loss}')
    expect(poppler('pdftotext', pdfsOf(said)[0]!, ['-layout'], ['-']).toString()).not.toContain('dashed:')
  })

  it('is a density from 200 runs on, which says so and names the best, in the same colours everywhere', () => {
    const whole = many(1_000)
    const data = { ...whole, source: { ...whole.source, listed: 10_000 } as FigureSource }
    for (const pdf of pdfsOf(data)) {
      const text = poppler('pdftotext', pdf, ['-layout'], ['-']).toString()
      expect(text).toContain('1,000 runs, shown as density; best 5 named')
      expect(text).toContain('first 1,000 of 10,000 runs')
      expect(text.match(/run-\d{4}/g)).toHaveLength(5)
    }
    const svg = new TextDecoder().decode(drawFigure(data, 'svg').bytes)
    const tex = new TextDecoder().decode(drawFigure(data, 'tikz').bytes)
    const defined = new Map(
      Array.from(tex.matchAll(/\\definecolor\{([^}]+)\}\{HTML\}\{(\w{6})\}/g), ([, key = '', hex = '']) => [key, hex]),
    )
    const stretches = new Set(
      Array.from(tex.matchAll(/\\fill\[(plateau-colour-\d+)\] \([^)]*\) rectangle/g), ([, key = '']) =>
        defined.get(key),
      ),
    )
    expect(stretches.size).toBeGreaterThan(8)
    for (const hex of stretches) expect(svg).toContain(`fill="#${hex}"`)
  })

  it('says that lines have no names where a table of them would have no room on paper', () => {
    const data = many(400, { density: { ...usualDensity, from: null } })
    const { words, height } = wordsOf(drawFigure(data, 'pdf').bytes)
    const text = words.map(({ word }) => word).join(' ')
    expect(text).toContain('400 lines, not named: a table of them has no room')
    expect(text).not.toContain('run-')
    expect(height).toBeCloseTo(158.74, 0)
  })
})
