/** Blocks with their numbers filled in. */
import type { SeriesOfRun } from '../../contract/api'
import type { Comparison } from '../../contract/comparison'
import { PlateauError } from '../../contract/errors'
import type { FigureText } from '../../contract/figure'
import type { Report, ReportBlock, ReportTable, ResolvedBlock } from '../../contract/report'
import type { RunSummary } from '../../contract/run'
import { escapeDollars } from '@charts/mathematics'
import type { FigureData } from '@panels/figure/figure'
import type { BindingContext } from '@panels/report/binding-values'
import { bindMarkdown, bindPlain } from '@panels/report/bound-text'
import { tellingKeys } from '../../model/telling-settings'
import type { DiffColumn } from '@panels/compare/config-diff'
import { groupsOf } from '@panels/report/groups-of'
import { groupsTable } from '@panels/report/groups-table'
import { configDiffTable, verdictTable, whatIfTable } from '@panels/report/tables'
import { listOf } from '@panels/report/descriptions'
import { withSmoothing } from '@panels/words/smoothing-words'
import { compareRuns } from '../../model/comparison/compare'
import { directionsOf, findComparedMetric } from '../../model/comparison/metric'
import type { ComparedRun, GroupingKeys } from '../../model/comparison/groups'

/** Where a report's numbers come from. */
export type ReportSources = {
  /** Null for a run that is gone. */
  readonly summary: (run: string) => RunSummary | null
  readonly compared: (run: RunSummary, metric: string) => ComparedRun
  readonly series: (run: RunSummary) => SeriesOfRun
  readonly readFigure: (source: Extract<ReportBlock, { kind: 'figure' }>['source']) => FigureData
}

/** A resolved report, with what its figures are drawn from by block id. */
export type ResolvedReport = {
  readonly title: string
  readonly blocks: readonly ResolvedBlock[]
  readonly figures: ReadonlyMap<string, FigureData>
  /** Of the report, those that are there: for provenance. */
  readonly runs: readonly RunSummary[]
}

/** A column for each run up to here, beyond for each group. */
const mostRunColumns = 4
/** Groups beyond these fit no page. */
const mostGroupColumns = 12

/**
 * Works out every block. One that cannot be has the reason in `error`; the others are not held up by it.
 * @param options.errors by block: why it has no runs
 * @param options.withFigures reads what figures are drawn from, too, and tells of a figure that cannot be read
 */
export function resolveReport(
  report: Report,
  sources: ReportSources,
  { withFigures, errors }: { withFigures: boolean; errors?: ReadonlyMap<string, string> },
): ResolvedReport {
  const runs = report.runs.flatMap((run) => sources.summary(run) ?? [])
  const context = createContext(report, runs, sources)
  const figures = new Map<string, FigureData>()
  const numbers = numberBlocks(report.blocks)
  const lacks = (id: string, named: readonly string[]) => errors?.get(id) ?? describeGone(named, sources)
  const resolve = (block: ReportBlock): ResolvedBlock => {
    const { id } = block
    switch (block.kind) {
      case 'text': {
        const { markdown, bindings } = bindMarkdown(block.markdown, context)
        return { kind: 'text', id, markdown, bindings: [...bindings] }
      }
      case 'figure': {
        const style = { ...report.style, ...withoutUndefined(block.style) }
        let error = lacks(id, runsOf(block.source))
        if (error === null && withFigures) {
          try {
            figures.set(id, sources.readFigure(block.source))
          } catch (reason) {
            error = sentenceOf(reason)
          }
        }
        const bound = bindFigureText(block.text, context)
        const text = { ...bound, caption: withSmoothing(bound.caption, block.source) }
        return { kind: 'figure', id, number: numbers.get(id)?.number ?? 0, source: block.source, style, text, error }
      }
      default: {
        const number = numbers.get(id)?.number ?? 0
        const caption = bindPlain(block.caption, context)
        const gone = lacks(id, block.runs)
        if (gone !== null) return { kind: block.kind, id, number, caption, table: null, error: gone }
        const [table, error] = tableOf(block, sources)
        return { kind: block.kind, id, number, caption, table, error }
      }
    }
  }
  const title = bindPlain(report.title, context)
  return { title, blocks: report.blocks.map(resolve), figures, runs }
}

function createContext(report: Report, runs: readonly RunSummary[], sources: ReportSources): BindingContext {
  // A text asks for the same comparison many times.
  const known = new Map<string, Comparison>()
  const numbers = numberBlocks(report.blocks)
  return {
    runs,
    compare(metric, compared, keys) {
      const key = JSON.stringify([metric, keys.row, keys.column, ...compared.map(({ id }) => id)])
      const comparison = known.get(key) ?? compare(sources, metric, compared, keys)
      known.set(key, comparison)
      return comparison
    },
    series: sources.series,
    numberOf: (block) => {
      const found = numbers.get(block)
      return found === undefined ? null : `${found.word} ${found.number}`
    },
  }
}

