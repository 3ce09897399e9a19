/** The table as it is shown, for the clipboard. */
import { columnValue, type RunRows } from '@contract/run-query'
import type { TableFormat } from '@contract/figure'
import type { RunSummary } from '@contract/run'
import { tableText } from '@panels/figure/tables'
import { columnsRead } from '@panels/runs/run-columns'
import { copiedTable } from '@panels/runs/table-copy'
import { countOf } from '@panels/words/format'
import { copyText } from '../../state/actions'
import type { App } from '../../state/app.svelte'
import { rowsOf, slimColumns, type RunRow } from '../../state/run-row'
import type { RunTableScreen } from './table.svelte'

/** Runs whose cells are asked for at once: the core answers that without a stall, and the window takes it in within a frame or two. */
const runsAtOnce = 500
/** What one request may ask for (contract/run-query). */
const mostColumns = 200

type Read = { readonly row: RunRow; readonly cell: (column: string) => ReturnType<typeof columnValue> }

/** Copies what is shown, rows out of sight too; says how many rows that are. */
export async function copyTable(app: App, screen: RunTableScreen, format: TableFormat): Promise<void> {
  const { rows, columns, primary, table } = screen
  try {
    const read = await readAll(app, rows.runs(), [...new Set(columns.flatMap(({ id }) => columnsRead(id)))])
    const shown = copiedTable(`Runs of ${app.projects.current?.name ?? 'the project'}`, {
      rows: rows.slice(0, rows.length),
      columns,
      groupBy: screen.groups === null ? [] : table.groupBy,
      primary,
      source: { ...screen.source, read: (column, run) => read.get(run.id)?.cell(column) },
      full: (run) => read.get(run.id)?.row ?? run,
      groupCell: (column, group) => screen.groupCell(column, group as Parameters<typeof screen.groupCell>[1]),
    })
    const names = { tsv: 'TSV', markdown: 'Markdown', latex: 'LaTeX' } as const
    await copyText(app, tableText(shown, format), `${countOf(shown.rows.length, 'row')} as ${names[format]}`)
  } catch (error) {
    app.toasts.fail(error)
  }
}

/** @throws PlateauError */
async function readAll(
  app: App,
  runs: readonly RunSummary[],
  columns: readonly string[],
): Promise<ReadonlyMap<string, Read>> {
  const read = new Map<string, Read>()
  const asked = [...new Set([...slimColumns, ...columns])]
  for (let from = 0; from < runs.length; from += runsAtOnce) {
    const ids = runs.slice(from, from + runsAtOnce).map(({ id }) => id)
    const parts: RunRows[] = []
    for (let at = 0; at < asked.length; at += mostColumns)
      parts.push(await app.client.request('runs.columns', { columns: asked.slice(at, at + mostColumns), runs: ids }))
    const [first] = parts
    if (first === undefined) continue
    const page = {
      ...first,
      columns: Object.assign({}, ...parts.map(({ columns: some }) => some)) as RunRows['columns'],
    }
    for (const [id, one] of rowsRead(app, page)) read.set(id, one)
  }
  return read
}

/** Rows that read nothing but what came with them. */
function rowsRead(app: App, page: RunRows): Map<string, Read> {
  const places = new Map(Array.from(page.numbers, (number, place) => [number, place]))
  const cell = (column: string, run: number) => {
    const [data, place] = [page.columns[column], places.get(run)]
    return data === undefined || place === undefined ? undefined : columnValue(data, place)
  }
  const rows = rowsOf(page, { read: cell, whole: () => undefined, keys: () => [], said: () => app.runs.said })
  return new Map(rows.map((row) => [row.id, { row, cell: (column: string) => cell(column, row.number) }]))
}
