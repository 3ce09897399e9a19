/** Cells of runs as values of columns: fields of `runs`, and settings of `run_values`. */
import type { ColumnValue, RunField } from '../contract/run-query'
import { visibleLine, visibleText } from '../contract/text'
import { pickEvenly, sparklineValues } from '../maths/pick-evenly'
import { valueTypes } from './run-index'
import { parseStored } from './stored-json'

export type Cell = number | string | Uint8Array | null
/** SQL of a field of `runs`, and what its cell says. */
type Field = { readonly sql: string; readonly read?: (cell: Cell) => ColumnValue | undefined }

const flag = (cell: Cell): ColumnValue => cell === 1
const isPlain = (entry: unknown): entry is string | number => typeof entry === 'string' || typeof entry === 'number'
export const list = (cell: Cell): ColumnValue => {
  const stored = parseStored(cell)
  if (!Array.isArray(stored)) return []
  return stored.filter(isPlain).map((entry) => (typeof entry === 'string' ? visibleLine(entry) : entry))
}
const line = (cell: Cell): ColumnValue | undefined =>
  typeof cell === 'string' ? visibleLine(cell) : typeof cell === 'number' ? cell : undefined
const text = (cell: Cell): ColumnValue => (typeof cell === 'string' ? visibleText(cell) : '')
/** As `packed` wrote it: what is damaged of it is told of elsewhere. */
const sparkline = (cell: Cell): ColumnValue | undefined =>
  cell instanceof Uint8Array && cell.byteLength % 8 === 0
    ? pickEvenly(new Float64Array(new Uint8Array(cell).buffer), sparklineValues)
    : undefined

export const fields: Readonly<Record<RunField, Field>> = {
  number: { sql: 'runs.number' },
  id: { sql: 'runs.id' },
  name: { sql: 'runs.name', read: line },
  state: { sql: 'runs.state' },
  endReason: { sql: 'runs.end_reason' },
  shownState: {
    sql: "coalesce(runs.end_reason, CASE WHEN runs.state = 'running' AND runs.silent_since IS NOT NULL THEN 'silent' END, runs.state)",
  },
  colourSlot: { sql: 'runs.colour_slot' },
  isStarred: { sql: 'runs.starred', read: flag },
  isArchived: { sql: 'runs.archived', read: flag },
  tags: { sql: "nullif(runs.tags, '[]')", read: list },
  notes: { sql: "nullif(runs.notes, '')", read: text },
  createdAt: { sql: 'runs.created_at' },
  startedAt: { sql: 'runs.started_at' },
  endedAt: { sql: 'runs.ended_at' },
  silentSince: { sql: 'runs.silent_since' },
  binnedAt: { sql: 'runs.binned_at' },
  launchGroup: { sql: 'runs.launch_group' },
  parentRun: { sql: 'runs.parent_run' },
  verifies: { sql: 'runs.verifies' },
  held: { sql: 'runs.held', read: flag },
  queuePosition: { sql: 'runs.queue_position' },
  parameters: { sql: 'runs.parameters' },
  epochs: { sql: 'coalesce(runs.epochs, 0)' },
  trainingSeconds: { sql: 'coalesce(runs.training_seconds, 0)' },
  imagesPerSecond: { sql: 'runs.images_per_second' },
  // Of a run that has ended; one that trains has a summary of its own.
  sparkline: {
    sql: `(SELECT numbers FROM series JOIN epoch_columns ON epoch_columns.series = series.id
      WHERE series.run = runs.number AND series.key = (SELECT keys.id FROM keys WHERE kind = 'series' AND keys.key = 'val_mse'))`,
    read: sparkline,
  },
  checkpointBytes: { sql: '(SELECT coalesce(sum(bytes), 0) FROM checkpoints WHERE checkpoints.run_id = runs.id)' },
  attempts: { sql: '(SELECT count(*) FROM attempts WHERE attempts.run_id = runs.id)' },
  // How often it went on behind its planned end.
  continued: {
    sql: "(SELECT nullif(count(*), 0) FROM attempts WHERE attempts.run_id = runs.id AND attempts.kind = 'continue')",
  },
  project: { sql: 'runs.project' },
  origin: { sql: "CASE WHEN json_valid(runs.origin) THEN json_extract(runs.origin, '$.kind') END" },
  data: { sql: '(SELECT name FROM data_sets WHERE data_sets.id = runs.data_set)', read: line },
  problems: { sql: '(SELECT problems FROM run_search WHERE run_search.run = runs.number)', read: list },
}

/** A setting's row; undefined for what cannot be read. */
export function readValue(type: number, number: number | null, stored: string | null): ColumnValue | undefined {
  switch (type) {
    case valueTypes.null:
      return null
    case valueTypes.boolean:
      return stored === 'true'
    case valueTypes.number:
      return number ?? Number.NaN
    case valueTypes.text:
      return visibleText(stored ?? '')
    default: {
      const parsed = parseStored(stored)
      return Array.isArray(parsed) ? parsed : undefined
    }
  }
}
