/** A real LaTeX, and what poppler reads of what it makes. */
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Asked once, by those that need it. */
export const hasLatex =
  spawnSync('pdflatex', ['--version']).status === 0 && spawnSync('kpsewhich', ['pgfplots.sty']).status === 0

/** @throws Error with TeX's own words. @returns the PDF's path. */
export function compileTex(folder: string, name: string, tex: string | Uint8Array): string {
  writeFileSync(join(folder, `${name}.tex`), tex)
  const { status } = spawnSync(
    'pdflatex',
    ['-interaction=nonstopmode', '-halt-on-error', '-no-shell-escape', `${name}.tex`],
    { cwd: folder },
  )
  if (status !== 0) {
    const log = readFileSync(join(folder, `${name}.log`), 'latin1')
    throw new Error(`${name}: ${log.slice(Math.max(0, log.indexOf('\n!'))).slice(0, 600)}`)
  }
  return join(folder, `${name}.pdf`)
}

/**
 * Each picture as a page of its own size, read by one document: loading PGFPlots takes longer than any of them.
 * @throws Error with TeX's own words. @returns the PDF's path
 */
export function compilePages(folder: string, pictures: readonly (string | Uint8Array)[]): string {
  pictures.forEach((picture, index) => writeFileSync(join(folder, `page-${index}.tex`), picture))
  return compileTex(
    folder,
    'pages',
    [
      '\\documentclass{article}',
      '\\usepackage[T1]{fontenc}\\usepackage[utf8]{inputenc}',
      '\\IfFileExists{lmodern.sty}{\\usepackage{lmodern}}{\\usepackage[OT1]{fontenc}}',
      '\\usepackage{amssymb}\\usepackage{pgfplots}\\pgfplotsset{compat=1.18}',
      '\\newsavebox{\\onepicture}',
      '\\begin{document}',
      '\\hoffset=-1in \\voffset=-1in',
      ...pictures.map(
        (_, index) =>
          `\\begin{lrbox}{\\onepicture}\\input{page-${index}.tex}\\unskip\\end{lrbox}\\pdfpagewidth=\\wd\\onepicture \\pdfpageheight=\\dimexpr\\ht\\onepicture+\\dp\\onepicture\\relax \\shipout\\box\\onepicture`,
      ),
      '\\end{document}',
    ].join('\n'),
  )
}

type PdfWord = {
  readonly word: string
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}
export type PdfPage = { readonly width: number; readonly height: number; readonly words: readonly PdfWord[] }

/** The pages of a PDF in points, and where each of their words stands. */
export function pdfPages(path: string): PdfPage[] {
  const text = execFileSync('pdftotext', ['-bbox', path, '-'], { encoding: 'utf8' })
  return text
    .split('<page ')
    .slice(1)
    .map((page) => {
      const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(page) ?? []
      const words = page.matchAll(/<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">([^<]*)</g)
      return {
        ...{ width: Number(width), height: Number(height) },
        words: Array.from(words, ([, left, top, right, bottom, word = '']) => ({
          ...{ left: Number(left), top: Number(top), right: Number(right), bottom: Number(bottom) },
          word,
        })),
      }
    })
}
