/** A report as Typst's source. All text stands in strings, so that no character of it is ever a mark. */
import { scriptFamilies } from '../../figures/font-files'
import { widthInCentimetres, type DocumentPart, type ReportDocument } from './document'
import type { Block, Inline } from './markdown-tree'
import { toTypstMath } from './mathematics'

const string = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
/** A word of text in markup; the semicolon ends the expression, whatever comes after it. */
const word = (text: string): string => `#${string(text)};`

function inline(node: Inline): string {
  switch (node.kind) {
    case 'text':
      return word(node.text.replaceAll('\n', ' '))
    case 'code':
      return `#raw(${string(node.text)});`
    case 'math': {
      const mathematics = toTypstMath(node.text)
      return mathematics === null ? `#raw(${string(node.text)});` : `$${mathematics}$`
    }
    case 'strong':
      return `#strong[${inlines(node.children)}];`
    case 'emphasis':
      return `#emph[${inlines(node.children)}];`
    case 'deleted':
      return `#strike[${inlines(node.children)}];`
    case 'link':
      return `#link(${string(node.href)})[${inlines(node.children)}];`
    case 'break':
      return '#linebreak();'
  }
}
const inlines = (nodes: readonly Inline[]): string => nodes.map(inline).join('')

function block(node: Block): string {
  switch (node.kind) {
    case 'heading':
      return `#heading(level: ${Math.max(1, node.level - 1)})[${inlines(node.children)}]`
    case 'paragraph':
      return inlines(node.children)
    case 'code':
      return `#raw(${string(node.text)}, block: true)`
    case 'math': {
      const mathematics = toTypstMath(node.text)
      return mathematics === null ? `#raw(${string(node.text)}, block: true)` : `$ ${mathematics} $`
    }
    case 'list': {
      const items = node.items.map((item) => `[${blocks(item)}]`).join(', ')
      return node.start === null ? `#list(${items})` : `#enum(start: ${node.start}, ${items})`
    }
    case 'quote':
      return `#quote(block: true)[${blocks(node.blocks)}]`
    case 'table':
      return table(
        node.head.map(inlines),
        node.rows.map((row) => row.map(inlines)),
        node.align.map((align) => align ?? 'left'),
      )
    case 'rule':
      return '#line(length: 100%, stroke: 0.4pt + luma(160))'
  }
}
const blocks = (nodes: readonly Block[]): string => nodes.map(block).join('\n\n')

/** As booktabs draws it: three rules and no others. */
function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  align: readonly string[],
  widths = String(head.length),
): string {
  const cells = (row: readonly string[]) => row.map((cell) => `[${cell}]`).join(', ')
  return `#table(columns: ${widths}, align: (${align.join(', ')},), table.hline(stroke: 0.8pt), table.header(${cells(head)}), table.hline(stroke: 0.5pt), ${rows
    .map((row) => `${cells(row)}, `)
    .join('')}table.hline(stroke: 0.8pt))`
}

/**
 * A table whose columns are each as wide as their longest word at least, so that no text ever runs into the next column; what is left of
 * the page goes to those that have more to say. Where even the words have no room, the text is smaller: what is scaled as a whole goes on to no other page.
 */
function fitted(rows: readonly (readonly string[])[], body: string): string {
  const listed = (texts: readonly string[]) => `(${[...new Set(texts)].map(string).join(', ')},)`
  const columns = (rows[0] ?? []).map((_, index) => rows.map((row) => row[index] ?? ''))
  const words = columns.map((cells) => listed(cells.flatMap((cell) => cell.split(/[ \n]+/))))
  return `#fitted((${words.join(', ')},), (${columns.map(listed).join(', ')},), widths => [${body}])`
}

