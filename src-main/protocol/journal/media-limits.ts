/** How much of a medium stands in the history; of more, the end is left out. */
import type { JournalRecord } from './records'

/** Of its JSON. */
export const mostDetailBytes = 1_000_000

/** `cut`: its end was left out already. `rowCount`: how many rows there were. */
export type MediaRecord = Extract<JournalRecord, { type: 'text' | 'image' | 'histogram' | 'table' | 'file' }> & {
  readonly cut?: { readonly rowCount?: number }
}

/** The beginning of what is too long to be kept. Works for as long as all of it takes: not on the core's own thread where that may be much. */
export function shortenMedium(record: MediaRecord): MediaRecord {
  if (record.type === 'text') return { ...record, text: `${record.text.slice(0, mostDetailBytes / 4)}…`, cut: {} }
  if (record.type !== 'table' || !('rows' in record)) return { ...record, cut: {} }
  const rows: typeof record.rows = []
  let room = mostDetailBytes / 2
  for (const row of record.rows) {
    room -= JSON.stringify(row).length
    if (room < 0) break
    rows.push(row)
  }
  return { ...record, columns: record.columns.slice(0, 1_000), rows, cut: { rowCount: record.rows.length } }
}
