/** A figure as a document of TikZ and PGFPlots, which compiles by itself and by \input. */
import type { FigureStyle, FigureText, Provenance } from '@contract/figure'
import type { Figure } from '../figure'
import type { Frame } from '../frame'
import { paletteOf, sizeOf, styledFigure } from '../style'
import { tikzFrame, writePage } from './page'
import { createSheet, short } from './sheet'
import { texComment } from './text'

export type TikzOptions = {
  /** Points of a line at most; null for every one. */
  readonly mostPoints: number | null
  /** Goes into comments; null for none. */
  readonly provenance: Provenance | null
}

/**
 * The whole file. Its picture is as large as the style says, or as a table of names needs; the text is of the document that it goes into, at the style's size.
 * @throws PlateauError `invalid-input` for what TeX cannot hold
 */
export function tikzOf(
  plain: Figure,
  style: FigureStyle,
  text: FigureText,
  options: TikzOptions,
): { readonly tex: string; readonly frame: Frame } {
  const size = sizeOf(style)
  // A pixel of 1/96 inch is 3/4 of a big point.
  const scale = size.scale * 0.75
  const frame = tikzFrame(styledFigure(plain, style), style, text)
  const { page } = frame
  const palette = paletteOf(style)
  const sheet = createSheet({
    scale,
    height: page.height,
    palette,
    lineWidth: style.lineWidth,
    hasGrid: style.grid,
    mostPoints: options.mostPoints,
  })
  writePage(sheet, frame, style, text)
  const family = style.font === 'inter' || style.font === 'computer-modern-sans' ? '\\sffamily' : '\\rmfamily'
  const points = short(style.fontSize)
  const ground = `\\path[use as bounding box${style.theme === 'dark' ? `, fill=${sheet.colour('surface')}` : ''}]`
  const picture = [
    ...sheet.definitions(),
    '\\begin{tikzpicture}[',
    '  x=1bp, y=1bp, baseline=(current bounding box.south),',
    `  every node/.append style={inner sep=0pt, outer sep=0pt, font=\\fontsize{${points}bp}{${short(style.fontSize * 1.2)}bp}\\selectfont${family}},`,
    ']',
    `${ground} (0,0) rectangle (${short(page.width * scale)},${short(page.height * scale)});`,
    ...sheet.lines,
    '\\end{tikzpicture}%',
  ]
  const tex = `${[...introduction(text, options), ...alone.before, ...picture, ...alone.after].join('\n')}\n`
  return { tex, frame }
}

function introduction({ caption }: FigureText, { provenance }: TikzOptions): string[] {
  return [
    '% A TikZ and PGFPlots figure. It compiles on its own with pdflatex, lualatex or xelatex. In a document, use \\input{THIS FILE} with',
    '% \\usepackage{pgfplots} and \\pgfplotsset{compat=1.18} in the preamble.',
    ...(caption === '' ? [] : [texComment(`Caption: ${caption}`)]),
    ...(provenance === null ? [] : [texComment(`plateau-figure: ${JSON.stringify(provenance)}`)]),
  ]
}

/**
 * What makes a document of the file where it is not read by one. `\@nodocument` is `\relax` once a document has begun; what follows `\fi`
 * would otherwise be skipped as part of the condition. The page is as large as its picture.
 */
const alone = {
  before: [
    '\\makeatletter',
    '\\expandafter\\ifx\\csname @nodocument\\endcsname\\relax',
    '  \\def\\plateaualone{\\makeatother}\\def\\plateauend{\\endgroup}%',
    '\\else',
    '  \\def\\plateaualone{%',
    '    \\documentclass{article}%',
    '    \\usepackage[T1]{fontenc}\\usepackage[utf8]{inputenc}%',
    '    \\IfFileExists{lmodern.sty}{\\usepackage{lmodern}}{\\usepackage[OT1]{fontenc}}%',
    '    \\usepackage{amssymb}\\usepackage{pgfplots}\\pgfplotsset{compat=1.18}%',
    '    \\begin{document}%',
    '    \\begin{lrbox}{\\@tempboxa}}',
    '  \\def\\plateauend{\\endgroup',
    '    \\end{lrbox}%',
    '    \\hoffset=-1in \\voffset=-1in',
    '    \\ifdefined\\pagewidth \\let\\plateauwidth\\pagewidth \\let\\plateauheight\\pageheight',
    '    \\else \\let\\plateauwidth\\pdfpagewidth \\let\\plateauheight\\pdfpageheight \\fi',
    '    \\plateauwidth=\\wd\\@tempboxa \\plateauheight=\\dimexpr\\ht\\@tempboxa+\\dp\\@tempboxa\\relax',
    '    \\shipout\\box\\@tempboxa',
    '    \\end{document}}',
    '\\fi',
    '\\plateaualone',
    '\\begingroup%',
  ],
  after: ['\\plateauend'],
} as const
