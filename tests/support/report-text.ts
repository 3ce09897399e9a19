/** Reports of a history without a core, and their words as one text: what is compared to the last character. */
import { plainFigureText } from '../../src-main/contract/figure'
import type { ResolvedBlock } from '../../src-main/contract/report'
import { createEventBus } from '../../src-main/core/events'
import { summarizeRun } from '../../src-main/core/history/summaries'
import { createIndexing } from '../../src-main/core/history/indexing'
import { createRunQueryService } from '../../src-main/core/history/queries'
import { createFindRuns, type FindRuns } from '../../src-main/core/reports/found-runs'
import { createReportService, type ReportService } from '../../src-main/core/reports/service'
import type { FigureData } from '../../src-main/panels/figure/figure'
import type { Store } from '../../src-main/store/store'

/** Runs of blocks with a query, as the core finds them. */
export const findRunsOf = (store: Store): FindRuns =>
  createFindRuns(
    createRunQueryService({
      store,
      indexing: createIndexing(store),
      choices: { directionsOf: () => [], ofProject: () => ({ directions: [], roles: [] }), version: () => 0 },
    }),
  )

/** A service that reads the history and draws nothing. */
export function reportsOf(store: Store): ReportService {
  return createReportService({
    store,
    events: createEventBus(),
    appVersion: '0.1.0',
    summary: (run) => summarizeRun(store, run, null),
    findRuns: findRunsOf(store),
    typesetter: { typeset: () => Promise.resolve(Uint8Array.of(2)), close: () => undefined },
    figures: {
      prepare: () => Promise.resolve(),
      read: (source) => ({ source, runs: [], all: [], lines: [] }) as unknown as FigureData,
      renderData: () => Promise.resolve(Uint8Array.of(1)),
    },
  })
}

/** Everything that a report says: text, captions, tables with their notes, and what figures are of. */
export function wordsOf(title: string, blocks: readonly ResolvedBlock[]): string {
  const parts = blocks.map((block) => {
    switch (block.kind) {
      case 'text':
        return block.markdown
      case 'figure': {
        const { title: heading, xLabel, yLabel, caption } = { ...plainFigureText, ...block.text }
        const said = [heading, xLabel, yLabel].filter((text) => text !== null && text !== '')
        return [`[Figure ${block.number}: ${caption}]`, ...said, JSON.stringify(block.source), block.error ?? ''].join(
          '\n',
        )
      }
      default: {
        const { columns, rows, notes } = block.table ?? { columns: [], rows: [], notes: [] }
        const lines = [columns.map(({ label }) => label), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
        return [`[Table ${block.number}: ${block.caption}]`, ...lines, ...notes, block.error ?? ''].join('\n')
      }
    }
  })
  return `${[`# ${title}`, ...parts].map((part) => part.trimEnd()).join('\n\n')}\n`
}
