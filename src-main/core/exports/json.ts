/** Numbers as one JSON document, written as rows come. */
import { exactText, toJsonNumber } from '../../contract/numbers'
import type { Provenance } from '../../contract/figure'
import type { NumberColumn, NumberRows } from '@panels/figure/numbers'
import { momentText, numberAt, textAt, type Encoder } from './encoder'

/** `{"format":"plateau-points","version":1,"provenance":{},"columns":[],"rows":[[]]}`, a row a line; NaN and the infinities by name. */
export function jsonEncoder(columns: readonly NumberColumn[], provenance: Provenance): Encoder {
  let isFirst = true
  return {
    begin: () =>
      [
        '{"format":"plateau-points","version":1,',
        `"provenance":${JSON.stringify(provenance)},`,
        `"columns":${JSON.stringify(columns.map(({ name }) => name))},`,
        '"rows":[',
      ].join('\n'),
    add(rows) {
      if (rows.count === 0) return ''
      const text = jsonRows(columns, rows, isFirst ? '\n[' : ',\n[')
      isFirst = false
      return text
    },
    end: () => '\n]}\n',
  }
}

function jsonRows(columns: readonly NumberColumn[], { count, cells }: NumberRows, before: string): string {
  const texts = columns.map(({ kind }, place) => columnText(kind, cells[place]))
  let text = before
  for (let index = 0; index < count; index += 1) {
    if (index > 0) text += ',\n['
    for (let place = 0; place < texts.length; place += 1) {
      if (place > 0) text += ','
      text += texts[place]?.(index) ?? 'null'
    }
    text += ']'
  }
  return text
}

function columnText(kind: NumberColumn['kind'], cells: NumberRows['cells'][number] | undefined) {
  if (kind === 'text') {
    if (typeof cells !== 'string') return (index: number) => JSON.stringify(textAt(cells, index))
    const text = JSON.stringify(cells)
    return () => text
  }
  return (index: number) => {
    const value = numberAt(cells, index)
    if (value === null) return 'null'
    if (!Number.isFinite(value)) return JSON.stringify(toJsonNumber(value))
    return kind === 'moment' ? `"${momentText(value)}"` : exactText(value)
  }
}
