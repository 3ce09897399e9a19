/** A comparison as text: the sentence, the table, the two by two, and what limits the verdict. */
import { architectureKinds, lossKinds } from '@contract/config'
import type { Comparison, ComparisonRow } from '@contract/comparison'
import { describeMetric, isBetter } from '@contract/metrics'
import { stateWords, type EndReason, type RunState } from '@contract/run'
import { formatCount, formatDuration, formatTable, formatValue, plural, type Column } from '../format'

/** Above this many runs a column for each other run no longer fits a terminal; the sentences still say it. */
const mostOvertakingColumns = 6

export function comparisonText(comparison: Comparison): string {
  const { headline, rows, sentences, caveats } = comparison
  const parts = [headline, comparisonTable(comparison)]
  const grid = architectureByLoss(comparison)
  if (grid !== null) parts.push(grid)
  if (sentences.length > 0) parts.push(sentences.join('\n'))
  if (caveats.length > 0) parts.push(caveats.map((caveat) => `Note: ${caveat}`).join('\n'))
  if (rows.length > mostOvertakingColumns) {
    parts.push(`Epochs to each other's best are in --json, as the table has ${rows.length} runs.`)
  }
  return parts.join('\n\n')
}

function comparisonTable({ metric, rows }: Comparison): string {
  const columns: Column<ComparisonRow>[] = [
    ...(rows.length > 2
      ? [{ header: '#', align: 'right' as const, text: (_row: ComparisonRow, at: number) => String(at + 1) }]
      : []),
    { header: 'run', text: (row) => row.name },
    { header: 'architecture', text: (row) => row.architecture },
    { header: 'loss', text: (row) => row.loss },
    ...(new Set(rows.map(({ seed }) => seed)).size > 1
      ? [{ header: 'seed', align: 'right' as const, text: (row: ComparisonRow) => String(row.seed) }]
      : []),
    { header: `best ${metric}`, align: 'right', text: (row) => formatValue(row.best) },
    { header: 'epoch', align: 'right', text: (row) => (row.bestEpoch === null ? '-' : String(row.bestEpoch)) },
    ...overtakingColumns(rows),
    { header: 'epochs', align: 'right', text: (row) => String(row.epochs) },
    { header: 'time', align: 'right', text: (row) => formatDuration(row.trainingSeconds) },
    { header: 'parameters', align: 'right', text: (row) => formatCount(row.parameters) },
    { header: 'ended', text: (row) => stateWords[row.state as RunState | EndReason] },
  ]
  return formatTable(columns, rows)
}

/** The epoch at which each run is at or past another's best; `never` when it is not within its epochs. */
function overtakingColumns(rows: readonly ComparisonRow[]): Column<ComparisonRow>[] {
  if (rows.length < 2 || rows.length > mostOvertakingColumns) return []
  const cell = (row: ComparisonRow, other: ComparisonRow | undefined) => {
    if (other === undefined || other.run === row.run) return ''
    const epoch = row.epochsToBestOf[other.run]
    return epoch === undefined || other.best === null ? '-' : epoch === null ? 'never' : String(epoch)
  }
  if (rows.length === 2) {
    const other = (row: ComparisonRow) => rows.find(({ run }) => run !== row.run)
    return [{ header: "to the other's best", align: 'right', text: (row) => cell(row, other(row)) }]
  }
  return rows.map((other, at) => ({
    header: `to best of ${at + 1}`,
    align: 'right' as const,
    text: (row: ComparisonRow) => cell(row, other),
  }))
}

/** Best values by architecture and loss, when the runs differ in both; several runs in a cell are averaged, and counted. */
function architectureByLoss({ metric, rows }: Comparison): string | null {
  const architectures = architectureKinds.filter((kind) => rows.some(({ architecture }) => architecture === kind))
  const losses = lossKinds.filter((kind) => rows.some(({ loss }) => loss === kind))
  if (architectures.length < 2 || losses.length < 2) return null
  let best: ComparisonRow | null = null
  for (const row of rows) {
    if (row.best === null) continue
    const mark = best?.best ?? null
    if (mark === null || isBetter(metric, row.best, mark)) best = row
  }
  const cell = (architecture: string, loss: string) => {
    const members = rows.filter((row) => row.architecture === architecture && row.loss === loss && row.best !== null)
    const [only] = members
    if (only === undefined) return '-'
    if (members.length === 1) {
      return `${formatValue(only.best)} at epoch ${only.bestEpoch ?? '-'}${only === best ? ' (best)' : ''}`
    }
    const mean = members.reduce((sum, row) => sum + (row.best ?? 0), 0) / members.length
    return `${formatValue(mean)} mean of ${plural(members.length, 'run')}`
  }
  const { unit } = describeMetric(metric)
  return formatTable(
    [
      {
        header: unit === '' ? `best ${metric}` : `best ${metric} (${unit})`,
        text: (architecture: string) => architecture,
      },
      ...losses.map((loss) => ({ header: loss, text: (architecture: string) => cell(architecture, loss) })),
    ],
    architectures,
  )
}
