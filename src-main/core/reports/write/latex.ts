/** A report as LaTeX for pdflatex, with graphicx, booktabs and hyperref and nothing else. */
import { widthInCentimetres, type DocumentPart, type ReportDocument } from './document'
import type { Block, Inline } from './markdown-tree'

const marks: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}', '{': '\\{', '}': '\\}', $: '\\$', '&': '\\&', '#': '\\#', '%': '\\%', _: '\\_', '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}', '<': '\\textless{}', '>': '\\textgreater{}', '|': '\\textbar{}', '"': "''", "'": "'", '`': '{\\char96}',
  '-': '{-}', '–': '--', '—': '---', '“': '``', '”': "''", '‘': '`', '’': "'", '…': '\\ldots{}', '\u00a0': '~',
  '×': '\\ensuremath{\\times}', '±': '\\ensuremath{\\pm}', '−': '\\ensuremath{-}', '≤': '\\ensuremath{\\le}', '≥': '\\ensuremath{\\ge}', '→': '\\ensuremath{\\to}',
  '≈': '\\ensuremath{\\approx}', '≠': '\\ensuremath{\\ne}', '∞': '\\ensuremath{\\infty}', '·': '\\ensuremath{\\cdot}', '⋅': '\\ensuremath{\\cdot}', '°': '\\ensuremath{^\\circ}',
  'α': '\\ensuremath{\\alpha}', 'β': '\\ensuremath{\\beta}', 'γ': '\\ensuremath{\\gamma}', 'δ': '\\ensuremath{\\delta}', 'ε': '\\ensuremath{\\epsilon}',
  'λ': '\\ensuremath{\\lambda}', 'μ': '\\ensuremath{\\mu}', 'σ': '\\ensuremath{\\sigma}', 'Δ': '\\ensuremath{\\Delta}', 'Σ': '\\ensuremath{\\Sigma}', '²': '\\ensuremath{^2}', '³': '\\ensuremath{^3}',
} // oxfmt-ignore

/** Text in which no character is a command. What pdflatex has no letter for becomes a question mark, as it would stop there. */
export function escapeLatex(text: string): string {
  return Array.from(text.normalize('NFC'))
    .map((letter) => marks[letter] ?? (isKnown(letter) ? letter : letter === '\n' ? ' ' : '?'))
    .join('')
    .replaceAll(/\{-\}(?!\{-\})/g, '-')
}
/** ASCII, and what every TeX can put together: letters with an accent, and a few of their own. */
const isKnown = (letter: string): boolean =>
  /^[\x20-\x7eßæÆøØłŁœŒ]$/.test(letter) ||
  /^[A-Za-z][\u0300-\u0304\u0308\u030a\u030c\u0327]$/.test(letter.normalize('NFD'))

/** Mathematics goes through as it is written, unless it could read or write a file, or change what TeX is. */
const forbidden =
  /\\(?:input|include|write|read|openin|openout|closein|closeout|immediate|special|catcode|csname|endcsname|def|edef|gdef|xdef|let|futurelet|usepackage|documentclass|newcommand|renewcommand|begin|end|loop|repeat|expandafter|noexpand|the|string|directlua|primitive|pdf\w*)(?![A-Za-z])|\^\^/
const mathematics = (text: string, isBlock: boolean): string => {
  const code = `\\texttt{${escapeLatex(text)}}`
  if (forbidden.test(text) || !isBalanced(text) || /[^\x20-\x7e\n]/.test(text)) return code
  return isBlock ? `\\[${text.replaceAll(/\n\s*\n/g, '\n')}\\]` : `\\(${text}\\)`
}
function isBalanced(text: string): boolean {
  let depth = 0
  for (const brace of text.replaceAll(/\\./g, '').match(/[{}]/g) ?? []) {
    depth += brace === '{' ? 1 : -1
    if (depth < 0) return false
  }
  return depth === 0 && !/(?<!\\)[%$]|\\[()[\]]/.test(text)
}

function inline(node: Inline): string {
  switch (node.kind) {
    case 'text':
      return escapeLatex(node.text)
    case 'code':
      return `\\texttt{${escapeLatex(node.text)}}`
    case 'math':
      return mathematics(node.text, false)
    case 'strong':
      return `\\textbf{${inlines(node.children)}}`
    case 'emphasis':
      return `\\emph{${inlines(node.children)}}`
    case 'deleted':
      return inlines(node.children)
    case 'link':
      return `\\href{${node.href.replaceAll(/[\\{}%#^~&_$\s"<>]/g, (mark) => (mark === '%' || mark === '#' || mark === '&' || mark === '_' ? `\\${mark}` : encodeURIComponent(mark).replaceAll('%', '\\%')))}}{${inlines(node.children)}}`
    case 'break':
      return '\\\\{}'
  }
}
const inlines = (nodes: readonly Inline[]): string => nodes.map(inline).join('')

const sections = ['section', 'subsection', 'subsubsection'] as const

