/** `plateau list`: the history, newest first. */
import { endReasons, runStates } from '@contract/run'
import { decidingMetrics } from '@contract/run-data'
import { columnValue, type ColumnValue } from '@contract/run-query'
import { visibleLine } from '@contract/text'
import type { Client } from '@contract/transport'
import { PlateauError } from '@contract/errors'
import { directionOf, type Direction } from '@model/directions'
import { unitOfKey, type Units } from '@model/units'
import { usualColumnsOf } from '@panels/runs/usual-columns'
import { compareSettings, showSetting } from '@model/values'
import { flatRecord } from '@protocol/config'
import { formatCount, formatTable, formatTime, formatValue, plural, type Column } from '../../format'
import { readListedRuns, readSummaries, requireReadable } from '../../../client/listed-runs'
import { runDocument, type RunDocument } from '../json-shapes'
import { projectInput, readProjectNames, type ProjectOption, type WhereOption } from '../projects'
import { stateText } from '../run-words'
import { withCore, type JsonOption, type Session } from '../session'
import { tellNotices } from '../notices'

/** Runs that cannot be read in full and whose reasons are given. */
const mostExplained = 5

/** Which runs are listed. */
type Asked = ProjectOption & WhereOption

/** What is asked of each run. */
const asked = {
  id: 'run:id',
  name: 'run:name',
  project: 'run:project',
  state: 'run:state',
  endReason: 'run:endReason',
  held: 'run:held',
  epochs: 'run:epochs',
  imagesPerSecond: 'run:imagesPerSecond',
  createdAt: 'run:createdAt',
  problems: 'run:problems',
  architecture: 'config:architecture',
  loss: 'config:loss',
  seed: 'config:seed',
  plannedEpochs: 'config:epochs',
} as const

/** By the metric that decides in the run's task, of which alone it has values. */
type Judged = {
  readonly key: string
  readonly best: number | undefined
  readonly at: ColumnValue | undefined
  readonly last: number | undefined
}

type Row = { readonly [Name in keyof typeof asked]?: ColumnValue | undefined } & {
  readonly queuePosition: number | null
  /** Null before it has values. */
  readonly judged: Judged | null
  /** Columns that were asked for by name. */
  readonly more: ReadonlyMap<string, ColumnValue | undefined>
}

export type ListOptions = JsonOption & Asked & { readonly columns?: string; readonly groupBy?: string }

const text = (value: ColumnValue | undefined, otherwise = ''): string =>
  value === undefined || value === null ? otherwise : typeof value === 'string' ? value : showSetting(value)
const numberOf = (value: ColumnValue | undefined): number | undefined => (typeof value === 'number' ? value : undefined)
const problemsOf = ({ problems }: Row): string[] => (Array.isArray(problems) ? problems.map(String) : [])
/** '?' where the run has no such setting. */
const settingText = (value: ColumnValue | undefined): string =>
  value === undefined ? '?' : visibleLine(showSetting(value))
const stateOf = ({ state, endReason, held, queuePosition }: Row): string =>
  stateText({
    state: runStates.find((one) => one === state) ?? 'ended',
    endReason: endReasons.find((one) => one === endReason) ?? null,
    held: held === true,
    queuePosition,
  })

const allColumns: readonly Column<Row>[] = [
  { header: 'run', text: (run) => (problemsOf(run).length > 0 ? `${text(run.name)} (!)` : text(run.name)) },
  { header: 'id', text: ({ id }) => text(id) },
  { header: 'state', text: stateOf },
  { header: 'architecture', text: ({ architecture }) => settingText(architecture) },
  { header: 'loss', text: ({ loss }) => settingText(loss) },
  { header: 'seed', align: 'right', text: ({ seed }) => settingText(seed) },
  {
    header: 'epochs',
    align: 'right',
    text: ({ epochs, plannedEpochs }) => `${text(epochs, '0')}/${text(plannedEpochs, '?')}`,
  },
  ...decidingMetrics.map((key): Column<Row> => ({
    header: `best ${key}`,
    align: 'right',
    text: ({ judged }) => formatValue(judged?.key === key ? judged.best : undefined),
  })),
  { header: 'at', align: 'right', text: ({ judged }) => text(judged?.at, '-') },
  { header: 'last', align: 'right', text: ({ judged }) => formatValue(judged?.last) },
  { header: 'images/s', align: 'right', text: ({ imagesPerSecond }) => formatCount(numberOf(imagesPerSecond) ?? null) },
  { header: 'created', text: ({ createdAt }) => formatTime(text(createdAt)) },
]

/** Without the best values of tasks that none of the runs is of; where none has any, those of the first. */
function columnsFor(runs: readonly Row[]): readonly Column<Row>[] {
  const used = new Set(runs.flatMap(({ judged }) => judged?.key ?? []))
  const unused = decidingMetrics.filter((key, place) => (used.size === 0 ? place > 0 : !used.has(key)))
  return allColumns.filter(({ header }) => !unused.some((key) => header === `best ${key}`))
}

