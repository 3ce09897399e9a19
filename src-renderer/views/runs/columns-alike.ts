/** Columns of the table in which no two of its runs differ. */
import { sortColumn } from '@panels/runs/run-columns'
import type { App } from '../../state/app.svelte'
import { queryOf } from '../../state/run-list.svelte'
import type { RunTableScreen } from './table.svelte'

/** What is more than one value of the store says nothing by being alike. */
const left = new Set(['curve', 'tags', 'notes', 'lineage'])

/** @returns their ids. @throws PlateauError */
export async function columnsAlike(app: App, screen: RunTableScreen): Promise<string[]> {
  const asked = screen.columns.filter(({ id }) => !left.has(id)).map(({ id }) => ({ id, measure: sortColumn(id) }))
  const { measured } = await app.client.request('runs.query', {
    ...queryOf({ ...screen.wish, groupBy: [], groupOrder: null }, app.runs.project),
    groupBy: [],
    measures: [...new Set(asked.map(({ measure }) => measure))],
  })
  return asked.filter(({ measure }) => (measured[0]?.[measure]?.distinct[0] ?? 2) <= 1).map(({ id }) => id)
}
