/** A report as Markdown with pictures beside it. */
import type { DocumentPart, ReportDocument } from './document'

/** Characters that would be marks, in a cell or a caption. */
/** Text that Markdown shows as it is. */
export const escapeMarkdown = (text: string): string =>
  text.replaceAll(/[\\`*_[\]<>|#]/g, (mark) => `\\${mark}`).replaceAll('\n', ' ')

function part(entry: DocumentPart, folder: string): string {
  switch (entry.kind) {
    case 'text':
      return entry.markdown.trim()
    case 'figure': {
      const caption = `*Figure ${entry.number}.* ${escapeMarkdown(entry.caption)}`.trim()
      return entry.name === null
        ? `> ${escapeMarkdown(entry.error ?? 'This figure could not be drawn.')}\n\n${caption}`
        : `![${escapeMarkdown(entry.caption)}](${folder}figures/${entry.name}.png)\n\n${caption}`
    }
    case 'table': {
      const caption = `*Table ${entry.number}.* ${escapeMarkdown(entry.caption)}`.trim()
      if (entry.table === null)
        return `${caption}\n\n> ${escapeMarkdown(entry.error ?? 'This table could not be created.')}`
      const { columns, rows, notes } = entry.table
      const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`
      return [
        caption,
        [
          line(columns.map(({ label }) => label)),
          `| ${columns.map(({ isNumber }) => (isNumber ? '---:' : '---')).join(' | ')} |`,
          ...rows.map(line),
        ].join('\n'),
        ...notes.map(escapeMarkdown),
      ].join('\n\n')
    }
  }
}

/** `report.md`. Pictures lie beside it, as figures/NAME.png. @param provenance its text as JSON */
export function toMarkdown(document: ReportDocument, provenance: string): string {
  // Nothing in a comment may end it.
  const comment = `<!-- ${provenance.replaceAll('--', '-\\u002d')} -->`
  return `${[`# ${escapeMarkdown(document.title)}`, ...document.parts.map((entry) => part(entry, document.folder)), '---', escapeMarkdown(document.colophon), comment].join('\n\n')}\n`
}