/** What only runs that Plateau trains have, all of it; a program of a person's own may have any of these settings. */
const isOwn = ({ judged, architecture, loss, seed, plannedEpochs }: Row): boolean =>
  judged !== null || [architecture, loss, seed, plannedEpochs].every((value) => value !== undefined)

/** Columns of a list of other programs' runs, as the run table of the window begins with them. */
async function usualNames(client: Client, option: ProjectOption): Promise<string[]> {
  const keys = await client.request('runs.keys', projectInput(option))
  const { said } = keys
  const directions = flatRecord<Direction>([...said.directions, ...said.chosenDirections])
  return usualColumnsOf(keys, { directions, hiddenKeys: said.hidden }).flatMap((id) => {
    if (id.startsWith('at:')) return [`bestStep:${id.slice('at:'.length)}`]
    return /^(?:config|best|last):/.test(id) ? [id] : []
  })
}

/** Rows of one answer. */
const rowsAtOnce = 10_000
/** What one request resolves. */
const mostResolved = 100

const judgedColumns = (key: string) => [`best:${key}`, `bestStep:${key}`, `last:${key}`] as const

function judgedOf(valueOf: (column: string) => ColumnValue | undefined): Judged | null {
  for (const key of decidingMetrics) {
    const [best, at, last] = judgedColumns(key).map(valueOf)
    if (last !== undefined && last !== null) return { key, best: numberOf(best), at, last: numberOf(last) }
  }
  return null
}

/** Every run that is asked for, newest first or in the line's order, and of how many: only what is printed is read, whatever else runs have. */
async function readRows(
  client: Client,
  option: Asked,
  more: readonly string[],
): Promise<{ runs: Row[]; total: number }> {
  const rows: Row[] = []
  for (let from = 0; ; from += rowsAtOnce) {
    const answer = await client.request('runs.query', {
      ...projectInput(option),
      ...(option.where === undefined ? {} : { where: option.where }),
      columns: [...new Set([...Object.values(asked), ...decidingMetrics.flatMap(judgedColumns), ...more])],
      window: { from, count: rowsAtOnce },
    })
    requireReadable(option.where, answer)
    const { rows: page, matched, total } = answer
    page.numbers.forEach((_, place) => {
      const valueOf = (column: string) => {
        const data = page.columns[column]
        return data && columnValue(data, place)
      }
      const row = Object.fromEntries(Object.entries(asked).map(([name, column]) => [name, valueOf(column)]))
      rows.push({
        ...row,
        queuePosition: null,
        judged: judgedOf(valueOf),
        more: new Map(more.map((column) => [column, valueOf(column)])),
      })
    })
    if (from + rowsAtOnce >= matched) return { runs: await withPositions(client, rows), total }
  }
}

/** Places in the queue, which only those that wait have. */
async function withPositions(client: Client, rows: readonly Row[]): Promise<Row[]> {
  const waiting = rows.flatMap(({ id, state, held }) => (state === 'queued' && held !== true ? [text(id)] : []))
  const positions = new Map<string, number | null>()
  for (let from = 0; from < waiting.length; from += mostResolved) {
    const { runs } = await client.request('runs.resolve', { runs: waiting.slice(from, from + mostResolved) })
    for (const { id, queuePosition } of runs) positions.set(id, queuePosition)
  }
  return rows.map((row) => ({ ...row, queuePosition: positions.get(text(row.id)) ?? null }))
}

/** What is asked for by name, and the units that authors have given their series. */
type Named = { readonly columns: readonly (readonly string[])[]; readonly units: Units }

/** The columns of each name: an id (`config:lr`, `last:val_mse`), a setting's key, a series' (its best, or without a direction its last), or a summary's. */
async function readColumns(client: Client, option: ProjectOption, names: readonly string[]): Promise<Named> {
  if (names.length === 0) return { columns: [], units: {} }
  const { config, series, summary, said } = await client.request('runs.keys', projectInput(option))
  const columns = names.map((name) => {
    if (/^(?:config|summary|best|bestStep|last|min|minStep|max|maxStep|count|run):/.test(name)) return [name]
    const has = (keys: readonly { readonly key: string }[]) => keys.some(({ key }) => key === name)
    // What is a setting of some runs may be a series of others, and each of those has its column.
    const found = [
      ...(has(config) ? [`config:${name}`] : []),
      ...(has(series) ? [`${directionOf(name) === 'none' ? 'last' : 'best'}:${name}`] : []),
    ]
    if (found.length > 0) return found
    if (has(summary)) return [`summary:${name}`]
    throw new PlateauError('invalid-input', `No run has a setting or a series called ${name}.`)
  })
  return { columns, units: flatRecord<string>(said.units) }
}