function part(entry: DocumentPart, textWidth: number): string {
  switch (entry.kind) {
    case 'text':
      return blocks(entry.blocks)
    case 'figure': {
      const width = Math.min(widthInCentimetres(entry.style), textWidth)
      const body =
        entry.name === null
          ? missing(entry.error)
          : `#image(${string(`/figures/${entry.name}.pdf`)}, width: ${width}cm, alt: ${string(entry.caption)})`
      return `#figure(kind: image, placement: auto, supplement: "Figure", caption: [${word(entry.caption)}])[${body}]`
    }
    case 'table': {
      if (entry.table === null)
        return `#figure(kind: table, supplement: "Table", caption: [${word(entry.caption)}])[${missing(entry.error)}]`
      const { columns, rows, notes } = entry.table
      const shown = [
        columns.map(({ label }) => label),
        ...rows.map(([first = '', ...rest]) => [unbroken(first), ...rest]),
      ]
      const [head = [], ...cells] = shown.map((row) => row.map(word))
      const body = fitted(
        shown,
        table(
          head,
          cells,
          columns.map(({ isNumber }) => (isNumber ? 'right' : 'left')),
          'widths',
        ),
      )
      const below = notes.length === 0 ? '' : `\n#note[${word(notes.join(' '))}]`
      const whole = `#figure(kind: table, supplement: "Table", caption: [${word(entry.caption)}])[${body}${below}]`
      // A table that fits a page stays on one.
      return rows.length > mostUnbrokenRows ? `#[#show figure: set block(breakable: true)\n${whole}]` : whole
    }
  }
}
/** Names of groups stay on a line, unless they are sentences. */
const unbroken = (cell: string): string => (cell.length > 40 ? cell : cell.replaceAll(' ', '\u00a0'))
const mostUnbrokenRows = 30
const missing = (reason: string | null): string =>
  `#block(width: 100%, inset: 1em, stroke: 0.4pt + luma(160))[${word(reason ?? 'This block could not be created.')}]`

/** Of an A4 page with margins of 2.5 cm, in cm. */
const textWidth = 16
/** What has the signs that a font lacks. */
const otherFonts = {
  inter: 'CMU Sans Serif',
  'computer-modern': 'CMU Serif',
  'computer-modern-sans': 'CMU Sans Serif',
  'stix-two': 'CMU Serif',
} as const

/** The whole source. Figures lie beside it, as /figures/NAME.pdf. @param keywords for the document's metadata */
export function toTypst(document: ReportDocument, keywords: string): string {
  const { font } = document.style
  const families = [...new Set([...scriptFamilies(font), otherFonts[font]])].map(string)
  return `#set document(title: ${string(document.title)}, keywords: (${string(keywords)},))
#set page(paper: "a4", margin: 2.5cm, numbering: "1 / 1")
#set text(font: (${families.join(', ')},), size: 10.5pt, lang: "en", hyphenate: true)
#set par(justify: true, leading: 0.62em, spacing: 1em)
#show raw: set text(font: "CMU Typewriter Text", size: 1.1em)
#show heading: set block(above: 1.6em, below: 0.8em)
#show heading.where(level: 1): set text(size: 13pt)
#show heading.where(level: 2): set text(size: 11.5pt)
#show link: set text(fill: rgb("#0a5ca8"))
#show figure: set block(above: 1.4em, below: 1.4em)
#show figure.caption: set text(size: 9.5pt)
#show figure.caption: set par(justify: false)
#show figure.where(kind: table): set figure.caption(position: top)
#show table: set text(size: 8pt, hyphenate: false)
#show table: set par(justify: false, leading: 0.5em)
#set table(stroke: none, inset: (x: 0.4em, y: 0.4em))
#let fitted(words, cells, body) = layout(size => {
  let widest(texts) = calc.max(..texts.map(one => measure(text(size: 8pt, one)).width)) + 7pt
  let least = words.map(widest)
  let extra = cells.map(widest).zip(least).map(((whole, word)) => whole - word)
  let smaller = calc.max(1, least.sum() / size.width)
  let spare = size.width * smaller - least.sum()
  let share = if extra.sum() <= spare { 1 } else { spare / extra.sum() }
  show table: set text(size: 8pt / smaller)
  body(least.zip(extra).map(((word, more)) => (word + more * share) / smaller))
})
#let note(body) = align(left, text(size: 8.5pt, fill: luma(70), par(justify: false, body)))
#place(top + center, float: true, clearance: 1.4em, text(size: 17pt, weight: "bold", hyphenate: false, par(justify: false)[${word(document.title)}]))
${document.parts.map((entry) => part(entry, textWidth)).join('\n\n')}

#v(1.5em)
#text(size: 8.5pt, fill: luma(70))[${word(document.colophon)}]
`
}