const compare = (
  sources: ReportSources,
  metric: string,
  runs: readonly RunSummary[],
  keys: GroupingKeys,
  includesUnfinished = false,
): Comparison =>
  compareRuns(
    metric,
    runs.map((run) => sources.compared(run, metric)),
    { keys, includesUnfinished },
  )

/** Figures and tables are each counted from 1. */
function numberBlocks(blocks: readonly ReportBlock[]): Map<string, { word: 'Figure' | 'Table'; number: number }> {
  const counts = { Figure: 0, Table: 0 }
  return new Map(
    blocks.flatMap(({ kind, id }) => {
      if (kind === 'text') return []
      const word = kind === 'figure' ? 'Figure' : 'Table'
      counts[word] += 1
      return [[id, { word, number: counts[word] }] as const]
    }),
  )
}

type TableBlock = Exclude<ReportBlock, { kind: 'text' | 'figure' }>

function tableOf(block: TableBlock, sources: ReportSources): [ReportTable | null, string | null] {
  const runs = block.runs.flatMap((run) => sources.summary(run) ?? [])
  switch (block.kind) {
    case 'verdict':
    case 'groups': {
      const { metric, rows, columns, includeUnfinished } = block
      if (findComparedMetric(metric, directionsOf(runs)) === null)
        return [null, `Nothing says whether lower or higher values of ${metric} are better. Choose a direction for it.`]
      const comparison = compare(sources, metric, runs, { row: rows, column: columns }, includeUnfinished)
      return [block.kind === 'verdict' ? verdictTable(comparison) : groupsTable(comparison), null]
    }
    case 'config-diff':
      return [
        configDiffTable(runs, diffColumns(block, runs), {
          showsEqual: block.showsEqual ?? false,
          ofGroups: block.rows !== undefined,
        }),
        null,
      ]
    case 'what-if': {
      const recorded = runs.filter(({ epochs }) => epochs > 0).map((run) => ({ run, series: sources.series(run) }))
      if (recorded.length === 0) return [null, 'None of these runs has a finished epoch.']
      return [whatIfTable(recorded, { ...block, kind: 'previous-epoch' }), null]
    }
  }
}

/** Seeds of one group stand in one column once there are more runs than fit a page; of groups that fit no page, all runs do. */
function diffColumns(
  { rows, columns }: Extract<ReportBlock, { kind: 'config-diff' }>,
  runs: readonly RunSummary[],
): DiffColumn[] {
  const own = runs.map((run) => ({ id: run.id, label: run.name, runs: [run] }))
  const isChosen = rows !== undefined
  const groups = groupsOf(runs, isChosen ? { row: rows, column: columns ?? rows } : tellingKeys(runs))
  const areTold = runs.length > mostRunColumns || groups.every((group) => group.runs.length === 1)
  if (groups.length <= mostGroupColumns && (isChosen || (groups.length > 1 && areTold)))
    return groups.map(({ id, runs: members }) => ({ id, label: id, runs: members }))
  return own.length > mostRunColumns ? [{ id: 'all', label: 'All runs', runs }] : own
}

function bindFigureText(text: FigureText, context: BindingContext): FigureText {
  // What is filled in is words, whatever signs it has.
  const bind = (value: string | null) => (value === null ? null : bindPlain(value, context, escapeDollars))
  return {
    title: bind(text.title),
    xLabel: bind(text.xLabel),
    yLabel: bind(text.yLabel),
    caption: bindPlain(text.caption, context),
  }
}

/** References of the runs that a figure block shows. */
export function runsOf(source: Extract<ReportBlock, { kind: 'figure' }>['source']): readonly string[] {
  if ('runs' in source) return source.runs
  return source.run === null ? [] : [source.run]
}

/** Why a block of these runs cannot be made; null where all are there. */
export function describeGone(runs: readonly string[], sources: ReportSources): string | null {
  const gone = runs.filter((run) => sources.summary(run) === null)
  if (gone.length === 0) return null
  return gone.length === 1
    ? `A run of this block is gone: ${gone[0] ?? ''}.`
    : `${gone.length} runs of this block are gone: ${listOf(gone.slice(0, 5))}${gone.length > 5 ? ' and more' : ''}.`
}

/** What a person can do nothing about is no sentence of a report. */
function sentenceOf(reason: unknown): string {
  if (reason instanceof PlateauError) return reason.message
  throw reason
}

function withoutUndefined<Value extends object>(
  value: Value,
): { [Key in keyof Value]?: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
    [Key in keyof Value]?: Exclude<Value[Key], undefined>
  }
}
