/** Numbers as CSV (RFC 4180). */
import type { Provenance } from '../../contract/figure'
import { exactText } from '../../contract/numbers'
import type { NumberColumn, NumberRows } from '@panels/figure/numbers'
import { momentText, numberAt, textAt, type Encoder } from './encoder'

/** Quoted where it must be; text that a spreadsheet would take for a formula is kept text by an apostrophe. */
export function csvText(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** One row a line, a header first, CRLF. @param provenance goes before the header, as a line that begins with #; null for none. */
export function csvEncoder(columns: readonly NumberColumn[], provenance: Provenance | null): Encoder {
  return {
    begin() {
      const header = `${columns.map(({ name }) => csvText(name)).join(',')}\r\n`
      return provenance === null ? header : `# plateau-figure: ${JSON.stringify(provenance)}\r\n${header}`
    },
    add: (rows) => csvRows(columns, rows),
    end: () => '',
  }
}

function csvRows(columns: readonly NumberColumn[], { count, cells }: NumberRows): string {
  // Column by column, as a text that is the same in all rows is then made once.
  const texts = columns.map(({ kind }, place) => columnText(kind, cells[place]))
  let text = ''
  for (let index = 0; index < count; index += 1) {
    for (let place = 0; place < texts.length; place += 1) {
      if (place > 0) text += ','
      text += texts[place]?.(index) ?? ''
    }
    text += '\r\n'
  }
  return text
}

function columnText(kind: NumberColumn['kind'], cells: NumberRows['cells'][number] | undefined) {
  if (kind === 'text') {
    if (typeof cells !== 'string') return (index: number) => csvText(textAt(cells, index))
    const text = csvText(cells)
    return () => text
  }
  const write = kind === 'moment' ? momentText : exactText
  return (index: number) => {
    const value = numberAt(cells, index)
    return value === null ? '' : write(value)
  }
}
