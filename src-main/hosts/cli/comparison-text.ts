/** A comparison as text: the sentence, runs, groups, the two by two, and what limits the verdict. */
import type { Comparison, ComparisonGroup, ComparisonRow } from '@contract/comparison'
import { stateWords, type EndReason, type RunState } from '@contract/run'
import { showDigits, usualDigits } from '@maths/digits'
import { noValue } from '@model/values'
import { valueTexts } from '@panels/compare/verdict-words'
import { formatCount, formatDuration, formatTable, plural, type Column } from '../format'

/** Above this many runs a column for each other run no longer fits a terminal; the sentences still say it. */
const mostOvertakingColumns = 6

export function comparisonText(comparison: Comparison): string {
  const { headline, rows, sentences, caveats } = comparison
  const parts = [headline, comparisonTable(comparison)]
  for (const table of [groupTable(comparison), rowsByColumns(comparison)]) if (table !== null) parts.push(table)
  if (sentences.length > 0) parts.push(sentences.join('\n'))
  if (caveats.length > 0) parts.push(caveats.map((caveat) => `Note: ${caveat}`).join('\n'))
  if (rows.length > mostOvertakingColumns) {
    parts.push(`With ${rows.length} runs, epochs to each other's best are in the output of --json only.`)
  }
  return parts.join('\n\n')
}

/** Architecture and loss; of runs that have neither the values that they are grouped by. */
function settingColumns(rows: readonly ComparisonRow[], groups: readonly ComparisonGroup[]): Column<ComparisonRow>[] {
  if (rows.some(({ architecture, loss }) => architecture !== noValue || loss !== noValue))
    return [
      { header: 'architecture', text: (row) => row.architecture },
      { header: 'loss', text: (row) => row.loss },
    ]
  const groupOf = new Map(groups.flatMap(({ id, runs }) => runs.map((run) => [run, id] as const)))
  return [{ header: 'group', text: ({ run }) => groupOf.get(run) ?? '' }]
}

function comparisonTable({ metric, by, rows, groups }: Comparison): string {
  const { best } = valueTexts({ rows, groups })
  const columns: Column<ComparisonRow>[] = [
    ...(rows.length > 2
      ? [{ header: '#', align: 'right' as const, text: (_row: ComparisonRow, at: number) => String(at + 1) }]
      : []),
    { header: 'run', text: (row) => row.name },
    ...settingColumns(rows, groups),
    ...(new Set(rows.map(({ seed }) => seed)).size > 1
      ? [{ header: 'seed', align: 'right' as const, text: (row: ComparisonRow) => String(row.seed) }]
      : []),
    { header: `best ${metric}`, align: 'right', text: (row) => (row.best === null ? '-' : best(row.best)) },
    { header: unitOf(by), align: 'right', text: (row) => (row.bestEpoch === null ? '-' : String(row.bestEpoch)) },
    ...overtakingColumns(rows),
    { header: `${unitOf(by)}s`, align: 'right', text: (row) => String(row.epochs) },
    { header: 'time', align: 'right', text: timeOf },
    {
      header: 'parameters',
      align: 'right',
      text: (row) => (row.parameters === null ? '-' : formatCount(row.parameters)),
    },
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

/** Groups with several runs each: what seeds say together. Null while every group is one run, which the table of runs shows. */
function groupTable({ metric, by, rows, groups, reaches }: Comparison): string | null {
  if (groups.every(({ runs }) => runs.length === 1)) return null
  const indexOf = (id: string | null) => groups.findIndex((group) => group.id === id)
  const reachOf = (group: ComparisonGroup) =>
    reaches.find(({ follower, leader }) => follower === group.id && leader === group.against)
  const texts = valueTexts({ rows, groups })
  const columns: Column<ComparisonGroup>[] = [
    { header: '#', align: 'right', text: (_group, at) => String(at + 1) },
    { header: 'group', text: ({ id }) => id },
    {
      header: 'runs',
      align: 'right',
      text: ({ count, leftOut, areSeeds }) => {
        const noun = areSeeds ? 'seed' : 'run'
        const all = count + leftOut.length
        return leftOut.length === 0 ? plural(count, noun) : `${count} of ${plural(all, noun)}`
      },
    },
    { header: `mean best ${metric}`, align: 'right', text: ({ mean }) => (mean === null ? '-' : texts.mean(mean)) },
    { header: 'deviation', align: 'right', text: deviationText },
    { header: 'best', align: 'right', text: ({ best }) => (best === null ? '-' : texts.best(best)) },
    {
      header: 'against',
      align: 'right',
      text: ({ against }) => (against === null ? '-' : `# ${indexOf(against) + 1}`),
    },
    {
      header: 'reached its best',
      align: 'right',
      text: (group) => {
        const reach = reachOf(group)
        return reach === undefined ? '-' : `${reach.reached} of ${reach.pairs.length}`
      },
    },
    { header: `at ${unitOf(by)}`, align: 'right', text: (group) => medianText(reachOf(group)?.epoch) },
    { header: 'after', align: 'right', text: (group) => formatDuration(reachOf(group)?.seconds ?? null) },
    { header: 'time', align: 'right', text: timeOf },
    { header: 'images/s', align: 'right', text: ({ imagesPerSecond }) => formatCount(imagesPerSecond) },
  ]
  return formatTable(columns, groups)
}

/** What positions in the series are called. */
const unitOf = (by: Comparison['by']): 'epoch' | 'step' => (by === 'step' ? 'step' : 'epoch')

const deviationText = ({ deviation }: ComparisonGroup): string =>
  deviation === null ? '-' : deviation === 0 ? 'no spread' : showDigits(deviation, usualDigits)

/** The median of an even count of epochs may be a half. */
const medianText = (value: number | null | undefined): string =>
  value === null || value === undefined ? '-' : String(Math.round(value * 10) / 10)

/** Best values by the two settings, when the runs differ in both; a cell of seeds is their mean. */
function rowsByColumns({ metric, unit = '', by, direction, rows: runs, groups }: Comparison): string | null {
  const texts = valueTexts({ rows: runs, groups })
  const rows = [...new Set(groups.map(({ row }) => row))]
  const columns = [...new Set(groups.map(({ column }) => column))]
  if (rows.length < 2 || columns.length < 2) return null
  let leading: ComparisonGroup | null = null
  for (const group of groups) {
    if (group.count > 1 || group.best === null) continue
    const before = leading?.best ?? null
    if (before === null || (direction === 'higher' ? group.best > before : group.best < before)) leading = group
  }
  const cell = (row: string, column: string) => {
    const group = groups.find((one) => one.row === row && one.column === column)
    if (group === undefined || group.best === null) return '-'
    if (group.count < 2) {
      const mark = group === leading && groups.every(({ count }) => count <= 1) ? ' (best)' : ''
      return `${texts.best(group.best)} at ${unitOf(by)} ${group.bestEpoch ?? '-'}${mark}`
    }
    return group.mean === null
      ? `${texts.best(group.best)} best of ${plural(group.count, 'run')}`
      : `${texts.mean(group.mean)} mean of ${plural(group.count, 'seed')}`
  }
  return formatTable(
    [
      { header: unit === '' ? `best ${metric}` : `best ${metric} (${unit})`, text: (row: string) => row },
      ...columns.map((column) => ({ header: column, text: (row: string) => cell(row, column) })),
    ],
    rows,
  )
}

/** Training time; of runs from elsewhere it is not known. */
const timeOf = ({ trainingSeconds }: { readonly trainingSeconds: number }): string =>
  trainingSeconds > 0 ? formatDuration(trainingSeconds) : '-'