/** Of these the values are in the unit of the series. */
const measured = /^(?:best|last|min|max):/

/** Where in its series a value stands, and how many points it has. */
const counted = /^(best|min|max)Step:|^count:/

function headerOf(id: string, units: Units): string {
  const [step = '', part] = counted.exec(id) ?? []
  if (part !== undefined) return visibleLine(`${part} ${id.slice(step.length)} at`)
  const words = id.startsWith('config:') ? id.slice('config:'.length) : id.replace(':', ' ')
  const unit = measured.test(id) ? unitOfKey(id.slice(id.indexOf(':') + 1), units) : ''
  return visibleLine(unit === '' ? words : `${words}, ${unit}`)
}

const moreColumn = (id: string, units: Units): Column<Row> => ({
  header: headerOf(id, units),
  ...(/^(?:config|summary|run):/.test(id) ? {} : { align: 'right' as const }),
  text: ({ more }) => {
    const value = more.get(id)
    if (value === undefined) return '-'
    if (typeof value === 'number' && counted.test(id)) return formatCount(value)
    return typeof value === 'number' && !/^(?:config|summary|run):/.test(id) ? formatValue(value) : showSetting(value)
  },
})

/** Groups in the order of their values: numbers by size, text, none. */
function groupRows(rows: readonly Row[], column: string): [value: string, rows: Row[]][] {
  const groups = new Map<string, Row[]>()
  const ordered = [...rows].sort((left, right) => compareSettings(left.more.get(column), right.more.get(column)))
  for (const row of ordered) {
    const value = showSetting(row.more.get(column))
    const group = groups.get(value)
    if (group) group.push(row)
    else groups.set(value, [row])
  }
  return [...groups]
}

export async function list(session: Session, options: ListOptions): Promise<number> {
  const { terminal } = session
  const { json = false } = options
  return withCore(session, async (client) => {
    if (json) {
      const runs: RunDocument[] = []
      const listed = await readListedRuns(client, options)
      const names = await readProjectNames(client)
      for await (const page of readSummaries(
        client,
        listed.map(({ id }) => id),
      ))
        for (const run of page) runs.push(runDocument(run, names.get(run.project) ?? run.project))
      terminal.printDocument({ runs })
      return 0
    }
    tellNotices(terminal, await client.request('system.notices', {}))
    const wanted = (options.columns ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
    const { columns: named, units } = await readColumns(client, options, [
      ...wanted,
      ...(options.groupBy === undefined ? [] : [options.groupBy]),
    ])
    const chosen = [...new Set(named.slice(0, wanted.length).flat())]
    const groupBy = named[wanted.length]?.[0]
    const read = (columns: readonly string[]) =>
      readRows(client, options, [...columns, ...(groupBy === undefined ? [] : [groupBy])])
    let listed = await read(chosen)
    let shown = chosen
    if (shown.length === 0 && listed.runs.length > 0 && !listed.runs.some(isOwn)) {
      shown = await usualNames(client, options)
      if (shown.length > 0) listed = await read(shown)
    }
    const { runs, total } = listed
    const names = await readProjectNames(client)
    // Where all are of one project, its name says nothing.
    const isMixed = new Set(runs.map(({ project }) => project)).size > 1
    const project: Column<Row> = { header: 'project', text: (run) => names.get(text(run.project)) ?? text(run.project) }
    if (options.where !== undefined) terminal.remark(`${formatCount(runs.length)} of ${plural(total, 'run')}`)
    if (runs.length === 0 && total === 0)
      terminal.print(
        options.project === undefined
          ? 'No runs yet. Train one with: npm run -s plateau -- train'
          : `No runs in this project yet. Train one with: npm run -s plateau -- train --project ${options.project}`,
      )
    else if (runs.length > 0) {
      const columns = columnsFor(runs)
      const usual =
        shown.length === 0
          ? columns
          : [...columns.slice(0, 3), ...shown.map((id) => moreColumn(id, units)), ...columns.slice(-1)]
      const table = isMixed ? [...usual.slice(0, 2), project, ...usual.slice(2)] : usual
      const parts =
        groupBy === undefined
          ? [formatTable(table, runs)]
          : groupRows(runs, groupBy).map(
              ([value, members]) =>
                `${headerOf(groupBy, units)} ${value} (${plural(members.length, 'run')})\n${formatTable(table, members)}`,
            )
      terminal.print(parts.join('\n\n'))
    }
    const marked = runs.filter((run) => problemsOf(run).length > 0)
    for (const run of marked.slice(0, mostExplained))
      terminal.remark(`(!) ${text(run.name)} cannot be read in full. ${problemsOf(run).join(' ')}`)
    if (marked.length > mostExplained)
      terminal.remark(`(!) ${marked.length - mostExplained} more cannot be read in full; show RUN says why.`)
    return 0
  })
}