function block(node: Block): string {
  switch (node.kind) {
    case 'heading': {
      const command = sections[Math.min(sections.length - 1, Math.max(0, node.level - 2))] ?? 'section'
      return `\\${command}{${inlines(node.children)}}`
    }
    case 'paragraph':
      return inlines(node.children)
    case 'code':
      return `\\begin{flushleft}\\ttfamily\\small\n${node.text
        .split('\n')
        .map((line) => escapeLatex(line).replaceAll(' ', '~'))
        .join('\\\\\n')}\n\\end{flushleft}`
    case 'math':
      return mathematics(node.text, true)
    case 'list': {
      const name = node.start === null ? 'itemize' : 'enumerate'
      const counter = node.start === null || node.start === 1 ? '' : `\\setcounter{enumi}{${node.start - 1}}\n`
      return `\\begin{${name}}\n${counter}${node.items.map((item) => `\\item ${blocks(item)}`).join('\n')}\n\\end{${name}}`
    }
    case 'quote':
      return `\\begin{quote}\n${blocks(node.blocks)}\n\\end{quote}`
    case 'table':
      return `\\begin{center}\n${tabular(
        node.head.map(inlines),
        node.rows.map((row) => row.map(inlines)),
        node.align.map((align) => (align === 'right' ? 'r' : align === 'center' ? 'c' : 'l')),
      )}\n\\end{center}`
    case 'rule':
      return '\\medskip\\hrule\\medskip'
  }
}
const blocks = (nodes: readonly Block[]): string => nodes.map(block).join('\n\n')

function tabular(head: readonly string[], rows: readonly (readonly string[])[], columns: readonly string[]): string {
  const line = (cells: readonly string[]) => `${cells.join(' & ')} \\\\`
  return `\\begin{tabular}{@{}${columns.join('')}@{}}
\\toprule
${line(head)}
\\midrule
${rows.map(line).join('\n')}
\\bottomrule
\\end{tabular}`
}

/** Centimetres of text on the page that `main.tex` sets. */
const textWidth = 16

function part(entry: DocumentPart, folder: string): string {
  switch (entry.kind) {
    case 'text':
      return blocks(entry.blocks)
    case 'figure': {
      const width = Math.min(widthInCentimetres(entry.style), textWidth)
      const body =
        entry.name === null
          ? missing(entry.error)
          : `\\includegraphics[width=${width}cm]{${folder}figures/${entry.name}.pdf}`
      return `\\begin{figure}[!htbp]
\\centering
${body}
\\caption{${escapeLatex(entry.caption)}}
\\label{fig:${entry.number}}
\\end{figure}`
    }
    case 'table': {
      const { table } = entry
      const body =
        table === null
          ? missing(entry.error)
          : // No wider than the page, whatever it holds.
            `\\sbox0{%\n\\footnotesize\\setlength{\\tabcolsep}{4pt}%\n${tabular(
              table.columns.map(({ label }) => escapeLatex(label)),
              table.rows.map((row) => row.map(escapeLatex)),
              table.columns.map(({ isNumber }) => (isNumber ? 'r' : 'l')),
            )}}%\n\\ifdim\\wd0>\\textwidth\\resizebox{\\textwidth}{!}{\\usebox0}\\else\\usebox0\\fi`
      const notes =
        table === null || table.notes.length === 0
          ? ''
          : `\n\n\\medskip\n\\parbox{\\textwidth}{\\footnotesize ${escapeLatex(table.notes.join(' '))}}`
      return `\\begin{table}[!htbp]
\\centering
\\caption{${escapeLatex(entry.caption)}}
\\label{tab:${entry.number}}
${body}${notes}
\\end{table}`
    }
  }
}
const missing = (reason: string | null): string =>
  `\\fbox{\\parbox{0.8\\textwidth}{${escapeLatex(reason ?? 'This block could not be created.')}}}`

/** `main.tex`. Figures lie beside it, as figures/NAME.pdf. @param provenance a comment of one line */
export function toLatex(document: ReportDocument, provenance: string): string {
  return `${provenance}
\\documentclass[11pt,a4paper]{article}
\\usepackage[utf8]{inputenc}
% Outlines in either case: T1 without Latin Modern may be bitmaps.
\\IfFileExists{lmodern.sty}{\\usepackage[T1]{fontenc}\\usepackage{lmodern}}{}
\\usepackage{graphicx}
\\usepackage{booktabs}
\\usepackage[hidelinks,pdfusetitle]{hyperref}
% A4 with margins of 2.5 cm, without a package for it.
\\setlength{\\oddsidemargin}{-0.04cm}
\\setlength{\\textwidth}{16cm}
\\setlength{\\topmargin}{-1.5cm}
\\setlength{\\textheight}{24.2cm}
\\setlength{\\belowcaptionskip}{6pt}
\\setlength{\\parindent}{0pt}
\\setlength{\\parskip}{0.6em}
\\title{${escapeLatex(document.title)}}
\\author{}
\\date{}
\\begin{document}
\\maketitle

${document.parts.map((entry) => part(entry, document.folder)).join('\n\n')}

\\bigskip
{\\footnotesize ${escapeLatex(document.colophon)}}
\\end{document}
`
}
