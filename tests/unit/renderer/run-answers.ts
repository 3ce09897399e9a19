/** What a core answers to a window that lists runs: its columns, its keys, and whole summaries. */
import { createColumnPacker, parseRunColumn, type RunColumn, type ColumnValue } from '@contract/run-query'
import type { RunSummary } from '@contract/run'

/** @param all every run, in the bin or not, in the order in which they were made. */
export function runAnswers(all: () => readonly RunSummary[]) {
  const valueOf = (run: RunSummary, column: RunColumn | null): ColumnValue | undefined => {
    if (column?.kind === 'config') return run.config[column.key]
    const value = column?.kind === 'run' ? run[column.field as keyof RunSummary] : undefined
    return (value ?? undefined) as ColumnValue | undefined
  }
  const rowsOf = (rows: readonly { run: RunSummary; number: number }[], columns: readonly string[]) => ({
    numbers: Float64Array.from(rows, ({ number }) => number),
    columns: Object.fromEntries(
      columns.map((id) => {
        const packer = createColumnPacker(rows.length)
        rows.forEach(({ run }, place) => packer.set(place, valueOf(run, parseRunColumn(id))))
        return [id, packer.pack()]
      }),
    ),
  })
  return {
    /** Sorted as the bin is asked for, or newest first. */
    'runs.query': ({
      bin = false,
      columns = [],
      window,
      summaries = 0,
    }: {
      bin?: boolean
      columns?: string[]
      window?: { from: number; count: number }
      summaries?: number
    }) => {
      const found = all()
        .map((run, at) => ({ run, number: at + 1 }))
        .filter(({ run }) => (run.binnedAt !== null) === bin)
        .reverse()
        .sort((left, right) => (right.run.binnedAt ?? '').localeCompare(left.run.binnedAt ?? ''))
      const { from, count } = window ?? { from: 0, count: 0 }
      return {
        total: found.length,
        matched: found.length,
        order: Float64Array.from(found, ({ number }) => number),
        rows: rowsOf(found.slice(from, from + count), columns),
        groups: null,
        measured: [],
        problem: null,
        milliseconds: 0,
        summaries: found.slice(0, summaries).map(({ run }) => run),
      }
    },
    'runs.columns': ({
      columns,
      runs,
      before = Infinity,
      count = Infinity,
    }: {
      columns: string[]
      runs?: (string | number)[]
      before?: number
      count?: number
    }) => {
      const found = all()
        .map((run, at) => ({ run, number: at + 1 }))
        .filter(({ run, number }) =>
          runs === undefined ? run.binnedAt === null : runs.includes(run.id) || runs.includes(number),
        )
        .filter(({ number }) => number < before)
        .reverse()
      const rows = found.slice(0, count)
      return { ...rowsOf(rows, columns), more: runs === undefined && found.length > count }
    },
    'runs.keys': () => ({
      runs: all().length,
      config: [],
      summary: [],
      series: [],
      losses: [],
      said: { directions: [], units: [], steps: [], hidden: [], chosenDirections: [], chosenRoles: [] },
    }),
    'runs.resolve': ({ runs }: { runs: string[] }) => ({ runs: all().filter(({ id }) => runs.includes(id)) }),
  }
}
