/** A report as one page of HTML that needs nothing else: no request, no server, no network. */
import { createHash } from 'node:crypto'
import type { DocumentPart, ReportDocument } from './document'
import type { Block, Inline } from './markdown-tree'
import { toMathml } from './mathematics'

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

function inline(node: Inline): string {
  switch (node.kind) {
    case 'text':
      return escapeHtml(node.text)
    case 'code':
      return `<code>${escapeHtml(node.text)}</code>`
    case 'math':
      return toMathml(node.text, false) ?? `<code>${escapeHtml(node.text)}</code>`
    case 'strong':
      return `<strong>${inlines(node.children)}</strong>`
    case 'emphasis':
      return `<em>${inlines(node.children)}</em>`
    case 'deleted':
      return `<del>${inlines(node.children)}</del>`
    case 'link':
      return `<a href="${escapeHtml(node.href)}" rel="noreferrer">${inlines(node.children)}</a>`
    case 'break':
      return '<br>'
  }
}
const inlines = (nodes: readonly Inline[]): string => nodes.map(inline).join('')

function block(node: Block): string {
  switch (node.kind) {
    case 'heading': {
      const tag = `h${Math.max(2, node.level)}`
      return `<${tag}>${inlines(node.children)}</${tag}>`
    }
    case 'paragraph':
      return `<p>${inlines(node.children)}</p>`
    case 'code':
      return `<pre tabindex="0"><code>${escapeHtml(node.text)}</code></pre>`
    case 'math':
      return `<p class="mathematics">${toMathml(node.text, true) ?? `<code>${escapeHtml(node.text)}</code>`}</p>`
    case 'list': {
      const items = node.items.map((item) => `<li>${itemOf(item)}</li>`).join('')
      return node.start === null ? `<ul>${items}</ul>` : `<ol start="${node.start}">${items}</ol>`
    }
    case 'quote':
      return `<blockquote>${blocks(node.blocks)}</blockquote>`
    case 'table':
      return table(
        node.head.map(inlines),
        node.rows.map((row) => row.map(inlines)),
        node.align.map((align) => align === 'right'),
        'Table',
      )
    case 'rule':
      return '<hr>'
  }
}
const blocks = (nodes: readonly Block[]): string => nodes.map(block).join('\n')
/** One paragraph in an item needs no space around it. */
const itemOf = (item: readonly Block[]): string =>
  item.length === 1 && item[0]?.kind === 'paragraph' ? inlines(item[0].children) : blocks(item)

function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  areNumbers: readonly boolean[],
  label: string,
): string {
  const number = (index: number) => (areNumbers[index] === true ? ' class="num"' : '')
  const header = head.map((cell, index) => `<th scope="col"${number(index)}>${cell}</th>`).join('')
  const body = rows
    .map(
      (row) =>
        `<tr>${row.map((cell, index) => (index === 0 ? `<th scope="row">${cell}</th>` : `<td${number(index)}>${cell}</td>`)).join('')}</tr>`,
    )
    .join('')
  // Scrolled by keyboard where it is wider than the page.
  return `<div class="wide" tabindex="0" role="region" aria-label="${escapeHtml(label)}"><table><thead><tr>${header}</tr></thead><tbody>${body}</tbody></table></div>`
}

/** A figure's place: a picture, or an element that the page's script fills from its data. */
export type HtmlFigure = { readonly light: string; readonly dark: string } | 'live'

function part(entry: DocumentPart, figures: ReadonlyMap<string, HtmlFigure>): string {
  switch (entry.kind) {
    case 'text':
      return blocks(entry.blocks)
    case 'figure': {
      const caption = `<figcaption><b>Figure ${entry.number}.</b> ${escapeHtml(entry.caption)}</figcaption>`
      return `<figure id="figure-${entry.number}">${figureBody(entry, figures.get(entry.id))}${caption}</figure>`
    }
    case 'table': {
      const label = `Table ${entry.number}. ${entry.caption}`
      const caption = `<figcaption><b>Table ${entry.number}.</b> ${escapeHtml(entry.caption)}</figcaption>`
      if (entry.table === null) return `<figure>${caption}${missing(entry.error)}</figure>`
      const { columns, rows, notes } = entry.table
      const body = table(
        columns.map((column) => escapeHtml(column.label)),
        rows.map((row) => row.map(escapeHtml)),
        columns.map(({ isNumber }) => isNumber),
        label,
      )
      const below = notes.map((note) => `<p class="table-note">${escapeHtml(note)}</p>`).join('')
      return `<figure>${caption}${body}${below}</figure>`
    }
  }
}

function figureBody(entry: Extract<DocumentPart, { kind: 'figure' }>, figure: HtmlFigure | undefined): string {
  if (figure === undefined) return missing(entry.error)
  const { width, height } = entry.style.size
  const shape = `style="aspect-ratio:auto ${width}/${height}"`
  if (figure === 'live') return `<div class="live" data-figure="${escapeHtml(entry.id)}" ${shape}></div>`
  return `<picture><source media="(prefers-color-scheme: dark)" srcset="${figure.dark}"><img src="${figure.light}" alt="${escapeHtml(entry.caption === '' ? `Figure ${entry.number}` : entry.caption)}" ${shape}></picture>`
}
const missing = (reason: string | null): string =>
  `<p class="missing">${escapeHtml(reason ?? 'This block could not be created.')}</p>`

export type HtmlParts = {
  readonly document: ReportDocument
  readonly figures: ReadonlyMap<string, HtmlFigure>
  /** What the live figures are drawn from: JSON. */
  readonly data: string
  /** The page's script and style, as they were built. */
  readonly script: string
  readonly style: string
  /** An element. */
  readonly provenance: string
}

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
/** JSON within an element: nothing in it ends the element early. */
const inert = (json: string): string => json.replaceAll('<', '\\u003c')

/** The whole page. Its policy lets run the one script that was built, by its hash, and nothing be fetched. */
export function toHtml({ document, figures, data, script, style, provenance }: HtmlParts): string {
  // Styles of elements themselves are a library's and the figures' shapes; they fetch nothing either.
  const policy = `default-src 'none'; script-src ${hash(script)}; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Plateau">
<title>${escapeHtml(document.title)}</title>
<style>${style}</style>
${provenance}
</head>
<body>
<main>
<h1>${escapeHtml(document.title)}</h1>
${document.parts.map((entry) => part(entry, figures)).join('\n')}
<footer><p>${escapeHtml(document.colophon)}</p></footer>
</main>
<script type="application/json" id="plateau-data">${inert(data)}</script>
<script>${script}</script>
</body>
</html>
`
}
